using System.Text.Json;
using System.Text.Json.Nodes;
using Datarun.ServiceDefaults.Http;

namespace Datarun.Local.Demo;

/// <summary>What the steps of the story share: the actors, the day, and the way in which they report.</summary>
internal sealed class Stage(Uri address, string clientsFile) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeZoneInfo China = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
    private readonly HttpClient _http = new() { BaseAddress = new Uri(address, "/"), Timeout = TimeSpan.FromMinutes(2) };
    private readonly DemoClient[] _clients = JsonSerializer.Deserialize<DemoClient[]>(File.ReadAllText(clientsFile), Json.Options)!;
    private readonly Dictionary<string, Actor> _actors = new(StringComparer.Ordinal);

    /// <summary>The day of the story.</summary>
    public DateOnly Today { get; } = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, China).DateTime);

    /// <summary>The month that the forms are about.</summary>
    public string Month => Today.ToString("yyyy-MM");

    /// <summary>The village that files.</summary>
    public string Village => $"{DemoClients.County}100001";

    /// <summary>The township above it.</summary>
    public string Township => $"{DemoClients.County}100";

    /// <summary>One of the demo clients.</summary>
    public Actor As(string client)
    {
        if (_actors.TryGetValue(client, out var known)) return known;
        var entry = Array.Find(_clients, c => c.Id == client) ?? throw new StoryBroken($"The clients file names no client '{client}'.");
        return _actors[client] = new Actor(_http, entry.Id, entry.Unit, entry.Secret);
    }

    /// <summary>Tells what was sent and what came back.</summary>
    public void Tell(Reply reply, string meaning) => Console.WriteLine($"   {reply.Asked} → {(int)reply.Status}  {meaning}");

    /// <summary>The story says so; otherwise it breaks here.</summary>
    public static void Expect(bool holds, string what, JsonNode? seen = null)
    {
        if (!holds) throw new StoryBroken($"expected: {what}; came back: {seen?.ToJsonString(Json.Options)}");
    }

    /// <summary>Asks again until the answer is as expected: for what arrives by event.</summary>
    public static async Task<Reply> UntilAsync(Func<Task<Reply>> ask, Func<Reply, bool> holds, string what)
    {
        var until = DateTime.UtcNow + Patience;
        while (true)
        {
            var reply = await ask();
            if (holds(reply)) return reply;
            if (DateTime.UtcNow > until) throw new StoryBroken($"expected within {Patience.TotalSeconds} s: {what}; {reply.Asked} answered {(int)reply.Status}: {reply.Body?.ToJsonString(Json.Options)}");
            await Task.Delay(50);
        }
    }

    public void Dispose() => _http.Dispose();
}
