using Datarun.Tests.Platform.Servers;

namespace Datarun.Tests.Platform.Running;

/// <summary>The platform as <see cref="ServiceProcesses"/>.</summary>
public sealed class DistributedPlatform : RunningPlatform
{
    private readonly string _data = Path.Combine(Path.GetTempPath(), $"datarun-dist-{Guid.NewGuid():N}"[..28]);
    private ServiceProcesses _processes = null!; // Set once Http has been used.

    /// <summary>How many messages a department's queue holds here.</summary>
    public const int QueueBound = 30;

    /// <summary>The broker; tests may stop and start it.</summary>
    public PrivateRabbitMq Broker => _processes.Broker;

    public override Uri Address => _processes.Address;

    public override string ClientsFile => Path.Combine(_data, "clients.json");

    public override string ConnectionString(string service) => _processes.ConnectionString(service);

    /// <summary>Kills a service as a power cut would.</summary>
    public Task KillAsync(string service) => _processes.KillAsync(service);

    /// <summary>Starts a service that was killed.</summary>
    /// <param name="settings">Of this service alone; they go before its others.</param>
    public Task StartAgainAsync(string service, params string[] settings) => _processes.StartAgainAsync(service, settings);

    /// <summary>Runs a command of a service, such as <c>--redrive</c>, beside it.</summary>
    public Task RunAsync(string service, string flag) => _processes.RunAsync(service, flag);

    /// <summary>Everything that a service has printed since it was started last.</summary>
    public string Output(string service) => _processes.Programs[service].Output;

    protected override async Task StartAsync() =>
        _processes = await ServiceProcesses.StartAsync(_data, [$"--Queues:MostMessages={QueueBound}", "--Deliveries:BackOffSeconds=0.2"]);

    protected override async Task StopAsync()
    {
        if (_processes is not null) await _processes.DisposeAsync();
        if (Directory.Exists(_data)) Directory.Delete(_data, recursive: true);
    }
}
