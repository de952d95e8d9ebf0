using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Datarun.Local;

/// <summary>
/// A PostgreSQL server of our own: a child process on a free port, with its data under the local host's data directory.
/// It stops with us, also when we are killed, and a next start finds whatever state the last one left.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private const string Superuser = "datarun";

    /// <summary>Crash recovery replays at most <c>max_wal_size</c>, which takes a slow disk some minutes.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);

    private readonly DataDirectoryLock held;
    private readonly PostgresBinaries binaries;
    private readonly ServerUser user;
    private readonly string cluster;
    private readonly string password;
    private readonly IReadOnlyList<string> more;
    private Process server = null!;

    private PrivatePostgres(DataDirectoryLock held, PostgresBinaries binaries, ServerUser user, string cluster, string password, IReadOnlyList<string> more)
    {
        (this.held, this.binaries, this.user, this.cluster, this.password, this.more) = (held, binaries, user, cluster, password, more);
    }

    public int Port { get; private set; }

    /// <summary>Of the server itself, so that its CPU time and memory can be measured.</summary>
    public int ProcessId => server.Id;

    /// <summary>Where psql, pgbench and their like lie.</summary>
    public string BinariesDirectory => binaries.Directory;

    /// <summary>A Unix socket costs less than loopback TCP, but its path must fit into 107 bytes.</summary>
    private string? SocketDirectory => cluster.Length <= 107 - "/.s.PGSQL.65535".Length ? cluster : null;

    /// <summary>Starts the server that lives in a data directory; makes both on the first call.</summary>
    /// <param name="dataDirectory">The local host's directory; the cluster is <c>postgres</c> in it.</param>
    /// <param name="postgres">The directory of the binaries, when it was named.</param>
    /// <param name="settings">Settings of the server beside ours, which they replace: <c>name=value</c>.</param>
    /// <exception cref="InvalidOperationException">It cannot start; the message says what to do.</exception>
    public static async Task<PrivatePostgres> StartAsync(
        string dataDirectory, string? postgres = null, IReadOnlyList<string>? settings = null, CancellationToken cancellation = default)
    {
        dataDirectory = Path.GetFullPath(dataDirectory);
        if (!Directory.Exists(dataDirectory))
        {
            Directory.CreateDirectory(dataDirectory);
            // The server's user passes through to its own directory; what else lies here has modes of its own.
            File.SetUnixFileMode(dataDirectory, (UnixFileMode)0b111_001_001);
        }

        var taken = DataDirectoryLock.Take(dataDirectory);
        try
        {
            var place = PrivateCluster.Locate(dataDirectory);
            var runsAs = ServerUser.Choose(place);
            var programs = PostgresBinaries.Find(postgres, PrivateCluster.Major(place));
            var secret = PrivateCluster.Password(dataDirectory, isNew: !Directory.Exists(place));
            place = PrivateCluster.Create(dataDirectory, programs, runsAs, Superuser, secret);

            var started = new PrivatePostgres(taken, programs, runsAs, place, secret, settings ?? []);
            await started.StopStrayAsync();
            await started.StartServerAsync(cancellation);
            return started;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>For Npgsql; the database need not exist yet.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = SocketDirectory ?? "127.0.0.1",
        Port = Port,
        Username = Superuser,
        Password = password,
        Database = database,
        // Nothing here speaks Kerberos, and asking for it prints a complaint where its library is missing.
        GssEncryptionMode = GssEncryptionMode.Disable,
        // Five services and their relays share the server's 200.
        MaxPoolSize = 30,
    }.ConnectionString;

    /// <summary>For tools and tests beside a running local host: how to reach the server that has this data directory.</summary>
    public static string ConnectionStringOf(string dataDirectory, string database)
    {
        var lines = File.ReadAllLines(Path.Combine(PrivateCluster.Locate(Path.GetFullPath(dataDirectory)), "postmaster.pid"));
        return new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1", Port = int.Parse(lines[3], CultureInfo.InvariantCulture), Username = Superuser, Database = database,
            Password = PrivateCluster.Password(dataDirectory, isNew: false), GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;
    }

    /// <summary>Creates a database unless it is there.</summary>
    public async Task CreateDatabaseAsync(string name, CancellationToken cancellation = default)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        await using var find = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection);
        find.Parameters.AddWithValue(name);
        if (await find.ExecuteScalarAsync(cancellation) is null)
        {
            await using var create = new NpgsqlCommand($"CREATE DATABASE {new NpgsqlCommandBuilder().QuoteIdentifier(name)}", connection);
            await create.ExecuteNonQueryAsync(cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        server.Dispose();
        held.Dispose();
    }

    private string PidFile => Path.Combine(cluster, "postmaster.pid");

    private async Task StartServerAsync(CancellationToken cancellation)
    {
        // Another program can take the port between our look and the server's start.
        for (var attempt = 1; ; attempt++)
        {
            Port = FreePort();
            server = StartProcess(out var complaints);
            if (await IsReadyAsync(cancellation))
            {
                return;
            }

            if (attempt == 3)
            {
                var log = Directory.EnumerateFiles(Path.Combine(cluster, "log")).MaxBy(File.GetLastWriteTimeUtc);
                var tail = log is null ? [] : File.ReadLines(log).TakeLast(8);
                throw new InvalidOperationException(
                    $"PostgreSQL did not start:\n{string.Join('\n', complaints.Concat(tail)).Trim()}");
            }
        }
    }

    /// <summary>
    /// Starts the child on a thread that lives as long as the child: its parent-death signal is tied to the thread that
    /// started it, and a thread of the pool may end at any time.
    /// </summary>
    private Process StartProcess(out IEnumerable<string> complaints)
    {
        var lines = new System.Collections.Concurrent.ConcurrentQueue<string>();
        complaints = lines;
        var started = new TaskCompletionSource<Process>();
        new Thread(() =>
        {
            try
            {
                var process = Process.Start(user.Detached(binaries["postgres"], [.. Settings()]))!;
                process.StandardInput.Close();
                process.OutputDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
                process.ErrorDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
                process.BeginOutputReadLine();
                process.BeginErrorReadLine();
                started.SetResult(process);
                process.WaitForExit();
            }
            catch (Exception refused) when (started.TrySetException(refused))
            {
            }
            catch (InvalidOperationException)
            {
                // Disposed while we waited: the server is down already.
            }
        })
        { IsBackground = true, Name = "PostgreSQL" }.Start();
        return started.Task.GetAwaiter().GetResult();
    }

    /// <summary>What differs from PostgreSQL's defaults. Durability (fsync, synchronous_commit) is stated, not assumed.</summary>
    private IEnumerable<string> Settings()
    {
        string[] settings =
        [
            $"port={Port}", "listen_addresses=127.0.0.1", $"unix_socket_directories={SocketDirectory}",
            "fsync=on", "synchronous_commit=on", "full_page_writes=on",
            "shared_buffers=256MB", "max_connections=200", "max_wal_size=2GB", "wal_compression=lz4", "jit=off",
            // Seven files, one for each day of the week, so that they never need tidying.
            "logging_collector=on", "log_directory=log", "log_filename=postgresql-%a.log",
            "log_rotation_age=1d", "log_rotation_size=0", "log_truncate_on_rotation=on", "log_line_prefix=%m [%p] %d ",
            .. more,
        ];
        return ["-D", cluster, .. settings.SelectMany(setting => new[] { "-c", setting })];
    }

    /// <summary>The server writes its state as the eighth line of its pid file.</summary>
    private async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < StartLimit && !server.HasExited;)
        {
            if (PidFileLines() is { Length: >= 8 } lines && lines[3] == Port.ToString(CultureInfo.InvariantCulture)
                && lines[7].Trim() == "ready")
            {
                return true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellation);
        }

        return false;
    }

    /// <summary>Ends what a killed run left: a server on this cluster, or a pid file whose number is another program's now.</summary>
    private async Task StopStrayAsync()
    {
        if (PidFileLines() is not [var number, _, var startedAt, ..]
            || !int.TryParse(number, CultureInfo.InvariantCulture, out var pid)
            || !long.TryParse(startedAt, CultureInfo.InvariantCulture, out var seconds))
        {
            return;
        }

        switch (IsOurServer(pid, DateTimeOffset.FromUnixTimeSeconds(seconds)))
        {
            case true:
                await StopAsync();
                break;
            case false:
                // The server would take the stranger for itself and refuse to start. The lock says that nobody else is here.
                File.Delete(PidFile);
                break;
            default:
                break; // Nobody has the number: the server clears such a file itself.
        }
    }

    /// <summary>A PostgreSQL that was told our directory or that started when the pid file says; null if nobody runs.</summary>
    private bool? IsOurServer(int pid, DateTimeOffset startedAt)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            var commandLine = File.Exists($"/proc/{pid}/cmdline") ? File.ReadAllText($"/proc/{pid}/cmdline") : null;
            // A dead process that nobody has waited for keeps its number but has no command line.
            return process.ProcessName == "postgres" && commandLine is not ""
                && (commandLine?.Contains(cluster, StringComparison.Ordinal) == true
                    || (process.StartTime.ToUniversalTime() - startedAt.UtcDateTime).Duration() < TimeSpan.FromMinutes(1));
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or IOException)
        {
            return null;
        }
    }

    private async Task StopAsync()
    {
        // Fast: open transactions are rolled back, nobody is waited for. Immediate is a crash, which the next start repairs.
        foreach (var (mode, seconds) in new[] { ("fast", "60"), ("immediate", "20") })
        {
            var stop = await Task.Run(() => ServerUser.Run(user.As(
                binaries["pg_ctl"], "stop", "-D", cluster, "-m", mode, "-w", "-t", seconds, "-s")));
            if (stop.Code == 0 || !File.Exists(PidFile))
            {
                return;
            }
        }
    }

    private string[]? PidFileLines()
    {
        try
        {
            return File.ReadAllLines(PidFile);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
