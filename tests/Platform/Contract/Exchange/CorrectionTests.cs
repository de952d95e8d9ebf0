using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Contract.Exchange;

/// <summary>Putting right: decided once by the source, and told to everyone who had the wrong value.</summary>
public class CorrectionTests(LocalPlatform platform)
{
    private const string Corrections = "api/exchange/v1/corrections";

    [Fact]
    public async Task The_source_puts_a_value_right_at_once_and_everyone_who_had_read_it_is_told_the_old_and_the_new()
    {
        var (county, civil, element) = await WrongAsync(23);
        var (health, tax, late) = (await county.OfficeAsync("HEALTH"), await county.OfficeAsync("TAX"), await county.OfficeAsync("LATE"));
        foreach (var reader in new[] { health, tax }) Assert.Single((await reader.ReadAsync(element, county.Code)).Is(200).Items);

        var corrected = (await civil.PostAsync(Corrections, Ask(element, county.Village, 25))).Is(201).Has("id:string state=ACCEPTED");
        var right = await RunningPlatform.EventuallyAsync(() => civil.ReadAsync(element, county.Village), a => a.Is(200).ByUnit()[county.Village] == "25");
        Shape.Of(right.Items[0]!["source"], "kind=CORRECTION id:string by:string at:instant");
        Assert.Equal("2", right.Items[0]!["version"]!.ToJsonString());
        foreach (var reader in new[] { health, tax })
        {
            var data = Assert.Single((await RunningPlatform.EventuallyAsync(() => reader.GetAsync("api/exchange/v1/feed"), a => a.Is(200).Items.Count > 0)).Items)!["event"]!["data"];
            Shape.Of(data, "element:string unit:string period:string value:integer version:integer source:object oldValue:integer wrongFrom:instant wrongTo:instant");
            Assert.Equal(("23", "25", county.Village), (data!["oldValue"]!.ToJsonString(), data["value"]!.ToJsonString(), data["unit"]!.ToString()));
            var notice = Assert.Single((await reader.GetAsync($"{Corrections}/notices")).Is(200).Items)!;
            Assert.Equal(("23", "25"), (notice["oldValue"]?.ToJsonString(), notice["value"]?.ToJsonString()));
        }

        Assert.Equal("25", (await late.ReadAsync(element, county.Village)).Is(200).ByUnit()[county.Village]);
        Assert.Empty((await late.GetAsync("api/exchange/v1/feed")).Is(200).Items);
        var notices = (await civil.GetAsync($"{Corrections}/{corrected["id"]}")).Is(200)["notices"].AsArray().Select(n => n!["consumer"]!.ToString());
        Assert.DoesNotContain(late.Unit, notices);
        Assert.Superset(new HashSet<string>([health.Unit, tax.Unit], StringComparer.Ordinal), notices.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_read_another_village_is_not_told()
    {
        var (county, civil, element) = await WrongAsync(23);
        await civil.RecordAsync(element, county.Villages[3], 7);
        var (health, tax) = (await county.OfficeAsync("HEALTH"), await county.OfficeAsync("TAX"));
        (await health.ReadAsync(element, county.Village)).Is(200);
        (await tax.ReadAsync(element, county.Villages[3])).Is(200);
        (await civil.PostAsync(Corrections, Ask(element, county.Village, 25))).Is(201);
        await RunningPlatform.EventuallyAsync(() => health.GetAsync("api/exchange/v1/feed"), a => a.Is(200).Items.Count > 0);
        Assert.Empty((await tax.GetAsync("api/exchange/v1/feed")).Is(200).Items);
    }

    [Fact]
    public async Task A_correction_asked_for_by_a_village_is_due_in_ten_workdays_and_decided_by_the_source()
    {
        var (county, civil, element) = await WrongAsync(23);
        var village = await county.ReporterAsync(county.Village);
        var today = TestCounty.Today;
        var asked = (await village.PostAsync(Corrections, Ask(element, county.Village, 25))).Is(201).Has("id:string state=OPEN dueOn:date element:string unit:string period:string proposed:integer reason:string");
        if (TestCounty.Today == today) Assert.Equal(Workdays.After(today, 10), asked["dueOn"].ToString());
        Assert.Equal("23", (await civil.ReadAsync(element, county.Village)).Is(200).ByUnit()[county.Village]);

        var decision = $"{Corrections}/{asked["id"]}/decision";
        (await civil.PostAsync(decision, new { decision = "REFUSED" })).IsProblem(422, "REASON_REQUIRED");
        (await (await county.OfficeAsync("HEALTH")).PostAsync(decision, new { decision = "ACCEPTED", reason = "同意" })).IsProblem(403, "NOT_THE_SOURCE");
        (await village.PostAsync(decision, new { decision = "ACCEPTED", reason = "同意" })).IsProblem(403, "RIGHT_MISSING");
        (await civil.PostAsync(decision, new { decision = "ACCEPTED", reason = "经核实漏计两户" })).Is(200).Has("state=ACCEPTED");
        (await civil.PostAsync(decision, new { decision = "REFUSED", reason = "反悔" })).IsProblem(409, "ALREADY_DECIDED");
        await RunningPlatform.EventuallyAsync(() => civil.ReadAsync(element, county.Village), a => a.Is(200).ByUnit()[county.Village] == "25");
        Assert.Equal("经核实漏计两户", (await village.GetAsync($"{Corrections}/{asked["id"]}")).Is(200)["decisionReason"].ToString());
    }

    [Fact]
    public async Task What_is_accepted_without_a_word_is_accepted_for_the_askers_reason()
    {
        var (county, civil, element) = await WrongAsync(23);
        var village = await county.ReporterAsync(county.Village);
        var ask = Ask(element, county.Village, 25);
        var asked = (await village.PostAsync(Corrections, ask)).Is(201);
        (await civil.PostAsync($"{Corrections}/{asked["id"]}/decision", new { decision = "ACCEPTED" })).Is(200).Has("state=ACCEPTED");
        await RunningPlatform.EventuallyAsync(() => civil.ReadAsync(element, county.Village), a => a.Is(200).ByUnit()[county.Village] == "25");
        var seen = (await village.GetAsync($"{Corrections}/{asked["id"]}")).Is(200);
        Assert.Equal(seen["reason"].ToString(), seen["decisionReason"].ToString());
    }

    [Fact]
    public async Task A_refused_correction_leaves_the_value_and_says_why()
    {
        var (county, civil, element) = await WrongAsync(23);
        var village = await county.ReporterAsync(county.Village);
        var asked = (await village.PostAsync(Corrections, Ask(element, county.Village, 25))).Is(201);
        (await civil.PostAsync($"{Corrections}/{asked["id"]}/decision", new { decision = "REFUSED", reason = "台账无误" })).Is(200);
        var seen = (await village.GetAsync($"{Corrections}/{asked["id"]}")).Is(200).Has("state=REFUSED");
        Assert.Equal("台账无误", seen["decisionReason"].ToString());
        Assert.Equal("23", (await civil.ReadAsync(element, county.Village)).Is(200).ByUnit()[county.Village]);
    }

    [Fact]
    public async Task Of_two_correctors_the_source_decides_once_and_the_other_gets_the_decision_with_its_reason()
    {
        var (county, civil, element) = await WrongAsync(23);
        var (health, tax) = (await county.OfficeAsync("HEALTH"), await county.OfficeAsync("TAX"));
        var first = (await health.PostAsync(Corrections, Ask(element, county.Village, 25))).Is(201);
        var second = (await tax.PostAsync(Corrections, Ask(element, county.Village, 30))).Is(201);
        (await civil.PostAsync($"{Corrections}/{first["id"]}/decision", new { decision = "ACCEPTED", reason = "以户籍核查为准" })).Is(200);
        (await civil.PostAsync($"{Corrections}/{second["id"]}/decision", new { decision = "ACCEPTED", reason = "也对" })).IsProblem(409, "ALREADY_DECIDED");
        var other = (await tax.GetAsync($"{Corrections}/{second["id"]}")).Is(200).Has("state=CLOSED");
        Assert.Equal(("以户籍核查为准", first["id"].ToString()), (other["decisionReason"].ToString(), other["closedBy"].ToString()));
        await RunningPlatform.EventuallyAsync(() => civil.ReadAsync(element, county.Village), a => a.Is(200).ByUnit()[county.Village] == "25");
    }

    [Fact]
    public async Task Corrections_of_one_value_that_are_decided_at_one_moment_are_decided_once()
    {
        var (county, civil, element) = await WrongAsync(23);
        var (health, tax) = (await county.OfficeAsync("HEALTH"), await county.OfficeAsync("TAX"));
        for (var round = 0; round < 5; round++)
        {
            var asked = new List<string>();
            foreach (var asker in new[] { health, tax, health, tax }) asked.Add((await asker.PostAsync(Corrections, Ask(element, county.Village, 25 + asked.Count))).Is(201)["id"].ToString());
            var decided = await Task.WhenAll(asked.Concat(asked).Select(id => civil.PostAsync($"{Corrections}/{id}/decision", new { decision = "REFUSED", reason = "台账无误" })));
            Assert.Single(decided, a => a.Status == 200);
            Assert.All(decided.Where(a => a.Status != 200), a => a.IsProblem(409, "ALREADY_DECIDED"));
        }
    }

    [Fact]
    public async Task Who_may_not_read_a_value_does_not_learn_it_by_calling_it_wrong()
    {
        var (county, other) = (await platform.NewCountyAsync(), await platform.NewCountyAsync());
        var (civil, health, stranger) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"), await other.OfficeAsync("HEALTH"));
        var conditional = await county.DefineAsync(civil, "conditional", e => (e["sharingClass"], e["conditions"]) = ("CONDITIONAL", "限监测帮扶"));
        var closed = await county.DefineAsync(civil, "closed", e => (e["sharingClass"], e["legalBasis"]) = ("NOT_SHARED", "统计法 第九条"));
        foreach (var element in new[] { conditional, closed }) await civil.RecordAsync(element, county.Village, 23);
        foreach (var asker in new[] { health, stranger })
        {
            (await asker.PostAsync(Corrections, Ask(conditional, county.Village, 25))).IsProblem(403, "GRANT_MISSING");
            (await asker.PostAsync(Corrections, Ask(conditional, county.Villages[1], 25))).IsProblem(403, "GRANT_MISSING"); // Nor whether there is one.
            (await asker.PostAsync(Corrections, Ask(closed, county.Village, 25))).IsProblem(403, "ELEMENT_NOT_SHARED");
        }
        await Given.GrantAsync(health, civil, conditional, county.Village);
        (await health.PostAsync(Corrections, Ask(conditional, county.Village, 25))).Is(201);
        (await health.PostAsync(Corrections, Ask(conditional, county.Villages[1], 25))).IsProblem(403, "GRANT_MISSING");
        (await (await county.ReporterAsync(county.Village)).PostAsync(Corrections, Ask(closed, county.Village, 25))).Is(201); // Its own.
    }

    [Fact]
    public async Task A_subscriber_is_told_of_the_correction_after_the_value()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var element = await county.DefineAsync(civil, "x");
        await using var receiver = await Receiver.StartAsync();
        (await health.PutAsync("api/exchange/v1/subscriptions/x", new { elements = new[] { element }, under = county.Code, url = receiver.Url, secret = Receiver.Secret })).Is(201);
        await civil.RecordAsync(element, county.Village, 23);
        (await civil.PostAsync(Corrections, Ask(element, county.Village, 25))).Is(201);
        await receiver.UntilAsync(r => r.Taken.Any(e => e["data"]!["value"]!.ToJsonString() == "25"));
        var told = receiver.Taken.DistinctBy(e => e["id"]!.ToString(), StringComparer.Ordinal).Select(e => e["data"]!).ToList();
        Assert.Equal(["23", "25"], told.Select(d => d["value"]!.ToJsonString()));
        Assert.Equal("23", told[1]["oldValue"]!.ToJsonString());
    }

    [Theory]
    [InlineData("23")]
    [InlineData("23.0")]
    [InlineData("2.3e1")]
    public async Task What_is_held_already_is_no_correction(string held)
    {
        var (county, civil, element) = await WrongAsync(23);
        var body = $$"""{"element":"{{element}}","unit":"{{county.Village}}","period":"{{TestCounty.Month}}","proposed":{{held}},"reason":"核对"}""";
        foreach (var asker in new[] { civil, await county.ReporterAsync(county.Village) })
        {
            var problem = (await asker.PostAsync(Corrections, body)).IsProblem(422, "CORRECTION_CHANGES_NOTHING");
            Assert.Equal(("/proposed", "23", "1"), (problem["errors"][0]!["pointer"]!.ToString(), problem["errors"][0]!["detail"]!.ToString(), problem["version"].ToString()));
        }
        Assert.DoesNotContain((await civil.GetAsync($"{Corrections}?limit=1000")).Is(200).Items, c => c!["element"]!.ToString() == element);
        (await civil.PostAsync(Corrections, body.Replace($"\"proposed\":{held}", "\"proposed\":null", StringComparison.Ordinal))).Is(201);
    }

    [Fact]
    public async Task What_is_unknown_does_not_fit_or_lies_elsewhere_cannot_be_corrected()
    {
        var (county, civil, element) = await WrongAsync(23);
        (await civil.PostAsync(Corrections, Ask(element, county.Villages[1], 1))).IsProblem(404, "VALUE_UNKNOWN");
        (await civil.PostAsync(Corrections, Ask("no.such.element", county.Village, 1))).IsProblem(404, "ELEMENT_UNKNOWN");
        (await civil.PostAsync(Corrections, Ask(element, county.Village, "二十五"))).IsProblem(422, "VALUE_DOES_NOT_FIT");
        (await civil.PostAsync(Corrections, Ask(element, county.Village, -1))).IsProblem(422, "VALUE_DOES_NOT_FIT");
        (await civil.PostAsync(Corrections, Ask(element, county.Village, 25, reason: " "))).Is(422);
        (await (await county.ReporterAsync(county.Townships[1])).PostAsync(Corrections, Ask(element, county.Village, 25))).IsProblem(403, "OUTSIDE_YOUR_UNIT");
    }

    private static object Ask(string element, string unit, object proposed, string reason = "漏计本月新增两户") =>
        new { element, unit, period = TestCounty.Month, proposed, reason };

    private async Task<(TestCounty County, ApiClient Civil, string Element)> WrongAsync(int value)
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "x");
        await civil.RecordAsync(element, county.Village, value);
        return (county, civil, element);
    }
}
