using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Admission;

/// <summary>Askers who word it otherwise: what is a quota, what is a draft that can be sent, what is simulated, and what is no text at all.</summary>
public sealed class FirewallVariantsTests(LocalPlatform platform)
{
    private const string Forms = "api/reports/v1/forms";
    private const string Rules = "api/reports/v1/validation-rules";
    private const string Ask = "api/exchange/v1/sharing-requests";

    private static string Day(int offset) => TestCounty.Today.AddDays(offset).ToString("yyyy-MM-dd");

    private async Task<(TestCounty County, ApiClient Civil, string Element)> CountyAsync()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        return (county, civil, await county.DefineAsync(civil, "x"));
    }

    private static string[] Grounds(JsonNode admission) => [.. admission["grounds"]!.AsArray().Select(g => $"{g!["code"]} {g["field"]}".Trim())];

    [Fact]
    public async Task A_quota_is_not_smuggled_in_by_a_validation_rule()
    {
        var (county, justice, houses) = await CountyAsync();
        var disputes = await county.DefineAsync(justice, "disputes", b => b["adverseEvent"] = true);
        object Form(string expression) => TestCounty.Form(justice, [disputes, houses], f => f["validations"] = new[] { new { code = "v", expression, message = "请核对" } });
        foreach (var quota in new[] { $"{disputes} >= 1", $"0 < {disputes}", $"not {disputes} < 3", $"{disputes} + 0 * {houses} >= 1", $"{disputes} > 0 or {houses} < 0" })
        {
            var refused = (await justice.PutAsync($"{Forms}/q{county.Code}", Form(quota))).IsProblem(422, "FORM_REFUSED");
            Assert.Equal([$"QUOTA_ON_ADVERSE_EVENT {disputes}"], Grounds(refused["admission"]));
            (await justice.PutAsync($"{Rules}/q{county.Code}", new { expression = quota, message = "请核对" })).IsProblem(422, "QUOTA_ON_ADVERSE_EVENT");
        }
        (await justice.PutAsync($"{Rules}/q{county.Code}", new { expression = $"{disputes} <= {houses}", message = "请核对" })).Is(201);
        Assert.Empty(Grounds((await justice.PutAsync($"{Forms}/q{county.Code}", Form($"{disputes} <= {houses}"))).Is(201)["admission"]));
    }

    [Fact]
    public async Task Another_name_for_the_same_count_is_neither_ranked_nor_set_a_minimum_and_a_rate_is()
    {
        var (county, justice, _) = await CountyAsync();
        var (disputes, petitions) = (await county.DefineAsync(justice, "disputes", b => b["adverseEvent"] = true), await county.DefineAsync(justice, "petitions", b => b["adverseEvent"] = true));
        var (index, rate) = (await county.DefineAsync(justice, "index", b => b["name"] = "平安建设工作量"), await county.DefineAsync(justice, "rate", b => (b["type"], b["aggregation"]) = ("DECIMAL", "AVG")));
        (await justice.PutAsync($"api/reports/v1/formulas/{index}", new { expression = $"[{disputes}] * 2 + [{petitions}]" })).Is(201);
        (await justice.PutAsync($"api/reports/v1/formulas/{rate}", new { expression = $"[{disputes}] / [{petitions}]" })).Is(201);
        async Task<string[]> GroundsAsync(string ranked, string least) => Grounds((await justice.PostAsync($"{Forms}:simulate", TestCounty.Form(justice, [disputes, petitions], f =>
            (f["rankBy"], f["fields"]) = (ranked, new object[] { new { element = disputes }, new { element = petitions }, new { element = least, minimum = 5 } })))).Is(200)["admission"]);
        Assert.Equal([$"QUOTA_ON_ADVERSE_EVENT {index}", $"RANKING_ON_ADVERSE_EVENT {index}"], await GroundsAsync(index, index));
        Assert.Empty(await GroundsAsync(rate, rate));

        // By way of another formula, with something beside it that changes nothing, divided by a number, of the month before, or as points for reaching a number.
        var houses = await county.DefineAsync(justice, "houses");
        foreach (var (n, expression) in new[] { $"[{index}] + 0", $"[{disputes}] + 0 * [{houses}]", $"ROUND([{disputes}] / 1)", $"PREVIOUS([{disputes}], 1)", $"IF([{disputes}] >= 30, 10, 0)", $"0 - ([{houses}] - [{disputes}])" }.Index())
        {
            var named = await county.DefineAsync(justice, $"named{n}");
            (await justice.PutAsync($"api/reports/v1/formulas/{named}", new { expression })).Is(201);
            Assert.Equal([$"QUOTA_ON_ADVERSE_EVENT {named}", $"RANKING_ON_ADVERSE_EVENT {named}"], await GroundsAsync(named, named));
            (await justice.PutAsync($"{Rules}/n{n}{county.Code}", new { expression = $"{named} >= 1", message = "请核对" })).IsProblem(422, "QUOTA_ON_ADVERSE_EVENT");
        }
        var without = await county.DefineAsync(justice, "without");
        (await justice.PutAsync($"api/reports/v1/formulas/{without}", new { expression = $"[{houses}] - [{disputes}]" })).Is(201);
        Assert.Empty(await GroundsAsync(without, without));
    }

    [Fact]
    public async Task A_formula_that_nobody_feeds_gives_nothing_and_what_it_needs_is_named()
    {
        var (county, civil, first) = await CountyAsync();
        var health = await county.OfficeAsync("HEALTH");
        var (second, sum, twice, own) = (await county.DefineAsync(civil, "second"), await county.DefineAsync(health, "sum"), await county.DefineAsync(health, "twice"), await county.DefineAsync(health, "own"));
        (await health.PutAsync($"api/reports/v1/formulas/{sum}", new { expression = $"[{first}] + [{second}]" })).Is(201);
        (await health.PutAsync($"api/reports/v1/formulas/{twice}", new { expression = $"[{sum}] * 2" })).Is(201);
        (await civil.PutAsync($"{Forms}/c{county.Code}", TestCounty.Form(civil, [first]))).Is(201);
        async Task<string> VerdictAsync(params string[] fields)
        {
            var admission = (await health.PostAsync($"{Forms}:simulate", TestCounty.Form(health, fields))).Is(200)["admission"];
            return $"{admission["fields"]![0]!["verdict"]} {string.Join(' ', admission["remarks"]!.AsArray().Where(r => r!["code"]!.ToString() == "FORMULA_WITHOUT_OPERANDS").Select(r => r!["text"]!.ToString().Split(':', ':', ';', ';')[1].Trim()))}".Trim();
        }
        Assert.Equal($"NEW {second}", await VerdictAsync(twice, own));
        Assert.Equal("DERIVABLE", await VerdictAsync(twice, second, own));
        await civil.RecordAsync(second, county.Village, 7);
        Assert.Equal("DERIVABLE", await VerdictAsync(twice, own));
    }

    [Fact]
    public async Task What_a_system_records_of_some_units_is_known_is_asked_of_the_others_and_its_source_may_complete_it()
    {
        var (county, civil, partly) = await CountyAsync();
        var health = await county.OfficeAsync("HEALTH");
        var own = await county.DefineAsync(health, "own");
        await civil.RecordAsync(partly, county.Village, 7);
        var admitted = (await health.PutAsync($"{Forms}/h{county.Code}", TestCounty.Form(health, [partly, own]))).Is(201)["admission"];
        Assert.Equal("KNOWN 1/6", $"{admitted["fields"]![0]!["verdict"]} {admitted["fields"]![0]!["coverage"]!["held"]}/{admitted["fields"]![0]!["coverage"]!["of"]}");
        Assert.Contains("HELD_OF_SOME_UNITS", admitted["remarks"]!.AsArray().Select(r => r!["code"]!.ToString()));
        var request = (await health.PostAsync("api/reports/v1/requests", new { form = $"h{county.Code}", period = TestCounty.Month, under = county.Code, dueOn = Day(20) })).Is(201)["id"];
        async Task<string> CellAsync(string village) => (await platform.Admin.GetAsync($"api/reports/v1/tasks/{request}.{village}")).Is(200)["cells"][0]!["state"]!.ToString();
        Assert.Equal(["KNOWN", "MISSING"], [await CellAsync(county.Villages[0]), await CellAsync(county.Villages[1])]);

        // Nobody else asks for it alone, but is told how much there is; its source may ask those of whom it has nothing.
        var roads = await county.OfficeAsync("ROADS");
        Assert.Equal("1", (await roads.PutAsync($"{Forms}/r{county.Code}", TestCounty.Form(roads, [partly]))).IsProblem(409, "ALL_FIELDS_KNOWN")["admission"]["fields"]![0]!["coverage"]!["held"]!.ToString());
        var completes = (await civil.PutAsync($"{Forms}/c{county.Code}", TestCounty.Form(civil, [partly]))).Is(201)["admission"];
        Assert.Equal("KNOWN 1", $"{completes["fields"]![0]!["verdict"]} {completes["burden"]!["fieldsAsked"]}");
        var own2 = (await civil.PostAsync("api/reports/v1/requests", new { form = $"c{county.Code}", period = TestCounty.Month, under = county.Code, dueOn = Day(20) })).Is(201)["id"];
        Assert.Equal(["COMPLETED", "PENDING"], [await StateAsync(0), await StateAsync(1)]);
        async Task<string> StateAsync(int n) => (await platform.Admin.GetAsync($"api/reports/v1/tasks/{own2}.{county.Villages[n]}")).Is(200)["state"].ToString();

        foreach (var village in county.Villages) await civil.RecordAsync(partly, village, 7);
        (await civil.PutAsync($"{Forms}/d{county.Code}", TestCounty.Form(civil, [partly]))).IsProblem(409, "ALL_FIELDS_KNOWN");
    }

    [Fact]
    public async Task A_form_that_the_villages_figures_answer_is_refused_with_a_ground_that_no_authority_sets_aside()
    {
        var (county, civil, element) = await CountyAsync();
        (await civil.PutAsync($"{Forms}/v{county.Code}", TestCounty.Form(civil, [element]))).Is(201);
        var health = await county.OfficeAsync("HEALTH");
        var refused = (await health.PutAsync($"{Forms}/t{county.Code}", TestCounty.Form(health, [element], f => f["level"] = "TOWNSHIP"))).IsProblem(409, "ALL_FIELDS_KNOWN");
        Assert.Equal([$"ALREADY_HELD {element}"], Grounds(refused["admission"]));
        var decision = $"api/reports/v1/admission-decisions/{refused["admission"]["id"]}";
        (await health.PostAsync($"{decision}/appeal", new { reasons = "需要各乡镇另行统计" })).Is(201);
        var kept = (await (await county.OfficeAsync("DATA", "SHARING_AUTHORITY")).PostAsync($"{decision}/decision", new { outcome = "ADMITTED", reason = "同意" })).IsProblem(422, "GROUND_CANNOT_BE_WAIVED");
        Assert.Equal("ALREADY_HELD", Assert.Single(kept["grounds"].AsArray())!["code"]!.ToString());
    }

    [Fact]
    public async Task Drafts_of_sharing_requests_are_taken_whatever_the_form_said()
    {
        var (county, civil, name) = await CountyAsync();
        var number = await county.DefineAsync(civil, "number", b => (b["type"], b["min"], b["aggregation"], b["classification"], b["identifier"]) = ("TEXT", null, "NONE", 3, "CITIZEN_ID"));
        (await civil.PutAsync($"{Forms}/f{county.Code}", TestCounty.Form(civil, [name, number]))).Is(201);
        var disabled = await county.OfficeAsync("DISABLED");
        foreach (var (purpose, basis, last) in new[] { ("核对\n残疾等级", "某条例 第一条", (string?)Day(0)), (new string('目', 4000), new string('法', 4000), null), ("莫𡐓村\ue170专用", "𣒍条例", "9999-12-31") })
        {
            var known = (await disabled.PutAsync($"{Forms}/d{county.Code}", TestCounty.Form(disabled, [name, number], f =>
                (f["purpose"], f["legalBasis"], f["validUntil"], f["personalData"]) = (purpose, basis, last, "核对身份")))).IsProblem(409, "ALL_FIELDS_KNOWN");
            var draft = Assert.Single(known["sharingRequests"].AsArray())!;
            // The number never leaves the forms that it is filed in.
            Assert.Equal([name], draft["scope"]!["elements"]!.AsArray().Select(e => e!.ToString()));
            (await disabled.PostAsync(Ask, draft.ToJsonString())).Is(201).Has("state=PENDING");
        }
    }

    [Fact]
    public async Task Where_another_body_is_the_source_of_a_place_it_is_the_one_that_shares()
    {
        var (county, civil, element) = await CountyAsync();
        var (police, health, authority) = (await county.OfficeAsync("POLICE"), await county.OfficeAsync("HEALTH"), await county.OfficeAsync("DATA", "SHARING_AUTHORITY"));
        var second = await county.DefineAsync(civil, "second");
        (await civil.PutAsync($"{Forms}/f{county.Code}", TestCounty.Form(civil, [element, second]))).Is(201);
        var naming = (await health.PostAsync("api/exchange/v1/source-namings", new { elements = new[] { element }, candidates = new[] { civil.Unit, police.Unit }, under = county.Code, reason = "口径并存" })).Is(201)["id"];
        (await authority.PostAsync($"api/exchange/v1/source-namings/{naming}/decision", new { decision = "NAMED", source = police.Unit, reason = "以公安为准" })).Is(200);
        var known = await RunningPlatform.EventuallyAsync(() => health.PutAsync($"{Forms}/h{county.Code}", TestCounty.Form(health, [element, second])), a => a.Is(409)["sharingRequests"].AsArray().Count == 2);
        foreach (var draft in known["sharingRequests"].AsArray())
            Assert.Equal(draft!["provider"]!.ToString(), (await health.PostAsync(Ask, draft.ToJsonString())).Is(201)["provider"].ToString());
        // The named source does not ask itself.
        Assert.Equal(civil.Unit, Assert.Single((await police.PutAsync($"{Forms}/p{county.Code}", TestCounty.Form(police, [element, second]))).IsProblem(409, "ALL_FIELDS_KNOWN")["sharingRequests"].AsArray())!["provider"]!.ToString());
    }

    [Fact]
    public async Task A_simulation_under_a_code_is_refused_as_the_form_itself_would_be()
    {
        var (county, civil, element) = await CountyAsync();
        var health = await county.OfficeAsync("HEALTH");
        var own = await county.DefineAsync(health, "own");
        (await civil.PutAsync($"{Forms}/f{county.Code}", TestCounty.Form(civil, [element]))).Is(201);
        (await health.PutAsync($"{Forms}/f{county.Code}", TestCounty.Form(health, [own]))).IsProblem(409, "FORM_OF_ANOTHER_DEPARTMENT");
        (await health.PostAsync($"{Forms}:simulate?code=f{county.Code}", TestCounty.Form(health, [own]))).IsProblem(409, "FORM_OF_ANOTHER_DEPARTMENT");
        Assert.Equal("ADMITTED", (await civil.PostAsync($"{Forms}:simulate?code=f{county.Code}", TestCounty.Form(civil, [element], f => f["title"] = "改名"))).Is(200)["admission"]["decision"]!.ToString());
    }

    [Fact]
    public async Task Nobody_is_asked_for_a_time_after_the_last_day_of_the_form_nor_for_a_statistical_form_to_file_after_it()
    {
        foreach (var statistical in new[] { true, false })
        {
            var (county, civil, element) = await CountyAsync();
            (await civil.PutAsync($"{Forms}/f{county.Code}", TestCounty.Form(civil, [element], f =>
                (f["validUntil"], f["statistical"], f["formNumber"], f["approvalNumber"]) = (Day(20), statistical, "表01", "国统制〔2026〕1号")))).Is(201);
            Task<Answer> Request(int due, string? period = null) =>
                civil.PostAsync("api/reports/v1/requests", new { form = $"f{county.Code}", period = period ?? TestCounty.Month, under = county.Code, dueOn = Day(due) });
            Assert.Equal("/period", (await Request(20, TestCounty.Today.AddMonths(2).ToString("yyyy-MM"))).IsProblem(422, "FORM_EXPIRED")["errors"][0]!["pointer"]!.ToString());
            if (statistical) Assert.Equal("/dueOn", (await Request(21)).IsProblem(422, "FORM_EXPIRED")["errors"][0]!["pointer"]!.ToString());
            (await Request(statistical ? 20 : 21)).Is(201);
        }
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\u0000")]
    public async Task Evidence_that_is_no_text_is_named_and_never_breaks_the_service(string text)
    {
        var (county, civil, element) = await CountyAsync();
        foreach (var evidence in new[] { $"\"{text}\"", $"[[\"{text}\"]]", $$"""{"a":[{"{{text}}":1}]}""" })
        {
            var body = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(TestCounty.Form(civil, [element])))!.ToJsonString().Replace("\"required\":true", $"\"required\":true,\"evidence\":{evidence}", StringComparison.Ordinal);
            foreach (var answer in new[] { await civil.PostAsync($"{Forms}:simulate", body), await civil.PutAsync($"{Forms}/e{county.Code}", body) })
                Assert.Equal("TEXT_INVALID /fields/0/evidence", $"{answer.Is(400, 422)["errors"][0]!["code"]} {answer["errors"][0]!["pointer"]}");
        }
    }

    [Fact]
    public async Task Titles_that_cannot_be_read_or_never_end_are_refused_and_rare_characters_are_not()
    {
        var (_, civil, element) = await CountyAsync();
        Task<Answer> Titled(string title) => civil.PostAsync($"{Forms}:simulate", TestCounty.Form(civil, [element], f => f["title"] = title));
        (await Titled("\u200b\ufeff ")).IsProblem(422, "FIELD_REQUIRED");
        (await Titled("a" + new string('\u0301', 100_000))).IsProblem(422, "TEXT_INVALID");
        (await Titled("一\n二")).IsProblem(422, "TEXT_INVALID");
        (await Titled(string.Concat(Enumerable.Repeat("𡐓", 201)))).IsProblem(422, "TEXT_INVALID");
        foreach (var fine in new[] { string.Concat(Enumerable.Repeat("𡐓", 200)), "高\ue170村Ｆ表", "𣒍" }) (await Titled(fine)).Is(200);
        Assert.Equal("?department", (await civil.GetAsync($"{Forms}?department=%00")).IsProblem(400, "PARAMETER_INVALID")["errors"][0]!["pointer"]!.ToString());
    }

    [Fact]
    public async Task A_form_that_has_a_field_filled_in_opens_no_figures_of_it_but_a_grant_does()
    {
        var (county, civil, _) = await CountyAsync();
        var secret = await county.DefineAsync(civil, "secret", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限履职使用"));
        await civil.RecordAsync(secret, county.Village, 7);
        var health = await county.OfficeAsync("HEALTH");
        var own = await county.DefineAsync(health, "own", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限履职使用"));
        Assert.Equal([secret], (await health.PutAsync($"{Forms}/h{county.Code}", TestCounty.Form(health, [secret, own]))).Is(201)["needsGrant"].AsArray().Select(e => e!.ToString()));
        string Figures(string element, string under) => $"api/reports/v1/rollups?element={element}&period={TestCounty.Month}&under={under}&level=VILLAGE";
        string Explained(string unit) => $"api/reports/v1/rollups/explain?element={secret}&period={TestCounty.Month}&unit={unit}";
        (await health.GetAsync(Figures(secret, county.Code))).IsProblem(403, "MAY_NOT_SEE");
        (await health.GetAsync(Explained(county.Village))).IsProblem(403, "MAY_NOT_SEE");
        (await health.GetAsync(Figures(own, county.Code))).Is(200);
        // What another collects for itself it sees in its own area, not in the next county.
        var roads = await county.OfficeAsync("ROADS");
        var asked = await county.DefineAsync(civil, "asked", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限履职使用"));
        (await roads.PutAsync($"{Forms}/r{county.Code}", TestCounty.Form(roads, [asked]))).Is(201);
        (await roads.GetAsync(Figures(asked, county.Code))).Is(200);
        (await roads.GetAsync(Figures(asked, (await platform.NewCountyAsync()).Code))).IsProblem(403, "MAY_NOT_SEE");

        await Given.GrantAsync(health, civil, secret, county.Townships[0]);
        await RunningPlatform.EventuallyAsync(() => health.GetAsync(Figures(secret, county.Townships[0])), a => a.Status == 200);
        (await health.GetAsync(Explained(county.Village))).Is(200);
        (await health.GetAsync(Figures(secret, county.Code))).IsProblem(403, "MAY_NOT_SEE");
    }

    [Fact]
    public async Task The_answer_says_what_is_granted_and_can_be_read_at_once()
    {
        var (county, civil, first) = await CountyAsync();
        var second = await county.DefineAsync(civil, "second");
        (await civil.PutAsync($"{Forms}/f{county.Code}", TestCounty.Form(civil, [first, second]))).Is(201);
        var health = await county.OfficeAsync("HEALTH");
        await Given.GrantAsync(health, civil, first, county.Code);
        var known = await RunningPlatform.EventuallyAsync(() => health.PutAsync($"{Forms}/h{county.Code}", TestCounty.Form(health, [first, second])), a => a.Is(409)["granted"].AsArray().Count == 1);
        Assert.Equal(first, known["granted"][0]!.ToString());
        (await health.ReadAsync(first, county.Code, purpose: Given.Purpose)).Is(200);
    }

    [Theory]
    [InlineData(false, "LOCAL_POLICY")]
    [InlineData(true, "STATUTE")]
    public async Task What_an_appeal_waives_holds_for_the_request_and_its_clock_is_law_for_statistical_forms_only(bool statistical, string basis)
    {
        var (county, civil, element) = await CountyAsync();
        var form = TestCounty.Form(civil, [element], f => (f["dueAfterWorkdays"], f["statistical"], f["formNumber"], f["approvalNumber"]) = (0, statistical, "统1表", "统〔2026〕1号"));
        var refused = (await civil.PutAsync($"{Forms}/f{county.Code}", form)).IsProblem(422, "FORM_REFUSED");
        var decision = $"api/reports/v1/admission-decisions/{refused["admission"]["id"]}";
        Assert.Equal(basis, (await civil.PostAsync($"{decision}/appeal", new { reasons = "汛期须当日掌握" })).Is(201)["appeal"]["rule"]!["basis"]!.ToString());
        (await (await county.OfficeAsync("DATA", "SHARING_AUTHORITY")).PostAsync($"{decision}/decision", new { outcome = "ADMITTED", reason = "同意" })).Is(200);
        (await civil.PostAsync("api/reports/v1/requests", new { form = $"f{county.Code}", period = TestCounty.Month, under = county.Code, dueOn = Day(0) })).Is(201);
    }

    [Fact]
    public async Task A_form_of_an_emergency_that_is_put_right_is_still_one_emergency()
    {
        var (county, civil, element) = await CountyAsync();
        Task<Answer> Put(string title, string reason) => civil.PutAsync($"{Forms}/e{county.Code}", TestCounty.Form(civil, [element], f =>
            (f["title"], f["frequency"], f["dueAfterWorkdays"], f["emergency"]) = (title, "ONCE", 0, new { basis = "防汛应急预案", reason })));
        foreach (var title in new[] { "灾情表", "灾情快报", "灾情快报表", "灾情快报(更正)" })
            Assert.Equal("1", (await Put(title, "山洪")).Is(200, 201)["admission"]["emergency"]!["usedThisYear"]!.ToString());
        Assert.Single((await civil.GetAsync($"api/reports/v1/emergencies?department={civil.Unit}")).Is(200).Items);
        Assert.Equal("2", (await Put("灾情表", "滑坡")).Is(200)["admission"]["emergency"]!["usedThisYear"]!.ToString());
        Assert.Equal(2, (await civil.GetAsync($"api/reports/v1/emergencies?department={civil.Unit}")).Is(200).Items.Count);
    }

    [Fact]
    public async Task A_form_is_found_in_the_yearly_list_however_its_title_is_spaced_and_whether_or_not_it_is_simulated_with_its_code()
    {
        var (county, civil, element) = await CountyAsync();
        var authority = await county.OfficeAsync("DATA", "SHARING_AUTHORITY");
        (await authority.PutAsync($"api/reports/v1/report-catalogues/{county.Code}/{TestCounty.Today.Year}", new
        {
            items = new object[] { new { title = "2026年 在册月报", department = civil.Unit, frequency = "MONTHLY" }, new { title = "有代码的月报", department = civil.Unit, frequency = "MONTHLY", form = $"c{county.Code}" } },
        })).Is(201);
        async Task<string> KindAsync(string title) =>
            (await civil.PostAsync($"{Forms}:simulate", TestCounty.Form(civil, [element], f => (f["title"], f["validUntil"]) = (title, Day(30))))).Is(200)["admission"]["admissionKind"]!.ToString();
        Assert.Equal(["LISTED", "LISTED", "ONE_OFF"], new[] { await KindAsync(" 2026年在册月报　"), await KindAsync("有代码的月报"), await KindAsync("册外月报") });
        Assert.Equal("LISTED", (await civil.PutAsync($"{Forms}/c{county.Code}", TestCounty.Form(civil, [element], f => f["title"] = "有代码的月报"))).Is(201)["admission"]["admissionKind"]!.ToString());
    }
}
