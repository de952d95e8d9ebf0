using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Datarun.Tests.Platform.Contract;
using Datarun.Tests.Platform.Sharing;
using Npgsql;
using RabbitMQ.Client;

namespace Datarun.Tests.Platform.Subscriptions;

/// <summary>Deliveries into RabbitMQ queues of departments' own.</summary>
[Collection(nameof(DistributedPlatform))]
public sealed class QueueTests(DistributedPlatform platform)
{
    private const string Path = "api/exchange/v1/subscriptions/queued";

    [Fact]
    public async Task A_department_reads_its_own_queue_in_order_and_can_do_nothing_else()
    {
        var (county, civil, health, element) = await SidesAsync();
        var tax = await county.OfficeAsync("TAX");
        var (mine, others) = (await SubscribeAsync(health, county, element), await SubscribeAsync(tax, county, element));
        foreach (var value in new[] { 1, 2, 3 }) foreach (var village in county.Villages.Take(2)) await civil.RecordAsync(element, village, value);

        await using var queue = await DepartmentQueue.OpenAsync(mine);
        var taken = await queue.TakeAsync(6);
        Assert.All(taken, t => Assert.Equal((true, t.Event.Id), (t.Message.BasicProperties.Persistent, t.Message.BasicProperties.MessageId)));
        var feed = (await health.GetAsync("api/exchange/v1/feed")).Is(200).Items;
        Assert.Equal(feed.Select(i => i!["event"]!["id"]!.ToString()).Order(StringComparer.Ordinal), taken.Select(t => t.Event.Id!).Order(StringComparer.Ordinal));
        foreach (var unit in taken.GroupBy(t => t.Event.Subject)) Assert.Equal([1, 2, 3], unit.Select(t => ((JsonElement)t.Event.Data!).GetProperty("value").GetInt32()));
        var rows = (await RunningPlatform.EventuallyAsync(() => health.GetAsync($"{Path}/deliveries?state=DELIVERED"), a => a.Items.Count == 6)).Items;
        Assert.All(rows, r => Assert.Equal(1, (int)r!["attempts"]!));

        var theirs = others["queue"]!.ToString();
        await queue.IsRefusedAsync(c => c.BasicGetAsync(theirs, autoAck: true));
        await queue.IsRefusedAsync(c => c.BasicConsumeAsync(theirs, autoAck: true, new Consumer(c)));
        await queue.IsRefusedAsync(c => c.BasicPublishAsync("", theirs, "{}"u8.ToArray()).AsTask());
        await queue.IsRefusedAsync(c => c.BasicPublishAsync("", queue.Name, "{}"u8.ToArray()).AsTask());
        await queue.IsRefusedAsync(c => c.QueueDeclareAsync($"{queue.Name}.more"));
        await queue.IsRefusedAsync(c => c.QueueDeclareAsync());
        await queue.IsRefusedAsync(c => c.QueueDeleteAsync(queue.Name));
        await queue.IsRefusedAsync(c => c.ExchangeDeclareAsync("more", "fanout"));
        await queue.IsRefusedAsync(c => c.QueueBindAsync(queue.Name, "amq.topic", "#"));
        await DepartmentQueue.MayNotOpenAsync(mine, virtualHost: "/");
        Assert.Equal("quorum", (await platform.AskAsync($"queues/departments/{queue.Name}"))!["type"]!.ToString());
    }

    [Fact]
    public async Task A_new_password_ends_the_one_before_and_the_end_of_the_subscription_ends_queue_and_user()
    {
        var (county, civil, health, element) = await SidesAsync();
        var first = await SubscribeAsync(health, county, element);
        await using var before = await DepartmentQueue.OpenAsync(first);
        var second = await RenewAsync(health);
        await using (var after = await DepartmentQueue.OpenAsync(second))
        {
            await DepartmentQueue.MayNotOpenAsync(first);
            await UntilAsync(() => Task.FromResult(!before.IsOpen));
            await civil.RecordAsync(element, county.Village, 1);
            await after.TakeAsync(1);
            await using (var exchange = new NpgsqlConnection(platform.ConnectionString("exchange")))
                Assert.Equal(0, await exchange.ExecuteScalarAsync<int>("SELECT count(*)::int FROM subscription_queue q WHERE q::text LIKE '%' || @password || '%'", new { password = second["password"]!.ToString() }));
            Assert.DoesNotContain(second["password"]!.ToString(), (await health.GetAsync(Path)).Is(200).Text, StringComparison.Ordinal);

            (await health.DeleteAsync(Path)).Is(204);
            await UntilAsync(() => Task.FromResult(!after.IsOpen));
        }
        await UntilGoneAsync(second);
        await DepartmentQueue.MayNotOpenAsync(second);

        // Made again under the same name, it is another queue, and nothing is left to wait for.
        var third = await SubscribeAsync(health, county, element);
        Assert.NotEqual(second["queue"]!.ToString(), third["queue"]!.ToString());
        (await health.PutAsync(Path, new { elements = new[] { element }, under = county.Code, url = "http://127.0.0.1:9/a", secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD" })).Is(200);
        await UntilGoneAsync(third);
        (await health.PostAsync($"{Path}/queue/password", new { })).IsProblem(409, "NO_QUEUE");
    }

    [Fact]
    public async Task A_queue_that_nobody_reads_takes_no_more_than_its_bound_and_gives_the_rest_in_order_when_it_is_read()
    {
        var (county, civil, health, element) = await SidesAsync();
        var tax = await county.OfficeAsync("TAX");
        var (unread, read) = (await SubscribeAsync(health, county, element), await SubscribeAsync(tax, county, element));
        await using var reader = await DepartmentQueue.OpenAsync(read);
        const int Values = 12;
        for (var value = 1; value <= Values; value++)
        {
            foreach (var village in county.Villages) await civil.RecordAsync(element, village, value);
            var heard = await reader.TakeAsync(county.Villages.Count); // Goes on, whatever becomes of the other.
            Assert.All(heard, h => Assert.Equal(value, ((JsonElement)h.Event.Data!).GetProperty("value").GetInt32()));
        }
        var waiting = await RunningPlatform.EventuallyAsync(() => health.GetAsync(Path), a => a.Is(200).Json!["lastError"] is not null);
        Assert.Equal("The queue is full; deliveries go on when it is read.", waiting["lastError"].ToString());
        Assert.NotEmpty((await health.GetAsync($"{Path}/deliveries?state=PENDING")).Is(200).Items);

        await using var late = await DepartmentQueue.OpenAsync(unread);
        var all = await late.TakeAsync(Values * county.Villages.Count);
        foreach (var unit in all.DistinctBy(t => t.Event.Id, StringComparer.Ordinal).GroupBy(t => t.Event.Subject))
            Assert.Equal(Enumerable.Range(1, Values), unit.Select(t => ((JsonElement)t.Event.Data!).GetProperty("value").GetInt32()));
        Assert.Equal(Values * county.Villages.Count, all.Select(t => t.Event.Id).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Deliveries_wait_for_the_broker_and_for_a_queue_that_was_lost_and_removal_survives_a_crash()
    {
        var (county, civil, health, element) = await SidesAsync();
        var told = await SubscribeAsync(health, county, element);
        Assert.NotNull(await platform.AskAsync($"queues/departments/{told["queue"]}", HttpMethod.Delete));
        await civil.RecordAsync(element, county.Villages[0], 1);
        await UntilAsync(async () => await platform.AskAsync($"queues/departments/{told["queue"]}") is not null);
        await using (var queue = await DepartmentQueue.OpenAsync(told)) await queue.TakeAsync(1);
        var row = (await RunningPlatform.EventuallyAsync(() => health.GetAsync($"{Path}/deliveries?state=DELIVERED"), a => a.Items.Count == 1)).Items.Single()!;
        Assert.Equal(1, (int)row["attempts"]!); // What the broker lost is not held against the department.

        // Values arrive by the bus, so it is a redelivery that has to wait for the broker.
        await platform.Broker.StopAsync();
        Assert.Equal(1, (await health.PostAsync($"{Path}/redelivery", new { from = 1 })).Is(200)["queued"].GetValue<int>());
        await RunningPlatform.EventuallyAsync(() => health.GetAsync(Path), a => a.Is(200).Json!["pausedUntil"] is not null);
        await platform.Broker.StartAgainAsync(TestContext.Current.CancellationToken);
        await using (var queue = await DepartmentQueue.OpenAsync(told)) await queue.TakeAsync(1);

        await platform.Broker.StopAsync();
        (await health.DeleteAsync(Path)).Is(204);
        await platform.KillAsync("exchange");
        await platform.Broker.StartAgainAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(await platform.AskAsync($"users/{told["user"]}"));
        await platform.StartAgainAsync("exchange");
        await UntilGoneAsync(told);
    }

    [Fact]
    public async Task A_queue_goes_with_the_client_that_asked_for_it_and_another_client_of_the_unit_can_have_it_again()
    {
        var (county, civil, health, element) = await SidesAsync();
        var told = await SubscribeAsync(health, county, element);
        var other = await platform.NewClientAsync(health.Unit, "DEPARTMENT");
        await county.EndAsync(health);
        await UntilGoneAsync(told);
        var view = (await other.GetAsync(Path)).Is(200);
        Assert.Equal(("DISABLED", "The client that asked for the queue was ended."), (view["state"].ToString(), view["lastError"].ToString()));

        var again = await SubscribeAsync(other, county, element);
        await DepartmentQueue.MayNotOpenAsync(told);
        await civil.RecordAsync(element, county.Village, 1);
        await using var queue = await DepartmentQueue.OpenAsync(again);
        await queue.TakeAsync(1);
    }

    [Fact]
    public async Task A_queue_gets_nothing_while_the_grant_is_suspended_and_then_what_changed_as_it_is()
    {
        var sides = await TwoSides.InAsync(platform);
        var element = await sides.DefineAsync("queued");
        var grant = $"{TwoSides.Grants}/{await Given.GrantAsync(sides.Asker, sides.Holder, element, sides.County.Code)}";
        await using var queue = await DepartmentQueue.OpenAsync(await SubscribeAsync(sides.Asker, sides.County, element));
        (await sides.Authority.PostAsync($"{grant}/suspend", new { reason = "抽查" })).Is(200);
        foreach (var value in new[] { 1, 2 }) foreach (var village in sides.County.Villages) await sides.Holder.RecordAsync(element, village, value);
        Assert.True(await queue.IsEmptyAsync());
        (await sides.Authority.PostAsync($"{grant}/resume", new { reason = "已核实" })).Is(200);
        var taken = await queue.TakeAsync(sides.County.Villages.Count);
        Assert.All(taken, t => Assert.Equal(2, ((JsonElement)t.Event.Data!).GetProperty("value").GetInt32()));
        Assert.Equal(sides.County.Villages, taken.Select(t => t.Event.Subject!).Order(StringComparer.Ordinal));
    }

    private async Task<JsonNode> SubscribeAsync(ApiClient subscriber, TestCounty county, string element)
    {
        var body = new { elements = new[] { element }, under = county.Code, queue = true };
        var made = (await subscriber.PutAsync(Path, body)).Is(201, 200);
        Assert.Equal("PREPARING", made["queue"]["state"]!.ToString());
        return await RenewAsync(subscriber);
    }

    private static async Task<JsonNode> RenewAsync(ApiClient subscriber)
    {
        var told = (await subscriber.PostAsync($"{Path}/queue/password", new { })).Is(200);
        Assert.Contains("no-store", told.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        var view = (await RunningPlatform.EventuallyAsync(() => subscriber.GetAsync(Path), a => a.Is(200).Json!["queue"]!["state"]!.ToString() == "READY"))["queue"];
        Assert.Equal((told["queue"].ToString(), true), (view["name"]!.ToString(), (bool)view["hasPassword"]!));
        return told.Json!;
    }

    private Task UntilGoneAsync(JsonNode told) => UntilAsync(async () =>
        await platform.AskAsync($"queues/departments/{told["queue"]}") is null && await platform.AskAsync($"users/{told["user"]}") is null);

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var until = DateTime.UtcNow.AddSeconds(60); !await holds(); await Task.Delay(50))
            if (DateTime.UtcNow > until) Assert.Fail("did not come true");
    }

    private async Task<(TestCounty County, ApiClient Civil, ApiClient Health, string Element)> SidesAsync()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        return (county, civil, health, await county.DefineAsync(civil, "queued"));
    }

    private sealed class Consumer(IChannel channel) : AsyncDefaultBasicConsumer(channel);
}

/// <summary>Where the installation has no queues.</summary>
public sealed class NoQueueTests(LocalPlatform platform)
{
    [Fact]
    public async Task A_platform_without_a_broker_says_so_and_a_subscription_goes_one_way()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var element = await county.DefineAsync(civil, "unqueued");
        const string Path = "api/exchange/v1/subscriptions/unqueued";
        (await health.PutAsync(Path, new { elements = new[] { element }, under = county.Code, queue = true })).IsProblem(422, "QUEUE_NOT_AVAILABLE");
        (await health.PutAsync(Path, new { elements = new[] { element }, under = county.Code, queue = true, url = "http://127.0.0.1:9/a" })).IsProblem(422, "ONE_WAY_ONLY");
        (await health.PostAsync($"{Path}/queue/password", new { })).IsProblem(404, "SUBSCRIPTION_UNKNOWN");
    }
}
