using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Contract.Reports;

/// <summary>Admission: every form passes the same rules, and every ground that applies is named.</summary>
public class AdmissionTests(LocalPlatform platform)
{
    private const string Forms = "api/reports/v1/forms";

    [Fact]
    public async Task A_form_of_new_elements_is_admitted_and_read_back()
    {
        var (county, civil, element) = await CountyAsync();
        var form = $"f{county.Code}";
        var made = (await civil.PutAsync($"{Forms}/{form}", TestCounty.Form(civil, [element]))).Is(201).Has(
            "title:string department:string purpose:string legalBasis:string statistical:bool formNumber:string? approvalNumber:string? validUntil:date frequency=MONTHLY level=VILLAGE " +
            "dueAfterWorkdays:integer minutesPerFiling:integer rankBy:string? fields:array admission:object");
        Shape.Of(made["fields"][0], "element:string required:bool minimum:number? evidence:any?");
        var admission = Shape.Of(made["admission"], "decision=ADMITTED grounds:array fields:array burden:object");
        Assert.Empty(admission["grounds"]!.AsArray());
        Shape.Of(admission["fields"]![0], "element:string verdict=NEW heldBy:string? asOf:date?");
        var burden = Shape.Of(admission["burden"], "fieldsAsked:integer fieldsSaved:integer minutes:integer budgetLeft:integer");
        Assert.Equal(("1", "0", "72"), (burden["fieldsAsked"]!.ToString(), burden["fieldsSaved"]!.ToString(), burden["minutes"]!.ToString())); // 6 villages, 12 minutes each.
        Assert.Equal("测试月报", (await civil.GetAsync($"{Forms}/{form}")).Is(200)["title"].ToString());
    }

    [Fact]
    public async Task The_same_form_again_changes_nothing_and_does_not_count_against_itself()
    {
        var (county, civil, element) = await CountyAsync();
        var first = (await civil.PutAsync($"{Forms}/f{county.Code}", TestCounty.Form(civil, [element]))).Is(201);
        var again = (await civil.PutAsync($"{Forms}/f{county.Code}", TestCounty.Form(civil, [element]))).Is(200, 201);
        Assert.Equal(first["admission"].ToJsonString(), again["admission"].ToJsonString());
        var changed = (await civil.PutAsync($"{Forms}/f{county.Code}", TestCounty.Form(civil, [element], f => f["title"] = "改名"))).Is(200, 201);
        Assert.Equal("NEW", changed["admission"]["fields"]![0]!["verdict"]!.ToString());
    }

    [Fact]
    public async Task A_simulation_gives_the_same_admission_and_changes_nothing()
    {
        var (county, civil, element) = await CountyAsync();
        var good = (await civil.PostAsync($"{Forms}:simulate", TestCounty.Form(civil, [element]))).Is(200).Has("admission:object");
        Assert.Equal("ADMITTED", good["admission"]["decision"]!.ToString());
        var bad = (await civil.PostAsync($"{Forms}:simulate", TestCounty.Form(civil, [element], f => f["dueAfterWorkdays"] = 0))).Is(200);
        Assert.Equal("REJECTED", bad["admission"]["decision"]!.ToString());
        Assert.Empty((await civil.GetAsync($"{Forms}?department={civil.Unit}")).Is(200).Items);
        // Simulated twice it is still new: nothing was kept that it would be a repetition of.
        var again = (await civil.PostAsync($"{Forms}:simulate", TestCounty.Form(civil, [element]))).Is(200);
        Assert.Equal(good["admission"].ToJsonString(), again["admission"].ToJsonString());
        (await civil.GetAsync($"{Forms}/f{county.Code}")).Is(404);
    }

    [Fact]
    public async Task Who_asks_states_by_which_law()
    {
        var (_, civil, element) = await CountyAsync();
        foreach (var none in new[] { null, "", "  " })
            await OnlyGroundAsync(civil, TestCounty.Form(civil, [element], f => f["legalBasis"] = none), "LEGAL_BASIS_MISSING");
    }

    [Theory]
    [InlineData("formNumber")]
    [InlineData("approvalNumber")]
    [InlineData("validUntil")]
    public async Task A_statistical_form_bears_its_marks(string missing)
    {
        var (_, civil, element) = await CountyAsync();
        void Statistical(Dictionary<string, object?> f) => (f["statistical"], f["formNumber"], f["approvalNumber"]) = (true, "MZ-101", "国统制〔2026〕1号");
        var whole = (await civil.PostAsync($"{Forms}:simulate", TestCounty.Form(civil, [element], Statistical))).Is(200);
        Assert.Equal("ADMITTED", whole["admission"]["decision"]!.ToString());
        await OnlyGroundAsync(civil, TestCounty.Form(civil, [element], f => { Statistical(f); f[missing] = null; }), "STATISTICAL_MARKS_MISSING");
    }

    [Fact]
    public async Task A_form_past_its_validity_is_refused()
    {
        var (_, civil, element) = await CountyAsync();
        await OnlyGroundAsync(civil, TestCounty.Form(civil, [element], f => f["validUntil"] = TestCounty.Today.AddDays(-2).ToString("yyyy-MM-dd")), "FORM_EXPIRED");
    }

    [Fact]
    public async Task A_count_of_events_that_nobody_may_cause_has_no_quota_and_no_ranking()
    {
        var (county, civil, element) = await CountyAsync();
        var adverse = await county.DefineAsync(civil, "disputes", b => b["adverseEvent"] = true);
        var rate = await county.DefineAsync(civil, "rate", b => (b["type"], b["aggregation"]) = ("DECIMAL", "AVG"));
        await OnlyGroundAsync(civil, TestCounty.Form(civil, [adverse], f => f["fields"] = new[] { new { element = adverse, required = true, minimum = 1 } }), "QUOTA_ON_ADVERSE_EVENT", adverse);
        await OnlyGroundAsync(civil, TestCounty.Form(civil, [adverse], f => f["rankBy"] = adverse), "RANKING_ON_ADVERSE_EVENT", adverse);
        // Ranking by how many were resolved is another thing, and a minimum of something that may be wanted is too.
        var fine = (await civil.PostAsync($"{Forms}:simulate", TestCounty.Form(civil, [rate, element], f =>
            (f["rankBy"], f["fields"]) = (rate, new[] { new { element = rate, required = true, minimum = (int?)null }, new { element, required = true, minimum = (int?)1 } })))).Is(200);
        Assert.Equal("ADMITTED", fine["admission"]["decision"]!.ToString());
    }

    [Fact]
    public async Task Photos_are_not_asked_for()
    {
        var (_, civil, element) = await CountyAsync();
        await OnlyGroundAsync(civil, TestCounty.Form(civil, [element], f => f["fields"] = new[] { new { element, required = true, evidence = "现场照片" } }), "EVIDENCE_NOT_REQUIRED", element);
    }

    [Fact]
    public async Task What_is_asked_in_the_morning_is_not_due_in_the_afternoon()
    {
        var (_, civil, element) = await CountyAsync();
        await OnlyGroundAsync(civil, TestCounty.Form(civil, [element], f => f["dueAfterWorkdays"] = 0), "LEAD_TIME_TOO_SHORT");
    }

    [Fact]
    public async Task Nothing_is_asked_more_often_than_it_changes()
    {
        var (county, civil, _) = await CountyAsync();
        var yearly = await county.DefineAsync(civil, "yearly", b => b["frequency"] = "YEARLY");
        await OnlyGroundAsync(civil, TestCounty.Form(civil, [yearly]), "FREQUENCY_ABOVE_ELEMENT", yearly);
        Assert.Equal("ADMITTED", (await civil.PostAsync($"{Forms}:simulate", TestCounty.Form(civil, [yearly], f => f["frequency"] = "YEARLY"))).Is(200)["admission"]["decision"]!.ToString());
    }

    [Fact]
    public async Task Only_what_is_in_the_catalogue_is_asked_for()
    {
        var (county, civil, element) = await CountyAsync();
        await OnlyGroundAsync(civil, TestCounty.Form(civil, [element, county.Element("unheard")]), "OFF_CATALOGUE", county.Element("unheard"));
    }

    [Fact]
    public async Task The_most_sensitive_data_is_not_asked_for_beyond_the_purpose()
    {
        var (county, civil, _) = await CountyAsync();
        var health = await county.OfficeAsync("HEALTH");
        var illness = await county.DefineAsync(health, "illness", b => b["classification"] = 4);
        await OnlyGroundAsync(civil, TestCounty.Form(civil, [illness]), "PERSONAL_DATA_BEYOND_PURPOSE", illness);
    }

    [Fact]
    public async Task Eight_weekly_forms_of_twenty_minutes_use_up_a_villages_week_and_the_ninth_is_refused()
    {
        var county = await platform.NewCountyAsync();
        for (var n = 1; n <= 9; n++)
        {
            var office = await county.OfficeAsync($"OFFICE{n}");
            var element = await county.DefineAsync(office, $"e{n}", b => b["frequency"] = "WEEKLY");
            var form = TestCounty.Form(office, [element], f => (f["frequency"], f["minutesPerFiling"]) = ("WEEKLY", 20));
            if (n < 9) (await office.PutAsync($"{Forms}/w{county.Code}-{n}", form)).Is(201);
            else await OnlyGroundAsync(office, form, "BURDEN_BUDGET_EXCEEDED");
        }
    }

    [Fact]
    public async Task One_dispute_a_day_is_refused_with_its_four_grounds_each_with_text_and_source()
    {
        var (county, civil, _) = await CountyAsync();
        var justice = await county.OfficeAsync("JUSTICE");
        var settled = await county.DefineAsync(justice, "settled", b => (b["frequency"], b["adverseEvent"]) = ("DAILY", true));
        await justice.RecordAsync(settled, county.Village, 0, TestCounty.Today.ToString("yyyy-MM-dd"));
        var refused = (await civil.PutAsync($"{Forms}/d{county.Code}", TestCounty.Form(civil, [settled], f =>
        {
            (f["frequency"], f["dueAfterWorkdays"]) = ("DAILY", 0);
            f["fields"] = new[] { new { element = settled, required = true, minimum = 1, evidence = "现场照片" } };
        }), ("Accept-Language", "zh-CN"))).IsProblem(422, "FORM_REFUSED").Has("admission:object");
        var grounds = refused["admission"]["grounds"]!.AsArray();
        foreach (var ground in grounds) Shape.Of(ground, "code:string field:string? text:string source:string");
        Assert.Equal(["ALREADY_HELD", "EVIDENCE_NOT_REQUIRED", "LEAD_TIME_TOO_SHORT", "QUOTA_ON_ADVERSE_EVENT"], grounds.Select(g => g!["code"]!.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(settled, grounds.Single(g => g!["code"]!.ToString() == "QUOTA_ON_ADVERSE_EVENT")!["field"]!.ToString());
        (await civil.GetAsync($"{Forms}/d{county.Code}")).Is(404);
        (await civil.PostAsync("api/reports/v1/requests", new { form = $"d{county.Code}", period = TestCounty.Today.ToString("yyyy-MM-dd"), under = county.Code, dueOn = TestCounty.Today.AddDays(20).ToString("yyyy-MM-dd") })).IsProblem(422, "FORM_NOT_ADMITTED");
    }

    [Fact]
    public async Task What_another_form_collects_is_KNOWN_and_does_not_reject_a_form_that_also_asks_for_something_new()
    {
        var (county, civil, known) = await CountyAsync();
        (await civil.PutAsync($"{Forms}/f{county.Code}", TestCounty.Form(civil, [known]))).Is(201);
        var health = await county.OfficeAsync("HEALTH");
        var fresh = await county.DefineAsync(health, "fresh");
        var made = (await health.PutAsync($"{Forms}/h{county.Code}", TestCounty.Form(health, [known, fresh]))).Is(201);
        var admission = Shape.Of(made["admission"], "decision=ADMITTED");
        Assert.Equal("ALREADY_HELD", Assert.Single(admission["grounds"]!.AsArray())!["code"]!.ToString());
        Assert.Equal((known, "KNOWN", civil.Unit), Of(admission, 0));
        Assert.Equal((fresh, "NEW", null), Of(admission, 1));
        Shape.Of(admission["fields"]![0], "asOf:date");
        Assert.Equal(("1", "1", "36"), (admission["burden"]!["fieldsAsked"]!.ToString(), admission["burden"]!["fieldsSaved"]!.ToString(), admission["burden"]!["minutes"]!.ToString()));
    }

    [Fact]
    public async Task What_a_system_records_is_KNOWN_what_is_past_its_days_STALE_and_what_the_level_below_gives_DERIVABLE()
    {
        var (county, civil, fresh) = await CountyAsync();
        var health = await county.OfficeAsync("HEALTH");
        var recorded = await county.DefineAsync(health, "recorded");
        await health.RecordAsync(recorded, county.Village, 5);
        var old = await county.DefineAsync(health, "old", b => b["validForDays"] = 30);
        await health.RecordAsync(old, county.Village, 5, "2025-01");
        var villages = (await civil.PostAsync($"{Forms}:simulate", TestCounty.Form(civil, [recorded, old, fresh]))).Is(200)["admission"];
        Assert.Equal([(recorded, "KNOWN", health.Unit), (old, "STALE", health.Unit), (fresh, "NEW", null)], new[] { Of(villages, 0), Of(villages, 1), Of(villages, 2) });
        Assert.Equal("2025-01-31", villages["fields"]![1]!["asOf"]!.ToString());

        var townships = (await civil.PostAsync($"{Forms}:simulate", TestCounty.Form(civil, [recorded, fresh], f => f["level"] = "TOWNSHIP"))).Is(200)["admission"];
        Assert.Equal([(recorded, "DERIVABLE", health.Unit), (fresh, "NEW", null)], new[] { Of(townships, 0), Of(townships, 1) });
    }

    [Fact]
    public async Task When_nothing_is_left_to_ask_the_form_becomes_sharing_requests_that_can_be_sent_as_they_are()
    {
        var (county, civil, known) = await CountyAsync();
        var closed = await county.DefineAsync(civil, "closed", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限履职使用"));
        var health = await county.OfficeAsync("HEALTH");
        var ofHealth = await county.DefineAsync(health, "visits");
        (await civil.PutAsync($"{Forms}/f{county.Code}", TestCounty.Form(civil, [known, closed]))).Is(201);
        (await health.PutAsync($"{Forms}/h{county.Code}", TestCounty.Form(health, [ofHealth]))).Is(201);

        var agriculture = await county.OfficeAsync("AGRICULTURE");
        var refused = (await agriculture.PutAsync($"{Forms}/a{county.Code}", TestCounty.Form(agriculture, [known, closed, ofHealth]))).IsProblem(409, "ALL_FIELDS_KNOWN")
            .Has("duplicateOf:string sharingRequests:array");
        Assert.Equal($"f{county.Code}", refused["duplicateOf"].ToString());
        var drafts = refused["sharingRequests"].AsArray();
        Assert.Equal(2, drafts.Count);
        foreach (var draft in drafts)
        {
            Shape.Of(draft, "legalBasis:string scenario:string scope:object method=API until:date");
            Shape.Of(draft!["scope"], "elements:array under:string");
            (await agriculture.PostAsync("api/exchange/v1/sharing-requests", draft.ToJsonString())).Is(201).Has("state=PENDING");
        }
        (await agriculture.GetAsync($"{Forms}/a{county.Code}")).Is(404);
    }

    [Fact]
    public async Task The_answer_says_which_fields_still_need_a_grant()
    {
        var (county, civil, open) = await CountyAsync();
        var closed = await county.DefineAsync(civil, "closed", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限履职使用"));
        var health = await county.OfficeAsync("HEALTH");
        var own = await county.DefineAsync(health, "own");
        // No grant gives a citizen number, so nobody is sent to ask for one.
        var number = await county.DefineAsync(civil, "number", b =>
            (b["sharingClass"], b["conditions"], b["type"], b["min"], b["aggregation"], b["classification"], b["identifier"]) = ("CONDITIONAL", "限履职使用", "TEXT", null, "NONE", 3, "CITIZEN_ID"));
        var made = (await health.PutAsync($"{Forms}/h{county.Code}", TestCounty.Form(health, [open, closed, own, number], f => f["personalData"] = "核对身份"))).Is(201);
        Assert.Equal([closed], made["needsGrant"].AsArray().Select(e => e!.ToString()));
    }

    [Fact]
    public async Task A_form_of_another_department_without_fields_or_with_one_twice_is_refused()
    {
        var (county, civil, element) = await CountyAsync();
        var health = await county.OfficeAsync("HEALTH");
        (await health.PutAsync($"{Forms}/f{county.Code}", TestCounty.Form(civil, [element]))).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await civil.PutAsync($"{Forms}/f{county.Code}", TestCounty.Form(civil, []))).IsProblem(422, "FIELDS_MISSING");
        (await civil.PutAsync($"{Forms}/f{county.Code}", TestCounty.Form(civil, [element, element]))).IsProblem(422, "FIELD_TWICE");
        (await civil.PutAsync($"{Forms}/f{county.Code}", TestCounty.Form(civil, [element], f => f["level"] = "HAMLET"))).IsProblem(400, "BODY_MALFORMED");
        (await civil.PutAsync($"{Forms}/f{county.Code}", TestCounty.Form(civil, [element], f => f["minutesPerFiling"] = 0))).IsProblem(422, "OUT_OF_BOUNDS");
        (await (await county.ReporterAsync(county.Village)).PutAsync($"{Forms}/f{county.Code}", TestCounty.Form(civil, [element]))).IsProblem(403, "RIGHT_MISSING");
    }

    private static (string Element, string Verdict, string? HeldBy) Of(JsonNode admission, int field) =>
        (admission["fields"]![field]!["element"]!.ToString(), admission["fields"]![field]!["verdict"]!.ToString(), admission["fields"]![field]!["heldBy"]?.ToString());

    /// <summary>Refused with this ground and no other.</summary>
    private static async Task OnlyGroundAsync(ApiClient department, object form, string code, string? field = null)
    {
        var refused = (await department.PutAsync($"{Forms}/bad-{Guid.NewGuid():N}", form)).IsProblem(422, "FORM_REFUSED");
        var admission = Shape.Of(refused["admission"], "decision=REJECTED grounds:array fields:array burden:object");
        var ground = Shape.Of(Assert.Single(admission["grounds"]!.AsArray()), "code:string field:string? text:string source:string");
        Assert.Equal((code, field), (ground["code"]!.ToString(), ground["field"]?.ToString()));
    }

    private async Task<(TestCounty County, ApiClient Civil, string Element)> CountyAsync()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        return (county, civil, await county.DefineAsync(civil, "x"));
    }
}
