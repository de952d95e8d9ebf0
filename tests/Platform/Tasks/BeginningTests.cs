using Ical.Net;

namespace Datarun.Tests.Platform.Tasks;

/// <summary>A unit that began after a period was over is asked nothing for it, and lowers no coverage of it; and so is one that had ended before it.</summary>
public sealed class BeginningTests(LocalPlatform platform)
{
    private const string Reports = AskedCounty.Reports;
    private const string Import = "api/rosters/v1/divisions:import";
    private static readonly int Year = TestCounty.Today.Year - 1;
    private static readonly string January = $"{Year}-01", February = $"{Year}-02", March = $"{Year}-03";

    /// <summary>A township with three villages that were always there, and one that began in the middle of March.</summary>
    private sealed record Township(TestCounty County, ApiClient Office, ApiClient Reporter, string Form, string Element, string Code, string[] Old, string New)
    {
        public static async Task<Township> NewAsync(RunningPlatform platform, string? began = null)
        {
            var county = await platform.NewCountyAsync();
            var (code, village) = (county.Townships[0], county.Townships[0] + "999");
            (await platform.Admin.PostCsvAsync(Import, $"code,name,began\n{village},移民新村,{began ?? $"{Year}-03-15"}\n")).Is(200);
            var office = await county.OfficeAsync("FIRE");
            var element = await county.DefineAsync(office, "hydrants");
            (await office.PutAsync($"{Reports}forms/begun-{county.Code}", TestCounty.Form(office, [element]))).Is(201);
            return new(county, office, await county.ReporterAsync(code), $"begun-{county.Code}", element, code, [.. county.Villages.Take(3)], village);
        }

        public async Task<Answer> AskAsync(string period, string? under = null) =>
            await Office.PostAsync($"{Reports}requests", new { form = Form, period, under = under ?? Code, dueOn = AskedCounty.Day(20) });

        public async Task<string> RequestAsync(string period, int tasks)
        {
            var asked = (await AskAsync(period)).Is(201);
            Assert.Equal(tasks, asked["tasks"].GetValue<int>());
            return asked["id"].ToString();
        }

        public Task<Answer> FileAsync(string request, string village, int value) =>
            Reporter.PutAsync($"{Reports}tasks/{request}.{village}/filing", new { values = new Dictionary<string, int> { [Element] = value } });

        /// <summary>Coverage of the township: reported of expected, and who is missing.</summary>
        public async Task<string> CoverageAsync(string period)
        {
            var line = (await Office.GetAsync($"{Reports}rollups?element={Element}&period={period}&under={Code}")).Is(200).Items[0]!;
            return $"{line["reported"]} of {line["expected"]}, {line["missing"]} missing";
        }

        /// <summary>The same of the request, by its progress, by who has not filed and by the punctuality of the township.</summary>
        public async Task<string> ProgressAsync(string request)
        {
            var counts = (await Office.GetAsync($"{Reports}requests/{request}/progress")).Is(200).Items[0]!["counts"]!;
            var missing = (await Office.GetAsync($"{Reports}requests/{request}/missing")).Is(200).Items;
            Assert.Equal((int)counts["missing"]!, missing.Count);
            return $"{counts["filed"]} of {counts["asked"]}, {counts["completenessRate"]}, {string.Join(' ', missing.Select(m => m!["unit"]))}".TrimEnd(',', ' ');
        }
    }

    [Fact]
    public async Task A_village_that_began_in_March_is_not_asked_for_January_and_lowers_no_coverage_of_it()
    {
        var t = await Township.NewAsync(platform);
        var request = await t.RequestAsync(January, tasks: 3);
        Assert.Equal("0 of 3, 3 missing", await t.CoverageAsync(January));
        Assert.Equal($"0 of 3, 0, {string.Join(' ', t.Old)}", await t.ProgressAsync(request));
        foreach (var village in t.Old) (await t.FileAsync(request, village, 2)).Is(200);
        Assert.Equal("3 of 3, 0 missing", await t.CoverageAsync(January));
        Assert.Equal("3 of 3, 1", await t.ProgressAsync(request));
        Assert.Equal([t.Code, .. t.Old], (await t.Office.GetAsync($"{Reports}requests/{request}/progress?level=VILLAGE")).Is(200).Items.Select(l => l!["unit"]!.ToString()));
        var punctual = (await t.Reporter.GetAsync($"{Reports}timeliness?unit={t.Code}&to={AskedCounty.Day(30)}")).Is(200).Items.Single()!["counts"]!;
        Assert.Equal((3, 3, 0), ((int)punctual["asked"]!, (int)punctual["filed"]!, (int)punctual["missing"]!));
        var burden = (await t.Reporter.GetAsync($"{Reports}burden?unit={t.Code}")).Is(200);
        Assert.Equal(3, (int)burden["asked"]);
    }

    [Fact]
    public async Task From_March_on_it_is_asked_like_the_others()
    {
        var t = await Township.NewAsync(platform);
        foreach (var (period, asked) in new[] { (January, 3), (February, 3), (March, 4), ($"{Year}-04", 4) })
        {
            var request = await t.RequestAsync(period, asked);
            Assert.Equal($"0 of {asked}, {asked} missing", await t.CoverageAsync(period));
            Assert.EndsWith(asked == 4 ? t.New : t.Old[2], await t.ProgressAsync(request), StringComparison.Ordinal);
        }
        var march = (await t.Reporter.GetAsync($"{Reports}tasks?unit={t.New}")).Is(200).Items;
        Assert.Equal([March, $"{Year}-04"], march.Select(i => i!["period"]!.ToString()).Order(StringComparer.Ordinal));
        foreach (var item in march) (await t.FileAsync(item!["id"]!.ToString().Split('.')[0], t.New, 5)).Is(200);
        Assert.Equal("1 of 4, 3 missing", await t.CoverageAsync(March));
        // A quarter is made of its months: of each, those who were there in it.
        Assert.Equal("1 of 10, 9 missing", await t.CoverageAsync($"{Year}-Q1"));
    }

    [Fact]
    public async Task Whoever_opens_or_files_its_task_of_January_is_told_since_when_it_exists()
    {
        var t = await Township.NewAsync(platform);
        var request = await t.RequestAsync(January, tasks: 3);
        var task = $"{Reports}tasks/{request}.{t.New}";
        var opened = (await t.Reporter.GetAsync(task, ("Accept-Language", "en"))).IsProblem(404, "UNIT_NOT_BEGUN");
        Assert.Equal($"{Year}-03-15", opened["began"].ToString());
        Assert.All(opened["title"].ToString(), c => Assert.True(c < 128));
        Assert.Contains("设立", (await t.Reporter.GetAsync(task, ("Accept-Language", "zh-CN"))).IsProblem(404, "UNIT_NOT_BEGUN")["title"].ToString(), StringComparison.Ordinal);
        Assert.Equal($"{Year}-03-15", (await t.FileAsync(request, t.New, 4)).IsProblem(404, "UNIT_NOT_BEGUN")["began"].ToString());
        (await t.Reporter.PostAsync($"{task}/refusal", new { ground = "FORM_EXPIRED", reason = "有效期已过" })).IsProblem(404, "UNIT_NOT_BEGUN");
        (await t.Reporter.GetAsync($"{Reports}tasks/{request}.{t.Code}888")).IsProblem(404, "TASK_UNKNOWN");

        // In bulk, its line is refused for that, and the others are taken.
        object Line(string village) => new { form = t.Form, unit = village, period = January, values = new Dictionary<string, int> { [t.Element] = 1 } };
        var import = (await t.Reporter.PostLinesAsync($"{Reports}filings:import", [Line(t.Old[0]), Line(t.New), Line(t.Old[1])])).Is(200);
        Assert.Equal(2, (int)import["accepted"]);
        var refused = import["refused"].AsArray().Single()!;
        Assert.Equal((2, "UNIT_NOT_BEGUN", $"{Year}-03-15"), ((int)refused["line"]!, refused["code"]!.ToString(), refused["detail"]!.ToString()));

        // Nobody is there to ask, where only it would be.
        var alone = (await t.AskAsync(February, t.New)).IsProblem(422, "NOBODY_TO_ASK");
        Assert.Equal($"{Year}-03-15", alone["began"].ToString());
    }

    [Fact]
    public async Task Nothing_of_January_is_due_from_it_in_its_inbox_its_calendar_or_a_reminder()
    {
        var t = await Township.NewAsync(platform);
        var (january, march) = (await t.RequestAsync(January, tasks: 3), await t.RequestAsync(March, tasks: 4));
        var village = await t.County.ReporterAsync(t.New);
        Assert.Equal(March, (await village.GetAsync($"{Reports}tasks?unit={t.New}&state=PENDING")).Is(200).Items.Single()!["period"]!.ToString());
        Assert.Equal(March, (await village.GetAsync($"{Reports}missing?unit={t.New}")).Is(200).Items.Single()!["period"]!.ToString());
        var feed = (await village.PostAsync($"{Reports}calendar-feeds", new { unit = t.New })).Is(201)["url"].ToString();
        var calendar = Calendar.Load(await platform.Http.GetStringAsync(feed.TrimStart('/'), TestContext.Current.CancellationToken))!;
        Assert.Equal($"{march}.{t.New}@datarun", calendar.Events.Single()!.Uid);
        var week = (await village.GetAsync($"{Reports}burden/weeks?unit={t.New}")).Is(200).Items;
        Assert.All(week.Where(w => w!["departments"]!.AsArray().Count > 0), w => Assert.Equal(1, (int)w!["departments"]![0]!["requests"]!));
        var noted = await t.Office.PostAsync($"{Reports}requests/{january}/reminders", new { });
        if (noted.Status == 200) Assert.Equal(3, (int)noted["units"]);
        else noted.IsProblem(409, "NO_WORKDAY");
    }

    [Fact]
    public async Task Once_it_is_known_that_a_village_began_late_all_counts_are_as_if_it_had_always_been_known()
    {
        var t = await Township.NewAsync(platform);
        var request = await t.RequestAsync(January, tasks: 3);
        foreach (var village in t.Old) (await t.FileAsync(request, village, 2)).Is(200);
        Assert.Equal("3 of 3, 0 missing", await t.CoverageAsync(January));
        // One that had filed turns out to have begun in February: what it reported is kept, and nobody is asked for it.
        await BeganAsync(t, t.Old[2], $"{Year}-02-01");
        Assert.Equal("2 of 2, 1", await ProgressOfAsync(t, request, asked: 2));
        Assert.Equal("3 of 2, 0 missing", await t.CoverageAsync(January));
        (await t.Reporter.GetAsync($"{Reports}tasks/{request}.{t.Old[2]}")).IsProblem(404, "UNIT_NOT_BEGUN");
        // Another, that the new one was there all along: it is missing now.
        await BeganAsync(t, t.New, $"{Year}-01-31");
        Assert.Equal($"2 of 3, 0.6667, {t.New}", await ProgressOfAsync(t, request, asked: 3));
        Assert.Equal("3 of 3, 1 missing", await t.CoverageAsync(January));
        await VerifyAsync();
        await BeganAsync(t, t.Old[2], $"{Year - 9}-01-01");
        Assert.Equal($"3 of 4, 0.75, {t.New}", await ProgressOfAsync(t, request, asked: 4));
        Assert.Equal("3 of 4, 1 missing", await t.CoverageAsync(January));
        await VerifyAsync();
    }

    /// <summary>Figures and counts of divisions that are kept are those that a recomputation gives.</summary>
    private async Task VerifyAsync()
    {
        await using var program = RunningProgram.Start(
            "services/Reports", "--verify-rollups", $"--ConnectionStrings:Database={platform.ConnectionString("reports")}", "--Bus=rabbitmq://nobody@localhost/", $"--Identity:Issuer={platform.Address}");
        var code = await program.EndAsync(TimeSpan.FromMinutes(2));
        program.Process.WaitForExit();
        Assert.True(code == 0, program.Output);
    }

    private async Task BeganAsync(Township t, string village, string day)
    {
        var name = (await platform.Admin.GetAsync($"api/rosters/v1/divisions/{village}")).Is(200)["name"];
        (await platform.Admin.PostCsvAsync(Import, $"code,name,began\n{village},{name},{day}\n")).Is(200);
    }

    private static async Task<string> ProgressOfAsync(Township t, string request, int asked)
    {
        await RunningPlatform.EventuallyAsync(() => t.Office.GetAsync($"{Reports}requests/{request}/progress"), a => (int)a.Is(200).Items[0]!["counts"]!["asked"]! == asked);
        return await t.ProgressAsync(request);
    }

    [Fact]
    public async Task A_standing_nil_of_a_village_answers_no_period_that_was_over_before_it_began()
    {
        var before = TestCounty.Today.AddMonths(-1).ToString("yyyy-MM");
        var t = await Township.NewAsync(platform, began: TestCounty.Month + "-01");
        (await t.Reporter.PutAsync($"{Reports}standing-nils/{t.New}/{t.Form}", new { from = before + "-01", reason = "无消火栓" })).Is(201);
        await t.RequestAsync(before, tasks: 3);
        await t.RequestAsync(TestCounty.Month, tasks: 4);
        Assert.Equal("0 of 3, 3 missing", await t.CoverageAsync(before));
        Assert.Equal("1 of 4, 3 missing", await t.CoverageAsync(TestCounty.Month));
    }

    [Fact]
    public async Task A_village_that_had_ended_before_a_period_is_told_so_and_one_that_ended_in_it_is_asked()
    {
        var t = await Township.NewAsync(platform);
        var request = await t.RequestAsync(March, tasks: 4);
        await t.County.EndAsync(new(Year, 2, 10), t.Old[0]);
        Assert.Equal($"0 of 3, 0, {t.Old[1]} {t.Old[2]} {t.New}", await ProgressOfAsync(t, request, asked: 3));
        Assert.Equal($"{Year}-02-10", (await t.Reporter.GetAsync($"{Reports}tasks/{request}.{t.Old[0]}")).IsProblem(404, "UNIT_ENDED")["ended"].ToString());
        // It is counted by the period, as every count after it: not by the day on which it is asked.
        await t.RequestAsync(February, tasks: 3);
        Assert.Equal("0 of 3, 3 missing", await t.CoverageAsync(February));
        Assert.Equal("0 of 3, 3 missing", await t.CoverageAsync(March));
        Assert.Equal($"{Year}-02-10", (await t.AskAsync($"{Year}-05", t.Old[0])).IsProblem(422, "NOBODY_TO_ASK")["ended"].ToString());
    }

    [Theory]
    [InlineData("2024", "2024-12-31")]
    [InlineData("2024-H1", "2024-06-30")]
    [InlineData("2024-H2", "2024-12-31")]
    [InlineData("2024-Q1", "2024-03-31")]
    [InlineData("2024-Q4", "2024-12-31")]
    [InlineData("2024-02", "2024-02-29")]
    [InlineData("2025-12", "2025-12-31")]
    [InlineData("2025-W01", "2025-01-05")]
    [InlineData("2026-W53", "2027-01-03")]
    [InlineData("2024-02-T1", "2024-02-10")]
    [InlineData("2024-02-T2", "2024-02-20")]
    [InlineData("2024-02-T3", "2024-02-29")]
    [InlineData("2024-12-T3", "2024-12-31")]
    [InlineData("2024-02-28", "2024-02-28")]
    public async Task The_database_knows_the_last_day_of_every_kind_of_period(string period, string day)
    {
        _ = platform.Http;
        Assert.Equal(day, await platform.ReadAsync<string>("reports", "SELECT period_end(@period)::text", new { period }));
    }
}
