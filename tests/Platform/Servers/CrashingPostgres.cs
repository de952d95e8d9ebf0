using System.Diagnostics;
using System.Text.RegularExpressions;
using Datarun.Local;
using Npgsql;

namespace Datarun.Tests.Platform.Servers;

/// <summary>Kills a private PostgreSQL as a power cut would and starts it again on the same data and port, or holds it as a machine that hangs would.</summary>
public sealed partial class CrashingPostgres
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly string _connection;
    private readonly string _cluster;

    private CrashingPostgres(string connection, string cluster) => (_connection, _cluster) = (connection, cluster);

    [GeneratedRegex("\"(?<word>[^\"]*)\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Quoted { get; }

    /// <summary>The server that a connection string leads to.</summary>
    public static async Task<CrashingPostgres> OfAsync(string connection)
    {
        connection += ";Pooling=false";
        await using var session = new NpgsqlConnection(connection);
        await session.OpenAsync();
        await using var ask = new NpgsqlCommand("SHOW data_directory", session);
        return new CrashingPostgres(connection, (string)(await ask.ExecuteScalarAsync())!);
    }

    /// <summary>kill -9 of the server and of every session, in the middle of whatever they do.</summary>
    public void Kill() => Signal("-9");

    /// <summary>Holds the server and every session: nothing is cut off, and nothing is answered.</summary>
    public void Hold() => Signal("-STOP");

    /// <summary>Lets what was held go on.</summary>
    public void GoOn() => Signal("-CONT");

    private void Signal(string signal)
    {
        var server = int.Parse(File.ReadLines(PidFile).First());
        foreach (var process in Children(server).Prepend(server)) ServerUser.Run("kill", signal, process.ToString());
    }

    /// <summary>Starts it with the words with which it was started; returns when it has recovered.</summary>
    public async Task StartAgainAsync()
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < StartLimit; await Task.Delay(100))
        {
            // It refuses to start while a session that was killed still holds the shared memory.
            var server = Start();
            while (!server.HasExited && waited.Elapsed < StartLimit)
            {
                if (await AnswersAsync()) return;
                await Task.Delay(50);
            }
        }
        throw new InvalidOperationException("PostgreSQL did not start again.");
    }

    private string PidFile => Path.Combine(_cluster, "postmaster.pid");

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var session = new NpgsqlConnection(_connection);
            await session.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>On a thread of its own: the server is interrupted when the thread that started it ends.</summary>
    private Process Start()
    {
        var words = File.ReadAllText(Path.Combine(_cluster, "postmaster.opts"));
        var start = ServerUser.Choose(_cluster).Detached(words[..words.IndexOf(' ', StringComparison.Ordinal)], [.. Quoted.Matches(words).Select(w => w.Groups["word"].Value)]);
        var started = new TaskCompletionSource<Process>();
        new Thread(() =>
        {
            var server = Process.Start(start)!;
            server.StandardInput.Close();
            server.OutputDataReceived += (_, _) => { };
            server.ErrorDataReceived += (_, _) => { };
            server.BeginOutputReadLine();
            server.BeginErrorReadLine();
            started.SetResult(server);
            server.WaitForExit();
        })
        { IsBackground = true, Name = "PostgreSQL" }.Start();
        return started.Task.GetAwaiter().GetResult();
    }

    private static IEnumerable<int> Children(int parent) =>
        ServerUser.Run("ps", "-o", "pid=", "--ppid", parent.ToString()).Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);
}
