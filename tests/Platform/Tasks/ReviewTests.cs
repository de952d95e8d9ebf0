namespace Datarun.Tests.Platform.Tasks;

public sealed class ReviewTests(LocalPlatform platform)
{
    private static readonly string[] Levels = ["COUNTY", "TOWNSHIP"];

    [Fact]
    public async Task A_filing_goes_up_level_by_level_is_locked_and_is_taken()
    {
        var asked = await AskedCounty.NewAsync(platform, Levels);
        var (village, township, county) = (await asked.ReporterAsync(asked.Village), await asked.ReporterAsync(asked.County.Townships[0]), await asked.ReporterAsync(asked.County.Code));
        Assert.Equal("IN_REVIEW", (await asked.FileAsync(village, asked.Village, 4)).Is(200)["state"].ToString());
        var waiting = (await township.GetAsync($"{AskedCounty.Reports}tasks?unit={asked.County.Townships[0]}&state=IN_REVIEW")).Is(200).Items.Single()!;
        Assert.Equal("TOWNSHIP", waiting["awaiting"]!.ToString());

        (await asked.ReviewAsync(county, asked.Village, "ACCEPTED")).IsProblem(409, "REVIEW_AWAITS_ANOTHER_LEVEL");
        Assert.Equal("COUNTY", (await asked.ReviewAsync(township, asked.Village, "ACCEPTED")).Is(200)["awaiting"].ToString());
        Assert.Equal("IN_REVIEW", (await asked.ReviewAsync(township, asked.Village, "ACCEPTED")).Is(200)["state"].ToString());
        Assert.Equal("REVIEWED", (await asked.ReviewAsync(county, asked.Village, "ACCEPTED")).Is(200)["state"].ToString());
        (await asked.FileAsync(village, asked.Village, 5)).IsProblem(409, "TASK_LOCKED");
        var import = (await village.PostLinesAsync($"{AskedCounty.Reports}filings:import",
            [new { form = asked.Form, unit = asked.Village, period = TestCounty.Month, values = new Dictionary<string, int> { [asked.Elements[0]] = 9 } }])).Is(200);
        Assert.Equal("TASK_LOCKED", import["refused"][0]!["code"]!.ToString());

        var completion = $"{AskedCounty.Reports}requests/{asked.Request}/completion";
        (await township.PostAsync(completion, new { })).IsProblem(403, "RIGHT_MISSING");
        Assert.Equal(0, (await asked.Office.PostAsync(completion, new { under = asked.County.Townships[1] })).Is(200)["completed"].GetValue<int>());
        Assert.Equal(1, (await asked.Office.PostAsync(completion, new { })).Is(200)["completed"].GetValue<int>());
        Assert.Equal(0, (await asked.Office.PostAsync(completion, new { })).Is(200)["completed"].GetValue<int>());
        (await asked.ReviewAsync(township, asked.Village, "RETURNED", "太晚了")).IsProblem(409, "TASK_LOCKED");

        var task = (await village.GetAsync(asked.TaskOf(asked.Village))).Is(200);
        Assert.Equal("COMPLETED", task["state"].ToString());
        Assert.Equal(["FILED", "ACCEPTED", "ACCEPTED", "COMPLETED"], Kinds(task));
        Assert.Equal([asked.Village, township.Unit, county.Unit, asked.Office.Unit], task["steps"].AsArray().Select(s => s!["by"]!.ToString()));
        Assert.All(task["steps"].AsArray(), s => Assert.Equal(1, s!["filingVersion"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Who_stands_in_for_reviewers_and_comes_after_the_last_of_them_is_told_what_they_would_be()
    {
        var asked = await AskedCounty.NewAsync(platform, Levels);
        await asked.FileAsync(await asked.ReporterAsync(asked.Village), asked.Village, 4);
        (await asked.ReviewAsync(platform.Admin, asked.County.Villages[1], "ACCEPTED")).IsProblem(409, "NOT_IN_REVIEW");
        Assert.Equal("COUNTY", (await asked.ReviewAsync(platform.Admin, asked.Village, "ACCEPTED")).Is(200)["awaiting"].ToString());
        (await asked.ReviewAsync(await asked.ReporterAsync(asked.County.Code), asked.Village, "ACCEPTED")).Is(200);
        Assert.Equal("REVIEWED", (await asked.ReviewAsync(platform.Admin, asked.Village, "ACCEPTED")).Is(200)["state"].ToString());
        var steps = (await platform.Admin.GetAsync(asked.TaskOf(asked.Village))).Is(200)["steps"].AsArray();
        Assert.Equal(["FILED", "ACCEPTED TOWNSHIP", "ACCEPTED COUNTY"], steps.Select(s => $"{s!["kind"]} {s["level"]}".Trim()));
        (await asked.ReviewAsync(platform.Admin, asked.Village, "RETURNED", "重报")).Is(200);
        (await asked.ReviewAsync(platform.Admin, asked.Village, "ACCEPTED")).IsProblem(409, "NOT_IN_REVIEW");

        // A form that nobody reviews has nothing to accept.
        var plain = await AskedCounty.NewAsync(platform);
        await plain.FileAsync(await plain.ReporterAsync(plain.Village), plain.Village, 4);
        (await plain.ReviewAsync(platform.Admin, plain.Village, "ACCEPTED")).IsProblem(409, "NOT_IN_REVIEW");
        (await plain.ReviewAsync(plain.Office, plain.Village, "ACCEPTED")).IsProblem(403, "NOT_A_REVIEWER");
    }

    [Fact]
    public async Task A_return_opens_the_task_with_its_reason_and_the_next_filing_begins_again()
    {
        var asked = await AskedCounty.NewAsync(platform, Levels);
        var (village, township, county) = (await asked.ReporterAsync(asked.Village), await asked.ReporterAsync(asked.County.Townships[0]), await asked.ReporterAsync(asked.County.Code));
        await asked.FileAsync(village, asked.Village, 4);
        await asked.ReviewAsync(township, asked.Village, "ACCEPTED");
        (await asked.ReviewAsync(county, asked.Village, "RETURNED")).IsProblem(422, "REASON_REQUIRED");
        Assert.Equal("PENDING", (await asked.ReviewAsync(county, asked.Village, "RETURNED", "消火栓数与上月相差过大")).Is(200)["state"].ToString());
        (await asked.ReviewAsync(county, asked.Village, "RETURNED", "消火栓数与上月相差过大")).Is(200);
        (await asked.ReviewAsync(township, asked.Village, "ACCEPTED")).IsProblem(409, "NOT_IN_REVIEW");
        var line = (await village.GetAsync($"{AskedCounty.Reports}tasks?unit={asked.Village}&state=PENDING")).Is(200).Items.Single()!;
        Assert.Equal("消火栓数与上月相差过大", line["reason"]!.ToString());
        Assert.Equal(["FILED", "ACCEPTED", "RETURNED"], Kinds((await village.GetAsync(asked.TaskOf(asked.Village))).Is(200)));

        // The same figures once more: the village says that they are right. The review begins at the township again.
        var again = (await asked.FileAsync(village, asked.Village, 4)).Is(200);
        Assert.Equal(("IN_REVIEW", 1), (again["state"].ToString(), again["version"].GetValue<int>()));
        Assert.Equal("TOWNSHIP", (await village.GetAsync(asked.TaskOf(asked.Village))).Is(200)["awaiting"].ToString());
        await asked.ReviewAsync(township, asked.Village, "ACCEPTED");
        Assert.Equal("IN_REVIEW", (await asked.FileAsync(village, asked.Village, 6)).Is(200)["state"].ToString());
        Assert.Equal("TOWNSHIP", (await village.GetAsync(asked.TaskOf(asked.Village))).Is(200)["awaiting"].ToString());
    }

    [Fact]
    public async Task Whoever_looked_at_an_older_version_is_told()
    {
        var asked = await AskedCounty.NewAsync(platform, ["TOWNSHIP"]);
        var (village, township) = (await asked.ReporterAsync(asked.Village), await asked.ReporterAsync(asked.County.Townships[0]));
        await asked.FileAsync(village, asked.Village, 4);
        var seen = (await township.GetAsync(asked.TaskOf(asked.Village))).Is(200).Headers.ETag!.Tag;
        await asked.FileAsync(village, asked.Village, 5);
        (await asked.ReviewAsync(township, asked.Village, "ACCEPTED", null, ("If-Match", seen))).IsProblem(412, "VERSION_STALE");
        Assert.Equal("IN_REVIEW", await asked.StateAsync(township, asked.Village));
        (await asked.ReviewAsync(township, asked.Village, "ACCEPTED", null, ("If-Match", "\"2\""))).Is(200);
    }

    [Fact]
    public async Task Reviewing_and_filing_at_once_never_locks_what_nobody_looked_at()
    {
        var asked = await AskedCounty.NewAsync(platform, ["TOWNSHIP"]);
        var (village, township) = (await asked.ReporterAsync(asked.Village), await asked.ReporterAsync(asked.County.Townships[0]));
        await asked.FileAsync(village, asked.Village, 0);
        for (var round = 1; round <= 8; round++)
        {
            var seen = (await township.GetAsync(asked.TaskOf(asked.Village))).Is(200);
            var (filing, review) = (asked.FileAsync(village, asked.Village, round), asked.ReviewAsync(township, asked.Village, "ACCEPTED", null, ("If-Match", seen.Headers.ETag!.Tag)));
            await Task.WhenAll(filing, review);
            var task = (await township.GetAsync(asked.TaskOf(asked.Village))).Is(200);
            if ((await review).Status == 200)
            {
                // Accepted: the filing was refused, and what is locked is what was looked at.
                Assert.Contains((await filing).Code, new[] { "TASK_LOCKED", "CONFLICT" });
                Assert.Equal("REVIEWED", task["state"].ToString());
                Assert.Equal(seen["filingVersion"].ToString(), task["filingVersion"].ToString());
                (await asked.ReviewAsync(township, asked.Village, "RETURNED", "重报")).Is(200);
                (await asked.FileAsync(village, asked.Village, 100 + round)).Is(200);
            }
            else
            {
                (await review).IsProblem(412, "VERSION_STALE");
                (await filing).Is(200);
                Assert.Equal("IN_REVIEW", task["state"].ToString());
            }
        }
    }

    [Fact]
    public async Task A_township_reviews_all_its_villages_at_once()
    {
        var asked = await AskedCounty.NewAsync(platform, ["TOWNSHIP"]);
        var (county, township) = (asked.County, await asked.ReporterAsync(asked.County.Townships[0]));
        foreach (var village in county.Villages.Take(2)) (await asked.FileAsync(township, village, 3)).Is(200);
        (await asked.FileAsync(await asked.ReporterAsync(county.Villages[3]), county.Villages[3], 3)).Is(200);
        var reviews = $"{AskedCounty.Reports}requests/{asked.Request}/reviews";
        var named = (await township.PostAsync(reviews, new { decision = "ACCEPTED", units = new[] { county.Villages[0], county.Villages[3], county.Townships[0] + "999" } })).Is(200);
        Assert.Equal((1, 2), (named["reviewed"].GetValue<int>(), named["refusedCount"].GetValue<int>()));
        Assert.Equal(["TASK_UNKNOWN", "OUTSIDE_YOUR_UNIT"], named["refused"].AsArray().Select(r => r!["code"]!.ToString()));
        var all = (await township.PostAsync(reviews, new { decision = "ACCEPTED" })).Is(200);
        Assert.Equal((1, 1, 1), (all["reviewed"].GetValue<int>(), all["unchanged"].GetValue<int>(), all["refusedCount"].GetValue<int>()));
        var refused = all["refused"][0]!;
        Assert.Equal((county.Villages[2], "NOT_IN_REVIEW"), (refused["unit"]!.ToString(), refused["code"]!.ToString()));
        Assert.Equal("IN_REVIEW", await asked.StateAsync(await asked.ReporterAsync(county.Code), county.Villages[3]));
        (await township.PostAsync(reviews, new { decision = "ACCEPTED", units = Array.Empty<string>() })).IsProblem(422, "UNITS_MISSING");
        (await township.PostAsync(reviews, new { decision = "ACCEPTED", units = new[] { county.Villages[0], county.Villages[0] } })).IsProblem(422, "UNIT_TWICE");
        (await township.PostAsync(reviews, new { decision = "ACCEPTED", units = new[] { "x" } })).IsProblem(422, "CODE_INVALID");
        var notAsked = (await (await asked.ReporterAsync(county.Code)).PostAsync(reviews, new { decision = "ACCEPTED" })).Is(200);
        Assert.Equal((0, 6), (notAsked["reviewed"].GetValue<int>(), notAsked["refusedCount"].GetValue<int>()));
    }

    [Fact]
    public async Task A_department_returns_even_what_it_took()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var village = await asked.ReporterAsync(asked.Village);
        (await asked.ReviewAsync(asked.Office, asked.Village, "RETURNED", "请核对")).IsProblem(409, "NOTHING_FILED");
        Assert.Equal("COMPLETED", (await asked.FileAsync(village, asked.Village, 4)).Is(200)["state"].ToString());
        (await asked.ReviewAsync(asked.Office, asked.Village, "ACCEPTED")).IsProblem(403, "NOT_A_REVIEWER");
        (await asked.ReviewAsync(asked.Office, asked.Village, "RETURNED", "请核对")).Is(200);
        Assert.Equal("PENDING", await asked.StateAsync(village, asked.Village));
        Assert.Equal("COMPLETED", (await asked.FileAsync(village, asked.Village, 5)).Is(200)["state"].ToString());
        Assert.Equal("COMPLETED", await asked.StateAsync(village, asked.Village));
        (await asked.FileAsync(village, asked.Village, 6)).Is(200);
    }

    [Fact]
    public async Task Only_the_places_above_review()
    {
        var asked = await AskedCounty.NewAsync(platform, ["TOWNSHIP"]);
        var village = await asked.ReporterAsync(asked.Village);
        await asked.FileAsync(village, asked.Village, 4);
        (await asked.ReviewAsync(village, asked.Village, "ACCEPTED")).IsProblem(403, "NOT_A_REVIEWER");
        (await asked.ReviewAsync(await asked.ReporterAsync(asked.County.Townships[1]), asked.Village, "ACCEPTED")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await asked.ReviewAsync(await asked.ReporterAsync(asked.County.Code), asked.Village, "ACCEPTED")).IsProblem(403, "NOT_A_REVIEWER");
        (await asked.ReviewAsync(await asked.County.OfficeAsync("OTHER"), asked.Village, "RETURNED", "x")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        var township = await asked.ReporterAsync(asked.County.Townships[0]);
        (await township.PostAsync($"{asked.TaskOf(asked.Village)}/review", new { decision = "MAYBE" })).Is(400);
        (await asked.ReviewAsync(township, asked.Village, "RETURNED", "a\0b")).IsProblem(422, "TEXT_INVALID");
        (await asked.ReviewAsync(township, asked.Village, "RETURNED", new string('长', 1001))).IsProblem(422, "TEXT_INVALID");
        (await asked.ReviewAsync(township, "000000000000", "ACCEPTED")).IsProblem(404, "TASK_UNKNOWN");
    }

    [Theory]
    [InlineData("VILLAGE")]
    [InlineData("TOWNSHIP", "TOWNSHIP")]
    public async Task A_form_names_levels_above_its_own_once_each(params string[] levels)
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("FIRE");
        var element = await county.DefineAsync(office, "hydrants");
        (await office.PutAsync($"{AskedCounty.Reports}forms/fire-{county.Code}", TestCounty.Form(office, [element], f => f["review"] = levels))).IsProblem(422, "REVIEW_LEVEL_INVALID");
    }

    private static IEnumerable<string> Kinds(Answer task) => task["steps"].AsArray().Select(s => s!["kind"]!.ToString());
}
