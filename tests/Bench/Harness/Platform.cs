using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Datarun.Local;
using Datarun.Tests.Platform.Running;
using Npgsql;

namespace Datarun.Bench.Harness;

/// <summary>
/// The whole system on a fresh data directory, and a database for the floor on the same PostgreSQL: the local host as a process of its own,
/// or each service as one, with a RabbitMQ between them.
/// </summary>
internal sealed class Platform : IAsyncDisposable
{
    private const string FloorDatabase = "bench_floor";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan SettleLimit = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;
    private readonly string _data;
    private readonly IReadOnlyCollection<RunningProgram> _programs;
    private readonly ServiceProcesses? _services;

    private Platform(Uri address, string data, IReadOnlyCollection<RunningProgram> programs, ServiceProcesses? services)
    {
        (Address, _data, _programs, _services) = (address, data, programs, services);
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) };
    }

    /// <summary>The gateway.</summary>
    public Uri Address { get; }

    /// <summary>The processes whose CPU time and memory are told.</summary>
    public Processes Processes { get; private set; } = null!;

    public string FloorConnection { get; private set; } = "";

    public static async Task<Platform> StartAsync(Options options)
    {
        var data = Path.Combine(Path.GetTempPath(), $"datarun-bench-{Guid.NewGuid():N}"[..28]);
        string[] postgres = ["track_commit_timestamp=on", .. options.Statements ? Statements.Settings : []];
        var platform = options.OverRabbitMq ? await OverRabbitMqAsync(data, postgres) : await InOneProcessAsync(data, postgres);
        await platform.PrepareFloorAsync();
        return platform;
    }

    private static async Task<Platform> OverRabbitMqAsync(string data, string[] postgres)
    {
        var services = await ServiceProcesses.StartAsync(data, [], postgres);
        return new Platform(services.Address, data, [.. services.Programs.Values], services);
    }

    private static async Task<Platform> InOneProcessAsync(string data, string[] postgres)
    {
        var address = new Uri($"http://127.0.0.1:{RunningProgram.FreePort()}/");
        var program = RunningProgram.Start("deploy/Local", [$"--urls={address}", $"--data={data}", .. postgres.Select(s => $"--postgres-set={s}")]);
        var platform = new Platform(address, data, [program], services: null);
        for (var until = DateTime.UtcNow + StartLimit; !program.Output.Contains("Datarun is ready", StringComparison.Ordinal);)
        {
            if (program.Process.HasExited || DateTime.UtcNow > until)
            {
                await platform.DisposeAsync();
                throw new BenchmarkFailed($"The local host did not start:\n{program.Output}");
            }
            await Task.Delay(50);
        }
        return platform;
    }

    /// <summary>The end of what its programs have printed: where they complained, a benchmark that failed says why.</summary>
    public string LastWords => string.Join('\n', _programs.SelectMany(p => p.Output.Split('\n').TakeLast(40)));

    /// <summary>The database of a service, past the service: to put in what would take hours through it.</summary>
    public string ConnectionOf(string service) => PrivatePostgres.ConnectionStringOf(_data, service);

    /// <summary>A token for a client of its own, for a unit with roles.</summary>
    public async Task<string> TokenAsync(string unit, params string[] roles)
    {
        var made = await CallAsync(HttpMethod.Put, "api/identity/v1/clients/bench-" + Guid.NewGuid().ToString("N"), await AdminTokenAsync(), new { unit, roles });
        return await TokenOfAsync(made["id"]!.ToString(), made["secret"]!.ToString());
    }

    public Task<string> AdminTokenAsync()
    {
        var admin = JsonNode.Parse(File.ReadAllText(Path.Combine(_data, "clients.json")))!.AsArray().Single(c => c!["id"]!.ToString() == "admin")!;
        return TokenOfAsync("admin", admin["secret"]!.ToString());
    }

    /// <summary>A call while things are made ready; anything but a 2xx fails the benchmark.</summary>
    public async Task<JsonNode> CallAsync(HttpMethod method, string path, string token, object? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new("Bearer", token);
        if (body is not null) request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body, JsonSerializerOptions.Web), Encoding.UTF8, type);
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new BenchmarkFailed($"{method} {path} answered {(int)response.StatusCode}: {text}");
    }

    /// <summary>Waits until every event has had all its reactions, so that what Datarun still has to do does not slow the floor.</summary>
    public async Task SettleAsync()
    {
        foreach (var service in new[] { "rosters", "reports", "exchange" })
            await UntilAsync<bool>(service, "SELECT NOT EXISTS (SELECT FROM outbox_waiting)", (sent, _) => sent, $"{service} has events left to send");
        if (_services is null) return; // In one process, sent is handled.
        foreach (var service in new[] { "exchange", "reports", "accountability" })
            await UntilAsync<long>(service, "SELECT count(*) FROM inbox", (handled, before) => handled == before, $"{service} has events left to handle");
    }

    private async Task UntilAsync<T>(string service, string sql, Func<T, T?, bool> holds, string otherwise) where T : struct
    {
        await using var connection = new NpgsqlConnection(ConnectionOf(service) + ";Pooling=false");
        await connection.OpenAsync();
        await using var ask = new NpgsqlCommand(sql, connection);
        T? before = null;
        for (var until = DateTime.UtcNow + SettleLimit; (T)(await ask.ExecuteScalarAsync())! is var now && !holds(now, before); before = now)
        {
            if (DateTime.UtcNow > until) throw new BenchmarkFailed($"{otherwise} {SettleLimit.TotalMinutes} minutes later");
            await Task.Delay(_services is null ? 50 : 300); // Longer than a batch of reactions takes.
        }
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_services is not null) await _services.DisposeAsync();
        else foreach (var program in _programs) await program.DisposeAsync();
        _http.Dispose();
        if (Directory.Exists(_data)) Directory.Delete(_data, recursive: true);
    }

    private async Task<string> TokenOfAsync(string id, string secret)
    {
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", id), new("client_secret", secret)]);
        using var response = await _http.PostAsync(new Uri("connect/token", UriKind.Relative), form);
        return JsonNode.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["access_token"]!.ToString();
    }

    private async Task PrepareFloorAsync()
    {
        await using var postgres = new NpgsqlConnection(PrivatePostgres.ConnectionStringOf(_data, "postgres") + ";Pooling=false");
        await postgres.OpenAsync();
        await using var create = new NpgsqlCommand($"CREATE DATABASE {FloorDatabase}", postgres);
        await create.ExecuteNonQueryAsync();
        await using var find = new NpgsqlCommand(@"SELECT split_part(pg_read_file('postmaster.pid'), E'\n', 1)", postgres);
        Processes = new Processes(
            [.. _programs.Select(p => p.Process.Id), .. _services is null ? [] : new[] { _services.Broker.ProcessId }],
            int.Parse((string)(await find.ExecuteScalarAsync())!, CultureInfo.InvariantCulture));
        // A prepared statement costs the server least, so the floor has every advantage that plain SQL can have.
        FloorConnection = PrivatePostgres.ConnectionStringOf(_data, FloorDatabase) + ";MaxPoolSize=120;Max Auto Prepare=20;Auto Prepare Min Usages=2;Command Timeout=600";
        await using var tables = new NpgsqlConnection(FloorConnection);
        await tables.OpenAsync();
        await using var make = new NpgsqlCommand(FloorTables.Sql, tables);
        await make.ExecuteNonQueryAsync();
    }
}
