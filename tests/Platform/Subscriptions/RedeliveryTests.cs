using Datarun.Tests.Platform.Contract;
using Datarun.Tests.Platform.Contract.Exchange;

namespace Datarun.Tests.Platform.Subscriptions;

public sealed class RedeliveryTests(LocalPlatform platform)
{
    private const string Path = "api/exchange/v1/subscriptions/changes";
    private const string NewSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";

    [Fact]
    public async Task A_subscriber_sees_what_came_of_each_delivery_and_has_it_sent_again()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var element = await county.DefineAsync(civil, "sent");
        await using var receiver = await Receiver.StartAsync();
        (await health.PutAsync(Path, Subscription(receiver.Url, county, element))).Is(201);
        foreach (var village in county.Villages.Take(3)) await civil.RecordAsync(element, village, 1);
        await receiver.UntilAsync(r => r.Taken.Count >= 3);
        var all = (await RunningPlatform.EventuallyAsync(() => health.GetAsync($"{Path}/deliveries"), a => a.Items.Count(i => i!["state"]!.ToString() == "DELIVERED") == 3)).Items;
        Assert.Equal([1, 2, 3], all.Select(i => i!["sequence"]!.GetValue<int>()));
        Assert.All(all, i => Assert.True(i!["nextTryAt"] is null && i["deliveredAt"] is not null && i["attempts"]!.GetValue<int>() == 1, i.ToJsonString()));
        Assert.Equal(2, (await health.GetAsync($"{Path}/deliveries?after={Uri.EscapeDataString((await health.GetAsync($"{Path}/deliveries?limit=1")).Is(200)["next"].ToString())}")).Is(200).Items.Count);
        Assert.Empty((await health.GetAsync($"{Path}/deliveries?state=DEAD")).Is(200).Items);

        Assert.Equal(2, (await health.PostAsync($"{Path}/redelivery", new { from = 2 })).Is(200)["queued"].GetValue<int>());
        await receiver.UntilAsync(r => r.Taken.Count >= 5);
        var ids = receiver.Deliveries.Select(d => d.Id).ToList();
        Assert.Equal(ids[1..3].Order(StringComparer.Ordinal), ids[3..5].Order(StringComparer.Ordinal));
        Assert.Equal(1, (await health.PostAsync($"{Path}/redelivery", new { sequences = new[] { 1, 99 } })).Is(200)["queued"].GetValue<int>());
        await receiver.UntilAsync(r => r.Taken.Count >= 6);

        (await health.PostAsync($"{Path}/redelivery", new { })).IsProblem(422, "NOTHING_TO_REDELIVER");
        (await health.PostAsync($"{Path}/redelivery", new { from = 1, dead = true })).IsProblem(422, "NOTHING_TO_REDELIVER");
        (await civil.GetAsync($"{Path}/deliveries")).IsProblem(404, "SUBSCRIPTION_UNKNOWN");
        (await civil.PostAsync($"{Path}/redelivery", new { from = 1 })).IsProblem(404, "SUBSCRIPTION_UNKNOWN");
    }

    [Fact]
    public async Task What_came_of_a_delivery_is_still_seen_after_it_was_sent_again()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var element = await county.DefineAsync(civil, "again");
        var status = 422;
        await using var receiver = await Receiver.StartAsync(_ => Volatile.Read(ref status));
        (await health.PutAsync(Path, Subscription(receiver.Url, county, element))).Is(201);
        await civil.RecordAsync(element, county.Village, 1);
        foreach (var (next, before) in new[] { (400, new[] { "PENDING 422" }), (200, ["PENDING 422", "PENDING 400"]), (200, ["PENDING 422", "PENDING 400", "DELIVERED "]) })
        {
            await RunningPlatform.EventuallyAsync(() => health.GetAsync($"{Path}/deliveries"), a => (int?)a.Is(200).Items[0]!["lastStatus"] == status || a.Items[0]!["state"]!.ToString() == "DELIVERED");
            Volatile.Write(ref status, next);
            Assert.Equal(1, (await health.PostAsync($"{Path}/redelivery", new { from = 1 })).Is(200)["queued"].GetValue<int>());
            var runs = (await health.GetAsync($"{Path}/deliveries")).Is(200).Items.Single()!["before"]!.AsArray();
            Assert.Equal(before, runs.Select(r => $"{r!["state"]} {r["lastStatus"]}"));
            Assert.All(runs, r => Assert.True((int)r!["attempts"]! >= 1 && r["firstAttemptAt"] is not null && r["againAt"] is not null, r.ToJsonString()));
        }
        await receiver.UntilAsync(r => r.Taken.Count == 2);

        // No more than a hundred are kept.
        for (var n = 0; n < 100; n++)
        {
            await RunningPlatform.EventuallyAsync(() => health.GetAsync($"{Path}/deliveries"), a => a.Is(200).Items[0]!["state"]!.ToString() == "DELIVERED");
            (await health.PostAsync($"{Path}/redelivery", new { sequences = new[] { 1 } })).Is(200);
        }
        var kept = (await health.GetAsync($"{Path}/deliveries")).Is(200).Items.Single()!["before"]!.AsArray();
        Assert.True(kept.Count is 100 or 101 && kept.All(r => r!["state"]!.ToString() == "DELIVERED"), kept.Count.ToString());
    }

    [Fact]
    public async Task A_receiver_that_was_down_shows_its_failures_and_takes_everything_in_order_at_once_when_asked()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var element = await county.DefineAsync(civil, "late");
        var isUp = false;
        await using var receiver = await Receiver.StartAsync(_ => Volatile.Read(ref isUp) ? 200 : 503);
        (await health.PutAsync(Path, Subscription(receiver.Url, county, element))).Is(201);
        foreach (var value in new[] { 1, 2, 3 }) await civil.RecordAsync(element, county.Village, value);
        var failed = await RunningPlatform.EventuallyAsync(() => health.GetAsync($"{Path}/deliveries?state=PENDING"), a => a.Items.Count == 3 && a.Items[0]!["lastStatus"] is not null);
        Assert.Equal((503, true), (failed.Items[0]!["lastStatus"]!.GetValue<int>(), failed.Items[0]!["nextTryAt"] is not null));

        Volatile.Write(ref isUp, true);
        (await health.PostAsync($"{Path}/redelivery", new { from = 1 })).Is(200);
        await receiver.UntilAsync(r => r.Taken.Count >= 3);
        Assert.Equal([1, 2, 3], receiver.Taken.DistinctBy(e => e["id"]!.ToString(), StringComparer.Ordinal).Select(e => (int)e["data"]!["value"]!));
    }

    [Fact]
    public async Task After_a_change_of_keys_deliveries_are_signed_with_both()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var element = await county.DefineAsync(civil, "rotated");
        await using var receiver = await Receiver.StartAsync();
        (await health.PutAsync(Path, Subscription(receiver.Url, county, element))).Is(201);
        (await health.PutAsync(Path, Subscription(receiver.Url, county, element, NewSecret))).Is(200);
        await civil.RecordAsync(element, county.Village, 1);
        await receiver.UntilAsync(r => r.Taken.Count >= 1);
        var delivery = receiver.Deliveries.First();
        Assert.True(delivery.IsSignedWith(NewSecret) && delivery.IsSignedWith(Receiver.Secret), delivery.Signature);
        Assert.Equal(2, delivery.Signature.Split(' ').Distinct(StringComparer.Ordinal).Count());
    }

    private static object Subscription(string url, TestCounty county, string element, string secret = Receiver.Secret) =>
        new { elements = new[] { element }, under = county.Code, url, secret };
}
