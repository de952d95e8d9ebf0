using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Contract;
using Datarun.Tests.Platform.Sharing;

namespace Datarun.Tests.Platform.Subscriptions;

/// <summary>What changes while a subscription cannot be served, and what it is told when it can again.</summary>
[Collection(nameof(DeliveryPlatform))]
public sealed class SuspensionTests(DeliveryPlatform platform)
{
    private const string Path = "api/exchange/v1/subscriptions/all", Feed = "api/exchange/v1/feed", Secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    [Fact]
    public async Task Nothing_is_sent_while_a_grant_is_suspended_and_each_value_that_changed_comes_once_as_it_is_when_it_is_taken_up_again()
    {
        await using var host = await SharedHost.StartAsync();
        var (sides, element, grant) = await GrantedAsync(host, "missed");
        var (county, holder, asker, tax) = (sides.County, sides.Holder, sides.Asker, await sides.County.OfficeAsync("TAX"));
        await Given.GrantAsync(tax, holder, element, county.Code); // Is never suspended, and so knows what was there to be told.
        await SubscribeAsync(tax, county, element, host.UrlOf(tax.Unit));
        var villages = county.Villages;
        await holder.RecordAsync(element, villages[0], 1);
        await holder.RecordAsync(element, villages[2], 5);
        await host.UntilAsync(() => host.TakenBy(asker.Unit).Count == 2);

        (await sides.Authority.PostAsync($"{grant}/suspend", new { reason = "抽查" })).Is(200);
        await holder.RecordAsync(element, villages[3], 4);
        foreach (var value in new[] { 2, 3 }) await holder.RecordAsync(element, villages[0], value);
        await holder.RecordAsync(element, villages[1], 7);
        await CorrectAsync(holder, element, villages[1], 8);
        await holder.RecordAsync(element, villages[4], 10);
        await CorrectAsync(holder, element, villages[2], 6);
        await host.UntilAsync(() => host.TakenBy(tax.Unit).Count == 9);

        // Only that a value was wrong which it had been given: that is owed to it whatever became of its grant.
        await host.UntilAsync(() => host.TakenBy(asker.Unit).Count == 3);
        Assert.Equal(("cn.datarun.value.corrected", "6"), Said(host.TakenBy(asker.Unit)[2].Event));
        var withheld = (await asker.GetAsync(Feed)).Is(200).Items;
        Assert.Equal([(1, true), (2, true), (3, false)], withheld.Select(i => ((int)i!["sequence"]!, (bool)i["withheld"]!)));
        Assert.Equal([true, true, false], withheld.Select(i => i!["event"] is null));

        (await sides.Authority.PostAsync($"{grant}/resume", new { reason = "已核实" })).Is(200);
        await host.UntilAsync(() => host.TakenBy(asker.Unit).Count >= 7);
        var feed = (await asker.GetAsync(Feed)).Is(200).Items;
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], feed.Select(i => (int)i!["sequence"]!));
        var missed = feed.Skip(3).Select(i => i!["event"]!).ToList();
        Assert.Equal([("recorded", villages[3], "4", 1), ("recorded", villages[0], "3", 3), ("corrected", villages[1], "8", 2), ("recorded", villages[4], "10", 1)],
            missed.Select(e => (e["type"]!.ToString().Split('.')[^1], e["subject"]!.ToString(), Said(e).Value, (int)e["data"]!["version"]!)));
        var told = host.TakenBy(tax.Unit).ToDictionary(t => t.Id, t => t.Event, StringComparer.Ordinal);
        Assert.All(missed, e => Assert.Equal(told[e["id"]!.ToString()]["data"]!.ToJsonString(), e["data"]!.ToJsonString()));
        Assert.Equal(missed.Select(e => e["id"]!.ToString()).Order(StringComparer.Ordinal), host.TakenBy(asker.Unit).Skip(3).Select(t => t.Id).Order(StringComparer.Ordinal));

        // Once more, by misuse: nothing has changed, so nothing is told.
        (await asker.ReadAsync(element, county.Code, purpose: "纳税信用核查")).IsProblem(403, "PURPOSE_MISMATCH");
        await holder.RecordAsync(element, villages[5], 1);
        (await holder.PostAsync($"{grant}/resume", new { reason = "已整改" })).Is(200);
        await host.UntilAsync(() => host.TakenBy(asker.Unit).Count >= 8);
        (await sides.Authority.PostAsync($"{grant}/suspend", new { reason = "再查" })).Is(200);
        (await sides.Authority.PostAsync($"{grant}/resume", new { reason = "无误" })).Is(200);
        await holder.RecordAsync(element, villages[0], 9);
        await host.UntilAsync(() => host.TakenBy(asker.Unit).Count >= 9);
        Assert.Equal([villages[5], villages[0]], host.TakenBy(asker.Unit).Skip(7).Select(t => t.Event["subject"]!.ToString()));
        Assert.Equal(9, (await asker.GetAsync(Feed)).Is(200).Items.Count);
    }

    [Fact]
    public async Task What_waited_when_the_grant_was_suspended_is_not_sent_and_comes_as_it_is_when_it_is_taken_up_again()
    {
        await using var host = await SharedHost.StartAsync();
        var isUp = false;
        var (sides, element, grant) = await GrantedAsync(host, "waiting");
        host.Answers(sides.Asker.Unit, () => Volatile.Read(ref isUp) ? 200 : 503);
        var villages = sides.County.Villages;
        await sides.Holder.RecordAsync(element, villages[0], 1);
        await host.UntilAsync(() => !host.Came.IsEmpty);
        await sides.Holder.RecordAsync(element, villages[1], 1);
        await sides.Holder.RecordAsync(element, villages[0], 2);
        await RunningPlatform.EventuallyAsync(() => sides.Asker.GetAsync($"{Path}/deliveries"), a => a.Is(200).Items.Count == 3);

        (await sides.Authority.PostAsync($"{grant}/suspend", new { reason = "抽查" })).Is(200);
        Volatile.Write(ref isUp, true);
        await RunningPlatform.EventuallyAsync(() => sides.Asker.GetAsync($"{Path}/deliveries"), a => a.Is(200).Items.Count == 0);
        (await sides.Asker.PostAsync($"{Path}/redelivery", new { from = 1 })).Is(200);
        (await sides.Authority.PostAsync($"{grant}/resume", new { reason = "已核实" })).Is(200);
        await host.UntilAsync(() => host.TakenBy(sides.Asker.Unit).Count >= 2);
        Assert.Equal([(villages[0], "2", "5"), (villages[1], "1", "4")],
            host.TakenBy(sides.Asker.Unit).Select(t => (t.Event["subject"]!.ToString(), Said(t.Event).Value, t.Event["sequence"]!.ToString())).Order());
    }

    [Fact]
    public async Task What_a_sender_has_in_hand_is_not_sent_on_after_the_grant_was_suspended()
    {
        await using var host = await SharedHost.StartAsync();
        var (sides, element, grant) = await GrantedAsync(host, "inhand");
        var (villages, told, tax) = (sides.County.Villages, new TaskCompletionSource(), await sides.County.OfficeAsync("TAX"));
        var open = await sides.County.DefineAsync(sides.Holder, "open");
        await SubscribeAsync(tax, sides.County, open, host.UrlOf(tax.Unit));
        host.AnswersWhen(sides.Asker.Unit, told.Task);
        var months = new[] { TestCounty.Today.AddMonths(-1).ToString("yyyy-MM"), TestCounty.Month };
        var values = villages.SelectMany(unit => months.Select(period => new { element, unit, period, value = 5 }));
        Assert.Empty((await sides.Holder.PutLinesAsync("api/reports/v1/values:record", values)).Is(200)["refused"].AsArray());
        await host.UntilAsync(() => host.Held == villages.Count); // The first of each village, and the second waits for its answer.

        (await sides.Authority.PostAsync($"{grant}/suspend", new { reason = "抽查" })).Is(200);
        await sides.Holder.RecordAsync(open, villages[0], 1);
        await host.UntilAsync(() => host.TakenBy(tax.Unit).Count == 1); // The sender has heard of that, and so of the suspension before it.
        told.SetResult();
        await RunningPlatform.EventuallyAsync(() => sides.Asker.GetAsync($"{Path}/deliveries?state=PENDING"), a => a.Is(200).Items.Count == 0);
        var first = host.TakenBy(sides.Asker.Unit);
        Assert.Equal(villages, first.Select(t => t.Event["subject"]!.ToString()).Order());
        (await sides.Authority.PostAsync($"{grant}/resume", new { reason = "已核实" })).Is(200);
        await host.UntilAsync(() => host.TakenBy(sides.Asker.Unit).Count == 2 * villages.Count);
        Assert.Equal(2 * villages.Count, host.TakenBy(sides.Asker.Unit).Select(t => (t.Event["subject"]!.ToString(), t.Event["data"]!["period"]!.ToString())).Distinct().Count());
    }

    [Fact]
    public async Task A_receiver_that_wanted_no_more_is_told_what_it_missed_when_its_subscription_is_put_again()
    {
        await using var host = await SharedHost.StartAsync();
        var (sides, element, _) = await GrantedAsync(host, "gone");
        var (villages, isGone) = (sides.County.Villages, true);
        host.Answers(sides.Asker.Unit, () => Volatile.Read(ref isGone) ? 410 : 200);
        await sides.Holder.RecordAsync(element, villages[0], 1);
        await RunningPlatform.EventuallyAsync(() => sides.Asker.GetAsync(Path), a => a.Is(200)["state"].ToString() == "DISABLED");
        foreach (var value in new[] { 2, 3 }) await sides.Holder.RecordAsync(element, villages[0], value);
        await sides.Holder.RecordAsync(element, villages[1], 4);
        Volatile.Write(ref isGone, false);
        await SubscribeAsync(sides.Asker, sides.County, element, host.UrlOf(sides.Asker.Unit));
        await host.UntilAsync(() => host.TakenBy(sides.Asker.Unit).Count >= 3);
        Assert.Equal([(villages[0], "1"), (villages[0], "3"), (villages[1], "4")], host.TakenBy(sides.Asker.Unit).Select(t => (t.Event["subject"]!.ToString(), Said(t.Event).Value)).Order());
        Assert.Equal([1, 2, 3], (await sides.Asker.GetAsync(Feed)).Is(200).Items.Select(i => (int)i!["sequence"]!));
    }

    [Fact]
    public async Task Very_much_that_was_missed_is_told_in_parts_in_order_also_when_more_changes_and_the_grant_is_suspended_again_meanwhile()
    {
        await using var host = await SharedHost.StartAsync();
        var (sides, element, grant) = await GrantedAsync(host, "much", e => e["frequency"] = "DAILY");
        var villages = sides.County.Villages;
        var days = Enumerable.Range(1, 1300).Select(n => TestCounty.Today.AddDays(-n).ToString("yyyy-MM-dd")).Order().ToList();
        async Task RecordAsync(IEnumerable<(string Unit, string Period)> keys, int value) => Assert.Empty((await sides.Holder.PutLinesAsync(
            "api/reports/v1/values:record", keys.Select(k => new { element, unit = k.Unit, period = k.Period, value }))).Is(200)["refused"].AsArray());
        Task<Answer> CurrentAsync(string unit, string day) => sides.Holder.ReadAsync(element, unit, day);

        (await sides.Authority.PostAsync($"{grant}/suspend", new { reason = "抽查" })).Is(200);
        await RecordAsync(from day in days from unit in villages select (unit, day), 1);
        await RunningPlatform.EventuallyAsync(() => CurrentAsync(villages[5], days[^1]), a => a.Is(200).Items.Count == 1);
        for (var round = 2; round < 5; round++)
        {
            (await sides.Authority.PostAsync($"{grant}/resume", new { reason = "已核实" })).Is(200);
            if (round < 4) (await sides.Authority.PostAsync($"{grant}/suspend", new { reason = "再查" })).Is(200); // Before all is told.
            await RecordAsync([(villages[0], days[0]), (villages[5], days[^1])], round); // The one is told already, the other is not.
            await RunningPlatform.EventuallyAsync(() => CurrentAsync(villages[5], days[^1]), a => a.Items[0]!["value"]!.ToJsonString() == $"{round}");
        }
        await host.UntilAsync(() => host.TakenBy(sides.Asker.Unit).Select(t => Key(t.Event)).Distinct().Count() == days.Count * villages.Count);
        await host.UntilAsync(() => host.TakenBy(sides.Asker.Unit).Last(t => Key(t.Event) == (villages[5], days[^1])).Event["data"]!["value"]!.ToJsonString() == "4");
        await RunningPlatform.EventuallyAsync(() => sides.Asker.GetAsync($"{Path}/deliveries?state=PENDING"), a => a.Is(200).Items.Count == 0);

        var taken = host.TakenBy(sides.Asker.Unit).DistinctBy(t => t.Id, StringComparer.Ordinal).Select(t => t.Event).ToList();
        Assert.All(taken.GroupBy(e => e["subject"]!.ToString(), StringComparer.Ordinal), unit => Assert.Equal(unit.Select(At).Order(StringComparer.Ordinal), unit.Select(At)));
        Assert.All(taken.GroupBy(Key), key => Assert.Equal(key.Select(Version).Distinct().Order(), key.Select(Version)));
        var sequences = (await sides.Asker.PagesAsync(Feed, 1000)).ConvertAll(i => (int)i["sequence"]!);
        Assert.Equal(Enumerable.Range(1, sequences.Count), sequences);

        static (string Unit, string Period) Key(JsonNode e) => (e["subject"]!.ToString(), e["data"]!["period"]!.ToString());
        static string At(JsonNode e) => e["data"]!["source"]!["at"]!.ToString().TrimEnd('Z').PadRight(26, '0');
        static int Version(JsonNode e) => (int)e["data"]!["version"]!;
    }

    [Fact]
    public async Task What_was_not_told_yet_when_the_grant_is_suspended_again_is_not_lost()
    {
        await using var host = await SharedHost.StartAsync();
        var (sides, element, grant) = await GrantedAsync(host, "rest", e => e["frequency"] = "DAILY");
        var (first, last) = (sides.County.Villages[0], sides.County.Villages[5]);
        (await sides.Asker.PutAsync(Path, new { elements = new[] { element }, under = last, url = host.UrlOf(sides.Asker.Unit), secret = Secret })).Is(200);
        (await sides.Authority.PostAsync($"{grant}/suspend", new { reason = "抽查" })).Is(200);
        var days = Enumerable.Range(1, 2500).Select(n => TestCounty.Today.AddDays(-n).ToString("yyyy-MM-dd"));
        Assert.Empty((await sides.Holder.PutLinesAsync("api/reports/v1/values:record", days.Select(period => new { element, unit = first, period, value = 1 }))).Is(200)["refused"].AsArray());
        await sides.Holder.RecordAsync(element, last, 7, TestCounty.Today.ToString("yyyy-MM-dd"));
        (await sides.Authority.PostAsync($"{grant}/resume", new { reason = "已核实" })).Is(200);
        (await sides.Authority.PostAsync($"{grant}/suspend", new { reason = "再查" })).Is(200);
        (await sides.Authority.PostAsync($"{grant}/resume", new { reason = "无误" })).Is(200);
        await host.UntilAsync(() => !host.Came.IsEmpty);
        Assert.Equal(("cn.datarun.value.recorded", "7"), Said(Assert.Single(host.TakenBy(sides.Asker.Unit)).Event));
    }

    [Fact]
    public async Task A_new_grant_is_no_continuation_of_one_that_has_ended()
    {
        await using var host = await SharedHost.StartAsync();
        var (sides, element, grant) = await GrantedAsync(host, "ended");
        (await sides.Authority.PostAsync($"{grant}/suspend", new { reason = "抽查" })).Is(200);
        await sides.Holder.RecordAsync(element, sides.County.Village, 1);
        (await sides.Authority.PostAsync($"{grant}/terminate", new { reason = "未整改" })).Is(200);
        await sides.Holder.RecordAsync(element, sides.County.Village, 2);
        await Given.GrantAsync(sides.Asker, sides.Holder, element, sides.County.Code);
        await sides.Holder.RecordAsync(element, sides.County.Village, 3);
        await host.UntilAsync(() => !host.Came.IsEmpty);
        Assert.Equal("3", Said(Assert.Single(host.Came).Event).Value);
    }

    private static (string Type, string Value) Said(JsonNode told) => (told["type"]!.ToString(), told["data"]!["value"]!.ToJsonString());

    private static async Task CorrectAsync(ApiClient source, string element, string unit, int right)
    {
        (await source.PostAsync("api/exchange/v1/corrections", new { element, unit, period = TestCounty.Month, proposed = right, reason = "经核实更正" })).Is(201).Has("state=ACCEPTED");
        await RunningPlatform.EventuallyAsync(() => source.ReadAsync(element, unit), a => a.Is(200).Items.Any(i => i!["value"]?.ToJsonString() == $"{right}"));
    }

    private static async Task SubscribeAsync(ApiClient subscriber, TestCounty county, string element, string url) =>
        (await subscriber.PutAsync(Path, new { elements = new[] { element }, under = county.Code, url, secret = Secret })).Is(200, 201);

    private async Task<(TwoSides Sides, string Element, string Grant)> GrantedAsync(SharedHost host, string name, Action<Dictionary<string, object?>>? change = null)
    {
        await platform.OpenAsync(host.Port);
        var sides = await TwoSides.InAsync(platform);
        var element = await sides.DefineAsync(name, change: change);
        var grant = $"{TwoSides.Grants}/{await Given.GrantAsync(sides.Asker, sides.Holder, element, sides.County.Code)}";
        await SubscribeAsync(sides.Asker, sides.County, element, host.UrlOf(sides.Asker.Unit));
        return (sides, element, grant);
    }
}
