using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Datarun.Bench.Harness;

namespace Datarun.Bench.Benchmarks;

/// <summary>
/// Changes delivered to 100 subscribers, each a department with a receiver of its own: some hundred changes recorded in one call, and the time
/// from its answer until every receiver has every one. The floor is the same bodies, signed the same way, posted to the same receivers with as
/// many at once as the senders have. Told beside it: one change at a time.
/// </summary>
internal static class FanOut
{
    private const int Subscribers = 100, Changes = 300;
    private const int AtOnce = 8; // To one receiver, as SendDeliveries has it.
    private const string Secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    public static async Task<Outcome> RunAsync(Bench bench)
    {
        var county = await bench.CountyAsync();
        var element = (await county.DefineAsync(1))[0];
        await using var receivers = await Receivers.StartAsync(Subscribers);
        for (var i = 0; i < Subscribers; i++) await SubscribeAsync(county, $"FANOUT{i}", element, receivers.Addresses[i]);
        using var wire = new Wire(county.Platform.Address, county.DepartmentToken, 1);
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null, MaxConnectionsPerServer = AtOnce });
        var version = 0;
        var single = new List<(long First, long Last)>();
        await RecordAsync(county, wire, receivers, element, 1, ++version); // So that the floor has a body to post.

        var match = new Match(county.Platform, bench.Options);
        await match.PlayAsync(
            Subscribers * AtOnce,
            seconds => RepeatAsync(seconds, () => PostAsync(http, receivers, Changes)),
            async seconds =>
            {
                var slice = await RepeatAsync(seconds, () => RecordAsync(county, wire, receivers, element, Changes, ++version));
                for (var i = 0; i < 10; i++)
                {
                    var (_, ticks) = await RecordAsync(county, wire, receivers, element, 1, ++version);
                    single.Add((ticks.Min(), ticks.Max()));
                }
                return slice;
            });
        var plain = await RepeatAsync(1, async () => await PostAsync(http, receivers, 1) is var (ticks, _) ? (ticks, [ticks]) : default);
        var (first, last) = (new Latencies(single.TakeLast(30).Select(s => s.First)), new Latencies(single.TakeLast(30).Select(s => s.Last)));
        Console.WriteLine($"  one change at a time: first of {Subscribers} receivers p50 {first.Percentile(50):0.0} ms p99 {first.Percentile(99):0.0} ms, last p50 {last.Percentile(50):0.0} ms p99 {last.Percentile(99):0.0} ms; {Subscribers} plain posts at once {Latencies.Of([plain]).Percentile(50):0.0} ms");
        // As times of one delivery in a burst, because less is better.
        return Outcome.Of("fan-out", Outcome.Time, 1e6 / match.FloorPerSecond, 1e6 / match.DatarunPerSecond, "µs", match.DatarunLatencies);
    }

    /// <summary>Subscribes a department of its own.</summary>
    public static async Task<string> SubscribeAsync(County county, string name, string element, Uri receiver)
    {
        var unit = $"{County.Code}-{name}";
        await county.Platform.CallAsync(HttpMethod.Put, $"api/rosters/v1/org-units/{unit}", await county.Platform.AdminTokenAsync(), new { name, kind = "DEPARTMENT", division = County.Code });
        var token = await county.Platform.TokenAsync(unit, "DEPARTMENT");
        await county.Platform.CallAsync(HttpMethod.Put, "api/exchange/v1/subscriptions/bench", token, new { elements = new[] { element }, under = County.Code, url = receiver.ToString(), secret = Secret });
        return token;
    }

    /// <summary>Records so many values; the ticks from the answer until each was received by all, and by each.</summary>
    private static async Task<(long Ticks, IReadOnlyList<long> Each)> RecordAsync(County county, Wire wire, Receivers receivers, string element, int values, int version)
    {
        await County.ImportAsync(wire, HttpMethod.Put, "api/reports/v1/values:record", Lines(county, element, 0, values, version));
        var answered = Stopwatch.GetTimestamp();
        var each = await TakeAsync(receivers, values, answered);
        return (each.Max(), each);
    }

    /// <summary>When each receiver had each of so many bodies, in ticks since.</summary>
    private static async Task<IReadOnlyList<long>> TakeAsync(Receivers receivers, int each, long since) =>
        [.. (await Task.WhenAll(Enumerable.Range(0, Subscribers).Select(i => receivers.TakeAsync(i, each)))).SelectMany(r => r).Select(at => Math.Max(0, at - since))];

    /// <summary>Lines of NDJSON: a value of this month for some of the villages.</summary>
    public static byte[] Lines(County county, string element, int from, int count, int value)
    {
        var lines = new StringBuilder();
        foreach (var unit in county.Villages.Skip(from).Take(count))
            lines.Append(CultureInfo.InvariantCulture, $$"""{"element":"{{element}}","unit":"{{unit}}","period":"{{county.Months[0]}}","value":{{value}}}""").Append('\n');
        return Encoding.UTF8.GetBytes(lines.ToString());
    }

    private static async Task<(long Ticks, IReadOnlyList<long> Each)> PostAsync(HttpMessageInvoker http, Receivers receivers, int changes)
    {
        var key = Convert.FromBase64String(Secret["whsec_".Length..]);
        var body = receivers.LastBody;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(receivers.Addresses.Select(address => Parallel.ForEachAsync(
            Enumerable.Range(0, changes), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, cancel) => await PostAsync(http, address, key, body, cancel))));
        return (Stopwatch.GetTimestamp() - start, await TakeAsync(receivers, changes, start));
    }

    private static async Task PostAsync(HttpMessageInvoker http, Uri address, byte[] key, byte[] body, CancellationToken cancel)
    {
        var (id, timestamp) = (Guid.NewGuid().ToString(), DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents+json", "utf-8");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body])));
        using var response = await http.SendAsync(request, cancel);
        if (!response.IsSuccessStatusCode) throw new BenchmarkFailed($"a receiver answered {(int)response.StatusCode}");
    }

    private static async Task<Slice> RepeatAsync(double seconds, Func<Task<(long Ticks, IReadOnlyList<long> Each)>> once)
    {
        var (taken, each) = (0L, new List<long>());
        while (taken < seconds * Stopwatch.Frequency)
        {
            var (ticks, some) = await once();
            taken += ticks;
            each.AddRange(some);
        }
        return new Slice(each.Count, (double)taken / Stopwatch.Frequency, each);
    }
}
