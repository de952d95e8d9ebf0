using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Audit;

namespace Datarun.Tests.Platform.Crash;

/// <summary>
/// A county whose villages' values change all the time, recorded by a system and filed by reporters, each new value one more than the last, while
/// a department is sent every change. Whoever writes repeats a call that was cut off, with its Idempotency-Key, as a client should.
/// </summary>
internal sealed class TellingCounty : IAsyncDisposable
{
    private const int MostAhead = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4), Pause = TimeSpan.FromMilliseconds(25);
    private readonly RunningPlatform _platform;
    private readonly TestCounty _county;
    private readonly WebhookReceiver _receiver;
    private readonly ApiClient _civil, _health, _reporter;
    private readonly string _recorded, _filed, _request;
    private readonly ConcurrentDictionary<(string Element, string Unit), int> _written = new();

    private TellingCounty(RunningPlatform platform, TestCounty county, WebhookReceiver receiver, ApiClient civil, ApiClient health, ApiClient reporter, string recorded, string filed, string request) =>
        (_platform, _county, _receiver, _civil, _health, _reporter, _recorded, _filed, _request) = (platform, county, receiver, civil, health, reporter, recorded, filed, request);

    /// <summary>So many values have been written.</summary>
    public int Written => _written.Values.Sum();

    /// <summary>So many deliveries have come, repetitions included.</summary>
    public int Received => _receiver.Received.Count;

    public static async Task<TellingCounty> OnAsync(RunningPlatform platform)
    {
        var receiver = await WebhookReceiver.StartAsync();
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var (recorded, filed) = (await county.DefineAsync(civil, "recorded"), await county.DefineAsync(civil, "filed"));
        var request = await county.AskAsync(civil, $"f{county.Code}", [filed]);
        (await health.PutAsync("api/exchange/v1/subscriptions/told", new { elements = new[] { recorded, filed }, under = county.Code, url = receiver.Url, secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=" })).Is(201);
        return new TellingCounty(platform, county, receiver, civil, health, await county.ReporterAsync(county.Code), recorded, filed, request);
    }

    /// <summary>Writes until it is told to stop; every value that was begun is written.</summary>
    public async Task WriteAsync(CancellationToken enough)
    {
        await Task.WhenAll(_county.Villages.Select(v => FileAsync(v, enough)).Append(RecordAsync(enough)));
    }

    /// <summary>Waits until everything written has come, and holds it against what a receiver may expect that knows repetitions by webhook-id.</summary>
    public async Task EachWasToldOnceAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (_receiver.Received.Select(r => r.Id).Distinct().Count() < Written)
        {
            if (patience.IsCancellationRequested) Assert.Fail($"{Told().Count} of {Written} changes had come {Patience.TotalMinutes} minutes later");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        var told = Told();
        foreach (var (key, written) in _written)
        {
            var versions = told.Where(t => t["data"]!["element"]!.ToString() == key.Element && t["data"]!["unit"]!.ToString() == key.Unit).ToList();
            Assert.Equal(Enumerable.Range(1, written), versions.Select(t => t["data"]!["version"]!.GetValue<int>()));
            Assert.Equal(Enumerable.Range(1, written), versions.Select(t => t["data"]!["value"]!.GetValue<int>()));
        }
        Assert.Equal(Written, told.Count);
        foreach (var repeated in _receiver.Received.GroupBy(r => r.Id)) Assert.Single(repeated.Select(r => r.Event.ToJsonString()).Distinct());

        var feed = await _health.PagesAsync("api/exchange/v1/feed", 1000);
        Assert.Equal(Enumerable.Range(1, Written), feed.Select(i => i["sequence"]!.GetValue<int>()));
        Assert.Equal(told.Select(t => t["id"]!.ToString()).Order(), feed.Select(i => i["event"]!["id"]!.ToString()).Order());
        await LogHoldsAsync(feed.Count);
    }

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    /// <summary>The log is whole, and says of every number of the feed that it was delivered.</summary>
    private async Task LogHoldsAsync(int numbers)
    {
        var auditor = await _platform.NewClientAsync("CN", "AUDITOR");
        (await auditor.PostAsync("api/exchange/v1/audit/checkpoints", new { })).Is(200);
        var key = (await auditor.GetAsync("api/exchange/v1/audit/keys")).Is(200).Items.Single()!["publicKey"]!.ToString();
        var log = (await auditor.GetAsync("api/exchange/v1/audit/export?signed=true")).Is(200).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var (code, said) = await EvidenceTests.VerifyAsync(log, key);
        Assert.True(code == 0, said);
        var delivered = log.Select(l => JsonNode.Parse(l)!["text"]?.ToString()).OfType<string>().Select(t => JsonNode.Parse(t)!)
            .Where(e => e["action"]!.ToString() == "DELIVERED" && e["consumer"]!.ToString() == _health.Unit)
            .SelectMany(e => e["sequences"]!.AsArray()).SelectMany(r => Enumerable.Range(r![0]!.GetValue<int>(), r[1]!.GetValue<int>() - r[0]!.GetValue<int>() + 1));
        Assert.Equal(Enumerable.Range(1, numbers), delivered.Distinct().Order());
    }

    /// <summary>What has come, each webhook-id once, in the order of first arrival.</summary>
    private List<JsonNode> Told() => [.. _receiver.Received.DistinctBy(r => r.Id).Select(r => r.Event)];

    private async Task RecordAsync(CancellationToken enough)
    {
        for (var n = 1; !enough.IsCancellationRequested; n++, await PauseAsync(enough))
        {
            var lines = string.Join('\n', _county.Villages.Select(unit => JsonSerializer.Serialize(new { element = _recorded, unit, period = TestCounty.Month, value = n })));
            var answer = await UntilDoneAsync(() => _civil.SendAsync(
                HttpMethod.Put, "api/reports/v1/values:record", ApiClient.Raw(System.Text.Encoding.UTF8.GetBytes(lines), "application/x-ndjson"), ("Idempotency-Key", $"{_county.Code}-{n}")));
            Assert.Empty(answer["refused"].AsArray());
            foreach (var village in _county.Villages) _written[(_recorded, village)] = n;
        }
    }

    private async Task FileAsync(string village, CancellationToken enough)
    {
        for (var n = 1; !enough.IsCancellationRequested; n++, await PauseAsync(enough))
        {
            await UntilDoneAsync(() => _reporter.PutAsync(
                $"api/reports/v1/tasks/{_request}.{village}/filing", new { values = new Dictionary<string, int> { [_filed] = n } }, ("Idempotency-Key", $"{village}-{n}")));
            _written[(_filed, village)] = n;
        }
    }

    /// <summary>Nobody runs far ahead of what is delivered, so that a slow machine has as much to do as a fast one.</summary>
    private async Task PauseAsync(CancellationToken enough)
    {
        do await Task.Delay(Pause, TestContext.Current.CancellationToken);
        while (Written > Received + MostAhead && !enough.IsCancellationRequested);
    }

    /// <summary>Repeats a call whose answer was lost, or that was told to come again. Anything else is the answer.</summary>
    private static async Task<Answer> UntilDoneAsync(Func<Task<Answer>> call)
    {
        for (var until = DateTime.UtcNow + Patience; ; await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            try
            {
                var answer = await call();
                if (answer.Status is not (502 or 503 or 504) || DateTime.UtcNow > until) return answer.Is(200);
            }
            catch (HttpRequestException) when (DateTime.UtcNow < until)
            {
                // Cut off: whether it was done, the repetition will tell.
            }
        }
    }
}
