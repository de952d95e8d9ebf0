using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Contract.Exchange;

/// <summary>Who may read what: the source its own, everyone what is unconditional, a grant for its purpose and place, a place what is about itself.</summary>
public class ValueTests(LocalPlatform platform)
{
    [Fact]
    public async Task A_value_is_read_with_its_version_and_where_it_came_from()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "x");
        await civil.RecordAsync(element, county.Village, 23);
        var read = (await civil.ReadAsync(element, county.Village)).Is(200).Has("items:array next:string?");
        var value = Shape.Of(Assert.Single(read.Items), "element:string unit:string period:string value:integer version:integer source:object");
        Assert.Equal((element, county.Village, TestCounty.Month, "23", "1"),
            (value["element"]!.ToString(), value["unit"]!.ToString(), value["period"]!.ToString(), value["value"]!.ToJsonString(), value["version"]!.ToJsonString()));
        Shape.Of(value["source"], "kind=SYSTEM id:string by:string at:instant");
        Assert.Equal(civil.Unit, value["source"]!["by"]!.ToString());

        await civil.RecordAsync(element, county.Village, 24);
        Assert.Equal("2", (await civil.ReadAsync(element, county.Village)).Is(200).Items[0]!["version"]!.ToJsonString());
    }

    [Fact]
    public async Task Decimals_come_back_exactly_as_they_were_given()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "x", b => (b["type"], b["min"]) = ("DECIMAL", null));
        foreach (var number in new[] { 0.1m, 123456789012345.6789m, -0.000001m }) await civil.RecordAsync(element, county.Village, number);
        Assert.Equal("-0.000001", (await civil.ReadAsync(element, county.Village)).Is(200).Items[0]!["value"]!.ToJsonString());
    }

    [Fact]
    public async Task Any_department_reads_what_is_unconditional_without_asking()
    {
        var county = await platform.NewCountyAsync();
        var (civil, elsewhere) = (await county.OfficeAsync("CIVIL"), await (await platform.NewCountyAsync()).OfficeAsync("HEALTH"));
        var element = await county.DefineAsync(civil, "x");
        await civil.RecordAsync(element, county.Village, 23);
        Assert.Single((await elsewhere.ReadAsync(element, county.Code)).Is(200).Items);
    }

    [Fact]
    public async Task What_is_conditional_needs_a_grant_and_every_read_its_purpose()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var element = await county.DefineAsync(civil, "x", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限履职使用"));
        await civil.RecordAsync(element, county.Village, 23);
        (await health.ReadAsync(element, county.Code)).IsProblem(403, "GRANT_MISSING");
        (await health.ReadAsync(element, county.Code, purpose: Given.Purpose)).IsProblem(403, "GRANT_MISSING");

        await Given.GrantAsync(health, civil, element, county.Code);
        Assert.Single((await health.ReadAsync(element, county.Code, purpose: Given.Purpose)).Is(200).Items);
        (await health.ReadAsync(element, county.Code)).IsProblem(403, "PURPOSE_MISMATCH");
        (await health.ReadAsync(element, county.Code, purpose: "税务稽查")).IsProblem(403, "PURPOSE_MISMATCH");
        (await health.ReadAsync(element, county.Code, purpose: Given.Purpose + "等")).IsProblem(403, "PURPOSE_MISMATCH");
        // The purpose is granted to health, not to whoever knows its words.
        (await (await county.OfficeAsync("TAX")).ReadAsync(element, county.Code, purpose: Given.Purpose)).IsProblem(403, "GRANT_MISSING");
    }

    [Fact]
    public async Task A_grant_for_one_township_gives_that_township_only()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var element = await county.DefineAsync(civil, "x", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限履职使用"));
        await civil.RecordAsync(element, county.Villages[0], 1);
        await civil.RecordAsync(element, county.Villages[3], 2);
        await Given.GrantAsync(health, civil, element, county.Townships[0]);
        Assert.Equal([county.Villages[0]], (await health.ReadAsync(element, county.Code, purpose: Given.Purpose)).Is(200).ByUnit().Keys);
        Assert.Equal([county.Villages[0]], (await health.ReadAsync(element, purpose: Given.Purpose)).Is(200).ByUnit().Keys);
        (await health.ReadAsync(element, county.Townships[1], purpose: Given.Purpose)).IsProblem(403, "GRANT_MISSING");
    }

    [Fact]
    public async Task A_wide_question_under_two_narrow_grants_is_answered_page_by_page_with_what_both_give()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var element = await county.DefineAsync(civil, "x", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限履职使用"));
        (string Unit, int Value)[] given = [(county.Village, 1), (county.Villages[1], 2), (county.Villages[3], 3)];
        foreach (var (unit, value) in given) await civil.RecordAsync(element, unit, value);
        await Given.GrantAsync(health, civil, element, county.Village);
        await Given.GrantAsync(health, civil, element, county.Villages[3]);
        var purpose = ("X-Purpose", Uri.EscapeDataString(Given.Purpose));
        var ask = $"api/exchange/v1/values?element={element}&limit=1";
        var first = (await health.GetAsync(ask, purpose)).Is(200);
        Assert.Equal(county.Village, Assert.Single(first.Items)!["unit"]!.ToString());
        var second = (await health.GetAsync($"{ask}&after={first["next"]}", purpose)).Is(200);
        Assert.Equal(county.Villages[3], Assert.Single(second.Items)!["unit"]!.ToString());
    }

    [Theory]
    [InlineData("%00")]
    [InlineData("%E4%BD%8E%EF%BF%BF")]
    public async Task A_purpose_that_is_no_text_is_refused_and_the_header_named(string purpose)
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "x");
        var refused = (await civil.GetAsync($"api/exchange/v1/values?element={element}", ("X-Purpose", purpose))).IsProblem(400, "PARAMETER_INVALID");
        Assert.Equal("X-Purpose", Assert.Single(refused["errors"].AsArray())!["pointer"]!.ToString());
    }

    [Fact]
    public async Task A_suspended_grant_gives_nothing_until_it_is_taken_up_again()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var element = await county.DefineAsync(civil, "x", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限履职使用"));
        await civil.RecordAsync(element, county.Village, 1);
        var grant = await Given.GrantAsync(health, civil, element, county.Code);
        (await civil.PostAsync($"api/exchange/v1/grants/{grant}/suspend", new { })).IsProblem(422, "REASON_REQUIRED");
        (await civil.PostAsync($"api/exchange/v1/grants/{grant}/suspend", new { reason = "用于其他目的" })).Is(200);
        (await health.ReadAsync(element, county.Code, purpose: Given.Purpose)).IsProblem(403, "GRANT_MISSING");
        (await civil.PostAsync($"api/exchange/v1/grants/{grant}/resume", new { reason = "已整改" })).Is(200);
        (await health.ReadAsync(element, county.Code, purpose: Given.Purpose)).Is(200);
    }

    [Fact]
    public async Task What_is_not_shared_is_read_by_its_source_and_by_the_place_it_is_about_but_by_no_other_department()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var element = await county.DefineAsync(civil, "x", b => (b["sharingClass"], b["legalBasis"]) = ("NOT_SHARED", "某法 第三条"));
        await civil.RecordAsync(element, county.Village, 1);
        var refused = (await health.ReadAsync(element, county.Code, purpose: Given.Purpose)).IsProblem(403, "ELEMENT_NOT_SHARED");
        Assert.Equal("某法 第三条", refused["legalBasis"].ToString());
        Assert.Single((await civil.ReadAsync(element)).Is(200).Items);
        Assert.Single((await (await county.ReporterAsync(county.Village)).ReadAsync(element)).Is(200).Items);
    }

    [Fact]
    public async Task A_township_gets_back_what_is_known_about_itself_and_not_its_neighbours()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "x", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限履职使用"));
        await civil.RecordAsync(element, county.Villages[0], 1);
        await civil.RecordAsync(element, county.Villages[1], 2);
        await civil.RecordAsync(element, county.Villages[3], 3);
        var township = await county.ReporterAsync(county.Townships[0]);
        Assert.Equal(new Dictionary<string, string> { [county.Villages[0]] = "1", [county.Villages[1]] = "2" }, (await township.ReadAsync(element)).Is(200).ByUnit());
        Assert.Equal([county.Villages[0], county.Villages[1]], (await township.ReadAsync(element, county.Code)).Is(200).ByUnit().Keys);
        (await township.ReadAsync(element, county.Townships[1])).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        Assert.Equal(3, (await (await county.ReporterAsync(county.Code)).ReadAsync(element)).Is(200).Items.Count);
    }

    [Fact]
    public async Task Values_come_by_period_and_page_by_page()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "x");
        foreach (var village in county.Villages) await civil.RecordAsync(element, village, 5);
        await civil.RecordAsync(element, county.Village, 4, "2026-01");
        Assert.Equal(6, (await civil.ReadAsync(element, county.Code)).Is(200).Items.Count);
        Assert.Equal("4", Assert.Single((await civil.ReadAsync(element, county.Code, "2026-01")).Is(200).Items)!["value"]!.ToJsonString());

        var seen = (await civil.PagesAsync($"api/exchange/v1/values?element={element}&under={county.Code}", 3)).ConvertAll(i => $"{i["unit"]} {i["period"]}");
        Assert.Equal(7, seen.Count);
        Assert.Equal(7, seen.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Every_read_is_audited_and_every_refused_one_too()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var element = await county.DefineAsync(civil, "x", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限履职使用"));
        await civil.RecordAsync(element, county.Village, 1);
        (await health.ReadAsync(element, county.Code)).Is(403);
        await Given.GrantAsync(health, civil, element, county.Code);
        (await health.ReadAsync(element, county.Code, purpose: Given.Purpose)).Is(200);
        var auditor = await platform.NewClientAsync(county.Code, "AUDITOR");
        var entries = (await auditor.PagesAsync("api/exchange/v1/audit", 1000)).Select(i => i["entry"]!).Where(e => e["element"]?.ToString() == element && e["consumer"]!.ToString() == health.Unit).ToList();
        Assert.Equal(["READ_REFUSED", "READ"], entries.Select(e => e["action"]!.ToString()));
        Assert.Equal(Given.Purpose, entries[1]["purpose"]!.ToString());
        (await health.GetAsync("api/exchange/v1/audit")).IsProblem(403, "RIGHT_MISSING");
    }

    [Fact]
    public async Task A_question_without_an_element_or_with_a_wrong_period_is_refused()
    {
        var civil = await (await platform.NewCountyAsync()).OfficeAsync("CIVIL");
        (await civil.GetAsync("api/exchange/v1/values")).Is(400);
        (await civil.GetAsync("api/exchange/v1/values?element=no.such.element")).IsProblem(404, "ELEMENT_UNKNOWN");
        (await civil.GetAsync("api/exchange/v1/values?element=x&period=2026-13")).Is(400);
    }
}
