namespace Datarun.Exchange.Queues;

/// <summary>
/// Queues of departments' own on the broker. There are none unless <c>Queues:Management</c> says where RabbitMQ's management API is and as whom to call it
/// (<c>http://user:password@host:15672</c>, an administrator of the broker). They lie in a virtual host of their own, so no department's user can even see
/// the platform's own queues.
/// </summary>
public sealed class QueueSettings(IConfiguration configuration)
{
    /// <summary>Whether this installation has them.</summary>
    public bool IsAvailable => !string.IsNullOrEmpty(configuration["Queues:Management"]);

    /// <summary>The management API with the name and password to call it with.</summary>
    public Uri Management => new(configuration["Queues:Management"]!);

    /// <summary>Where to publish and as whom: <c>Queues:Broker</c>, else the bus's own broker.</summary>
    public Uri Broker => new(configuration["Queues:Broker"] ?? configuration["Bus"]!);

    /// <summary>The virtual host of all departments' queues.</summary>
    public string VirtualHost => configuration["Queues:VirtualHost"] ?? "departments";

    /// <summary>Where departments are told to connect.</summary>
    public string Address => configuration["Queues:Address"] ?? new UriBuilder("amqp", Broker.Host, Broker.IsDefaultPort || Broker.Port <= 0 ? 5672 : Broker.Port).Uri.AbsoluteUri.TrimEnd('/');

    /// <summary>How many messages a queue holds before no more are taken; what comes later waits in PostgreSQL.</summary>
    public int MostMessages => configuration.GetValue("Queues:MostMessages", 100_000);

    /// <summary>How many bytes a queue holds before no more are taken.</summary>
    public long MostBytes => configuration.GetValue("Queues:MostBytes", 256L << 20);
}
