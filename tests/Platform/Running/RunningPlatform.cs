using System.Text.Json.Nodes;
using Dapper;
using Npgsql;

namespace Datarun.Tests.Platform.Running;

/// <summary>The whole platform behind its gateway, however its programs are arranged.</summary>
public abstract class RunningPlatform : IAsyncLifetime
{
    private static int _counties = 100;
    private readonly Dictionary<string, ApiClient> _clients = new(StringComparer.Ordinal);

    private readonly Lazy<HttpClient> _http;

    protected RunningPlatform() => _http = new Lazy<HttpClient>(() =>
    {
        Task.Run(StartAsync).GetAwaiter().GetResult(); // Off the test runner's own threads, which it counts.
        return new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(3) };
    });

    /// <summary>For calls to the gateway. The platform starts at the first use, so that a single test starts only what it needs.</summary>
    public HttpClient Http => _http.Value;

    /// <summary>Where clients.json lies.</summary>
    public abstract string ClientsFile { get; }

    /// <summary>The gateway.</summary>
    public abstract Uri Address { get; }

    /// <summary>A connection string for the database of a service.</summary>
    public abstract string ConnectionString(string service);

    /// <summary>Changes rows of a service, for what no call can do: days pass, or something is broken that must be found out.</summary>
    public async Task<int> ExecuteAsync(string service, string sql, object? parameters = null)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(service));
        return await connection.ExecuteAsync(sql, parameters);
    }

    /// <summary>One value from the rows of a service.</summary>
    public async Task<T> ReadAsync<T>(string service, string sql, object? parameters = null)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(service));
        return (await connection.ExecuteScalarAsync<T>(sql, parameters))!;
    }

    public ApiClient Admin => As("admin");

    /// <summary>A client of clients.json.</summary>
    public ApiClient As(string client)
    {
        var http = Http;
        lock (_clients)
        {
            if (_clients.TryGetValue(client, out var known)) return known;
            var entry = JsonNode.Parse(File.ReadAllText(ClientsFile))!.AsArray().Single(c => c!["id"]!.ToString() == client)!;
            return _clients[client] = new ApiClient(http, client, entry["secret"]!.ToString(), entry["unit"]!.ToString());
        }
    }

    /// <summary>Registers a client as an administrator would.</summary>
    public async Task<ApiClient> NewClientAsync(string unit, params string[] roles)
    {
        var id = $"c-{Guid.NewGuid():N}";
        var made = (await Admin.PutAsync($"api/identity/v1/clients/{id}", new { unit, roles })).Is(200);
        return new ApiClient(Http, id, made["secret"].ToString(), unit);
    }

    /// <summary>A county of its own for a test: two townships with three villages each, so that tests do not meet.</summary>
    public async Task<TestCounty> NewCountyAsync()
    {
        var county = new TestCounty(this, $"9{Interlocked.Increment(ref _counties):00000}");
        await county.RegisterAsync();
        return county;
    }

    /// <summary>Asks until it holds: for what arrives by event. No fixed sleep.</summary>
    public static async Task<Answer> EventuallyAsync(Func<Task<Answer>> ask, Func<Answer, bool> holds)
    {
        var until = DateTime.UtcNow.AddSeconds(30);
        while (true)
        {
            var answer = await ask();
            if (holds(answer)) return answer;
            if (DateTime.UtcNow > until) Assert.Fail($"did not come true; last {answer.Status}: {answer.Text}");
            await Task.Delay(25);
        }
    }

    /// <summary>Waits for what no call tells.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var until = DateTime.UtcNow.AddSeconds(60); !await holds(); await Task.Delay(50))
            Assert.True(DateTime.UtcNow < until, "did not come true");
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_http.IsValueCreated) _http.Value.Dispose();
        await StopAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task StartAsync();

    protected abstract Task StopAsync();
}
