using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Subscriptions;

/// <summary>Deliveries go nowhere but where they may.</summary>
[Collection(nameof(DeliveryPlatform))]
public sealed class DeliveryHostTests(DeliveryPlatform platform)
{
    private const string Hosts = "api/exchange/v1/delivery-hosts", Path = "api/exchange/v1/subscriptions/guarded", Secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    [Fact]
    public async Task A_host_inside_is_closed_until_an_administrator_opens_it_and_again_after_its_last_day()
    {
        var (county, civil, health, element) = await SidesAsync("opened");
        await using var host = await SharedHost.StartAsync();
        object To(string url) => new { elements = new[] { element }, under = county.Code, url, secret = Secret };
        string[] inside =
        [
            host.UrlOf("a"), $"http://localhost:{host.Port}/a", $"http://localhost.:{host.Port}/a", $"http://[::1]:{host.Port}/a", $"http://[::ffff:127.0.0.1]:{host.Port}/a", $"http://[64:ff9b::7f00:1]:{host.Port}/a",
            "http://10.1.2.3/a", "http://192.168.0.1/a", "http://169.254.169.254/latest/meta-data", "http://100.64.0.1/a", "http://[fd00::1]/a", "http://[fe80::1]/a", "http://0.0.0.0/a", "http://224.0.0.1/a",
        ];
        foreach (var url in inside) (await health.PutAsync(Path, To(url))).IsProblem(422, "ADDRESS_NOT_ALLOWED");
        (await health.PutAsync(Path, To($"http://2130706433:{host.Port}/a"))).IsProblem(422, "ADDRESS_INVALID");

        (await health.PutAsync($"{Hosts}/127.0.0.1", new { reason = "我要" })).IsProblem(403, "RIGHT_MISSING");
        (await platform.Admin.PutAsync($"{Hosts}/127.0.0.1", new { ports = new[] { host.Port } })).IsProblem(422, "FIELD_REQUIRED");
        (await platform.Admin.PutAsync($"{Hosts}/127.1", new { reason = "x" })).IsProblem(422, "HOST_INVALID");
        (await platform.Admin.PutAsync($"{Hosts}/0.0.0.0", new { reason = "x" })).IsProblem(422, "HOST_INVALID");
        (await platform.Admin.PutAsync($"{Hosts}/10.1.2.3", new { reason = "x", ports = new[] { 0 } })).IsProblem(422, "PORTS_INVALID");
        (await platform.Admin.PutAsync($"{Hosts}/10.1.2.3", new { reason = "x", until = "2020-01-01" })).IsProblem(422, "UNTIL_PASSED");
        (await platform.Admin.PutAsync($"{Hosts}/localhost", new { reason = "名称不能开放本机", ports = new[] { host.Port } })).Is(200, 201);
        (await health.PutAsync(Path, To($"http://localhost:{host.Port}/a"))).IsProblem(422, "ADDRESS_NOT_ALLOWED");

        await platform.OpenAsync(host.Port);
        (await health.PutAsync(Path, To("http://127.0.0.1:9/a"))).IsProblem(422, "ADDRESS_NOT_ALLOWED");
        (await health.PutAsync(Path, To(host.UrlOf("a")))).Is(201);
        await civil.RecordAsync(element, county.Villages[0], 1);
        await host.UntilAsync(() => host.TakenBy("a").Count == 1);

        var opened = (await platform.Admin.GetAsync(Hosts)).Is(200).Items.Single(i => i!["host"]!.ToString() == "127.0.0.1")!;
        Assert.Equal(("测试接收端", "admin", true), (opened["reason"]!.ToString(), opened["client"]!.ToString(), opened["ports"]!.AsArray().Any(p => (int)p! == host.Port)));
        await platform.ExecuteAsync("exchange", "UPDATE delivery_host SET until = current_date - 2 WHERE host = '127.0.0.1'");
        await civil.RecordAsync(element, county.Villages[1], 2);
        await RefusedAsync(health);
        (await health.PutAsync(Path, To(host.UrlOf("a")))).IsProblem(422, "ADDRESS_NOT_ALLOWED");
        Assert.Single(host.Came);

        await platform.OpenAsync(host.Port);
        await host.UntilAsync(() => host.TakenBy("a").Count == 2);
        (await platform.Admin.DeleteAsync($"{Hosts}/127.0.0.1")).Is(204);
        (await platform.Admin.DeleteAsync($"{Hosts}/127.0.0.1")).IsProblem(404, "DELIVERY_HOST_UNKNOWN");
        await civil.RecordAsync(element, county.Villages[2], 3);
        await RefusedAsync(health);
        Assert.Equal(2, host.Came.Count);

        var entry = JsonNode.Parse((await platform.ReadAsync<string>("exchange", "SELECT entry FROM audit_entry WHERE action = 'DELIVERY_HOST_CHANGED' ORDER BY number DESC OFFSET 1 LIMIT 1"))!)!;
        Assert.Equal(("PUT", "127.0.0.1", "测试接收端", "admin"), (entry["outcome"]!.ToString(), entry["host"]!["host"]!.ToString(), entry["host"]!["reason"]!.ToString(), entry["client"]!.ToString()));
        Assert.Equal("DELETE", JsonNode.Parse((await platform.ReadAsync<string>("exchange", "SELECT entry FROM audit_entry WHERE action = 'DELIVERY_HOST_CHANGED' ORDER BY number DESC LIMIT 1"))!)!["outcome"]!.ToString());
    }

    [Fact]
    public async Task A_name_that_means_an_address_inside_by_the_time_of_the_delivery_gains_nothing()
    {
        var (county, civil, health, element) = await SidesAsync("rebound");
        await using var host = await SharedHost.StartAsync();
        (await health.PutAsync(Path, new { elements = new[] { element }, under = county.Code, url = $"http://rebinding.invalid:{host.Port}/a", secret = Secret })).Is(201);
        // What the name meant when it was put is nothing to the connection: localhost stands for what it means now.
        await platform.ExecuteAsync("exchange", "UPDATE subscription SET url = @url WHERE subscriber = @Unit", new { url = $"http://localhost:{host.Port}/a", health.Unit });
        await civil.RecordAsync(element, county.Village, 1);
        await RefusedAsync(health);
        Assert.Empty(host.Came);
    }

    [Fact]
    public async Task Redirects_are_not_followed_and_answers_are_read_to_a_bound()
    {
        var (county, civil, health, element) = await SidesAsync("bounded");
        await using var host = await SharedHost.StartAsync();
        await using var elsewhere = await SharedHost.StartAsync();
        await platform.OpenAsync(host.Port, elsewhere.Port);
        host.Redirects("redirects", elsewhere.UrlOf("a"));
        host.Floods("floods");
        host.NeverEnds("endless");
        foreach (var way in new[] { "redirects", "floods", "endless" })
            (await health.PutAsync($"api/exchange/v1/subscriptions/{way}", new { elements = new[] { element }, under = county.Code, url = host.UrlOf(way), secret = Secret })).Is(201);
        await civil.RecordAsync(element, county.Village, 1);

        var redirected = await FailedAsync(health, "redirects");
        Assert.Equal((307, "HTTP 307"), ((int)redirected["lastStatus"]!, redirected["lastError"]!.ToString()));
        var flooded = await FailedAsync(health, "floods");
        Assert.Equal((true, "The answer's headers are too large."), (flooded["lastStatus"] is null, flooded["lastError"]!.ToString()));
        // Its status was 200: taken, and the rest of what it says is nobody's concern.
        await RunningPlatform.EventuallyAsync(() => health.GetAsync("api/exchange/v1/subscriptions/endless/deliveries?state=DELIVERED"), a => a.Items.Count == 1);
        await host.UntilAsync(() => host.TakenBy("endless").Count == 1);
        Assert.Empty(elsewhere.Came);
    }

    private static async Task<JsonNode> FailedAsync(ApiClient subscriber, string subscription) =>
        (await RunningPlatform.EventuallyAsync(() => subscriber.GetAsync($"api/exchange/v1/subscriptions/{subscription}/deliveries?state=PENDING"), a => a.Items.Any(i => (int)i!["attempts"]! >= 2))).Items.Single()!;

    private static async Task RefusedAsync(ApiClient subscriber)
    {
        var failed = await RunningPlatform.EventuallyAsync(() => subscriber.GetAsync($"{Path}/deliveries?state=PENDING"), a => a.Items.Count == 1 && a.Items[0]!["lastError"] is not null);
        Assert.Equal("The address is private, local or reserved, and no administrator has opened it.", failed.Items[0]!["lastError"]!.ToString());
    }

    private async Task<(TestCounty County, ApiClient Civil, ApiClient Health, string Element)> SidesAsync(string name)
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        return (county, civil, health, await county.DefineAsync(civil, name));
    }
}
