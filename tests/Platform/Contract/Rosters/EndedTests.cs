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
}
