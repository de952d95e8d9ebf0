using System.Globalization;
using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Contract.Exchange;

/// <summary>Being told: subscriptions and the feed.</summary>
public class DeliveryTests(LocalPlatform platform)
{
    [Fact]
    public async Task A_change_is_delivered_as_a_CloudEvent_signed_as_Standard_Webhooks()
    {
        var (health, civil, county) = await SidesAsync();
        var element = await county.DefineAsync(civil, "x");
        await using var receiver = await Receiver.StartAsync();
        var subscription = (await health.PutAsync("api/exchange/v1/subscriptions/changes", Subscription(receiver, county, element))).Is(201, 200);
        Assert.DoesNotContain(Receiver.Secret, subscription.Text, StringComparison.Ordinal);
        await civil.RecordAsync(element, county.Village, 23);
        await receiver.UntilAsync(r => r.Taken.Count >= 1);

        var delivery = receiver.Deliveries.First();
        Assert.Equal("application/cloudevents+json", delivery.ContentType.Split(';')[0]);
        Assert.True(delivery.IsSignedWith(Receiver.Secret), "signature");
        Assert.False(delivery.IsSignedWith("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
        Assert.InRange(DateTimeOffset.FromUnixTimeSeconds(long.Parse(delivery.Timestamp, CultureInfo.InvariantCulture)), DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
        var told = Shape.Of(delivery.Event, "specversion=1.0 id:string source:string type:string time:instant data:object");
        Assert.NotEqual("", delivery.Id);
        var data = Shape.Of(told["data"], "element:string unit:string period:string value:integer version:integer source:object");
        Assert.Equal((element, county.Village, TestCounty.Month, "23", "1"),
            (data["element"]!.ToString(), data["unit"]!.ToString(), data["period"]!.ToString(), data["value"]!.ToJsonString(), data["version"]!.ToJsonString()));
        Shape.Of(data["source"], "kind=SYSTEM id:string by:string at:instant");
    }

    [Fact]
    public async Task Changes_of_one_unit_come_in_order_and_every_one_of_them_after_a_receiver_that_failed()
    {
        var (health, civil, county) = await SidesAsync();
        var element = await county.DefineAsync(civil, "x");
        await using var receiver = await Receiver.StartAsync(n => n == 1 ? 500 : 200);
        (await health.PutAsync("api/exchange/v1/subscriptions/changes", Subscription(receiver, county, element))).Is(201, 200);
        foreach (var value in new[] { 1, 2, 3, 4, 5 })
            foreach (var village in county.Villages.Take(2)) await civil.RecordAsync(element, village, value);
        await receiver.UntilAsync(r => county.Villages.Take(2).All(v => Versions(r.Taken, v).Contains(5)));
        foreach (var village in county.Villages.Take(2)) Assert.Equal([1, 2, 3, 4, 5], Versions(receiver.Taken, village));

        // The one that was answered with 500 came again with the same id.
        var failed = receiver.Deliveries.Single(d => d.Status == 500);
        Assert.Contains(receiver.Deliveries, d => d.Status == 200 && d.Id == failed.Id && d.IsSignedWith(Receiver.Secret));
    }

    [Fact]
    public async Task Only_the_elements_and_the_place_subscribed_to_are_delivered()
    {
        var (health, civil, county) = await SidesAsync();
        var (wanted, other) = (await county.DefineAsync(civil, "x"), await county.DefineAsync(civil, "y"));
        await using var receiver = await Receiver.StartAsync();
        (await health.PutAsync("api/exchange/v1/subscriptions/changes", Subscription(receiver, county, wanted, county.Townships[0]))).Is(201, 200);
        await civil.RecordAsync(other, county.Villages[0], 1);
        await civil.RecordAsync(wanted, county.Villages[3], 2);
        await civil.RecordAsync(wanted, county.Villages[0], 3);
        await receiver.UntilAsync(r => r.Taken.Count > 0);
        Assert.All(receiver.Taken, e => Assert.Equal((wanted, county.Villages[0]), (e["data"]!["element"]!.ToString(), e["data"]!["unit"]!.ToString())));
    }

    [Fact]
    public async Task The_feed_replays_the_same_events_numbered_without_a_gap_for_each_consumer()
    {
        var (health, civil, county) = await SidesAsync();
        var tax = await county.OfficeAsync("TAX");
        var element = await county.DefineAsync(civil, "x");
        await using var receiver = await Receiver.StartAsync();
        (await health.PutAsync("api/exchange/v1/subscriptions/all", Subscription(receiver, county, element))).Is(201, 200);
        await civil.RecordAsync(element, county.Villages[0], 1);
        (await tax.PutAsync("api/exchange/v1/subscriptions/all", Subscription(receiver, county, element))).Is(201, 200);
        await civil.RecordAsync(element, county.Villages[1], 2);
        await civil.RecordAsync(element, county.Villages[0], 3);

        var ofHealth = (await RunningPlatform.EventuallyAsync(() => health.GetAsync("api/exchange/v1/feed"), a => a.Is(200).Items.Count == 3)).Items;
        var ofTax = (await RunningPlatform.EventuallyAsync(() => tax.GetAsync("api/exchange/v1/feed"), a => a.Is(200).Items.Count == 2)).Items;
        Assert.Equal([1, 2, 3], ofHealth.Select(i => (int)Shape.Of(i, "sequence:integer event:object")["sequence"]!));
        Assert.Equal([1, 2], ofTax.Select(i => (int)i!["sequence"]!));
        await receiver.UntilAsync(r => r.Taken.Count >= 5);
        Assert.Superset(ofHealth.Select(i => i!["event"]!["id"]!.ToString()).ToHashSet(StringComparer.Ordinal), receiver.Taken.Select(e => e["id"]!.ToString()).ToHashSet(StringComparer.Ordinal));

        var rest = (await health.GetAsync("api/exchange/v1/feed?after=2")).Is(200).Items;
        Assert.Equal("3", Assert.Single(rest)!["event"]!["data"]!["value"]!.ToJsonString());
        var page = (await health.GetAsync("api/exchange/v1/feed?limit=2")).Is(200);
        Assert.Equal(("2", 2), (page["next"].ToString(), page.Items.Count));
        (await health.GetAsync("api/exchange/v1/feed?after=x")).IsProblem(400, "CURSOR_INVALID");
        (await health.GetAsync("api/exchange/v1/feed?after=-1")).Is(400);
    }

    [Fact]
    public async Task Nobody_subscribes_to_what_it_may_not_read()
    {
        var (health, civil, county) = await SidesAsync();
        var element = await county.DefineAsync(civil, "x", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限履职使用"));
        await using var receiver = await Receiver.StartAsync();
        (await health.PutAsync("api/exchange/v1/subscriptions/changes", Subscription(receiver, county, element))).Is(403);
        await Given.GrantAsync(health, civil, element, county.Code);
        (await health.PutAsync("api/exchange/v1/subscriptions/changes", Subscription(receiver, county, element))).Is(201);
    }

    [Fact]
    public async Task A_subscription_without_a_proper_address_secret_or_element_is_refused()
    {
        var (health, civil, county) = await SidesAsync();
        var element = await county.DefineAsync(civil, "x");
        var path = "api/exchange/v1/subscriptions/changes";
        object Body(string url, string secret, params string[] elements) => new { elements, under = county.Code, url, secret };
        (await health.PutAsync(path, Body("ftp://example.com/", Receiver.Secret, element))).IsProblem(422, "ADDRESS_INVALID");
        (await health.PutAsync(path, Body("/hook", Receiver.Secret, element))).IsProblem(422, "ADDRESS_INVALID");
        (await health.PutAsync(path, Body("http://10.1.2.3/hook", Receiver.Secret, element))).IsProblem(422, "ADDRESS_NOT_ALLOWED");
        (await health.PutAsync(path, Body("http://127.0.0.1:9/hook", "short", element))).IsProblem(422, "SECRET_TOO_SHORT");
        (await health.PutAsync(path, Body("http://127.0.0.1:9/hook", "whsec_not-base64!", element))).IsProblem(422, "SECRET_INVALID");
        (await health.PutAsync(path, Body("http://127.0.0.1:9/hook", Receiver.Secret, "no.such.element"))).Is(404, 422);
        (await health.PutAsync(path, Body("http://127.0.0.1:9/hook", Receiver.Secret))).Is(422);
    }

    private static object Subscription(Receiver receiver, TestCounty county, string element, string? under = null) =>
        new { elements = new[] { element }, under = under ?? county.Code, url = receiver.Url, secret = Receiver.Secret };

    /// <summary>Versions of a unit as they first came: at least once means that one may come twice.</summary>
    private static IEnumerable<int> Versions(IEnumerable<JsonNode> events, string unit) =>
        events.Where(e => e["data"]!["unit"]!.ToString() == unit).DistinctBy(e => e["id"]!.ToString(), StringComparer.Ordinal).Select(e => (int)e["data"]!["version"]!);

    private async Task<(ApiClient Health, ApiClient Civil, TestCounty County)> SidesAsync()
    {
        var county = await platform.NewCountyAsync();
        return (await county.OfficeAsync("HEALTH"), await county.OfficeAsync("CIVIL"), county);
    }
}
