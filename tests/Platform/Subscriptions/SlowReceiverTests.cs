using System.Globalization;
using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Subscriptions;

/// <summary>Nobody waits for another's receiver, and nobody loses anything by its own.</summary>
[Collection(nameof(DeliveryPlatform))]
public sealed class SlowReceiverTests(DeliveryPlatform platform)
{
    private const string Secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    [Fact]
    public async Task Receivers_that_hang_refuse_or_never_end_hold_up_nobody_behind_the_same_host()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        string[] elements = [await county.DefineAsync(civil, "a"), await county.DefineAsync(civil, "b")];
        await using var host = await SharedHost.StartAsync();
        var closed = RunningProgram.FreePort();
        await platform.OpenAsync(host.Port, closed);
        host.Hangs("hangs");
        host.Answers("refuses", () => 500);
        host.NeverEnds("endless");
        string[] bad = ["hangs", "refuses", "endless", "closed"], good = ["first", "second"];
        foreach (var name in bad.Concat(good))
            await SubscribeAsync(await county.OfficeAsync(name.ToUpperInvariant()), county, elements, name == "closed" ? $"http://127.0.0.1:{closed}/a" : host.UrlOf(name));

        foreach (var value in Enumerable.Range(1, 4)) await RecordAsync(civil, elements, county, value);
        await host.UntilAsync(() => good.All(name => host.TakenBy(name).Count >= 48));
        foreach (var name in good)
        {
            AssertOrderAndNoneTwice(host, name, 48, 4);
            var theirs = await DeliveriesAsync(await county.OfficeAsync(name.ToUpperInvariant()), 48);
            Assert.All(theirs, d => Assert.Equal(1, (int)d["attempts"]!)); // None waited for a connection that another held.
        }
        foreach (var name in new[] { "hangs", "refuses", "closed" })
        {
            var theirs = (await (await county.OfficeAsync(name.ToUpperInvariant())).GetAsync("api/exchange/v1/subscriptions/all/deliveries?state=PENDING")).Is(200).Items;
            Assert.Equal(48, theirs.Count); // Theirs still wait, all of them.
        }
    }

    [Fact]
    public async Task A_receiver_that_was_down_for_long_loses_nothing_and_catches_up_in_order_while_others_go_on()
    {
        var county = await platform.NewCountyAsync();
        var (civil, late, prompt) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("LATE"), await county.OfficeAsync("PROMPT"));
        string[] elements = [await county.DefineAsync(civil, "c")];
        await using var host = await SharedHost.StartAsync();
        await platform.OpenAsync(host.Port);
        var isUp = true;
        host.Answers("late", () => Volatile.Read(ref isUp) ? 200 : 503);
        await SubscribeAsync(late, county, elements, host.UrlOf("late"));
        await SubscribeAsync(prompt, county, elements, host.UrlOf("prompt"));
        await RecordAsync(civil, elements, county, 1);
        await host.UntilAsync(() => host.TakenBy("late").Count == 6 && host.TakenBy("prompt").Count == 6);

        // Down, until it is tried again only after what would be 2 minutes, then 10, in earnest.
        Volatile.Write(ref isUp, false);
        for (var value = 2; value <= 5; value++)
        {
            await RecordAsync(civil, elements, county, value);
            var failures = value - 1;
            await RunningPlatform.EventuallyAsync(() => late.GetAsync("api/exchange/v1/subscriptions/all"), a => (int)a.Is(200).Json!["failures"]! >= failures);
        }
        await host.UntilAsync(() => host.TakenBy("prompt").Count == 30);
        Assert.Equal(6, host.TakenBy("late").Count);
        Volatile.Write(ref isUp, true);
        await RecordAsync(civil, elements, county, 6);
        await host.UntilAsync(() => host.TakenBy("late").Count >= 36 && host.TakenBy("prompt").Count >= 36);

        AssertOrderAndNoneTwice(host, "late", 36, 6);
        AssertOrderAndNoneTwice(host, "prompt", 36, 6);
        Assert.Equal(host.TakenBy("prompt").Select(c => c.Id).Order(StringComparer.Ordinal), host.TakenBy("late").Select(c => c.Id).Order(StringComparer.Ordinal));
        var (lates, prompts) = (await DeliveriesAsync(late, 36), await DeliveriesAsync(prompt, 36));
        Assert.All(prompts, d => Assert.Equal(1, (int)d["attempts"]!));
        // Whatever the prompt one was told while the other was down, it had before the other had anything of it.
        var caughtUpFrom = lates.Skip(6).Min(Delivered);
        Assert.All(prompts.Take(30), d => Assert.True(Delivered(d) < caughtUpFrom, $"{d.ToJsonString()} not before {caughtUpFrom:O}"));
    }

    [Fact]
    public async Task What_a_killed_host_had_in_hand_goes_on_after_a_start_and_waits_for_no_lease()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        string[] elements = [await county.DefineAsync(civil, "d")];
        await using var host = await SharedHost.StartAsync();
        await platform.OpenAsync(host.Port);
        host.Hangs("killed");
        await SubscribeAsync(health, county, elements, host.UrlOf("killed"));
        await civil.RecordAsync(elements[0], county.Village, 1);
        const string InHand = "SELECT count(*) FROM subscription WHERE @element = ANY (elements) AND sender IS NOT NULL";
        while (await platform.ReadAsync<long>("exchange", InHand, new { element = elements[0] }) == 0) await Task.Delay(5, TestContext.Current.CancellationToken);
        await platform.Program.KillAsync();

        host.Answers("killed", () => 200);
        await platform.UpAsync();
        await host.UntilAsync(() => host.TakenBy("killed").Count == 1);
        await DeliveriesAsync(health, 1);
        Assert.Equal(0, await platform.ReadAsync<long>("exchange", "SELECT count(*) FROM subscription WHERE @element = ANY (elements) AND sender IS NOT NULL", new { element = elements[0] }));
    }

    private static DateTimeOffset Delivered(JsonNode delivery) => DateTimeOffset.Parse(delivery["deliveredAt"]!.ToString(), CultureInfo.InvariantCulture);

    private static async Task RecordAsync(ApiClient source, string[] elements, TestCounty county, int value)
    {
        foreach (var element in elements) foreach (var village in county.Villages) await source.RecordAsync(element, village, value);
    }

    private static async Task SubscribeAsync(ApiClient subscriber, TestCounty county, string[] elements, string url) =>
        (await subscriber.PutAsync("api/exchange/v1/subscriptions/all", new { elements, under = county.Code, url, secret = Secret })).Is(201);

    private static async Task<IReadOnlyList<JsonNode>> DeliveriesAsync(ApiClient subscriber, int count) =>
        [.. (await RunningPlatform.EventuallyAsync(() => subscriber.GetAsync("api/exchange/v1/subscriptions/all/deliveries?state=DELIVERED&limit=1000"), a => a.Is(200).Items.Count == count)).Items.Select(i => i!)];

    private static void AssertOrderAndNoneTwice(SharedHost host, string name, int count, int versions)
    {
        var taken = host.TakenBy(name);
        Assert.Equal(count, taken.Count);
        Assert.Equal(count, taken.Select(c => c.Id).Distinct(StringComparer.Ordinal).Count());
        foreach (var lane in taken.GroupBy(c => (c.Event["data"]!["element"]!.ToString(), c.Event["data"]!["unit"]!.ToString())))
            Assert.Equal(Enumerable.Range(1, versions), lane.Select(c => (int)c.Event["data"]!["version"]!));
    }
}
