using System.Text.Json.Nodes;
using Dapper;

namespace Datarun.Tests.Platform.Contract.Reports;

/// <summary>Asking, the inbox, and filing: what is known is filled in, and only the rest is typed.</summary>
public class TaskTests(LocalPlatform platform)
{
    private const string Api = "api/reports/v1";

    [Fact]
    public async Task A_request_asks_every_unit_of_the_forms_level_below_the_place()
    {
        var (county, civil, element) = await CountyAsync();
        var form = await AdmittedAsync(civil, county, [element]);
        var body = Request(form, county.Townships[0]);
        var made = (await civil.PostAsync($"{Api}/requests", body)).Is(201).Has("id:string tasks:integer");
        Assert.Equal("3", made["tasks"].ToJsonString());
        (await civil.PostAsync($"{Api}/requests", body)).IsProblem(409, "ALREADY_REQUESTED");

        var village = await county.ReporterAsync(county.Village);
        var line = Shape.Of(Assert.Single((await village.GetAsync($"{Api}/tasks?unit={county.Village}")).Is(200).Has("items:array next:string?").Items),
            "id:string form:string unit:string period:string dueOn:date state=PENDING");
        Assert.Equal((form, county.Village, TestCounty.Month, body["dueOn"]!.ToString()), (line["form"]!.ToString(), line["unit"]!.ToString(), line["period"]!.ToString(), line["dueOn"]!.ToString()));
        Assert.Empty((await (await county.ReporterAsync(county.Villages[3])).GetAsync($"{Api}/tasks?unit={county.Villages[3]}")).Is(200).Items);
        // Who names no unit sees its own inbox, and a department that of its area.
        Assert.Single((await village.GetAsync($"{Api}/tasks?state=PENDING")).Is(200).Items);
        Assert.Equal(3, (await civil.GetAsync($"{Api}/tasks")).Is(200).Items.Count);
    }

    [Fact]
    public async Task A_township_and_a_county_see_the_tasks_below_them_and_nobody_its_neighbours()
    {
        var (county, civil, element) = await CountyAsync();
        var request = await county.AskAsync(civil, $"f{county.Code}", [element]);
        var township = await county.ReporterAsync(county.Townships[0]);
        Assert.Equal(county.Villages.Take(3), (await township.GetAsync($"{Api}/tasks?unit={county.Townships[0]}")).Is(200).Items.Select(t => t!["unit"]!.ToString()));
        Assert.Equal(6, (await (await county.ReporterAsync(county.Code)).GetAsync($"{Api}/tasks?unit={county.Code}")).Is(200).Items.Count);
        (await township.GetAsync($"{Api}/tasks?unit={county.Townships[1]}")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await township.GetAsync($"{Api}/tasks/{request}.{county.Villages[3]}")).IsProblem(403, "OUTSIDE_YOUR_UNIT");

        (await township.PutAsync($"{Api}/tasks/{request}.{county.Villages[1]}/filing", Values((element, 4)))).Is(200);
        Assert.Equal([county.Villages[0], county.Villages[2]], (await township.GetAsync($"{Api}/tasks?unit={county.Townships[0]}&state=PENDING")).Is(200).Items.Select(t => t!["unit"]!.ToString()));
        Assert.Equal([county.Villages[1]], (await township.GetAsync($"{Api}/tasks?unit={county.Townships[0]}&state=COMPLETED")).Is(200).Items.Select(t => t!["unit"]!.ToString()));
        (await township.GetAsync($"{Api}/tasks?unit={county.Townships[0]}&state=LOST")).Is(400);
    }

    [Fact]
    public async Task What_may_be_left_out_of_a_form_or_a_filing_may_be_null()
    {
        var (county, civil, element) = await CountyAsync();
        var body = TestCounty.Form(civil, [element], f =>
        {
            (f["statistical"], f["formNumber"], f["approvalNumber"], f["rankBy"]) = (null, null, null, null);
            f["fields"] = new[] { new { element, required = (bool?)null, minimum = (int?)null, evidence = (string?)null } };
        });
        var form = (await civil.PutAsync($"{Api}/forms/n{county.Code}", body)).Is(201).Has("statistical:bool");
        Assert.Equal(("false", "true"), (form["statistical"].ToJsonString(), form["fields"][0]!["required"]!.ToJsonString()));
        var request = (await civil.PostAsync($"{Api}/requests", Request($"n{county.Code}", county.Code))).Is(201)["id"].ToString();
        var village = await county.ReporterAsync(county.Village);
        (await village.PutAsync($"{Api}/tasks/{request}.{county.Village}/filing", new { values = new Dictionary<string, int> { [element] = 3 }, confirmed = (string[]?)null, nil = (bool?)null }))
            .Is(200).Has("state=COMPLETED typed:integer");
        var lines = await (await county.ReporterAsync(county.Code)).PostLinesAsync($"{Api}/filings:import",
            [new { form = $"n{county.Code}", unit = county.Villages[1], period = TestCounty.Month, values = new Dictionary<string, int> { [element] = 4 }, nil = (bool?)null }]);
        Assert.Empty(lines.Is(200)["refused"].AsArray());
    }

    [Fact]
    public async Task A_request_that_breaks_a_rule_is_refused()
    {
        var (county, civil, element) = await CountyAsync();
        var form = await AdmittedAsync(civil, county, [element]);
        (await civil.PostAsync($"{Api}/requests", Request("no-such-form", county.Code))).IsProblem(422, "FORM_NOT_ADMITTED");
        (await civil.PostAsync($"{Api}/requests", Request(form, "999995"))).IsProblem(422, "UNIT_UNKNOWN");
        (await civil.PostAsync($"{Api}/requests", Request(form, (await platform.NewCountyAsync()).Code))).IsProblem(403, "OUTSIDE_YOUR_AREA");
        foreach (var period in new[] { "2026", "2026-Q4", "2026-W47", "2026-11-T1", "2026-11-23" })
            (await civil.PostAsync($"{Api}/requests", Request(form, county.Code, b => b["period"] = period))).IsProblem(422, "PERIOD_OF_ANOTHER_KIND");
        foreach (var period in new[] { "2026-13", "202611", "下个月" })
            (await civil.PostAsync($"{Api}/requests", Request(form, county.Code, b => b["period"] = period))).IsProblem(422, "PERIOD_INVALID");
        (await civil.PostAsync($"{Api}/requests", Request(form, county.Code, b => b["dueOn"] = $"{TestCounty.Today:yyyy-MM-dd}"))).IsProblem(422, "LEAD_TIME_TOO_SHORT");
        (await civil.PostAsync($"{Api}/requests", Request(form, county.Code, b => b["dueOn"] = Workdays.After(TestCounty.Today, 4)))).IsProblem(422, "LEAD_TIME_TOO_SHORT");
        (await (await county.OfficeAsync("HEALTH")).PostAsync($"{Api}/requests", Request(form, county.Code))).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        Assert.Empty((await (await county.ReporterAsync(county.Code)).GetAsync($"{Api}/tasks?unit={county.Code}")).Is(200).Items);
    }

    [Fact]
    public async Task A_form_that_has_expired_since_it_was_admitted_may_not_be_asked_for()
    {
        var (county, civil, element) = await CountyAsync();
        var form = await AdmittedAsync(civil, county, [element]);
        // Nobody can wait for it over HTTP.
        await platform.ExecuteAsync("reports", "UPDATE form_version SET body = jsonb_set(body::jsonb, '{validUntil}', '\"2026-06-30\"') WHERE form = @form", new { form });
        var refused = (await civil.PostAsync($"{Api}/requests", Request(form, county.Code))).IsProblem(422, "FORM_EXPIRED");
        Assert.Equal("form.refusal.policy", refused["rule"]["id"]!.ToString());
    }

    [Fact]
    public async Task What_is_known_is_filled_in_with_its_source_whatever_its_sharing_class_and_the_rest_is_typed()
    {
        var (county, civil, known) = await CountyAsync();
        var secret = await county.DefineAsync(civil, "secret", b => (b["sharingClass"], b["legalBasis"]) = ("NOT_SHARED", "某法 第三条"));
        await civil.RecordAsync(known, county.Village, 23);
        await civil.RecordAsync(secret, county.Village, 7);
        var health = await county.OfficeAsync("HEALTH");
        var fresh = await county.DefineAsync(health, "fresh");
        var request = await county.AskAsync(health, $"h{county.Code}", [known, secret, fresh]);
        var village = await county.ReporterAsync(county.Village);
        var task = (await village.GetAsync($"{Api}/tasks/{request}.{county.Village}")).Is(200).Has("id:string form:string unit:string period:string dueOn:date state=PENDING cells:array");
        var cell = Shape.Of(Cell(task, known), "state=KNOWN value:integer source:object");
        Assert.Equal("23", cell["value"]!.ToJsonString());
        Shape.Of(cell["source"], "kind=SYSTEM id:string by:string at:instant");
        Assert.Equal(civil.Unit, cell["source"]!["by"]!.ToString());
        Assert.Equal(("KNOWN", "7", "MISSING"), (Cell(task, secret)["state"]!.ToString(), Cell(task, secret)["value"]!.ToJsonString(), Cell(task, fresh)["state"]!.ToString()));

        var filed = (await village.PutAsync($"{Api}/tasks/{task["id"]}/filing", Values((fresh, 5)))).Is(200).Has("id:string version:integer state=COMPLETED typed:integer reused:integer problems:array");
        Assert.Equal(("1", "1", "2"), (filed["version"].ToString(), filed["typed"].ToString(), filed["reused"].ToString()));
        Assert.Equal("COMPLETED", (await village.GetAsync($"{Api}/tasks/{task["id"]}")).Is(200)["state"].ToString());
        // What the village typed is known to health from a filing by the village.
        var value = (await RunningPlatform.EventuallyAsync(() => health.ReadAsync(fresh, county.Village), a => a.Status == 200 && a.Items.Count == 1)).Items[0]!;
        Assert.Equal(("5", "FILING", county.Village), (value["value"]!.ToJsonString(), value["source"]!["kind"]!.ToString(), value["source"]!["by"]!.ToString()));
    }

    [Fact]
    public async Task A_known_value_that_is_typed_differently_stays_and_is_named()
    {
        var (county, civil, known) = await CountyAsync();
        await civil.RecordAsync(known, county.Village, 23);
        var fresh = await county.DefineAsync(civil, "fresh");
        var request = await county.AskAsync(civil, $"f{county.Code}", [known, fresh]);
        var village = await county.ReporterAsync(county.Village);
        var filed = (await village.PutAsync($"{Api}/tasks/{request}.{county.Village}/filing", Values((fresh, 5), (known, 99)))).Is(200);
        Assert.Equal("KNOWN_VALUE_DIFFERS", Assert.Single(filed["problems"].AsArray())!["code"]!.ToString());
        Assert.Equal("23", (await civil.ReadAsync(known, county.Village)).Is(200).Items[0]!["value"]!.ToJsonString());
    }

    [Fact]
    public async Task A_filing_is_repeated_without_effect_and_changed_as_a_new_version()
    {
        var (county, civil, element) = await CountyAsync();
        var request = await county.AskAsync(civil, $"f{county.Code}", [element]);
        var village = await county.ReporterAsync(county.Village);
        var path = $"{Api}/tasks/{request}.{county.Village}/filing";
        var first = (await village.PutAsync(path, Values((element, 5)))).Is(200);
        var same = (await village.PutAsync(path, Values((element, 5)))).Is(200);
        Assert.Equal((first["id"].ToString(), "1"), (same["id"].ToString(), same["version"].ToString()));
        var changed = (await village.PutAsync(path, Values((element, 6)))).Is(200);
        Assert.Equal((first["id"].ToString(), "2"), (changed["id"].ToString(), changed["version"].ToString()));
        await RunningPlatform.EventuallyAsync(() => civil.ReadAsync(element, county.Village), a => a.Is(200).Items is [var v] && v!["value"]!.ToJsonString() == "6");
        (await village.PutAsync(path, Values((element, 7)), ("If-Match", "\"1\""))).IsProblem(412, "VERSION_STALE");
    }

    [Fact]
    public async Task A_stale_cell_is_shown_as_stale_and_may_be_confirmed_or_typed_anew()
    {
        var (county, civil, _) = await CountyAsync();
        var old = await county.DefineAsync(civil, "old", b => b["validForDays"] = 30);
        foreach (var village in county.Villages.Take(2)) await civil.RecordAsync(old, village, 8, "2025-01");
        var request = await county.AskAsync(civil, $"f{county.Code}", [old]);
        var township = await county.ReporterAsync(county.Townships[0]);
        string Task(int village) => $"{Api}/tasks/{request}.{county.Villages[village]}";
        var task = (await township.GetAsync(Task(0))).Is(200);
        Assert.Equal(("STALE", "8", "PENDING"), (Cell(task, old)["state"]!.ToString(), Cell(task, old)["value"]!.ToJsonString(), task["state"].ToString()));

        (await township.PutAsync(Task(0) + "/filing", new { values = new { }, confirmed = Array.Empty<string>() })).IsProblem(422, "REQUIRED_MISSING");
        var confirmed = (await township.PutAsync(Task(0) + "/filing", new { values = new { }, confirmed = new[] { old } })).Is(200);
        Assert.Equal(("0", "1"), (confirmed["typed"].ToString(), confirmed["reused"].ToString()));
        Assert.Equal("1", (await township.PutAsync(Task(1) + "/filing", Values((old, 9)))).Is(200)["typed"].ToString());
        await RunningPlatform.EventuallyAsync(() => civil.ReadAsync(old, county.Townships[0]), a => a.Is(200).Items.Count == 2 && a.ByUnit()[county.Villages[0]] == "8" && a.ByUnit()[county.Villages[1]] == "9");
    }

    [Fact]
    public async Task A_nil_return_is_an_answer_and_has_no_values()
    {
        var (county, civil, element) = await CountyAsync();
        var request = await county.AskAsync(civil, $"f{county.Code}", [element]);
        var village = await county.ReporterAsync(county.Village);
        var path = $"{Api}/tasks/{request}.{county.Village}";
        (await village.PutAsync(path + "/filing", new { values = new Dictionary<string, int> { [element] = 1 }, confirmed = Array.Empty<string>(), nil = true })).IsProblem(422, "NIL_WITH_VALUES");
        (await village.PutAsync(path + "/filing", new { values = new { }, confirmed = Array.Empty<string>(), nil = true })).Is(200).Has("state=COMPLETED");
        Assert.Equal("COMPLETED", (await village.GetAsync(path)).Is(200)["state"].ToString());
    }

    [Fact]
    public async Task What_does_not_fit_the_element_or_the_form_is_refused_with_a_pointer()
    {
        var (county, civil, number) = await CountyAsync();
        var choice = await county.DefineAsync(civil, "choice", b => { (b["type"], b["aggregation"], b["choices"]) = ("CHOICE", "NONE", new[] { "砖混", "土坯" }); b.Remove("min"); });
        var text = await county.DefineAsync(civil, "text", b => { (b["type"], b["aggregation"], b["pattern"]) = ("TEXT", "LAST", "[0-9]{4}"); b.Remove("min"); });
        var date = await county.DefineAsync(civil, "date", b => { (b["type"], b["aggregation"]) = ("DATE", "MAX"); b.Remove("min"); });
        var flag = await county.DefineAsync(civil, "flag", b => { (b["type"], b["aggregation"]) = ("BOOLEAN", "NONE"); b.Remove("min"); });
        var request = await county.AskAsync(civil, $"f{county.Code}", [number, choice, text, date, flag]);
        var village = await county.ReporterAsync(county.Village);
        var path = $"{Api}/tasks/{request}.{county.Village}/filing";
        Dictionary<string, object?> Good() => new() { [number] = 1, [choice] = "土坯", [text] = "0123", [date] = "2026-02-28", [flag] = true };
        foreach (var (element, value, code) in new (string, object?, string)[]
        {
            (number, "1", "WRONG_TYPE"), (number, 1.5, "WRONG_TYPE"), (number, -1, "OUT_OF_BOUNDS"), (number, null, "REQUIRED_MISSING"), (choice, "木", "NOT_A_CHOICE"), (text, "12345", "PATTERN_NOT_MET"),
            (date, "2026-02-29", "WRONG_TYPE"), (flag, "true", "WRONG_TYPE"), ("no.such.element", 1, "ELEMENT_NOT_ON_FORM"),
        })
        {
            var values = Good();
            values[element] = value;
            var refused = (await village.PutAsync(path, new { values, confirmed = Array.Empty<string>() })).IsProblem(422, code);
            Assert.Equal($"/values/{element}", refused["errors"][0]!["pointer"]!.ToString());
        }
        (await village.PutAsync(path, new { values = Good(), confirmed = Array.Empty<string>() })).Is(200);
        (await village.PutAsync($"{Api}/tasks/{Guid.NewGuid()}.{county.Village}/filing", new { values = Good() })).IsProblem(404, "TASK_UNKNOWN");
        (await (await county.ReporterAsync(county.Villages[1])).PutAsync(path, new { values = Good() })).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await civil.PutAsync(path, new { values = Good() })).IsProblem(403, "RIGHT_MISSING");
    }

    [Fact]
    public async Task A_task_all_of_whose_required_cells_are_known_is_completed_by_itself()
    {
        var (county, civil, known) = await CountyAsync();
        await civil.RecordAsync(known, county.Villages[0], 23);
        var wish = await county.DefineAsync(civil, "wish");
        (await civil.PutAsync($"{Api}/forms/f{county.Code}", TestCounty.Form(civil, [], f => f["fields"] = new[] { new { element = known, required = true }, new { element = wish, required = false } }))).Is(201);
        var request = (await civil.PostAsync($"{Api}/requests", Request($"f{county.Code}", county.Code))).Is(201)["id"];
        var reporter = await county.ReporterAsync(county.Code);
        Assert.Equal("COMPLETED", (await reporter.GetAsync($"{Api}/tasks/{request}.{county.Villages[0]}")).Is(200)["state"].ToString());
        Assert.Equal("PENDING", (await reporter.GetAsync($"{Api}/tasks/{request}.{county.Villages[1]}")).Is(200)["state"].ToString());
        // What the system records later completes the next one too; nobody files anything.
        await civil.RecordAsync(known, county.Villages[1], 0);
        Assert.Equal("COMPLETED", (await reporter.GetAsync($"{Api}/tasks/{request}.{county.Villages[1]}")).Is(200)["state"].ToString());
    }

    [Fact]
    public async Task What_the_villages_gave_is_derived_for_the_township()
    {
        var (county, civil, element) = await CountyAsync();
        foreach (var village in county.Villages) await civil.RecordAsync(element, village, 5);
        var fresh = await county.DefineAsync(civil, "fresh");
        (await civil.PutAsync($"{Api}/forms/f{county.Code}", TestCounty.Form(civil, [element, fresh], f => f["level"] = "TOWNSHIP"))).Is(201);
        var request = (await civil.PostAsync($"{Api}/requests", Request($"f{county.Code}", county.Code))).Is(201);
        Assert.Equal("2", request["tasks"].ToJsonString());
        var cell = Cell((await (await county.ReporterAsync(county.Townships[0])).GetAsync($"{Api}/tasks/{request["id"]}.{county.Townships[0]}")).Is(200), element);
        Assert.Equal(("DERIVED", "15"), (cell["state"]!.ToString(), cell["value"]!.ToJsonString()));
    }

    private static object Values(params (string Element, object Value)[] values) => new { values = values.ToDictionary(v => v.Element, v => v.Value), confirmed = Array.Empty<string>() };

    private static JsonNode Cell(Answer task, string element) => Shape.Of(task["cells"].AsArray().Single(c => c!["element"]!.ToString() == element), "element:string state=KNOWN|DERIVED|STALE|MISSING");

    private static Dictionary<string, object?> Request(string form, string under, Action<Dictionary<string, object?>>? change = null)
    {
        var body = new Dictionary<string, object?> { ["form"] = form, ["period"] = TestCounty.Month, ["under"] = under, ["dueOn"] = Workdays.After(TestCounty.Today, 5) };
        change?.Invoke(body);
        return body;
    }

    private static async Task<string> AdmittedAsync(ApiClient department, TestCounty county, string[] elements)
    {
        (await department.PutAsync($"{Api}/forms/f{county.Code}", TestCounty.Form(department, elements))).Is(201);
        return $"f{county.Code}";
    }

    private async Task<(TestCounty County, ApiClient Civil, string Element)> CountyAsync()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        return (county, civil, await county.DefineAsync(civil, "x"));
    }
}
