using Datarun.Local;
using Datarun.Tests.Platform.Servers;

namespace Datarun.Tests.Platform.Running;

/// <summary>Each service as a process of its own on a real RabbitMQ and a real PostgreSQL, as a deployment runs them.</summary>
public sealed class DistributedPlatform : RunningPlatform
{
    private static readonly string[] Services = ["identity", "rosters", "exchange", "reports", "accountability"];
    private readonly string _data = Path.Combine(Path.GetTempPath(), $"datarun-dist-{Guid.NewGuid():N}"[..28]);
    private readonly int _port = RunningProgram.FreePort();
    private readonly Dictionary<string, RunningProgram> _programs = new(StringComparer.Ordinal);
    private PrivatePostgres _postgres = null!;

    /// <summary>How many messages a department's queue holds here.</summary>
    public const int QueueBound = 30;

    /// <summary>The broker; tests may stop and start it.</summary>
    public PrivateRabbitMq Broker { get; private set; } = null!; // Set once Http has been used.

    public override Uri Address => new($"http://127.0.0.1:{_port}/");

    public override string ClientsFile => Path.Combine(_data, "clients.json");

    public override string ConnectionString(string service) => _postgres.ConnectionString(service);

    /// <summary>Kills a service as a power cut would and starts it again.</summary>
    public async Task KillAndRestartAsync(string service)
    {
        await KillAsync(service);
        await StartAgainAsync(service);
    }

    /// <summary>Kills a service as a power cut would.</summary>
    public Task KillAsync(string service) => _programs[service].KillAsync();

    /// <summary>Starts a service that was killed.</summary>
    public async Task StartAgainAsync(string service)
    {
        Up(service);
        await ReadyAsync();
    }

    protected override async Task StartAsync()
    {
        var broker = PrivateRabbitMq.StartAsync();
        _postgres = await PrivatePostgres.StartAsync(_data);
        Secrets.In(_data);
        Broker = await broker;
        await Task.WhenAll(Services.Select(async service =>
        {
            await _postgres.CreateDatabaseAsync(service);
            await using var migration = RunningProgram.Start(Project(service), ["--migrate", .. Settings(service)]);
            if (await migration.EndAsync(TimeSpan.FromMinutes(2)) != 0) throw new InvalidOperationException($"--migrate of {service} failed:\n{migration.Output}");
        }));
        foreach (var service in Services) Up(service);
        _programs["gateway"] = RunningProgram.Start("gateway", [$"--urls=http://127.0.0.1:{_port}", .. Addresses, $"--Identity:Issuer={Address}"]);
        await ReadyAsync();
    }

    protected override async Task StopAsync()
    {
        foreach (var program in _programs.Values) await program.DisposeAsync();
        if (Broker is not null) await Broker.DisposeAsync();
        if (_postgres is not null) await _postgres.DisposeAsync();
        if (Directory.Exists(_data)) Directory.Delete(_data, recursive: true);
    }

    private IEnumerable<string> Addresses => Services.Select(s => $"--Services:{s}=http://unix:{Socket(s)}");

    private void Up(string service)
    {
        File.Delete(Socket(service));
        _programs[service] = RunningProgram.Start(Project(service), [$"--urls=http://unix:{Socket(service)}", .. Settings(service)]);
    }

    private IEnumerable<string> Settings(string service) =>
    [
        $"--ConnectionStrings:Database={_postgres.ConnectionString(service)}", $"--Bus={Broker.Uri}", "--Deliveries:AllowLoopback=true",
        $"--Queues:Management={Broker.Management}", $"--Queues:MostMessages={QueueBound}", "--Deliveries:BackOffSeconds=0.2",
        $"--Identity:Issuer={Address}", $"--Identity:SigningKeyFile={Path.Combine(_data, "signing-key.pem")}", $"--Identity:ClientsFile={ClientsFile}",
        $"--Audit:SigningKeyFile={Path.Combine(_data, "audit-key.pem")}",
        .. Addresses,
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
