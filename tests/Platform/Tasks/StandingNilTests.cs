using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Tasks;

public sealed class StandingNilTests(LocalPlatform platform)
{
    private const string Reports = "api/reports/v1/";

    private static string MonthAt(int offset) => TestCounty.Today.AddDays(1 - TestCounty.Today.Day).AddMonths(offset).ToString("yyyy-MM");

    private static string FirstDay(int offset) => MonthAt(offset) + "-01";

    private static Task<Answer> DeclareAsync(ApiClient reporter, string unit, string form, string from, string reason = "辖区内无矿山") =>
        reporter.PutAsync($"{Reports}standing-nils/{unit}/{form}", new { from, reason });

    private static async Task<string> AskAsync(TestCounty county, ApiClient office, string form, int offset) =>
        (await office.PostAsync($"{Reports}requests", new { form, period = MonthAt(offset), under = county.Code, dueOn = TestCounty.Today.AddDays(20).ToString("yyyy-MM-dd") }))
            .Is(201)["id"].ToString();

    private static async Task<(TestCounty County, ApiClient Office, string Form, string[] Elements)> FormAsync(RunningPlatform platform, int fields = 1)
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("LAND");
        var elements = new List<string>();
        for (var i = 0; i < fields; i++) elements.Add(await county.DefineAsync(office, $"mining{i}"));
        var form = $"mining-{county.Code}";
        (await office.PutAsync($"{Reports}forms/{form}", TestCounty.Form(office, elements))).Is(200, 201);
        return (county, office, form, [.. elements]);
    }

    [Fact]
    public async Task A_period_of_which_a_value_comes_to_be_known_is_no_nil_return_any_more()
    {
        var (county, office, form, elements) = await FormAsync(platform);
        var village = await county.ReporterAsync(county.Village);
        (await DeclareAsync(village, county.Village, form, FirstDay(-1))).Is(201);
        var request = await AskAsync(county, office, form, -1);
        Assert.Equal("1 filed, 1 nil", await SayAsync());
        (await office.PutLinesAsync($"{Reports}values:record", [new { element = elements[0], unit = county.Village, period = MonthAt(-1), value = 1 }])).Is(200);
        Assert.Equal("1 filed, 0 nil", await SayAsync());

        async Task<string> SayAsync()
        {
            var counts = (await office.GetAsync($"{Reports}requests/{request}/progress")).Is(200).Items[0]!["counts"]!;
            return $"{counts["filed"]} filed, {counts["nil"]} nil";
        }
    }

    [Fact]
    public async Task Who_was_recalled_but_had_declared_it_hides_nobody_who_is_missing()
    {
        var (county, office, form, elements) = await FormAsync(platform);
        (await DeclareAsync(await county.ReporterAsync(county.Village), county.Village, form, FirstDay(0))).Is(201);
        var request = await AskAsync(county, office, form, 0);
        (await office.PostAsync($"{Reports}requests/{request}/recall", new { reason = "另行调度", under = county.Village })).Is(201);
        var figure = await RollUpAsync(county, office, elements[0], 0);
        Assert.Equal((1, 1, 6, 5), (Number(figure, "reported"), Number(figure, "nil"), Number(figure, "expected"), Number(figure, "missing")));
        var counts = (await office.GetAsync($"{Reports}requests/{request}/progress")).Is(200).Items[0]!["counts"]!;
        Assert.Equal((6, 1, 5), (Number(counts, "asked"), Number(counts, "filed"), Number(counts, "missing")));
    }

    [Fact]
    public async Task A_declaration_answers_every_period_until_the_first_event()
    {
        var (county, office, form, elements) = await FormAsync(platform);
        var village = await county.ReporterAsync(county.Village);
        (await DeclareAsync(village, county.Village, form, FirstDay(-1))).Is(201);
        (await DeclareAsync(village, county.Village, form, FirstDay(-1))).Is(200);
        string[] requests = [await AskAsync(county, office, form, -1), await AskAsync(county, office, form, 0), await AskAsync(county, office, form, 1)];
        foreach (var request in requests)
        {
            var task = (await village.GetAsync($"{Reports}tasks/{request}.{county.Village}")).Is(200);
            Assert.Equal("COMPLETED", task["state"].ToString());
            var cell = task["cells"][0]!;
            Assert.Equal("KNOWN", cell["state"]!.ToString());
            Assert.Null(cell["value"]);
            Assert.Equal("STANDING_NIL", cell["source"]!["kind"]!.ToString());
        }
        Assert.Empty((await village.GetAsync($"{Reports}tasks?unit={county.Village}&state=PENDING")).Is(200).Items);
        var before = await RollUpAsync(county, office, elements[0], 0);
        Assert.Equal((1, 1, 6, 5), (Number(before, "reported"), Number(before, "nil"), Number(before, "expected"), Number(before, "missing")));

        // The event: the office's own system records one this month.
        (await office.PutLinesAsync($"{Reports}values:record", [new { element = elements[0], unit = county.Village, period = MonthAt(0), value = 1 }])).Is(200);
        Assert.Equal(["COMPLETED", "COMPLETED", "PENDING"], await StatesAsync(village, requests, county.Village));
        var now = (await village.GetAsync($"{Reports}tasks/{requests[1]}.{county.Village}")).Is(200)["cells"][0]!;
        Assert.Equal(1, now["value"]!.GetValue<int>());
        Assert.Equal(1, Number(await RollUpAsync(county, office, elements[0], -1), "nil"));
        var after = await RollUpAsync(county, office, elements[0], 0);
        Assert.Equal((1, 0, 5), (Number(after, "reported"), Number(after, "nil"), Number(after, "missing")));
        Assert.Equal(6, Number(await RollUpAsync(county, office, elements[0], 1), "missing"));
        var listed = (await village.GetAsync($"{Reports}standing-nils?unit={county.Village}")).Is(200).Items.Single()!;
        Assert.Equal("EVENT", listed["endedBy"]!.ToString());
        Assert.Equal(TestCounty.Today.ToString("yyyy-MM-dd"), listed["endsOn"]!.ToString());

        // It may be declared again.
        (await DeclareAsync(village, county.Village, form, FirstDay(1))).Is(201);
        Assert.Equal(["COMPLETED", "COMPLETED", "COMPLETED"], await StatesAsync(village, requests, county.Village));
    }

    [Fact]
    public async Task Filing_an_event_keeps_the_other_cells_of_its_period_nil()
    {
        var (county, office, form, elements) = await FormAsync(platform, fields: 2);
        var village = await county.ReporterAsync(county.Village);
        (await DeclareAsync(village, county.Village, form, FirstDay(0))).Is(201);
        var request = await AskAsync(county, office, form, 0);
        var filed = (await village.PutAsync($"{Reports}tasks/{request}.{county.Village}/filing", new { values = new Dictionary<string, object> { [elements[0]] = 3 } })).Is(200);
        Assert.Empty(filed["problems"].AsArray());
        Assert.Equal((1, 1), (Number(filed.Json!, "typed"), Number(filed.Json!, "reused")));
        Assert.Equal(1, Number(await RollUpAsync(county, office, elements[1], 0), "nil"));
        var first = await RollUpAsync(county, office, elements[0], 0);
        Assert.Equal((3, 0), (Number(first, "value"), Number(first, "nil")));
        Assert.Equal("EVENT", (await village.GetAsync($"{Reports}standing-nils?unit={county.Village}")).Is(200).Items.Single()!["endedBy"]!.ToString());
    }

    [Fact]
    public async Task Revoking_opens_this_period_and_later_ones()
    {
        var (county, office, form, _) = await FormAsync(platform);
        var township = await county.ReporterAsync(county.Townships[0]);
        (await DeclareAsync(township, county.Village, form, FirstDay(-1))).Is(201);
        string[] requests = [await AskAsync(county, office, form, -1), await AskAsync(county, office, form, 0)];
        var revoked = (await township.DeleteAsync($"{Reports}standing-nils/{county.Village}/{form}")).Is(200);
        Assert.Equal("REVOCATION", revoked["endedBy"].ToString());
        (await township.DeleteAsync($"{Reports}standing-nils/{county.Village}/{form}")).IsProblem(404, "STANDING_NIL_UNKNOWN");
        Assert.Equal(["COMPLETED", "PENDING"], await StatesAsync(township, requests, county.Village));
        Assert.Single((await office.GetAsync($"{Reports}standing-nils?unit={county.Code}")).Is(200).Items);
    }

    [Fact]
    public async Task What_cannot_be_declared_is_refused()
    {
        var (county, office, form, _) = await FormAsync(platform);
        var village = await county.ReporterAsync(county.Village);
        (await DeclareAsync(village, county.Village, "no-such-form", FirstDay(0))).IsProblem(404, "FORM_UNKNOWN");
        (await DeclareAsync(village, county.Villages[1], form, FirstDay(0))).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await DeclareAsync(office, county.Village, form, FirstDay(0))).IsProblem(403, "RIGHT_MISSING");
        (await DeclareAsync(village, county.Village, form, FirstDay(0), " ")).IsProblem(422, "FIELD_REQUIRED");
        (await DeclareAsync(village, county.Village, form, "1999-01-01")).IsProblem(422, "OUT_OF_BOUNDS");
        (await DeclareAsync(village, county.Village, form, "soon")).Is(400);
        var township = await county.ReporterAsync(county.Townships[0]);
        (await DeclareAsync(township, county.Townships[0], form, FirstDay(0))).IsProblem(422, "UNIT_NOT_ASKED");
        (await DeclareAsync(township, county.Townships[0] + "999", form, FirstDay(0))).IsProblem(422, "UNIT_UNKNOWN");
        (await DeclareAsync(village, county.Village, form, FirstDay(0))).Is(201);
        (await DeclareAsync(village, county.Village, form, FirstDay(1))).IsProblem(409, "ALREADY_DECLARED");
    }

    private static async Task<JsonNode> RollUpAsync(TestCounty county, ApiClient office, string element, int offset) =>
        (await office.GetAsync($"{Reports}rollups?element={element}&period={MonthAt(offset)}&under={county.Code}")).Is(200).Items.Single()!;

    private static int Number(JsonNode from, string member) => from[member]!.GetValue<int>();

    private static async Task<string[]> StatesAsync(ApiClient client, string[] requests, string unit)
    {
        var states = new List<string>();
        foreach (var request in requests) states.Add((await client.GetAsync($"{Reports}tasks/{request}.{unit}")).Is(200)["state"].ToString());
        return [.. states];
    }
}
