using System.Collections.Concurrent;
using System.Diagnostics;
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

    private readonly DataDirectoryLock _held;
    private readonly PostgresBinaries _binaries;
    private readonly ServerUser _user;
    private readonly string _cluster;
    private readonly string _password;
    private readonly IReadOnlyList<string> _more;
    private readonly PidFile _pidFile;
    private Process _server = null!;

    private PrivatePostgres(DataDirectoryLock held, PostgresBinaries binaries, ServerUser user, string cluster, string password, IReadOnlyList<string> more)
    {
        (_held, _binaries, _user, _cluster, _password, _more, _pidFile) = (held, binaries, user, cluster, password, more, new PidFile(cluster));
    }

    public int Port { get; private set; }

    /// <summary>A Unix socket costs less than loopback TCP, but its path must fit into 107 bytes.</summary>
    private string? SocketDirectory => _cluster.Length <= 107 - "/.s.PGSQL.65535".Length ? _cluster : null;

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
        Password = _password,
        Database = database,
        // Nothing here speaks Kerberos, and asking for it prints a complaint where its library is missing.
        GssEncryptionMode = GssEncryptionMode.Disable,
        // Five services and their relays share the server's 200.
        MaxPoolSize = 30,
    }.ConnectionString;

    /// <summary>For tools and tests beside a running local host: how to reach the server that has this data directory.</summary>
    public static string ConnectionStringOf(string dataDirectory, string database)
    {
        return new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1", Port = new PidFile(PrivateCluster.Locate(Path.GetFullPath(dataDirectory))).Port, Username = Superuser, Database = database,
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
        _server.Dispose();
        _held.Dispose();
    }

    private async Task StartServerAsync(CancellationToken cancellation)
    {
        // Another program can take the port between our look and the server's start.
        for (var attempt = 1; ; attempt++)
        {
            Port = FreePort();
            _server = StartProcess(out var complaints);
            if (await IsReadyAsync(cancellation))
            {
                return;
            }

            if (attempt == 3)
            {
                var log = Directory.EnumerateFiles(Path.Combine(_cluster, "log")).MaxBy(File.GetLastWriteTimeUtc);
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
        var lines = new ConcurrentQueue<string>();
        complaints = lines;
        var started = new TaskCompletionSource<Process>();
        new Thread(() =>
        {
            try
            {
                var process = Process.Start(_user.Detached(_binaries["postgres"], [.. Settings()]))!;
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
            "shared_buffers=256MB", "work_mem=16MB", "max_connections=200", "max_wal_size=2GB", "wal_compression=lz4", "jit=off",
            // Seven files, one for each day of the week, so that they never need tidying.
            "logging_collector=on", "log_directory=log", "log_filename=postgresql-%a.log",
            "log_rotation_age=1d", "log_rotation_size=0", "log_truncate_on_rotation=on", "log_line_prefix=%m [%p] %d ",
            .. _more,
        ];
        return ["-D", _cluster, .. settings.SelectMany(setting => new[] { "-c", setting })];
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < StartLimit && !_server.HasExited;)
        {
            if (_pidFile.SaysReady(Port))
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
        switch (_pidFile.IsOfServer())
        {
            case true:
                await StopAsync();
                break;
            case false:
                // The server would take the stranger for itself and refuse to start. The lock says that nobody else is here.
                _pidFile.Delete();
                break;
            default:
                break; // Nobody has the number: the server clears such a file itself.
        }
    }

    private async Task StopAsync()
    {
        // Fast: open transactions are rolled back, nobody is waited for. Immediate is a crash, which the next start repairs.
        foreach (var (mode, seconds) in new[] { ("fast", "60"), ("immediate", "20") })
        {
            var stop = await Task.Run(() => ServerUser.Run(_user.As(
                _binaries["pg_ctl"], "stop", "-D", _cluster, "-m", mode, "-w", "-t", seconds, "-s")));
            if (stop.Code == 0 || !_pidFile.Exists)
            {
                return;
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
