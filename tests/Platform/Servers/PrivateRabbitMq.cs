using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Datarun.Tests.Platform.Running;

namespace Datarun.Tests.Platform.Servers;

/// <summary>
/// A RabbitMQ broker of the tests' own: free ports, its own node name, user, cookie, data and port mapper, so that it
/// meets no other broker on the machine and leaves nothing behind.
/// </summary>
public sealed class PrivateRabbitMq : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(4); // A busy machine takes more than 90 s.

    private readonly string _directory = Path.Combine(Path.GetTempPath(), "rabbit-" + RandomNumberGenerator.GetHexString(8, lowercase: true));
    private readonly string _user = "test-" + RandomNumberGenerator.GetHexString(6, lowercase: true);
    private readonly string _password = RandomNumberGenerator.GetHexString(24, lowercase: true);
    private readonly int _port = RunningProgram.FreePort();
    private readonly int _distributionPort = RunningProgram.FreePort();
    private readonly int _portMapperPort = RunningProgram.FreePort();
    private readonly int _managementPort = RunningProgram.FreePort();
    private readonly ConcurrentQueue<string> _said = new();
    private Process? _portMapper;
    private Process? _broker;

    private PrivateRabbitMq()
    {
    }

    /// <summary>The same before and after <see cref="StopAsync"/> and <see cref="StartAgainAsync"/>.</summary>
    public Uri Uri => new($"rabbitmq://{_user}:{_password}@127.0.0.1:{_port}/");

    /// <summary>The management API, with the name and password of the broker's administrator.</summary>
    public Uri Management => new($"http://{_user}:{_password}@127.0.0.1:{_managementPort}/");

    /// <summary>Of the broker itself, so that its CPU time and memory can be measured.</summary>
    public int ProcessId => _broker!.Id;

    public static async Task<PrivateRabbitMq> StartAsync(CancellationToken cancellation = default)
    {
        var rabbit = new PrivateRabbitMq();
        try
        {
            rabbit.WriteConfiguration();
            rabbit._portMapper = rabbit.Start("epmd", "-port", Text(rabbit._portMapperPort), "-address", "127.0.0.1");
            await rabbit.StartAgainAsync(cancellation);
            return rabbit;
        }
        catch
        {
            await rabbit.DisposeAsync();
            throw;
        }
    }

    /// <summary>Broker up, on the same port and with the same queues and messages.</summary>
    public async Task StartAgainAsync(CancellationToken cancellation = default)
    {
        _broker = Start(Path.Combine(Binaries(), "rabbitmq-server"));
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < StartLimit; await Task.Delay(50, cancellation))
        {
            if (_broker.HasExited)
            {
                break;
            }

            if (await AnswersAsync(cancellation))
            {
                return;
            }
        }

        throw new InvalidOperationException($"RabbitMQ did not start:\n{await LogAsync(cancellation)}");
    }

    /// <summary>Broker down, in order; what is durable stays.</summary>
    public async Task StopAsync()
    {
        if (_broker is null)
        {
            return;
        }

        // The Erlang machine takes SIGTERM as an orderly stop.
        if (!_broker.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", Text(_broker.Id)]);
            await kill.WaitForExitAsync();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            try
            {
                await _broker.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _broker.Kill(entireProcessTree: true);
                await _broker.WaitForExitAsync();
            }
        }

        _broker.Dispose();
        _broker = null;
    }

    /// <summary>kill -9 of the broker, in the middle of whatever it does.</summary>
    public async Task KillAsync()
    {
        _broker!.Kill(entireProcessTree: true);
        await _broker.WaitForExitAsync();
        _broker.Dispose();
        _broker = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_portMapper is not null)
        {
            _portMapper.Kill();
            await _portMapper.WaitForExitAsync();
            _portMapper.Dispose();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private void WriteConfiguration()
    {
        Directory.CreateDirectory(_directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // Definitions take the hash that RabbitMQ itself stores: four bytes of salt, then SHA-256 of salt and password.
        var salt = RandomNumberGenerator.GetBytes(4);
        var hash = Convert.ToBase64String([.. salt, .. SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(_password)])]);
        File.WriteAllText(In("definitions.json"), $$"""
            { "users": [{ "name": "{{_user}}", "password_hash": "{{hash}}",
                          "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": "administrator" }],
              "vhosts": [{ "name": "/" }],
              "permissions": [{ "user": "{{_user}}", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*" }] }
            """);
        File.WriteAllText(In("rabbitmq.conf"), $"""
            listeners.tcp.1 = 127.0.0.1:{_port}
            load_definitions = {In("definitions.json")}
            log.file.level = warning
            management.tcp.ip = 127.0.0.1
            management.tcp.port = {_managementPort}
            disk_free_limit.absolute = 50MB
            """);
        File.WriteAllText(In("enabled_plugins"), "[rabbitmq_management].");
        // Without a file of its own it reads /etc/rabbitmq/rabbitmq-env.conf.
        File.WriteAllText(In("env.conf"), "");
        var cookie = In(".erlang.cookie");
        File.WriteAllText(cookie, RandomNumberGenerator.GetHexString(20));
        File.SetUnixFileMode(cookie, UnixFileMode.UserRead);
    }

    /// <summary>Starts a program that sees this broker's settings and nothing of another one's.</summary>
    private Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = _directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Settings())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _said.Enqueue(line);
        }
    }

    private IEnumerable<(string Name, string Value)> Settings() =>
    [
        ("HOME", _directory),
        ("ERL_EPMD_PORT", Text(_portMapperPort)),
        ("ERL_EPMD_ADDRESS", "127.0.0.1"),
        ("RABBITMQ_NODENAME", $"{Path.GetFileName(_directory)}@localhost"),
        ("RABBITMQ_DIST_PORT", Text(_distributionPort)),
        ("RABBITMQ_CONF_ENV_FILE", In("env.conf")),
        ("RABBITMQ_CONFIG_FILE", In("rabbitmq.conf")),
        ("RABBITMQ_ENABLED_PLUGINS_FILE", In("enabled_plugins")),
        ("RABBITMQ_MNESIA_BASE", In("data")),
        ("RABBITMQ_LOG_BASE", In("log")),
        ("RABBITMQ_PID_FILE", In("pid")),
        // The server script then becomes the Erlang machine instead of watching it, so its process is ours to signal.
        ("RABBITMQ_ALLOW_INPUT", "true"),
        // -noinput: without it the machine would read commands from the pipe and end with it.
        ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-noinput -start_epmd false -kernel inet_dist_use_interface {127,0,0,1}"),
        // A few schedulers are enough for tests, and an idle one must not spin on a machine with two cores.
        ("RABBITMQ_SERVER_ERL_ARGS", "+P 1048576 +t 5000000 +stbt db +zdbbl 128000 +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none"),
    ];

    /// <summary>A broker that speaks AMQP answers a wrong protocol header with the right one.</summary>
    private async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port, cancellation);
            var stream = client.GetStream();
            await stream.WriteAsync("AMQP\0\0\0\0"u8.ToArray(), cancellation);
            return await stream.ReadAsync(new byte[8], cancellation) > 0;
        }
        catch (Exception notYet) when (notYet is SocketException or IOException)
        {
            return false;
        }
    }

    private async Task<string> LogAsync(CancellationToken cancellation)
    {
        var log = Directory.Exists(In("log")) ? Directory.EnumerateFiles(In("log"), "*.log").FirstOrDefault() : null;
        var lines = log is null ? [] : await File.ReadAllLinesAsync(log, cancellation);
        return string.Join('\n', _said.Concat(lines).TakeLast(30));
    }

    /// <summary>The scripts themselves: Debian's wrapper in PATH insists on its own user.</summary>
    private static string Binaries()
    {
        var named = Environment.GetEnvironmentVariable("DATARUN_RABBITMQ_BIN");
        string[] roots = ["/usr/lib/rabbitmq/lib", "/opt/homebrew/opt/rabbitmq/sbin", "/usr/local/opt/rabbitmq/sbin"];
        return new[] { named }.OfType<string>()
            .Concat(roots.Where(Directory.Exists).SelectMany(root => Directory.GetDirectories(root, "rabbitmq_server-*"))
                .Select(server => Path.Combine(server, "sbin")))
            .Concat(roots)
            .FirstOrDefault(candidate => File.Exists(Path.Combine(candidate, "rabbitmq-server")))
            ?? throw new InvalidOperationException(
                "RabbitMQ is not installed here. Type:\n  sudo apt-get install -y rabbitmq-server");
    }

    private string In(string name) => Path.Combine(_directory, name);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
