using System.Net;
using System.Text;
using Dapper;

namespace Datarun.Tests.Platform.Crash;

/// <summary>kill -9 of a local host of its own in the middle of work, then a start on the same data.</summary>
public sealed class KilledTests(LocalPlatform platform) : IClassFixture<LocalPlatform>
{
    [Fact]
    public async Task An_import_that_was_cut_off_left_nothing_and_its_repetition_does_all()
    {
        var rows = string.Concat(Enumerable.Range(0, 30_000).Select(i => $"98{i / 1000 % 100:00}01{100 + i % 900:000}{i / 900 + 1:000},村{i}\n"));
        var csv = Encoding.UTF8.GetBytes("code,name\n" + rows);
        var path = "api/rosters/v1/divisions:import";
        var halfway = new TaskCompletionSource();
        var cutOff = platform.Admin.SendAsync(HttpMethod.Post, path, new PausingContent(csv, halfway), ("Idempotency-Key", "cut-off-import"));
        await halfway.Task;
        await platform.Program.KillAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => cutOff);
        await platform.UpAsync();

        Assert.Empty((await platform.Admin.GetAsync("api/rosters/v1/divisions?under=98&limit=10")).Is(200).Items);
        var again = await platform.Admin.SendAsync(HttpMethod.Post, path, ApiClient.Raw(csv, "text/csv"), ("Idempotency-Key", "cut-off-import"));
        Assert.Equal(again.Is(200)["received"].ToString(), again["created"].ToString());
        var replayed = await platform.Admin.SendAsync(HttpMethod.Post, path, ApiClient.Raw(csv, "text/csv"), ("Idempotency-Key", "cut-off-import"));
        Assert.Equal(again.Text, replayed.Is(200).Text);
        Assert.Equal("true", replayed.Headers.GetValues("Idempotency-Replayed").Single());
    }

    [Fact]
    public async Task Filings_and_deliveries_survive_and_happen_once()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var villages = Enumerable.Range(1, 150).Select(i => $"970102100{i:000}").ToArray();
        (await platform.Admin.PostCsvAsync("api/rosters/v1/divisions:import", "code,name\n" + string.Concat(villages.Select(v => $"{v},村\n")))).Is(200);
        var county = new TestCounty(platform, "970102");
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var element = await county.DefineAsync(civil, "households");
        var request = await county.AskAsync(civil, "f970102", [element]);
        (await health.PutAsync("api/exchange/v1/subscriptions/crash", new { elements = new[] { element }, under = county.Code, url = receiver.Url, secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=" })).Is(200, 201);
        var reporter = await county.ReporterAsync(county.Code);
        await reporter.TokenAsync();

        // Six at a time; when a third is answered, the power goes.
        var answered = new System.Collections.Concurrent.ConcurrentDictionary<string, Answer>();
        Task<Answer> File(string village) => reporter.PutAsync(
            $"api/reports/v1/tasks/{request}.{village}/filing", new { values = new Dictionary<string, int> { [element] = int.Parse(village[^3..]) } }, ("Idempotency-Key", $"file-{village}"));
        var filing = Parallel.ForEachAsync(villages, new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = TestContext.Current.CancellationToken }, async (village, _) =>
        {
            try
            {
                answered[village] = await File(village);
            }
            catch (HttpRequestException)
            {
                // Cut off: whether it was done, only the repetition will tell.
            }
        });
        while (answered.Count < villages.Length / 3) await Task.Delay(1, TestContext.Current.CancellationToken);
        await platform.Program.KillAsync();
        await filing;
        await platform.UpAsync();

        foreach (var (village, answer) in answered.Where(a => a.Value.Status == 200))
        {
            // Told to try again as long as what has just started is not all there.
            var kept = (await RunningPlatform.EventuallyAsync(() => reporter.GetAsync($"api/reports/v1/filings?unit={village}"), a => a.Status != 503)).Is(200).Items.Single()!;
            Assert.Equal(answer["id"].ToString(), kept["id"]!.ToString());
        }
        Assert.NotEmpty(answered);
        foreach (var village in villages)
        {
            var again = (await File(village)).Is(200);
            Assert.Equal("1", again["version"].ToString());
            if (answered.TryGetValue(village, out var first) && first.Status == 200) Assert.Equal(first.Text, again.Text);
        }

        // What the killed sender had in hand is tried again once its session is seen to be gone.
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (receiver.Received.Select(r => r.Id).Distinct().Count() < villages.Length) await Task.Delay(100, patience.Token);
        var feed = (await health.GetAsync("api/exchange/v1/feed?limit=1000")).Is(200).Items;
        Assert.Equal(Enumerable.Range(1, villages.Length), feed.Select(i => int.Parse(i!["sequence"]!.ToString())));
        Assert.Equal(villages, feed.Select(i => i!["event"]!["data"]!["unit"]!.ToString()).Order());
        Assert.Equal(
            feed.Select(i => i!["event"]!["id"]!.ToString()).Order(), receiver.Received.Select(r => r.Id).Distinct().Order());
        Assert.Equal(villages.Length, await platform.ReadAsync<int>("reports", "SELECT count(*)::int FROM outbox WHERE type = 'FilingSubmitted'"));
    }

    /// <summary>Sends half of its bytes, says so, and then holds on until the connection goes.</summary>
    private sealed class PausingContent : HttpContent
    {
        private readonly byte[] _bytes;
        private readonly TaskCompletionSource _halfway;

        public PausingContent(byte[] bytes, TaskCompletionSource halfway)
        {
            (_bytes, _halfway) = (bytes, halfway);
            Headers.ContentType = new("text/csv");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_bytes.AsMemory(0, _bytes.Length / 2));
            await stream.FlushAsync();
            _halfway.SetResult();
            for (var i = 0; ; i++)
            {
                await Task.Delay(100);
                await stream.WriteAsync(_bytes.AsMemory(_bytes.Length / 2 + i, 1));
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _bytes.Length;
            return true;
        }
    }
}
