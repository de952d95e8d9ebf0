using System.Text.Json.Nodes;
using Dapper;
using Npgsql;

namespace Datarun.Tests.Platform.Contract.Rosters;

/// <summary>Villages are merged and townships dissolved: a place has a last day.</summary>
public sealed class EndedTests(LocalPlatform platform)
{
    private const string Divisions = "api/rosters/v1/divisions";
    private static readonly DateOnly Day = new(TestCounty.Today.Year, 6, 30);

    private async Task<string> LastDayAsync(string place) => (await platform.Admin.GetAsync($"{Divisions}/{place}")).Is(200).Json!["validTo"]?.ToString() ?? "none";

    private Task<Answer> EndAsync(string place, DateOnly day, params (string, string)[] headers) => platform.Admin.PutAsync($"{Divisions}/{place}/end", new { validTo = day }, headers);

    [Fact]
    public async Task A_township_that_is_dissolved_ends_with_all_its_villages_and_one_that_had_ended_before_keeps_its_day()
    {
        var county = await platform.NewCountyAsync();
        var (township, villages) = (county.Townships[0], county.Villages);
        await county.EndAsync(Day.AddDays(-90), villages[1]);
        Assert.Equal($"{Day:yyyy-MM-dd}", (await EndAsync(township, Day)).Is(200)["validTo"].ToString());
        Assert.Equal($"{Day:yyyy-MM-dd}", await LastDayAsync(villages[0]));
        Assert.Equal($"{Day.AddDays(-90):yyyy-MM-dd}", await LastDayAsync(villages[1]));
        Assert.Equal("none", await LastDayAsync(villages[3]));

        // Another day takes along whoever ended with it; taken back, all go on who had not ended for themselves.
        await county.EndAsync(Day.AddDays(10), township);
        Assert.Equal($"{Day.AddDays(10):yyyy-MM-dd}", await LastDayAsync(villages[2]));
        Assert.Equal($"{Day.AddDays(-90):yyyy-MM-dd}", await LastDayAsync(villages[1]));
        await county.EndAsync(null, township);
        Assert.Equal(["none", "none", $"{Day.AddDays(-90):yyyy-MM-dd}"], [await LastDayAsync(township), await LastDayAsync(villages[0]), await LastDayAsync(villages[1])]);
        // To take back what nobody said changes nothing.
        await county.EndAsync(null, township);
    }

    [Fact]
    public async Task Nothing_outlives_the_place_above_it()
    {
        var county = await platform.NewCountyAsync();
        var (township, village) = (county.Townships[0], county.Villages[0]);
        await county.EndAsync(Day, township);
        var above = $"{township}: {Day:yyyy-MM-dd}";
        Assert.Equal(above, (await EndAsync(village, Day.AddDays(1))).IsProblem(422, "DIVISION_ABOVE_ENDED")["errors"][0]!["detail"]!.ToString());
        (await platform.Admin.DeleteAsync($"{Divisions}/{village}/end")).IsProblem(422, "DIVISION_ABOVE_ENDED");
        (await EndAsync(village, Day.AddDays(-1))).Is(200);
        // A file neither adds a village there nor gives one a first day after its last; what it says of the others is taken.
        var csv = $"code,name,began\n{township}777,新村,\n{village},第001村,{Day:yyyy-MM-dd}\n{county.Villages[1]},改名村,\n{county.Townships[1]}777,另一新村,\n";
        var answer = (await platform.Admin.PostCsvAsync($"{Divisions}:import", csv)).Is(200);
        Assert.Equal([(2, "DIVISION_ABOVE_ENDED"), (3, "PERIOD_REVERSED")], answer["refused"].AsArray().Select(r => ((int)r!["line"]!, r["code"]!.ToString())));
        Assert.Equal((1, 1), ((int)answer["created"], (int)answer["updated"]));
        Assert.Equal($"{Day:yyyy-MM-dd}", await LastDayAsync(county.Villages[1]));
    }

    [Fact]
    public async Task A_day_that_cannot_be_is_refused_and_so_is_who_keeps_another_countys_roster()
    {
        var (county, other) = (await platform.NewCountyAsync(), await platform.NewCountyAsync());
        var village = county.Villages[0];
        (await platform.Admin.PostCsvAsync($"{Divisions}:import", $"code,name,began\n{village},第001村,{Day:yyyy-MM-dd}\n")).Is(200);
        (await EndAsync(village, Day.AddDays(-1))).IsProblem(422, "PERIOD_REVERSED");
        (await EndAsync(county.Code, Day.AddDays(-1))).IsProblem(422, "PERIOD_REVERSED");
        (await EndAsync(village, TestCounty.Today.AddYears(11))).IsProblem(422, "VALID_TO_TOO_FAR");
        (await EndAsync(county.Code + "999", Day)).IsProblem(404, "DIVISION_UNKNOWN");
        (await EndAsync(village, Day, ("If-Match", "\"77\""))).IsProblem(412, "VERSION_STALE");
        var keeper = await platform.NewClientAsync(other.Code, "ROSTER_KEEPER");
        (await keeper.PutAsync($"{Divisions}/{village}/end", new { validTo = Day })).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await keeper.DeleteAsync($"{Divisions}/{village}/end")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        Assert.Equal("none", await LastDayAsync(village));
        (await EndAsync(village, Day)).Is(200);
    }

    [Fact]
    public async Task Its_own_figures_stay_and_it_is_asked_for_nothing_that_begins_later()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("FIRE");
        var element = await county.DefineAsync(office, "hydrants");
        await county.AskAsync(office, $"f{county.Code}", [element]);
        await office.PutLinesAsync("api/reports/v1/values:record", [new { element, unit = county.Villages[0], period = TestCounty.Month, value = 7 }]);
        await county.EndAsync(new(TestCounty.Today.Year, TestCounty.Today.Month, 1), county.Townships[0]);
        var next = TestCounty.Today.AddMonths(1).ToString("yyyy-MM");
        Task<Answer> AskAsync(string under) => office.PostAsync("api/reports/v1/requests", new { form = $"f{county.Code}", period = next, under, dueOn = TestCounty.Today.AddDays(20) });
        await RunningPlatform.EventuallyAsync(() => AskAsync(county.Townships[0]), a => a.Status == 422);
        Assert.Equal(3, (int)(await AskAsync(county.Code)).Is(201)["tasks"]);
        var line = (await office.GetAsync($"api/reports/v1/rollups?element={element}&period={TestCounty.Month}&under={county.Code}")).Is(200).Items[0]!;
        Assert.Equal("7 of 6", $"{line["value"]} of {line["expected"]}");
    }

    [Fact]
    public async Task Where_a_place_went_is_kept_shown_and_told_until_its_end_is_taken_back()
    {
        var (county, other) = (await platform.NewCountyAsync(), await platform.NewCountyAsync());
        var (gone, left, right) = (county.Villages[0], county.Villages[1], other.Villages[0]);
        var ended = (await platform.Admin.PutAsync($"{Divisions}/{gone}/end", new { validTo = Day, successors = new[] { right, left, left } })).Is(200);
        Assert.Equal([left, right], Codes(ended["successors"]));
        // Another day alone leaves them; an empty list takes them away; the same words again change nothing.
        var moved = (await EndAsync(gone, Day.AddDays(1))).Is(200);
        Assert.Equal([left, right], Codes(moved["successors"]));
        var again = (await platform.Admin.PutAsync($"{Divisions}/{gone}/end", new { validTo = Day.AddDays(1), successors = new[] { left, right } })).Is(200);
        Assert.Equal(moved.Headers.ETag, again.Headers.ETag);
        Assert.Equal([left], Codes((await platform.Admin.PutAsync($"{Divisions}/{gone}/end", new { validTo = Day.AddDays(1), successors = new[] { left } })).Is(200)["successors"]));
        Assert.Equal([left], Codes((await platform.Admin.GetAsync($"{Divisions}/{gone}")).Is(200)["successors"]));
        await using var rosters = new NpgsqlConnection(platform.ConnectionString("rosters"));
        var told = await rosters.QueryAsync<string>("SELECT body FROM outbox WHERE type = 'DivisionsChanged' AND strpos(body, @gone) > 0 AND strpos(body, 'successors') > 0 ORDER BY sequence", new { gone });
        Assert.Equal([left], Codes(JsonNode.Parse(told.Last())!["divisions"]![0]!["successors"]));
        await county.EndAsync(null, gone);
        Assert.Empty(Codes((await platform.Admin.GetAsync($"{Divisions}/{gone}")).Is(200)["successors"]));
    }

    [Fact]
    public async Task No_place_goes_into_itself_into_what_is_not_known_or_into_what_ends_no_later()
    {
        var county = await platform.NewCountyAsync();
        var (gone, before) = (county.Villages[0], county.Villages[1]);
        await county.EndAsync(Day.AddDays(-1), before);
        async Task RefusedAsync(string place, string successor, string code, int at = 0) => Assert.Equal($"/successors/{at}",
            (await platform.Admin.PutAsync($"{Divisions}/{place}/end", new { validTo = Day, successors = new[] { successor } })).IsProblem(422, code)["errors"][0]!["pointer"]!.ToString());
        await RefusedAsync(gone, gone, "SUCCESSOR_INVALID");
        await RefusedAsync(county.Townships[0], county.Villages[2], "SUCCESSOR_INVALID");
        await RefusedAsync(gone, before, "SUCCESSOR_INVALID");
        await RefusedAsync(gone, "999998001001", "DIVISION_UNKNOWN");
        (await platform.Admin.PutAsync($"{Divisions}/{gone}/end", new { validTo = Day, successors = new[] { "45x" } })).IsProblem(400, "BODY_MALFORMED");
        (await platform.Admin.PutAsync($"{Divisions}/{gone}/end", new { validTo = Day, successors = Enumerable.Range(0, 101).Select(_ => county.Villages[3]) })).Is(422);
        Assert.Equal("none", await LastDayAsync(gone));
    }

    [Fact]
    public async Task Whom_and_what_an_ended_place_leaves_behind_is_listed_and_nothing_new_begins_there()
    {
        var county = await platform.NewCountyAsync();
        var (gone, into) = (county.Townships[0], county.Townships[1]);
        var keeper = await platform.NewClientAsync(county.Code, "ROSTER_KEEPER");
        var (person, held, over) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        Task<Answer> PostAsync(string code, string unit, string title = "综治岗") => keeper.PutAsync($"api/rosters/v1/posts/{code}", new { unit, title, establishmentKind = "ADMINISTRATIVE", authorised = 2 });
        Task<Answer> AssignAsync(Guid id, string post, DateOnly from, DateOnly? to = null, int share = 50) => keeper.PutAsync($"api/rosters/v1/assignments/{id}", new { person, post, from, to, share });
        (await PostAsync($"{gone}-P", gone)).Is(201);
        (await keeper.PutAsync($"api/rosters/v1/org-units/{gone}-OFFICE", new { name = "综治办", kind = "OFFICE", division = gone })).Is(201);
        (await PostAsync($"{gone}-OFFICE-P", $"{gone}-OFFICE")).Is(201);
        (await PostAsync($"{into}-P", into)).Is(201);
        (await keeper.PutAsync($"api/rosters/v1/people/{person}", new { name = "某人", unit = gone })).Is(201);
        (await AssignAsync(held, $"{gone}-P", Day.AddDays(-60))).Is(201);
        (await AssignAsync(over, $"{gone}-OFFICE-P", Day.AddDays(-60), Day.AddDays(-30))).Is(201);
        var list = $"api/rosters/v1/reassignments?under={county.Code}";
        Assert.Empty((await keeper.GetAsync(list)).Is(200).Items);

        (await keeper.PutAsync($"{Divisions}/{gone}/end", new { validTo = Day, successors = new[] { into } })).Is(200);
        var left = (await keeper.GetAsync(list)).Is(200).Items;
        Assert.Equal([("POST", $"{gone}-P"), ("ASSIGNMENT", $"{gone}-P"), ("PERSON", "-"), ("POST", $"{gone}-OFFICE-P")], left.Select(i => (i!["kind"]!.ToString(), i["post"]?.ToString() ?? "-")));
        Assert.Equal((held.ToString(), person.ToString(), $"{Day:yyyy-MM-dd}", into), (left[1]!["assignment"]!.ToString(), left[1]!["person"]!.ToString(), left[1]!["endedOn"]!.ToString(), left[1]!["successors"]![0]!.ToString()));
        Assert.Empty((await keeper.GetAsync($"{list}&on={Day:yyyy-MM-dd}")).Is(200).Items);
        Assert.Equal(["POST", "ASSIGNMENT", "PERSON", "POST"], (await keeper.PagesAsync(list, 1)).Select(i => i["kind"]!.ToString()));
        (await (await platform.NewClientAsync((await platform.NewCountyAsync()).Code, "ROSTER_KEEPER")).GetAsync(list)).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await (await platform.NewClientAsync(county.Code, "REPORTER")).GetAsync(list)).IsProblem(403, "RIGHT_MISSING");

        string?[] EndedOn(Answer heads) => [.. heads.Is(200).Items.Select(h => h!["endedOn"]?.ToString())];
        Assert.Equal([$"{Day:yyyy-MM-dd}", $"{Day:yyyy-MM-dd}", null], EndedOn(await keeper.GetAsync($"api/rosters/v1/headcounts?under={county.Code}")));
        Assert.Equal([null, null, null], EndedOn(await keeper.GetAsync($"api/rosters/v1/headcounts?under={county.Code}&on={Day:yyyy-MM-dd}")));
        var refused = (await PostAsync($"{gone}-Q", gone)).IsProblem(422, "PLACE_ENDED");
        Assert.Equal(("/unit", $"{gone}: {Day:yyyy-MM-dd}"), (refused["errors"][0]!["pointer"]!.ToString(), refused["errors"][0]!["detail"]!.ToString()));
        (await keeper.PutAsync($"api/rosters/v1/org-units/{gone}-LATE", new { name = "新设", kind = "OFFICE", division = gone })).IsProblem(422, "PLACE_ENDED");
        (await keeper.PutAsync($"api/rosters/v1/people/{Guid.NewGuid()}", new { name = "来者", unit = gone })).IsProblem(422, "PLACE_ENDED");
        (await AssignAsync(Guid.NewGuid(), $"{gone}-P", Day.AddDays(1), share: 10)).IsProblem(422, "PLACE_ENDED");
        (await AssignAsync(Guid.NewGuid(), $"{gone}-OFFICE-P", Day.AddDays(-9), share: 10)).IsProblem(422, "PLACE_ENDED");
        // What was, is still put right: another title, a share, a span that lies within the place's days. Whoever has gone on leaves the list.
        (await PostAsync($"{gone}-P", gone, "综合治理岗")).Is(200);
        (await keeper.PutAsync($"api/rosters/v1/people/{person}", new { name = "某人甲", unit = gone })).Is(200);
        (await AssignAsync(Guid.NewGuid(), $"{gone}-OFFICE-P", Day.AddDays(-9), Day, 10)).Is(201);
        (await AssignAsync(held, $"{gone}-P", Day.AddDays(-60), Day, 40)).Is(200);
        (await AssignAsync(held, $"{gone}-P", Day.AddDays(-60), null, 40)).IsProblem(422, "PLACE_ENDED");
        (await AssignAsync(Guid.NewGuid(), $"{into}-P", Day.AddDays(1))).Is(201);
        (await keeper.PutAsync($"api/rosters/v1/people/{person}", new { name = "某人甲", unit = into })).Is(200);
        Assert.Equal(["POST", "POST"], (await keeper.GetAsync(list)).Is(200).Items.Select(i => i!["kind"]!.ToString()));
    }

    private static string[] Codes(JsonNode? codes) => [.. codes!.AsArray().Select(c => c!.ToString())];
}
