using System.Text.Json.Nodes;
using Npgsql;

namespace Datarun.Tests.Platform.Admission;

/// <summary>An emergency: named, counted, capped, and reported afterwards.</summary>
public sealed class EmergencyTests(LocalPlatform platform)
{
    private const string Reports = "api/reports/v1/";
    private static readonly object Flood = new { basis = "防汛抗旱应急预案 二级响应", reason = "上游水库泄洪" };

    private static string Day(int offset) => TestCounty.Today.AddDays(offset).ToString("yyyy-MM-dd");

    private static async Task<(TestCounty County, ApiClient Office)> CountyAsync(RunningPlatform platform)
    {
        var county = await platform.NewCountyAsync();
        return (county, await county.OfficeAsync("WATER"));
    }

    private static async Task<Answer> PutAsync(TestCounty county, ApiClient office, string name, object? emergency)
    {
        var element = await county.DefineAsync(office, name);
        return await office.PutAsync($"{Reports}forms/{name}-{county.Code}", TestCounty.Form(office, [element], f =>
            (f["emergency"], f["dueAfterWorkdays"], f["frequency"]) = (emergency, 0, "ONCE")));
    }

    private static Task<Answer> AskAsync(TestCounty county, ApiClient office, string name, int due, object? emergency = null) =>
        office.PostAsync($"{Reports}requests", new { form = $"{name}-{county.Code}", period = TestCounty.Month, under = county.Code, dueOn = Day(due), emergency });

    [Fact]
    public async Task A_form_of_an_emergency_is_due_the_same_day_asked_once_and_counted()
    {
        var (county, office) = await CountyAsync(platform);
        var bad = (await PutAsync(county, office, "nobasis", new { reason = "领导要求" })).IsProblem(422, "FORM_REFUSED");
        Assert.Equal(["EMERGENCY_BASIS_MISSING", "LEAD_TIME_TOO_SHORT"], bad["admission"]["grounds"]!.AsArray().Select(g => g!["code"]!.ToString()).Order(StringComparer.Ordinal));
        var admission = (await PutAsync(county, office, "flood", Flood)).Is(201)["admission"];
        Assert.Equal(("RETROSPECTIVE", "1", "3"), (admission["admissionKind"]!.ToString(), admission["emergency"]!["usedThisYear"]!.ToString(), admission["emergency"]!["cap"]!.ToString()));
        // The request says again why it cannot wait: it is the same emergency.
        (await AskAsync(county, office, "flood", 0, Flood)).Is(201);
        var again = (await office.PostAsync($"{Reports}requests", new { form = $"flood-{county.Code}", period = Day(0), under = county.Code, dueOn = Day(30) }));
        again.IsProblem(409, "FORM_ASKED_ONCE");
        var use = (await office.GetAsync($"{Reports}emergencies?department={office.Unit}")).Is(200).Items.Single()!;
        Assert.Equal(("form.emergency.report", "false", null), (use["rule"]!["id"]!.ToString(), use["late"]!.ToString(), use["reportedOn"]?.ToString()));
        Assert.True(string.CompareOrdinal(use["reportBy"]!.ToString(), Day(4)) > 0);
    }

    [Fact]
    public async Task A_request_may_be_hastened_three_times_a_year()
    {
        var (county, office) = await CountyAsync(platform);
        var element = await county.DefineAsync(office, "level");
        (await office.PutAsync($"{Reports}forms/level-{county.Code}", TestCounty.Form(office, [element]))).Is(201);
        (await AskAsync(county, office, "level", 0)).IsProblem(422, "LEAD_TIME_TOO_SHORT");
        (await AskAsync(county, office, "level", 0, new { basis = "", reason = "急" })).IsProblem(422, "EMERGENCY_BASIS_MISSING");
        (await AskAsync(county, office, "level", -1, Flood)).IsProblem(422, "LEAD_TIME_TOO_SHORT");
        foreach (var village in county.Villages.Take(3))
            (await office.PostAsync($"{Reports}requests", new { form = $"level-{county.Code}", period = TestCounty.Month, under = village, dueOn = Day(0), emergency = Flood })).Is(201);
        var over = (await office.PostAsync($"{Reports}requests", new { form = $"level-{county.Code}", period = TestCounty.Month, under = county.Villages[3], dueOn = Day(0), emergency = Flood }))
            .IsProblem(422, "EMERGENCY_CAP_REACHED");
        Assert.Equal(("3", "3"), (over["used"].ToString(), over["cap"].ToString()));
        // What can wait still may be asked.
        (await office.PostAsync($"{Reports}requests", new { form = $"level-{county.Code}", period = TestCounty.Month, under = county.Villages[3], dueOn = Day(30) })).Is(201);
    }

    [Fact]
    public async Task What_was_not_reported_in_time_blocks_the_next_until_it_is()
    {
        var (county, office) = await CountyAsync(platform);
        (await PutAsync(county, office, "one", Flood)).Is(201);
        (await PutAsync(county, office, "two", Flood)).Is(201); // Not due yet.
        await using (var reports = NpgsqlDataSource.Create(platform.ConnectionString("reports")))
        await using (var late = reports.CreateCommand($"UPDATE emergency_use SET used_on = used_on - 20, report_by = report_by - 20 WHERE form = 'one-{county.Code}'"))
            Assert.Equal(1, await late.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        var refused = (await PutAsync(county, office, "three", Flood)).IsProblem(422, "FORM_REFUSED");
        Assert.Equal("EMERGENCY_UNREPORTED", Assert.Single(refused["admission"]["grounds"]!.AsArray())!["code"]!.ToString());
        (await office.PutAsync($"{Reports}forms/level-{county.Code}", TestCounty.Form(office, [await county.DefineAsync(office, "level")]))).Is(201);
        (await AskAsync(county, office, "level", 0, Flood)).IsProblem(422, "EMERGENCY_UNREPORTED").RestsOn("form.emergency.report");

        var path = $"{Reports}forms/one-{county.Code}/retrospective";
        (await office.PostAsync(path, new { report = "" })).IsProblem(422, "FIELD_REQUIRED");
        (await (await county.OfficeAsync("LAND")).PostAsync(path, new { report = "代为补报" })).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await office.PostAsync($"{Reports}forms/none-{county.Code}/retrospective", new { report = "补报" })).IsProblem(404, "FORM_UNKNOWN");
        var reported = (await office.PostAsync(path, new { report = "转移群众三百余人,无伤亡" })).Is(200)["reported"].AsArray();
        Assert.Equal((Day(0), "true"), (Assert.Single(reported)!["reportedOn"]!.ToString(), reported[0]!["late"]!.ToString()));
        (await office.PostAsync(path, new { report = "再报" })).IsProblem(409, "NOTHING_TO_REPORT");
        (await PutAsync(county, office, "three", Flood)).Is(201);
    }

    [Fact]
    public async Task Only_the_department_and_the_authority_of_its_area_see_its_emergencies()
    {
        var (county, office) = await CountyAsync(platform);
        (await PutAsync(county, office, "flood", Flood)).Is(201);
        var path = $"{Reports}emergencies?department={office.Unit}";
        Assert.Single((await (await county.OfficeAsync("DATA", "SHARING_AUTHORITY")).GetAsync(path)).Is(200).Items);
        (await (await county.OfficeAsync("LAND")).GetAsync(path)).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        var other = await platform.NewCountyAsync();
        (await (await other.OfficeAsync("DATA", "SHARING_AUTHORITY")).GetAsync(path)).IsProblem(403, "OUTSIDE_YOUR_UNIT");
    }
}
