using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Subscriptions;

/// <summary>What is told together need not be taken together.</summary>
[Collection(nameof(DeliveryPlatform))]
public sealed class PartlyTakenTests(DeliveryPlatform platform)
{
    private const string Path = "api/exchange/v1/subscriptions/all", Secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    [Fact]
    public async Task What_a_receiver_refuses_waits_with_what_follows_it_and_all_else_is_taken_once()
    {
        var (county, civil, health, element) = await SidesAsync("refused");
        await using var host = await SharedHost.StartAsync();
        await platform.OpenAsync(host.Port);
        var (refused, isOpen) = (county.Villages[1], false);
        host.Answers("part", e => !Volatile.Read(ref isOpen) && e["subject"]!.ToString() == refused ? 422 : 200);
        await SubscribeAsync(health, county, element, host.UrlOf("part"));
        foreach (var value in new[] { 1, 2, 3 }) await RecordAsync(civil, county, element, value);

        var (all, others) = (county.Villages.Count * 3, (county.Villages.Count - 1) * 3);
        await RunningPlatform.EventuallyAsync(() => health.GetAsync($"{Path}/deliveries?state=DELIVERED&limit=1000"), a => a.Is(200).Items.Count == others);
        var waiting = (await RunningPlatform.EventuallyAsync(() => health.GetAsync($"{Path}/deliveries?state=PENDING"), a => a.Items.Count == 3 && (int)a.Items[0]!["attempts"]! > 1)).Items;
        Assert.All(waiting, w => Assert.True(w!["unit"]!.ToString() == refused && w["nextTryAt"] is not null, w.ToJsonString()));
        Assert.Equal((422, null), ((int)waiting[0]!["lastStatus"]!, waiting[1]!["lastStatus"]));
        await AllAreListedAsync(health, all);

        Volatile.Write(ref isOpen, true);
        await host.UntilAsync(() => host.TakenBy("part").Count >= all);
        AssertInOrder(host.TakenBy("part"), 3);
        await RunningPlatform.EventuallyAsync(() => health.GetAsync($"{Path}/deliveries?state=DELIVERED&limit=1000"), a => a.Is(200).Items.Count == all);

        // Both kinds are sent again together, and in order.
        Assert.Equal(all - 1, (int)(await health.PostAsync($"{Path}/redelivery", new { from = 2 })).Is(200)["queued"]);
        await host.UntilAsync(() => host.TakenBy("part").Count >= all + all - 1);
        var first = host.TakenBy("part").First(c => c.Event["sequence"]!.ToString() == "1");
        AssertInOrder([first, .. host.TakenBy("part").Skip(all)], 3);
        await RunningPlatform.EventuallyAsync(() => health.GetAsync($"{Path}/deliveries?state=DELIVERED&limit=1000"), a => a.Is(200).Items.Count == all);
        await AllAreListedAsync(health, all);
    }

    [Fact]
    public async Task A_sender_that_loses_its_session_waits_for_the_answers_to_what_is_under_way()
    {
        var (county, civil, health, element) = await SidesAsync("unbroken");
        await using var host = await SharedHost.StartAsync();
        await platform.OpenAsync(host.Port);
        var told = new TaskCompletionSource();
        host.AnswersWhen("slow", told.Task);
        await SubscribeAsync(health, county, element, host.UrlOf("slow"));
        await RecordAsync(civil, county, element, 1);
        await host.UntilAsync(() => host.Held == county.Villages.Count);
        var session = await platform.ReadAsync<int>("exchange", "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = 24141 AND objsubid = 2");
        Assert.True(await platform.ReadAsync<bool>("exchange", "SELECT pg_terminate_backend(@session)", new { session }));
        while (await platform.ReadAsync<long>("exchange", "SELECT count(*) FROM pg_stat_activity WHERE pid = @session", new { session }) > 0) await Task.Delay(5, TestContext.Current.CancellationToken);
        told.SetResult();

        await RunningPlatform.EventuallyAsync(() => health.GetAsync($"{Path}/deliveries?state=DELIVERED"), a => a.Is(200).Items.Count == county.Villages.Count);
        Assert.Equal((county.Villages.Count, county.Villages.Count), (host.Held, host.Came.Count));
    }

    private static void AssertInOrder(IReadOnlyList<(string To, string Id, JsonNode Event, int Status)> taken, int versions)
    {
        foreach (var unit in taken.GroupBy(t => t.Event["subject"]!.ToString()))
            Assert.Equal(Enumerable.Range(1, versions), unit.Select(t => (int)t.Event["data"]!["version"]!));
    }

    /// <summary>Page by page, every number is there once.</summary>
    private static async Task AllAreListedAsync(ApiClient subscriber, int count)
    {
        var numbers = (await subscriber.PagesAsync($"{Path}/deliveries", 5)).ConvertAll(i => (int)i["sequence"]!);
        Assert.Equal(Enumerable.Range(1, count), numbers);
    }

    /// <summary>All villages in one call.</summary>
    private static async Task RecordAsync(ApiClient source, TestCounty county, string element, int value)
    {
        var lines = county.Villages.Select(unit => string.Create(CultureInfo.InvariantCulture, $$"""{"element":"{{element}}","unit":"{{unit}}","period":"{{TestCounty.Month}}","value":{{value}}}"""));
        Assert.Empty((await source.SendAsync(HttpMethod.Put, "api/reports/v1/values:record", ApiClient.Raw(Encoding.UTF8.GetBytes(string.Join('\n', lines)), "application/x-ndjson"))).Is(200)["refused"].AsArray());
    }

    private static async Task SubscribeAsync(ApiClient subscriber, TestCounty county, string element, string url) =>
        (await subscriber.PutAsync(Path, new { elements = new[] { element }, under = county.Code, url, secret = Secret })).Is(201);

    private async Task<(TestCounty County, ApiClient Civil, ApiClient Health, string Element)> SidesAsync(string name)
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        return (county, civil, health, await county.DefineAsync(civil, name));
    }
}
