using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Tasks;

namespace Datarun.Tests.Platform.Burden;

/// <summary>What authorities allow to be asked, and what the gate and each request make of it.</summary>
public sealed class BudgetTests(LocalPlatform platform)
{
    private const string Reports = AskedCounty.Reports;
    private const string Budgets = $"{Reports}burden-budgets";

    private static object Body(int minutes, string? validTo = null, string reason = "基层减负年") => new { minutes, reason, basis = "某政办发〔2026〕12号", validTo };

    private static string Week(string scope, string level = "VILLAGE", int fromToday = 0) => $"{Budgets}/units/{scope}/{level}/{AskedCounty.Day(fromToday)}";

    private Task<ApiClient> AuthorityAsync(string area) => platform.NewClientAsync(area, "SHARING_AUTHORITY");

    private static async Task<int> HoldsAsync(ApiClient reader, string of, string query = "") => (await reader.GetAsync($"{Budgets}/units/{of}{query}")).Is(200)["minutes"].GetValue<int>();

    /// <summary>A weekly form of a new office; answers the office and the admission or its refusal.</summary>
    private static async Task<(ApiClient Office, string Form, Answer Answer)> WeeklyAsync(TestCounty county, string name, int minutes)
    {
        var office = await county.OfficeAsync(name);
        var element = await county.DefineAsync(office, $"w{name}", b => b["frequency"] = "WEEKLY");
        var form = $"w{county.Code}-{name}";
        return (office, form, await office.PutAsync($"{Reports}forms/{form}", TestCounty.Form(office, [element], f => (f["frequency"], f["minutesPerFiling"]) = ("WEEKLY", minutes))));
    }

    private static string WeekAt(int weeks)
    {
        var day = TestCounty.Today.AddDays(7 * weeks).ToDateTime(default);
        return $"{System.Globalization.ISOWeek.GetYear(day)}-W{System.Globalization.ISOWeek.GetWeekOfYear(day):00}";
    }

    private static Task<Answer> AskAsync(ApiClient office, string form, string under, int weeks = 0, int dueInDays = 14) =>
        office.PostAsync($"{Reports}requests", new { form, period = WeekAt(weeks), under, dueOn = AskedCounty.Day(dueInDays) });

    [Fact]
    public async Task A_budget_of_the_area_replaces_the_rule_is_shown_with_its_source_and_every_version_is_kept()
    {
        var county = await platform.NewCountyAsync();
        var authority = await AuthorityAsync(county.Code);
        var rule = (await RunningPlatform.EventuallyAsync(() => authority.GetAsync($"{Budgets}/units/{county.Village}"), a => a.Code != "UNIT_UNKNOWN")).Is(200);
        Assert.Equal(("160", "form.burden.village.week", "LOCAL_POLICY"), (rule["minutes"].ToString(), rule["rule"]["id"]!.ToString(), rule["rule"]["basis"]!.ToString()));
        Assert.Null(rule.Json!["decision"]);
        var made = (await authority.PutAsync(Week(county.Code), Body(60))).Is(201);
        Assert.Equal("\"1\"", made.Headers.ETag!.Tag);
        (await authority.PutAsync(Week(county.Code), Body(60))).Is(200);
        (await authority.PutAsync(Week(county.Code), Body(50), ("If-Match", "\"7\""))).IsProblem(412, "VERSION_STALE");
        Assert.Equal(2, (await authority.PutAsync(Week(county.Code), Body(50), ("If-Match", "\"1\""))).Is(200)["version"].GetValue<int>());
        var holds = (await authority.GetAsync($"{Budgets}/units/{county.Village}")).Is(200);
        Assert.Equal(("50", $"burden-budget/{county.Code}", "某政办发〔2026〕12号", "基层减负年"),
            (holds["minutes"].ToString(), holds["rule"]["id"]!.ToString(), holds["rule"]["source"]!.ToString(), holds["decision"]["reason"]!.ToString()));
        Assert.Equal(50, (await authority.GetAsync($"{Reports}burden?unit={county.Village}")).Is(200)["budget"].GetValue<int>());
        Assert.Equal(160, await HoldsAsync(authority, county.Village, $"?on={AskedCounty.Day(-1)}"));
        Assert.Equal(600, await HoldsAsync(authority, county.Townships[0]));
        Assert.Equal(50, await HoldsAsync(authority, county.Townships[0], "?level=VILLAGE"));
        // A township that is hit harder, for a week; later ones begin by themselves.
        (await authority.PutAsync(Week(county.Townships[0]), Body(20, AskedCounty.Day(6)))).Is(201);
        Assert.Equal(20, await HoldsAsync(authority, county.Village));
        Assert.Equal(50, await HoldsAsync(authority, county.Village, $"?on={AskedCounty.Day(7)}"));
        Assert.Equal(50, await HoldsAsync(authority, county.Villages[3]));

        var history = await authority.PagesAsync($"{Budgets}?under={county.Code}", 2);
        Assert.Equal([(county.Code, 60, 1), (county.Code, 50, 2), (county.Townships[0], 20, 1)], history.Select(h => (h["scope"]!.ToString(), h["minutes"]!.GetValue<int>(), h["version"]!.GetValue<int>())));
    }

    [Fact]
    public async Task Nobody_below_loosens_what_is_set_above_nor_decides_for_others()
    {
        var county = await platform.NewCountyAsync();
        var (city, authority) = (await AuthorityAsync(county.Code[..4]), await AuthorityAsync(county.Code));
        (await city.PutAsync(Week(county.Code), Body(100))).Is(201);
        (await authority.PutAsync(Week(county.Code), Body(150))).Is(201);
        Assert.Equal(100, await HoldsAsync(authority, county.Village));
        (await authority.PutAsync(Week(county.Code), Body(80))).Is(200);
        Assert.Equal(80, await HoldsAsync(authority, county.Village));

        var neighbour = await platform.NewCountyAsync();
        (await authority.PutAsync(Week(neighbour.Code), Body(80))).IsProblem(403, "BUDGET_NOT_YOUR_AREA");
        (await authority.PutAsync(Week(county.Code[..4]), Body(80))).IsProblem(403, "BUDGET_NOT_YOUR_AREA");
        (await authority.PutAsync(Week("CN"), Body(80))).IsProblem(403, "BUDGET_NOT_YOUR_AREA");
        var office = await county.OfficeAsync("DATA", "SHARING_AUTHORITY", "DEPARTMENT");
        var own = $"{Budgets}/departments/{office.Unit}/{AskedCounty.Day(0)}";
        (await office.PutAsync(own, Body(1_000_000))).IsProblem(403, "BUDGET_OF_OWN_BODY");
        (await (await AuthorityAsync(neighbour.Code)).PutAsync(own, Body(1))).IsProblem(403, "BUDGET_NOT_YOUR_AREA");
        (await (await county.OfficeAsync("CIVIL")).PutAsync(own, Body(1))).IsProblem(403, "RIGHT_MISSING");
        (await authority.PutAsync(own, Body(70))).Is(201);
        var holds = (await office.GetAsync($"{Budgets}/departments/{office.Unit}")).Is(200);
        Assert.Equal(("DEPARTMENT_MONTH", "70", county.Code), (holds["kind"].ToString(), holds["minutes"].ToString(), holds["decision"]["authority"]!.ToString()));
        Assert.Equal(70, (await office.GetAsync($"{Reports}burden?department={office.Unit}")).Is(200)["budget"].GetValue<int>());
    }

    [Fact]
    public async Task What_cannot_be_a_budget_is_refused_with_the_field_named()
    {
        var county = await platform.NewCountyAsync();
        var authority = await AuthorityAsync(county.Code);
        (await authority.PutAsync(Week(county.Code, fromToday: -1), Body(50))).IsProblem(422, "BUDGET_REACHES_BACK");
        (await authority.PutAsync(Week(county.Code), Body(-1))).IsProblem(422, "OUT_OF_BOUNDS");
        (await authority.PutAsync(Week(county.Code), Body(10_081))).IsProblem(422, "OUT_OF_BOUNDS");
        (await authority.PutAsync(Week(county.Code), Body(50, AskedCounty.Day(-1)))).IsProblem(422, "BUDGET_ENDS_BEFORE_IT_BEGINS");
        (await authority.PutAsync(Week(county.Code), Body(50, reason: " "))).IsProblem(422, "FIELD_REQUIRED");
        (await authority.PutAsync(Week(county.Code), """{"minutes":50,"reason":"\ud800","basis":"b"}""")).Is(400, 422);
        (await authority.PutAsync(Week(county.Code), Body(50, reason: new string('长', 1001)))).IsProblem(422, "TEXT_INVALID");
        (await authority.PutAsync(Week(county.Code), """{"minutes":50,"reason":"\u0000","basis":"b"}""")).IsProblem(422, "TEXT_INVALID");
        (await authority.PutAsync(Week(county.Code), """{"minutes":99999999999,"reason":"r","basis":"b"}""")).Is(400);
        (await authority.PutAsync(Week(county.Village, "TOWNSHIP"), Body(50))).IsProblem(422, "BUDGET_LEVEL_ABOVE_SCOPE");
        (await authority.PutAsync(Week("12345"), Body(50))).IsProblem(422, "CODE_INVALID");
        (await authority.PutAsync(Week(county.Code + "999"), Body(50))).IsProblem(422, "UNIT_UNKNOWN");
        (await authority.PutAsync(Week(county.Code, "HAMLET"), Body(50))).Is(400);
        (await authority.PutAsync($"{Budgets}/units/{county.Code}/VILLAGE/soon", Body(50))).Is(400);
        (await authority.PutAsync($"{Budgets}/units/{county.Code}/VILLAGE/9999-12-31", Body(50))).IsProblem(422, "OUT_OF_BOUNDS");
        (await authority.PutAsync($"{Budgets}/departments/{county.Code}-NONE/{AskedCounty.Day(0)}", Body(50))).IsProblem(422, "UNIT_UNKNOWN");
        (await authority.GetAsync($"{Budgets}/units/{county.Village}?level=TOWNSHIP")).IsProblem(422, "BUDGET_LEVEL_ABOVE_SCOPE");
        (await authority.GetAsync($"{Budgets}/units/x")).IsProblem(400, "PARAMETER_INVALID");
        (await authority.GetAsync($"{Budgets}/units/{county.Code}999")).IsProblem(422, "UNIT_UNKNOWN");
        (await authority.GetAsync($"{Budgets}?under=12345")).IsProblem(400, "PARAMETER_INVALID");
        (await authority.GetAsync($"{Budgets}?after=WyJhIiwiYiIsImMiLCJkIiwiZSJd")).IsProblem(400, "CURSOR_INVALID");
    }

    [Fact]
    public async Task The_gate_adds_up_all_departments_for_the_unit_that_has_least_left_and_says_which()
    {
        var county = await platform.NewCountyAsync();
        (await (await AuthorityAsync(county.Code)).PutAsync(Week(county.Villages[4]), Body(45))).Is(201);
        (await WeeklyAsync(county, "A", 20)).Answer.Is(201);
        var second = (await WeeklyAsync(county, "B", 25)).Answer.Is(201)["admission"]["burden"]!["week"]!;
        Assert.Equal((county.Villages[4], 45m, 45), (second["place"]!.ToString(), second["minutes"]!.GetValue<decimal>(), second["budget"]!.GetValue<int>()));
        var refused = (await WeeklyAsync(county, "C", 1)).Answer.IsProblem(422, "FORM_REFUSED")["admission"];
        var ground = refused["grounds"]!.AsArray().Single()!;
        Assert.Equal(("BURDEN_BUDGET_EXCEEDED", $"burden-budget/{county.Villages[4]}"), (ground["code"]!.ToString(), ground["rule"]!["id"]!.ToString()));
        // A neighbouring county is not touched by it.
        (await WeeklyAsync(await platform.NewCountyAsync(), "A", 100)).Answer.Is(201);
    }

    [Fact]
    public async Task A_department_with_a_month_of_its_own_is_held_to_it()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("A");
        (await (await AuthorityAsync(county.Code)).PutAsync($"{Budgets}/departments/{office.Unit}/{AskedCounty.Day(0)}", Body(71))).Is(201);
        var element = await county.DefineAsync(office, "x");
        // Six villages of twelve minutes are 72.
        var refused = (await office.PutAsync($"{Reports}forms/m{county.Code}", TestCounty.Form(office, [element]))).IsProblem(422, "FORM_REFUSED")["admission"];
        Assert.Equal((-1, $"burden-budget/{office.Unit}"), (refused["burden"]!["budgetLeft"]!.GetValue<int>(), refused["grounds"]![0]!["rule"]!["id"]!.ToString()));
    }

    [Fact]
    public async Task A_request_is_refused_when_the_week_of_one_of_its_units_is_spent_by_all_departments_together()
    {
        var county = await platform.NewCountyAsync();
        var (a, formA, _) = await WeeklyAsync(county, "A", 60);
        var (b, formB, _) = await WeeklyAsync(county, "B", 60);
        // Admitted at 120 a week; then the second township is given less. A request of 14 days weighs half of it on a full week.
        (await (await AuthorityAsync(county.Code)).PutAsync(Week(county.Townships[1]), Body(40))).Is(201);
        var request = (await AskAsync(a, formA, county.Code, dueInDays: 13)).Is(201)["id"].ToString();
        var refused = (await AskAsync(b, formB, county.Code, dueInDays: 13)).IsProblem(422, "BURDEN_BUDGET_EXCEEDED");
        Assert.Equal((county.Townships[1], 40, $"burden-budget/{county.Townships[1]}"), (refused["unit"].ToString(), refused["budget"].GetValue<int>(), refused["rule"]["id"]!.ToString()));
        Assert.InRange(refused["minutes"].GetValue<decimal>(), 40.01m, 60m);
        Assert.Matches(@"^\d{4}-W\d\d$", refused["week"].ToString());
        // Where there is room it is asked; and everywhere, once the other has recalled.
        (await AskAsync(b, formB, county.Townships[0], dueInDays: 13)).Is(201);
        (await AskAsync(b, formB, county.Townships[1], dueInDays: 13)).IsProblem(422, "BURDEN_BUDGET_EXCEEDED");
        (await a.PostAsync($"{Reports}requests/{request}/recall", new { reason = "任务取消", under = county.Townships[1] })).Is(201);
        (await AskAsync(b, formB, county.Townships[1], dueInDays: 13)).Is(201);
    }

    [Fact]
    public async Task Two_departments_that_ask_at_once_do_not_both_get_the_last_minutes()
    {
        var county = await platform.NewCountyAsync();
        var (a, formA, _) = await WeeklyAsync(county, "A", 60);
        var (b, formB, _) = await WeeklyAsync(county, "B", 60);
        (await (await AuthorityAsync(county.Code)).PutAsync(Week(county.Code), Body(40))).Is(201);
        var answers = await Task.WhenAll(AskAsync(a, formA, county.Code, dueInDays: 13), AskAsync(b, formB, county.Code, dueInDays: 13));
        Assert.Equal([201, 422], answers.Select(x => x.Status).Order());
    }

    [Fact]
    public async Task An_emergency_does_not_wait_for_room_in_the_week()
    {
        var county = await platform.NewCountyAsync();
        var (office, form, _) = await WeeklyAsync(county, "A", 60);
        (await (await AuthorityAsync(county.Code)).PutAsync(Week(county.Code), Body(0))).Is(201);
        (await AskAsync(office, form, county.Code)).IsProblem(422, "BURDEN_BUDGET_EXCEEDED");
        (await office.PostAsync($"{Reports}requests", new
        {
            form, period = WeekAt(0), under = county.Code, dueOn = AskedCounty.Day(1), emergency = new { basis = "防汛应急预案", reason = "山洪" },
        })).Is(201);
        var week = (await office.GetAsync($"{Reports}burden/weeks?unit={county.Village}&from={WeekAt(0)}&to={WeekAt(0)}")).Is(200).Items.Single()!;
        Assert.Equal((true, 0), (week["over"]!.GetValue<bool>(), week["budget"]!.GetValue<int>()));
    }
}
