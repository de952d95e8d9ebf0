using Datarun.Local;

namespace Datarun.Tests.Platform.Running;

/// <summary>The local host as a process of its own, on a fresh data directory: what a user gets from <c>deploy/run</c>.</summary>
public class LocalPlatform : RunningPlatform
{
    private readonly int _port = RunningProgram.FreePort();

    /// <summary>The process.</summary>
    public RunningProgram Program { get; private set; } = null!;

    /// <summary>Its data directory.</summary>
    public string Data { get; } = Path.Combine(Path.GetTempPath(), $"datarun-test-{Guid.NewGuid():N}"[..28]);

    public override Uri Address => new($"http://127.0.0.1:{_port}/");

    public override string ClientsFile => Path.Combine(Data, "clients.json");

    public override string ConnectionString(string service) => PrivatePostgres.ConnectionStringOf(Data, service);

    /// <summary>Further settings of this platform.</summary>
    protected virtual IEnumerable<string> Settings => [];

    /// <summary>Starts it, or starts it again on the same data after a kill.</summary>
    public async Task UpAsync()
    {
        Program = RunningProgram.Start("deploy/Local", [$"--urls=http://127.0.0.1:{_port}", $"--data={Data}", .. Settings]);
        var until = DateTime.UtcNow.AddMinutes(3);
        while (!Program.Output.Contains("Datarun is ready", StringComparison.Ordinal))
        {
            if (Program.Process.HasExited || DateTime.UtcNow > until) throw new InvalidOperationException($"The local host did not start:\n{Program.Output}");
            await Task.Delay(50);
        }
    }

    protected override Task StartAsync() => UpAsync();

    protected override async Task StopAsync()
    {
        if (Program is not null) await Program.DisposeAsync();
        if (Directory.Exists(Data)) Directory.Delete(Data, recursive: true);
    }
}
