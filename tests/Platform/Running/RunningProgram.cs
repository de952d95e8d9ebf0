using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Datarun.Tests.Platform.Running;

/// <summary>One of the project's programs as a process of its own, from its own output folder.</summary>
public sealed class RunningProgram : IAsyncDisposable
{
    private readonly StringBuilder _output = new();

    private RunningProgram(Process process) => Process = process;

    /// <summary>The process.</summary>
    public Process Process { get; }

    /// <summary>Everything it has printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Starts a program of the repository.</summary>
    /// <param name="project">Its project folder, such as <c>services/Rosters</c>.</param>
    /// <param name="arguments">Its command line.</param>
    public static RunningProgram Start(string project, params string[] arguments)
    {
        var name = Path.GetFileName(project);
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(Root, project, "bin", Configuration, "net10.0", $"Datarun.{char.ToUpperInvariant(name[0])}{name[1..]}.dll") },
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var running = new RunningProgram(Process.Start(start)!);
        running.Process.OutputDataReceived += running.Keep;
        running.Process.ErrorDataReceived += running.Keep;
        running.Process.BeginOutputReadLine();
        running.Process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Waits for its end and answers its exit code.</summary>
    public async Task<int> EndAsync(TimeSpan limit)
    {
        using var patience = new CancellationTokenSource(limit);
        await Process.WaitForExitAsync(patience.Token);
        return Process.ExitCode;
    }

    /// <summary>As a power cut would: kill -9.</summary>
    public async Task KillAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync();
    }

    /// <summary>As Ctrl-C would; killed if it does not end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            using var interrupt = Process.Start("kill", ["-INT", Process.Id.ToString()]);
            try
            {
                await EndAsync(TimeSpan.FromSeconds(20));
            }
            catch (OperationCanceledException)
            {
                Process.Kill(entireProcessTree: true);
            }
        }
        Process.Dispose();
    }

    /// <summary>A port that is free: each is given once, and they lie below those that the system itself takes for outgoing connections, of which one could be this by the time that it is listened on.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = LowestPort + (Interlocked.Increment(ref _ports) & int.MaxValue) % Ports;
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one.
            }
        }
    }

    private const int LowestPort = 20_000, Ports = 12_000;

    private static int _ports = Random.Shared.Next(Ports);

    /// <summary>The repository.</summary>
    public static string Root { get; } = FindRoot();

    private static string Configuration { get; } =
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Datarun.slnx"))) folder = folder.Parent ?? throw new InvalidOperationException("Not inside the repository.");
        return folder.FullName;
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output) _output.AppendLine(line.Data);
    }
}
