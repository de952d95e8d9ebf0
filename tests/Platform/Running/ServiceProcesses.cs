using Datarun.Local;
using Datarun.Tests.Platform.Servers;

namespace Datarun.Tests.Platform.Running;

/// <summary>
/// Each service and the gateway as a process of its own on a real RabbitMQ and a real PostgreSQL, as a deployment runs them: for the tests
/// and for the benchmarks.
/// </summary>
public sealed class ServiceProcesses : IAsyncDisposable
{
    private static readonly string[] Services = ["identity", "rosters", "exchange", "reports", "accountability"];
    private readonly Dictionary<string, RunningProgram> _programs = new(StringComparer.Ordinal);
    private readonly int _port = RunningProgram.FreePort();
    private readonly string _data;
    private readonly string[] _more;
    private PrivatePostgres _postgres = null!;

    private ServiceProcesses(string data, string[] more) => (_data, _more) = (data, more);

    /// <summary>The broker; tests may stop and start it.</summary>
    public PrivateRabbitMq Broker { get; private set; } = null!;

    /// <summary>The gateway.</summary>
    public Uri Address => new($"http://127.0.0.1:{_port}/");

    /// <summary>What is running, by the name of the service.</summary>
    public IReadOnlyDictionary<string, RunningProgram> Programs => _programs;

    /// <summary>Starts all of it on a fresh data directory; returns when the gateway is ready.</summary>
    /// <param name="data">Where the cluster, the keys and clients.json will lie, as the local host has them.</param>
    /// <param name="settings">Settings of every service beside those that join them.</param>
    /// <param name="postgres">Settings of PostgreSQL: <c>name=value</c>.</param>
    public static async Task<ServiceProcesses> StartAsync(string data, string[] settings, params string[] postgres)
    {
        var all = new ServiceProcesses(data, settings);
        try
        {
            var broker = PrivateRabbitMq.StartAsync();
            all._postgres = await PrivatePostgres.StartAsync(data, settings: postgres);
            Secrets.In(data);
            all.Broker = await broker;
            await Task.WhenAll(Services.Select(all.MigrateAsync));
            foreach (var service in Services) all.Up(service);
            all._programs["gateway"] = RunningProgram.Start("gateway", [$"--urls=http://127.0.0.1:{all._port}", .. all.Addresses, $"--Identity:Issuer={all.Address}", .. settings]);
            await all.ReadyAsync();
            return all;
        }
        catch
        {
            await all.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection string for the database of a service.</summary>
    public string ConnectionString(string service) => _postgres.ConnectionString(service);

    /// <summary>Kills a service as a power cut would.</summary>
    public Task KillAsync(string service) => _programs[service].KillAsync();

    /// <summary>Starts a service that was killed.</summary>
    /// <param name="settings">Of this service alone; they go before its others.</param>
    public async Task StartAgainAsync(string service, params string[] settings)
    {
        Up(service, settings);
        await ReadyAsync();
    }

    /// <summary>Runs a command of a service, such as <c>--migrate</c>, beside it; asserts that it succeeds.</summary>
    public async Task RunAsync(string service, string flag)
    {
        await using var command = RunningProgram.Start(Project(service), [flag, .. Settings(service)]);
        if (await command.EndAsync(TimeSpan.FromMinutes(2)) != 0) throw new InvalidOperationException($"{flag} of {service} failed:\n{command.Output}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _programs.Values) await program.DisposeAsync();
        if (Broker is not null) await Broker.DisposeAsync();
        if (_postgres is not null) await _postgres.DisposeAsync();
    }

    private IEnumerable<string> Addresses => Services.Select(s => $"--Services:{s}=http://unix:{Socket(s)}");

    private async Task MigrateAsync(string service)
    {
        await _postgres.CreateDatabaseAsync(service);
        await RunAsync(service, "--migrate");
    }

    private void Up(string service, params string[] settings)
    {
        File.Delete(Socket(service));
        _programs[service] = RunningProgram.Start(Project(service), [$"--urls=http://unix:{Socket(service)}", .. Settings(service), .. settings]);
    }

    private IEnumerable<string> Settings(string service) =>
    [
        $"--ConnectionStrings:Database={_postgres.ConnectionString(service)}", $"--Bus={Broker.Uri}", $"--Queues:Management={Broker.Management}",
        "--Deliveries:AllowLoopback=true", $"--Identity:Issuer={Address}", $"--Identity:SigningKeyFile={Path.Combine(_data, "signing-key.pem")}",
        $"--Identity:ClientsFile={Path.Combine(_data, "clients.json")}", $"--Audit:SigningKeyFile={Path.Combine(_data, "audit-key.pem")}",
        .. Addresses, .. _more,
    ];

    private async Task ReadyAsync()
    {
        using var http = new HttpClient();
        var until = DateTime.UtcNow.AddSeconds(90);
        while (true)
        {
            var dead = _programs.FirstOrDefault(p => p.Value.Process.HasExited);
            if (dead.Value is not null) throw new InvalidOperationException($"{dead.Key} ended:\n{dead.Value.Output}");
            try
            {
                if ((await http.GetAsync(new Uri(Address, "health/ready"))).IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            if (DateTime.UtcNow > until) throw new InvalidOperationException("The platform did not become ready:\n" + string.Join('\n', _programs.Select(p => $"--- {p.Key}\n{p.Value.Output}")));
            await Task.Delay(100);
        }
    }

    private string Socket(string service) => Path.Combine(_data, $"{service}.sock");

    private static string Project(string service) => $"services/{char.ToUpperInvariant(service[0])}{service[1..]}";
}
