using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Sharing;

/// <summary>One source for each element, named by the authority where it is in doubt; and corrections that wait for it.</summary>
[Collection(nameof(WatchedPlatform))]
public sealed class SourceNamingTests(WatchedPlatform platform)
{
    private const string Namings = "api/exchange/v1/source-namings";
    private const string Corrections = "api/exchange/v1/corrections";

    [Fact]
    public async Task While_the_source_is_in_doubt_nobody_decides_and_then_the_named_one_does_once()
    {
        var sides = await TwoSides.InAsync(platform);
        var element = await sides.County.DefineAsync(sides.Holder, "population");
        await sides.Holder.RecordAsync(element, sides.County.Village, 310);
        var (health, tax) = (await sides.County.OfficeAsync("HEALTH"), await sides.County.OfficeAsync("TAX"));
        var naming = (await sides.Asker.PostAsync(Namings, new { elements = new[] { element }, candidates = new[] { health.Unit, sides.Holder.Unit }, reason = "公安与卫健口径并存" })).Is(201)
            .Has("id:string state=OPEN area:string rule:object");
        Assert.Equal(sides.County.Code, naming["area"].ToString());
        (await tax.PostAsync(Namings, new { elements = new[] { element }, reason = "重复" })).IsProblem(409, "NAMING_OPEN");
        Assert.Equal("RECEIVED", (await TwoSides.NoticesAsync(sides.Authority, naming["id"].ToString()))[0]);

        var first = (await health.PostAsync(Corrections, Correction(element, sides, 305))).Is(201)["id"].ToString();
        var second = (await tax.PostAsync(Corrections, Correction(element, sides, 299))).Is(201)["id"].ToString();
        Assert.Equal("OPEN", (await sides.Holder.PostAsync(Corrections, Correction(element, sides, 311))).Is(201)["state"].ToString());
        var waits = (await sides.Holder.PostAsync($"{Corrections}/{first}/decision", new { decision = "ACCEPTED", reason = "同意" })).IsProblem(409, "SOURCE_NOT_NAMED");
        Assert.Equal(naming["id"].ToString(), waits["naming"].ToString());

        var path = $"{Namings}/{naming["id"]}/decision";
        (await sides.Authority.PostAsync(path, new { decision = "NAMED", source = health.Unit })).IsProblem(422, "REASON_REQUIRED");
        (await sides.Authority.PostAsync(path, new { decision = "NAMED", reason = "未写明" })).IsProblem(422, "FIELD_REQUIRED");
        (await sides.Authority.PostAsync(path, new { decision = "NAMED", source = $"{sides.County.Code}-NOBODY", reason = "x" })).IsProblem(422, "UNKNOWN_ORG_UNIT");
        (await sides.Authority.PostAsync(path, new { decision = "NAMED", source = "10-STATS", reason = "x" })).IsProblem(422, "SOURCE_OUTSIDE_AREA");
        var stranger = await platform.NewClientAsync((await platform.NewCountyAsync()).Code, "SHARING_AUTHORITY");
        (await stranger.PostAsync(path, new { decision = "NAMED", source = health.Unit, reason = "x" })).IsProblem(403, "NOT_THE_AUTHORITY");
        (await sides.Authority.PostAsync(path, new { decision = "NAMED", source = health.Unit, reason = "以卫健登记为准" })).Is(200).Has("state=NAMED source:string");
        (await sides.Authority.PostAsync(path, new { decision = "REFUSED", reason = "反悔" })).IsProblem(409, "ALREADY_DECIDED");

        Assert.Equal(health.Unit, (await tax.GetAsync($"api/exchange/v1/elements/{element}")).Is(200)["source"].ToString());
        (await sides.Holder.PostAsync($"{Corrections}/{first}/decision", new { decision = "ACCEPTED", reason = "仍想决定" })).IsProblem(403, "NOT_THE_SOURCE");
        (await health.PostAsync($"{Corrections}/{first}/decision", new { decision = "ACCEPTED", reason = "入户核实" })).Is(200);
        var other = (await tax.GetAsync($"{Corrections}/{second}")).Is(200).Has("state=CLOSED");
        Assert.Equal(("入户核实", first), (other["decisionReason"].ToString(), other["closedBy"].ToString()));
        Assert.Equal(["RECEIVED", "SOURCE_NAMED", "AGREED"], TwoSides.Steps(other));
        Assert.Equal("AGREED", (await TwoSides.NoticesAsync(tax, second))[0]);
        await RunningPlatform.EventuallyAsync(() => tax.ReadAsync(element, sides.County.Village), a => a.Is(200).ByUnit()[sides.County.Village] == "305");
    }

    [Fact]
    public async Task What_nobody_collects_yet_can_be_given_a_source_and_then_no_other_defines_it()
    {
        var sides = await TwoSides.InAsync(platform);
        var element = sides.County.Element("elevators");
        var naming = (await sides.Asker.PostAsync(Namings, new { elements = new[] { element }, reason = "无部门采集" })).Is(201);
        (await sides.Authority.PostAsync($"{Namings}/{naming["id"]}/decision", new { decision = "NAMED", source = sides.Asker.Unit, reason = "与住建职责相符" })).Is(200);
        var body = new { name = "电梯数", definition = "在用电梯", type = "INTEGER", frequency = "YEARLY", aggregation = "SUM", source = sides.Holder.Unit, sharingClass = "UNCONDITIONAL", classification = 1 };
        Assert.Equal(sides.Asker.Unit, (await sides.Holder.PutAsync($"api/exchange/v1/elements/{element}", body)).IsProblem(409, "SOURCE_NAMED").RestsOn("share.source.named")["source"].ToString());
        (await sides.Asker.PutAsync($"api/exchange/v1/elements/{element}", body with { source = sides.Asker.Unit })).Is(201);
        Assert.Equal([naming["id"].ToString()], (await sides.Holder.GetAsync($"{Namings}?element={element}")).Is(200).Items.Select(n => n!["id"]!.ToString()));
    }

    [Fact]
    public async Task An_ask_that_cannot_be_decided_is_refused_and_one_across_counties_goes_to_their_city()
    {
        var (here, there) = (await TwoSides.InAsync(platform), await TwoSides.InAsync(platform));
        var element = here.County.Element("roads");
        (await here.Asker.PostAsync(Namings, new { reason = "没有数据项" })).IsProblem(422, "FIELD_REQUIRED");
        (await here.Asker.PostAsync(Namings, new { elements = new[] { "数据" }, reason = "x" })).IsProblem(422, "ELEMENT_CODE_INVALID");
        (await here.Asker.PostAsync(Namings, new { elements = new[] { element } })).IsProblem(422, "REASON_REQUIRED");
        (await here.Asker.PostAsync(Namings, new { elements = new[] { element }, candidates = new[] { $"{here.County.Code}-NOBODY" }, reason = "x" })).IsProblem(422, "UNKNOWN_ORG_UNIT");
        (await here.Asker.PostAsync(Namings, new { elements = new[] { element }, candidates = new[] { "没有代码" }, reason = "x" })).IsProblem(422, "CODE_INVALID");
        (await here.Asker.GetAsync($"{Namings}/{Guid.NewGuid()}")).IsProblem(404, "NAMING_UNKNOWN");
        var naming = (await here.Asker.PostAsync(Namings, new { elements = new[] { element }, candidates = new[] { there.Holder.Unit }, reason = "跨县道路" })).Is(201);
        Assert.Equal(here.County.Code[..4], naming["area"].ToString());
        (await here.Authority.PostAsync($"{Namings}/{naming["id"]}/decision", new { decision = "REFUSED", reason = "x" })).IsProblem(403, "NOT_THE_AUTHORITY");
    }

    [Fact]
    public async Task Requests_and_grants_follow_the_element_to_its_new_source()
    {
        var sides = await TwoSides.InAsync(platform);
        var element = await sides.DefineAsync("residence");
        var grant = $"{TwoSides.Grants}/{await Given.GrantAsync(sides.Asker, sides.Holder, element, sides.County.Code)}";
        var asked = await sides.AskAsync([element]);
        var street = await sides.County.OfficeAsync("STREET");
        var naming = (await street.PostAsync(Namings, new { elements = new[] { element }, candidates = new[] { street.Unit }, reason = "街道登记更准" })).Is(201);
        (await sides.Authority.PostAsync($"{Namings}/{naming["id"]}/decision", new { decision = "NAMED", source = street.Unit, reason = "一数一源" })).Is(200);
        (await sides.Holder.PostAsync($"{asked}/reply", new { decision = "AGREED" })).Is(403, 404);
        (await street.PostAsync($"{asked}/reply", new { decision = "AGREED" })).Is(200);
        var moved = (await street.GetAsync(grant)).Is(200);
        Assert.Equal((street.Unit, street.Unit), (moved["provider"].ToString(), moved["obligations"][0]!["owedBy"]!.ToString()));
    }

    [Fact]
    public async Task Whoever_was_told_of_a_correction_acknowledges_it_by_a_day_and_a_late_decision_is_before_the_authority()
    {
        var sides = await TwoSides.InAsync(platform);
        var element = await sides.County.DefineAsync(sides.Holder, "population");
        await sides.Holder.RecordAsync(element, sides.County.Village, 310);
        (await sides.Asker.ReadAsync(element, sides.County.Code)).Is(200);
        var village = await sides.County.ReporterAsync(sides.County.Village);
        var id = (await village.PostAsync(Corrections, Correction(element, sides, 309))).Is(201)["id"].ToString();
        await platform.ExecuteAsync("exchange", "UPDATE correction SET due_on = @day WHERE id = @id", new { id = Guid.Parse(id), day = TestCounty.Today.AddDays(-1).ToDateTime(default) });
        await RunningPlatform.EventuallyAsync(() => village.GetAsync($"{Corrections}/{id}"), a => a.Is(200).Json!["overdueSince"] is not null);
        foreach (var told in new[] { village, sides.Holder, sides.Authority }) Assert.Equal("OVERDUE", (await TwoSides.NoticesAsync(told, id))[0]);
        Assert.Equal(1, await platform.ReadAsync<int>("exchange", "SELECT count(*)::int FROM outbox WHERE type = 'DeadlineMissed' AND body LIKE @like", new { like = $"%{id}%VALUE_CORRECTION%" }));

        (await sides.Holder.PostAsync($"{Corrections}/{id}/decision", new { decision = "ACCEPTED", reason = "一人已故" })).Is(200);
        var open = (await RunningPlatform.EventuallyAsync(() => sides.Authority.GetAsync($"{Corrections}/notices?acknowledged=false"), a => a.Is(200).Items.Any(i => i!["notice"]!["consumer"]!.ToString() == sides.Asker.Unit))).Items
            .Single(i => i!["notice"]!["consumer"]!.ToString() == sides.Asker.Unit)!;
        Assert.Equal(id, open["correction"]!.ToString());
        Assert.False(open["notice"]!["overdue"]!.GetValue<bool>());
        Shape.Of(open, "wrongFrom:instant wrongTo:instant unit:string period:string");
        Assert.True(string.CompareOrdinal(open["notice"]!["dueOn"]!.ToString(), TestCounty.Today.ToString("yyyy-MM-dd")) > 0);
        await platform.ExecuteAsync("exchange", "UPDATE correction_notice SET told_at = told_at - interval '30 days' WHERE correction_id = @id", new { id = Guid.Parse(id) });
        Assert.True((await sides.Holder.GetAsync($"{Corrections}/{id}")).Is(200)["notices"].AsArray().Single(n => n!["consumer"]!.ToString() == sides.Asker.Unit)!["overdue"]!.GetValue<bool>());
        (await sides.Asker.PostAsync($"{Corrections}/{id}/acknowledge", new { })).Is(200);
        Assert.DoesNotContain((await sides.Authority.GetAsync($"{Corrections}/notices?acknowledged=false")).Is(200).Items, i => i!["notice"]!["consumer"]!.ToString() == sides.Asker.Unit);
        Assert.Empty((await (await sides.County.OfficeAsync("TAX")).GetAsync($"{Corrections}/notices")).Is(200).Items);
    }

    private static object Correction(string element, TwoSides sides, int proposed) =>
        new { element, unit = sides.County.Village, period = TestCounty.Month, proposed, reason = "入户核查不符" };
}
