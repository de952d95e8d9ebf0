using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Admission;

/// <summary>A refusal is appealed to the same-level authority, which waives local policy and never law.</summary>
public sealed class AppealTests(LocalPlatform platform)
{
    private const string Reports = "api/reports/v1/";

    private static async Task<(TestCounty County, ApiClient Civil, ApiClient Authority, string Id)> RefusedAsync(
        RunningPlatform platform, Action<TestCounty, Dictionary<string, object?>>? change = null, bool adverse = false)
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "x", b => b["adverseEvent"] = adverse);
        var refused = (await civil.PutAsync($"{Reports}forms/f{county.Code}", TestCounty.Form(civil, [element], f =>
        {
            f["dueAfterWorkdays"] = 0;
            change?.Invoke(county, f);
        }))).IsProblem(422, "FORM_REFUSED");
        return (county, civil, await county.OfficeAsync("DATA", "SHARING_AUTHORITY"), refused["admission"]["id"]!.ToString());
    }

    private static string Path(string id, string step = "") => $"{Reports}admission-decisions/{id}{(step.Length > 0 ? "/" + step : "")}";

    [Fact]
    public async Task An_appeal_admits_the_form_as_it_stood_and_stays_on_record()
    {
        var (county, civil, authority, id) = await RefusedAsync(platform);
        (await authority.PostAsync(Path(id, "decision"), new { outcome = "ADMITTED", reason = "情况属实" })).IsProblem(409, "NO_APPEAL");
        var appealed = (await civil.PostAsync(Path(id, "appeal"), new { reasons = "省级系统当日取数" })).Is(201)["appeal"];
        var today = TestCounty.Today;
        Assert.Equal(("PENDING", today.AddDays(20).ToString("yyyy-MM-dd"), "form.admission.decide"),
            (appealed["state"]!.ToString(), appealed["decideBy"]!.ToString(), appealed["rule"]!["id"]!.ToString()));
        (await civil.PostAsync(Path(id, "appeal"), new { reasons = "再次申诉" })).IsProblem(409, "ALREADY_APPEALED");
        var extended = (await authority.PostAsync(Path(id, "extension"), new { reason = "需征求意见" })).Is(200)["appeal"];
        Assert.Equal((today.AddDays(30).ToString("yyyy-MM-dd"), "form.admission.extension"), (extended["decideBy"]!.ToString(), extended["rule"]!["id"]!.ToString()));
        (await authority.PostAsync(Path(id, "extension"), new { reason = "再延" })).IsProblem(409, "ALREADY_EXTENDED");
        Assert.Single((await authority.GetAsync($"{Reports}admission-decisions?appeal=PENDING&form=f{county.Code}")).Is(200).Items);

        var decided = (await authority.PostAsync(Path(id, "decision"), new { outcome = "ADMITTED", reason = "情况属实" })).Is(200);
        Assert.Equal(("REJECTED", "DECIDED", "ADMITTED", authority.Unit),
            (decided["decision"].ToString(), decided["appeal"]["state"]!.ToString(), decided["appeal"]["outcome"]!.ToString(), decided["appeal"]["decidedBy"]!.ToString()));
        (await authority.PostAsync(Path(id, "decision"), new { outcome = "UPHELD", reason = "改判" })).IsProblem(409, "APPEAL_DECIDED");
        var form = (await civil.GetAsync($"{Reports}forms/f{county.Code}")).Is(200)["admission"];
        Assert.Equal(("ADMITTED", id, "LEAD_TIME_TOO_SHORT"), (form["decision"]!.ToString(), form["admittedOnAppealOf"]!.ToString(), form["grounds"]!.AsArray().Single()!["code"]!.ToString()));
        Assert.Equal(["REJECTED", "ADMITTED"], (await civil.GetAsync($"{Reports}admission-decisions?form=f{county.Code}")).Is(200).Items.Select(d => d!["decision"]!.ToString()));
        (await civil.PostAsync($"{Reports}requests", new { form = $"f{county.Code}", period = TestCounty.Month, under = county.Code, dueOn = today.AddDays(20).ToString("yyyy-MM-dd") })).Is(201);
    }

    [Fact]
    public async Task An_upheld_refusal_stands()
    {
        var (county, civil, authority, id) = await RefusedAsync(platform);
        (await civil.PostAsync(Path(id, "appeal"), new { reasons = "申诉" })).Is(201);
        (await authority.PostAsync(Path(id, "decision"), new { outcome = "UPHELD", reason = "理由不成立" })).Is(200);
        (await civil.GetAsync($"{Reports}forms/f{county.Code}")).Is(404);
        Assert.Equal("理由不成立", (await civil.GetAsync(Path(id))).Is(200)["appeal"]["reason"]!.ToString());
    }

    [Fact]
    public async Task What_is_law_cannot_be_waived()
    {
        var (county, civil, authority, id) = await RefusedAsync(platform, (c, f) => f["fields"] = new[] { new { element = c.Element("x"), required = true, minimum = 1 } }, adverse: true);
        (await civil.PostAsync(Path(id, "appeal"), new { reasons = "上级要求" })).Is(201);
        var refused = (await authority.PostAsync(Path(id, "decision"), new { outcome = "ADMITTED", reason = "同意" }, ("Accept-Language", "zh-CN"))).IsProblem(422, "GROUND_CANNOT_BE_WAIVED");
        var ground = Assert.Single(refused["grounds"].AsArray())!;
        Assert.Equal(("QUOTA_ON_ADVERSE_EVENT", "false"), (ground["code"]!.ToString(), ground["waivable"]!.ToString()));
        Assert.Equal("PENDING", (await civil.GetAsync(Path(id))).Is(200)["appeal"]["state"]!.ToString());
        (await civil.GetAsync($"{Reports}forms/f{county.Code}")).Is(404);
    }

    [Fact]
    public async Task A_form_that_was_changed_and_admitted_meanwhile_is_not_set_back()
    {
        var (county, civil, authority, id) = await RefusedAsync(platform);
        (await civil.PostAsync(Path(id, "appeal"), new { reasons = "申诉" })).Is(201);
        (await civil.PutAsync($"{Reports}forms/f{county.Code}", TestCounty.Form(civil, [county.Element("x")]))).Is(201);
        (await authority.PostAsync(Path(id, "decision"), new { outcome = "ADMITTED", reason = "同意" })).IsProblem(409, "FORM_CHANGED_SINCE");
    }

    [Fact]
    public async Task Nobody_decides_for_itself_or_for_another_area_and_nobody_sees_what_is_not_theirs()
    {
        var (county, civil, _, id) = await RefusedAsync(platform);
        var land = await county.OfficeAsync("LAND");
        (await land.PostAsync(Path(id, "appeal"), new { reasons = "代为申诉" })).IsProblem(404, "DECISION_UNKNOWN");
        (await land.GetAsync(Path(id))).IsProblem(404, "DECISION_UNKNOWN");
        Assert.Empty((await land.GetAsync($"{Reports}admission-decisions?form=f{county.Code}")).Is(200).Items);
        (await civil.PostAsync(Path(id, "appeal"), new { reasons = "申诉" })).Is(201);
        var both = await platform.NewClientAsync(civil.Unit, "DEPARTMENT", "SHARING_AUTHORITY");
        (await both.PostAsync(Path(id, "decision"), new { outcome = "ADMITTED", reason = "自批" })).IsProblem(403, "DECIDES_OWN_CASE");
        var above = await platform.NewClientAsync($"{county.Code[..2]}-DATA", "SHARING_AUTHORITY");
        (await above.GetAsync(Path(id))).Is(200);
        (await above.PostAsync(Path(id, "decision"), new { outcome = "ADMITTED", reason = "上级代批" })).IsProblem(403, "NOT_YOUR_AREA");
        var other = await (await platform.NewCountyAsync()).OfficeAsync("DATA", "SHARING_AUTHORITY");
        (await other.PostAsync(Path(id, "decision"), new { outcome = "ADMITTED", reason = "邻县" })).IsProblem(404, "DECISION_UNKNOWN");
    }

    [Fact]
    public async Task What_cannot_be_appealed_is_said()
    {
        var (county, civil, authority, id) = await RefusedAsync(platform);
        (await civil.PostAsync(Path(id, "appeal"), new { reasons = " " })).IsProblem(422, "FIELD_REQUIRED");
        (await civil.PostAsync(Path(Guid.NewGuid().ToString(), "appeal"), new { reasons = "申诉" })).IsProblem(404, "DECISION_UNKNOWN");
        var admitted = (await civil.PutAsync($"{Reports}forms/f{county.Code}", TestCounty.Form(civil, [county.Element("x")]))).Is(201)["admission"]["id"]!.ToString();
        (await civil.PostAsync(Path(admitted, "appeal"), new { reasons = "申诉" })).IsProblem(409, "NOTHING_TO_APPEAL");
        (await authority.PostAsync(Path(id, "decision"), new { outcome = "MAYBE", reason = "x" })).IsProblem(400, "BODY_MALFORMED");
        (await civil.GetAsync($"{Reports}admission-decisions?appeal=EVER")).IsProblem(400, "PARAMETER_INVALID");
        (await civil.GetAsync($"{Reports}admission-decisions?form=%00")).IsProblem(400, "PARAMETER_INVALID");
    }

    [Fact]
    public async Task Decisions_page_in_order_and_each_once()
    {
        var (county, civil, _, _) = await RefusedAsync(platform);
        for (var n = 0; n < 4; n++) (await civil.PutAsync($"{Reports}forms/f{county.Code}", TestCounty.Form(civil, [county.Element("x")], f => (f["dueAfterWorkdays"], f["title"]) = (0, $"第{n}次")))).Is(422);
        var seen = (await civil.PagesAsync($"{Reports}admission-decisions", 2)).ConvertAll(i => i["title"]!.ToString());
        Assert.Equal(["测试月报", "第0次", "第1次", "第2次", "第3次"], seen);
    }
}
