using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Sharing;

/// <summary>What a grant obliges its two sides to, and what becomes of misuse.</summary>
[Collection(nameof(WatchedPlatform))]
public sealed class GrantTests(WatchedPlatform platform)
{
    private const string Other = "纳税信用核查";

    [Fact]
    public async Task A_read_for_another_purpose_is_refused_and_suspends_the_grant_until_it_is_put_right()
    {
        var (sides, element, grant) = await GrantedAsync();
        await sides.Holder.RecordAsync(element, sides.County.Village, 4);
        (await sides.Asker.ReadAsync(element, sides.County.Code)).IsProblem(403, "PURPOSE_MISMATCH");
        (await sides.Asker.ReadAsync(element, sides.County.Code, purpose: Given.Purpose.Replace(" ", "", StringComparison.Ordinal))).IsProblem(403, "PURPOSE_MISMATCH");
        Assert.Single((await sides.Asker.ReadAsync(element, sides.County.Code, purpose: Given.Purpose)).Is(200).Items);

        var today = TestCounty.Today;
        var refused = (await sides.Asker.ReadAsync(element, sides.County.Code, purpose: Other)).IsProblem(403, "PURPOSE_MISMATCH");
        Assert.Equal([grant[^36..]], refused["suspended"].AsArray().Select(g => g!.ToString()));
        Assert.Equal((Other, "share.misuse.correct"), (refused["purpose"].ToString(), refused["rule"]["id"]!.ToString()));
        if (TestCounty.Today == today) Assert.Equal(Workdays.After(today, 10), refused["correctBy"].ToString());
        (await sides.Asker.ReadAsync(element, sides.County.Code, purpose: Given.Purpose)).IsProblem(403, "GRANT_MISSING");
        var again = (await sides.Asker.ReadAsync(element, sides.County.Code, purpose: Other)).IsProblem(403, "PURPOSE_MISMATCH");
        Assert.Null(again.Json!["suspended"]);
        var suspended = (await sides.Holder.GetAsync(grant)).Is(200).Has("state=SUSPENDED reason:string");
        Assert.Contains(Other, suspended["reason"].ToString(), StringComparison.Ordinal);
        // That the platform has delivered may be found out at the same moment, and is told too.
        foreach (var told in new[] { sides.Asker, sides.Holder, sides.Authority }) Assert.Contains("SUSPENDED", await TwoSides.NoticesAsync(told, grant));
        Assert.Equal(1, await platform.ReadAsync<int>("exchange", "SELECT count(*)::int FROM outbox WHERE type = 'GrantChanged' AND body LIKE @like AND body LIKE '%SUSPENDED%'", new { like = $"%{grant[^36..]}%" }));

        (await sides.Holder.PostAsync($"{grant}/correction", new { note = "代报" })).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await sides.Asker.PostAsync($"{grant}/correction", new { })).IsProblem(422, "FIELD_REQUIRED");
        Assert.Equal("SUSPENDED", (await sides.Asker.PostAsync($"{grant}/correction", new { note = "已停用税务接口调用" })).Is(200)["state"].ToString());
        (await sides.Asker.PostAsync($"{grant}/correction", new { note = "再报" })).IsProblem(409, "NOTHING_OWED");
        (await sides.Holder.PostAsync($"{grant}/resume", new { reason = "已核实整改" })).Is(200);
        Assert.Single((await sides.Asker.ReadAsync(element, sides.County.Code, purpose: Given.Purpose)).Is(200).Items);

        // What the provider may inspect: every use, the refused ones included.
        var uses = (await sides.Holder.GetAsync($"{grant}/uses?limit=2")).Is(200);
        var rest = (await sides.Holder.GetAsync($"{grant}/uses?after={uses["next"]}")).Is(200);
        var kinds = uses.Items.Concat(rest.Items).Select(u => u!["kind"]!.ToString()).ToList();
        Assert.Equal(["READ", "REFUSED", "REFUSED", "READ", "REFUSED", "REFUSED"], kinds);
        Assert.Equal(Other, uses.Items[1]!["purpose"]!.ToString());
        Assert.Equal(1, uses.Items[0]!["rows"]!.GetValue<int>());
        (await (await sides.County.OfficeAsync("TAX")).GetAsync($"{grant}/uses")).IsProblem(404, "GRANT_UNKNOWN");
        (await sides.Holder.GetAsync($"{grant}/uses?after=x")).IsProblem(400, "CURSOR_INVALID");
        (await sides.Holder.GetAsync($"{grant}/uses?since=0001-01-01")).Is(200);
    }

    [Fact]
    public async Task Nothing_is_granted_for_a_time_that_is_over()
    {
        var sides = await TwoSides.InAsync(platform);
        var asked = await sides.AskAsync([await sides.DefineAsync("late")]);
        await platform.ExecuteAsync("exchange", "UPDATE sharing_request SET until = @yesterday::date WHERE id = @id", new { id = Guid.Parse(asked[^36..]), yesterday = TestCounty.Today.AddDays(-1).ToString("yyyy-MM-dd") });
        (await sides.Holder.PostAsync($"{asked}/reply", new { decision = "AGREED" })).IsProblem(422, "UNTIL_PASSED");
        (await sides.Holder.PostAsync($"{asked}/reply", new { decision = "REFUSED", reason = "使用时限已过" })).Is(200);
    }

    [Fact]
    public async Task Of_two_grants_for_one_element_the_use_of_the_suspended_one_does_not_touch_the_other()
    {
        var (sides, element, first) = await GrantedAsync();
        var asked = await sides.AskAsync([element], a => a["scenario"] = "公租房轮候");
        var second = $"{TwoSides.Grants}/{(await sides.Holder.PostAsync($"{asked}/reply", new { decision = "AGREED" })).Is(200)["grant"]["id"]}";
        (await sides.Authority.PostAsync($"{first}/suspend", new { reason = "抽查", correctBy = TestCounty.Today.AddDays(3).ToString("yyyy-MM-dd") })).Is(200);
        (await sides.Asker.ReadAsync(element, sides.County.Code, purpose: Given.Purpose)).IsProblem(403, "GRANT_MISSING");
        Assert.Equal("ACTIVE", (await sides.Asker.GetAsync(second)).Is(200)["state"].ToString());
        (await sides.Asker.ReadAsync(element, sides.County.Code, purpose: "公租房轮候")).Is(200);
        (await sides.Authority.PostAsync($"{second}/suspend", new { reason = "抽查", correctBy = TestCounty.Today.AddDays(-1).ToString("yyyy-MM-dd") })).IsProblem(422, "CORRECT_BY_PASSED");
    }

    [Fact]
    public async Task What_is_not_put_right_in_time_is_overdue_and_the_grant_may_be_ended_which_leaves_the_disposal()
    {
        var (sides, element, grant) = await GrantedAsync();
        (await sides.Asker.ReadAsync(element, sides.County.Code, purpose: Other)).IsProblem(403, "PURPOSE_MISMATCH");
        (await sides.Asker.PostAsync($"{grant}/disposal", new { method = "DELETED" })).IsProblem(409, "NOTHING_OWED");
        await PassAsync(grant, "CORRECTION");
        await RunningPlatform.EventuallyAsync(() => sides.Holder.GetAsync(grant), a => Owed(a, "CORRECTION")?["overdueSince"] is not null);
        Assert.Equal("CORRECTION_OVERDUE", (await TwoSides.NoticesAsync(sides.Authority, grant))[0]);
        (await sides.Authority.PostAsync($"{grant}/terminate", new { reason = "逾期未整改" })).Is(200).Has("state=TERMINATED");
        (await sides.Holder.PostAsync($"{grant}/resume", new { reason = "x" })).IsProblem(409, "GRANT_NOT_CHANGEABLE");

        Assert.Equal([grant[^36..]], (await sides.Holder.GetAsync($"{TwoSides.Grants}?owed=DISPOSAL")).Is(200).Items.Select(g => g!["id"]!.ToString()));
        await PassAsync(grant, "DISPOSAL");
        await RunningPlatform.EventuallyAsync(() => sides.Holder.GetAsync(grant), a => Owed(a, "DISPOSAL")?["overdueSince"] is not null);
        (await sides.Asker.PostAsync($"{grant}/disposal", new { method = "KEPT_BY_LAW" })).IsProblem(422, "KEEPING_NEEDS_GROUND");
        (await sides.Asker.PostAsync($"{grant}/disposal", new { })).IsProblem(422, "FIELD_REQUIRED");
        (await sides.Holder.PostAsync($"{grant}/disposal", new { method = "DELETED" })).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        var disposed = (await sides.Asker.PostAsync($"{grant}/disposal", new { method = "DELETED", note = "已删除副本并出具说明" })).Is(200);
        Assert.StartsWith("DELETED", Owed(disposed, "DISPOSAL")!["note"]!.ToString(), StringComparison.Ordinal);
        Assert.NotNull(Owed(disposed, "CORRECTION")!["lapsedAt"]);
        (await sides.Asker.PostAsync($"{grant}/disposal", new { method = "DELETED" })).IsProblem(409, "NOTHING_OWED");
        Assert.Empty((await sides.Holder.GetAsync($"{TwoSides.Grants}?owed=DISPOSAL")).Is(200).Items);
    }

    [Fact]
    public async Task Delivery_by_the_platform_is_found_and_that_of_a_file_is_said_and_silence_is_overdue()
    {
        var (sides, element, grant) = await GrantedAsync();
        Assert.Null(Owed((await sides.Asker.GetAsync(grant)).Is(200), "DELIVERY")!["doneAt"]);
        await sides.Holder.RecordAsync(element, sides.County.Village, 4);
        await RunningPlatform.EventuallyAsync(() => sides.Asker.GetAsync(grant), a => Owed(a, "DELIVERY")!["doneAt"] is not null);

        var asked = await sides.AskAsync([element], a => a["method"] = "FILE");
        var file = $"{TwoSides.Grants}/{(await sides.Holder.PostAsync($"{asked}/reply", new { decision = "AGREED" })).Is(200)["grant"]["id"]}";
        await PassAsync(file, "DELIVERY");
        await RunningPlatform.EventuallyAsync(() => sides.Asker.GetAsync(file), a => Owed(a, "DELIVERY")!["overdueSince"] is not null);
        Assert.Equal("DELIVERY_OVERDUE", (await TwoSides.NoticesAsync(sides.Asker, file))[0]);
        (await sides.Asker.PostAsync($"{file}/delivery", new { note = "x" })).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        var late = (await sides.Holder.PostAsync($"{file}/delivery", new { note = "光盘一张,编号 7" })).Is(200);
        Assert.True(Owed(late, "DELIVERY")!["overdueSince"] is not null && Owed(late, "DELIVERY")!["doneAt"] is not null);
        (await sides.Holder.PostAsync($"{file}/delivery", new { })).IsProblem(409, "NOTHING_OWED");
    }

    private async Task<(TwoSides Sides, string Element, string Grant)> GrantedAsync()
    {
        var sides = await TwoSides.InAsync(platform);
        var element = await sides.DefineAsync("residence");
        return (sides, element, $"{TwoSides.Grants}/{await Given.GrantAsync(sides.Asker, sides.Holder, element, sides.County.Code)}");
    }

    private Task PassAsync(string grant, string kind) => platform.ExecuteAsync(
        "exchange", "UPDATE grant_obligation SET due_on = @day WHERE grant_id = @id AND kind = @kind", new { id = Guid.Parse(grant[^36..]), kind, day = TestCounty.Today.AddDays(-1).ToDateTime(default) });

    private static System.Text.Json.Nodes.JsonNode? Owed(Answer grant, string kind) => grant.Is(200)["obligations"].AsArray().SingleOrDefault(o => o!["kind"]!.ToString() == kind);
}
