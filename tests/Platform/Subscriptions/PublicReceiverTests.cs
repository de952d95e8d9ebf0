using System.Globalization;
using System.Text;
using System.Text.Json;
using Dapper;
using Datarun.Tests.Platform.Contract;
using Npgsql;
using StandardWebhooks;

namespace Datarun.Tests.Platform.Subscriptions;

/// <summary>Deliveries of the running platform at a receiver that knows nothing of Datarun but the two public standards.</summary>
public sealed class PublicReceiverTests(LocalPlatform platform)
{
    private const string Path = "api/exchange/v1/subscriptions/public";
    private const string Old = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", New = "whsec_T7oXQ2mF0m1Yx5uC0Cq6kQbJ1gqS2r3Z";

    [Fact]
    public async Task A_receiver_of_public_packages_takes_deliveries_and_refuses_what_was_altered_or_is_old()
    {
        var (county, civil, health) = await SidesAsync();
        var element = await county.DefineAsync(civil, "taken", e => (e["type"], e["min"], e["aggregation"]) = ("TEXT", null, "LAST"));
        await using var receiver = await PublicReceiver.StartAsync(Old);
        await SubscribeAsync(health, county, element, receiver, Old);
        await civil.RecordAsync(element, county.Village, "低保户\"<甲>\" 𠀀");
        await UntilAsync(() => !receiver.Taken.IsEmpty);

        var told = receiver.Taken.Single();
        var data = Assert.IsType<JsonElement>(told.Data);
        Assert.Equal((element, county.Village, "低保户\"<甲>\" 𠀀", 1), (data.GetProperty("element").GetString(), data.GetProperty("unit").GetString(), data.GetProperty("value").GetString(), data.GetProperty("version").GetInt32()));
        Assert.Equal((receiver.Last.Headers["webhook-id"], county.Village, "application/json", "1"), (told.Id, told.Subject, told.DataContentType, told["sequence"]));
        Assert.InRange(told.Time!.Value, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(1));

        var (body, headers) = receiver.Last;
        Assert.Equal(204, await PostAsync(receiver.Url, body, headers));
        Assert.Equal(401, await PostAsync(receiver.Url, body.Replace(county.Village, county.Villages[1], StringComparison.Ordinal), headers));
        Assert.Equal(401, await PostAsync(receiver.Url, body, new Dictionary<string, string>(headers) { ["webhook-id"] = Guid.NewGuid().ToString() }));
        var hourAgo = DateTimeOffset.UtcNow.AddHours(-1);
        Assert.Equal(401, await PostAsync(receiver.Url, body, new Dictionary<string, string>(headers)
        {
            ["webhook-timestamp"] = hourAgo.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ["webhook-signature"] = new StandardWebhook(Old).Sign(told.Id, hourAgo, body),
        }));
        Assert.Equal(2, receiver.Taken.Count);
    }

    [Fact]
    public async Task A_receiver_may_change_its_key_at_any_moment_of_the_overlap_and_no_longer_afterwards()
    {
        var (county, civil, health) = await SidesAsync();
        var element = await county.DefineAsync(civil, "rotated");
        await using var receiver = await PublicReceiver.StartAsync(Old);
        await SubscribeAsync(health, county, element, receiver, Old);
        await civil.RecordAsync(element, county.Villages[0], 1);
        await UntilAsync(() => receiver.Taken.Count == 1);

        await SubscribeAsync(health, county, element, receiver, New);
        await civil.RecordAsync(element, county.Villages[1], 2);
        await UntilAsync(() => receiver.Taken.Count == 2);
        receiver.Secret = New;
        await civil.RecordAsync(element, county.Villages[2], 3);
        await UntilAsync(() => receiver.Taken.Count == 3);
        Assert.Empty(receiver.Refused);

        await using (var exchange = new NpgsqlConnection(platform.ConnectionString("exchange")))
            await exchange.ExecuteAsync("UPDATE subscription SET previous_secret_until = now() - interval '1 second' WHERE subscriber = @Unit", new { health.Unit });
        receiver.Secret = Old;
        await civil.RecordAsync(element, county.Villages[3], 4);
        await UntilAsync(() => !receiver.Refused.IsEmpty);
        receiver.Secret = New;
        (await health.PostAsync($"{Path}/redelivery", new { from = 4 })).Is(200);
        await UntilAsync(() => receiver.Taken.Count == 4);
    }

    private async Task<(TestCounty County, ApiClient Civil, ApiClient Health)> SidesAsync()
    {
        var county = await platform.NewCountyAsync();
        return (county, await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
    }

    private static async Task SubscribeAsync(ApiClient subscriber, TestCounty county, string element, PublicReceiver receiver, string secret) =>
        (await subscriber.PutAsync(Path, new { elements = new[] { element }, under = county.Code, url = receiver.Url, secret })).Is(200, 201);

    private static async Task<int> PostAsync(string url, string body, IReadOnlyDictionary<string, string> headers)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/cloudevents+json") };
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!holds()) await Task.Delay(25, patience.Token);
    }
}
