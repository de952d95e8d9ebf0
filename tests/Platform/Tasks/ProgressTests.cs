using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Tasks;

public sealed class ProgressTests(LocalPlatform platform)
{
    private const string Reports = AskedCounty.Reports;

    [Fact]
    public async Task Who_has_not_filed_is_told_at_any_level_whatever_answered_the_others()
    {
        var asked = await AskedCounty.NewAsync(platform, fields: 2);
        var (county, reader) = (asked.County, await asked.ReporterAsync(asked.County.Code));
        string[] v = [.. county.Villages];
        (await asked.FileAsync(reader, v[0], 4)).Is(200);
        (await reader.PutAsync($"{asked.TaskOf(v[1])}/filing", new { nil = true })).Is(200);
        // One is complete by itself, of one only half is known, one is answered by a declaration.
        (await asked.Office.PutLinesAsync($"{Reports}values:record",
            [.. asked.Elements.Select(e => new { element = e, unit = v[3], period = TestCounty.Month, value = 7 }), new { element = asked.Elements[0], unit = v[4], period = TestCounty.Month, value = 7 }])).Is(200);
        (await reader.PutAsync($"{Reports}standing-nils/{v[5]}/{asked.Form}", new { from = TestCounty.Month + "-01", reason = "无消火栓" })).Is(201);

        var counts = await asked.ProgressAsync(asked.Office);
        int N(string member) => counts[member]!.GetValue<int>();
        Assert.Equal((6, 4, 4, 0, 2, 4, 2), (N("asked"), N("filed"), N("onTime"), N("late"), N("nil"), N("completed"), N("missing")));
        Assert.Equal((0.6667m, 0.6667m), (counts["completenessRate"]!.GetValue<decimal>(), counts["timelinessRate"]!.GetValue<decimal>()));
        var missing = (await asked.Office.GetAsync($"{Reports}requests/{asked.Request}/missing")).Is(200).Items;
        Assert.Equal([v[2], v[4]], missing.Select(m => m!["unit"]!.ToString()));
        Assert.All(missing, m => Assert.Equal((0, AskedCounty.Day(20)), (m!["daysLate"]!.GetValue<int>(), m["dueOn"]!.ToString())));

        var byTownship = (await asked.Office.GetAsync($"{Reports}requests/{asked.Request}/progress?level=TOWNSHIP")).Is(200).Items;
        Assert.Equal([county.Code, .. county.Townships], byTownship.Select(l => l!["unit"]!.ToString()));
        Assert.Equal([2, 1, 1], byTownship.Select(l => l!["counts"]!["missing"]!.GetValue<int>()));
        var perPlace = (await asked.Office.GetAsync($"{Reports}requests/{asked.Request}/missing?level=TOWNSHIP")).Is(200).Items;
        Assert.Equal(county.Townships.Select(t => (t, 1)), perPlace.Select(l => (l!["unit"]!.ToString(), l["units"]!.GetValue<int>())));
        Assert.Equal("第100镇", perPlace[0]!["name"]!.ToString());

        // A township looks at its own part and at no other's.
        var township = await asked.ReporterAsync(county.Townships[1]);
        Assert.Equal((county.Townships[1], 3), Line((await township.GetAsync($"{Reports}requests/{asked.Request}/progress")).Is(200)));
        Assert.Equal([v[4]], (await township.GetAsync($"{Reports}requests/{asked.Request}/missing")).Is(200).Items.Select(m => m!["unit"]!.ToString()));
        (await township.GetAsync($"{Reports}requests/{asked.Request}/missing?under={county.Townships[0]}")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await (await county.OfficeAsync("OTHER")).GetAsync($"{Reports}requests/{asked.Request}/progress?under={county.Code}")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await asked.Office.GetAsync($"{Reports}requests/{asked.Request}/progress?level=HAMLET")).Is(400);
        (await asked.Office.GetAsync($"{Reports}requests/{asked.Request}/progress?after=WyJ4Il0")).IsProblem(400, "CURSOR_INVALID");
    }

    private static (string, int) Line(Answer progress) => (progress.Items[0]!["unit"]!.ToString(), progress.Items[0]!["counts"]!["asked"]!.GetValue<int>());

    [Fact]
    public async Task The_state_of_a_list_is_the_state_of_the_task()
    {
        // The same six villages, looked at one by one and as lists: they say the same.
        var asked = await AskedCounty.NewAsync(platform, ["TOWNSHIP"]);
        var (county, reader, township) = (asked.County, await asked.ReporterAsync(asked.County.Code), await asked.ReporterAsync(asked.County.Townships[0]));
        foreach (var village in county.Villages.Take(4)) (await asked.FileAsync(reader, village, 1)).Is(200);
        (await asked.ReviewAsync(township, county.Villages[0], "RETURNED", "重报")).Is(200);
        (await asked.ReviewAsync(township, county.Villages[1], "ACCEPTED")).Is(200);
        (await asked.Office.PostAsync($"{Reports}requests/{asked.Request}/recall", new { reason = "x", under = county.Villages[4] })).Is(201);
        var single = new Dictionary<string, string>();
        foreach (var village in county.Villages) single[village] = await asked.StateAsync(reader, village);
        Assert.Equal(["PENDING", "REVIEWED", "IN_REVIEW", "IN_REVIEW", "TERMINATED", "PENDING"], single.Values);
        foreach (var state in new[] { "PENDING", "IN_REVIEW", "REVIEWED", "COMPLETED", "TERMINATED" })
        {
            var expected = single.Where(s => s.Value == state).Select(s => s.Key).ToList();
            Assert.Equal(expected, (await reader.GetAsync($"{Reports}tasks?unit={county.Code}&state={state}")).Is(200).Items.Select(i => i!["unit"]!.ToString()));
            Assert.Equal(expected, (await reader.GetAsync($"{Reports}requests/{asked.Request}/missing?state={state}")).Is(200).Items.Select(i => i!["unit"]!.ToString()));
        }
        var counts = await asked.ProgressAsync(asked.Office);
        Assert.Equal((5, 4, 2, 1, 1, 1), (
            counts["asked"]!.GetValue<int>(), counts["filed"]!.GetValue<int>(), counts["inReview"]!.GetValue<int>(), counts["reviewed"]!.GetValue<int>(),
            counts["returned"]!.GetValue<int>(), counts["missing"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_list_of_one_state_goes_on_from_where_a_long_search_stopped()
    {
        // So many tasks are in another state that no one answer looks at them all.
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("FIRE");
        var (element, form, requests) = (await county.DefineAsync(office, "hydrants"), $"seek-{county.Code}", new List<string>());
        (await office.PutAsync($"{Reports}forms/{form}", TestCounty.Form(office, [element]))).Is(201);
        for (var month = 1; month <= 5; month++)
        {
            requests.Add((await office.PostAsync($"{Reports}requests", new { form, period = $"2025-0{month}", under = county.Code, dueOn = TestCounty.Today.AddDays(20 + month) })).Is(201)["id"].ToString());
        }
        await office.RecordAsync(element, county.Villages[5], 1, "2025-05");
        var (found, after, pages) = (new List<string>(), "", 0);
        do
        {
            var page = (await office.GetAsync($"{Reports}tasks?unit={county.Code}&state=COMPLETED&limit=1&after={Uri.EscapeDataString(after)}")).Is(200);
            found.AddRange(page.Items.Select(i => i!["id"]!.ToString()));
            (after, pages) = (page.Json!["next"]?.ToString() ?? "", pages + 1);
        }
        while (after.Length > 0);
        Assert.Equal([$"{requests[4]}.{county.Villages[5]}"], found);
        Assert.True(pages > 1);
    }

    [Fact]
    public async Task A_township_form_whose_figures_come_from_the_villages_is_missing_nowhere()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("FIRE");
        var element = await county.DefineAsync(office, "hydrants");
        (await office.PutAsync($"{Reports}forms/town-{county.Code}", TestCounty.Form(office, [element], f => f["level"] = "TOWNSHIP"))).Is(201);
        var request = await AskedCounty.AskAsync(office, $"town-{county.Code}", county.Code, 20);
        (await office.PutLinesAsync($"{Reports}values:record", [new { element, unit = county.Villages[0], period = TestCounty.Month, value = 7 }])).Is(200);
        Assert.Equal([county.Townships[1]], (await office.GetAsync($"{Reports}requests/{request}/missing")).Is(200).Items.Select(m => m!["unit"]!.ToString()));
        Assert.Equal("COMPLETED", (await office.GetAsync($"{Reports}tasks/{request}.{county.Townships[0]}")).Is(200)["state"].ToString());
    }

    [Fact]
    public async Task A_value_past_its_days_is_missing_again()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("FIRE");
        var element = await county.DefineAsync(office, "plan", e => (e["frequency"], e["validForDays"]) = ("ONCE", 30));
        (await office.PutAsync($"{Reports}forms/plan-{county.Code}", TestCounty.Form(office, [element], f => f["frequency"] = "ONCE"))).Is(201);
        foreach (var (village, day) in new[] { (county.Villages[0], -5), (county.Villages[1], -45) })
            (await office.PutLinesAsync($"{Reports}values:record", [new { element, unit = village, period = AskedCounty.Day(day), value = 1 }])).Is(200);
        var request = (await office.PostAsync($"{Reports}requests", new { form = $"plan-{county.Code}", period = TestCounty.Month, under = county.Townships[0], dueOn = AskedCounty.Day(20) })).Is(201)["id"];
        var missing = (await office.GetAsync($"{Reports}requests/{request}/missing")).Is(200).Items.Select(m => m!["unit"]!.ToString());
        Assert.Equal(county.Villages.Skip(1).Take(2), missing);
        foreach (var (village, state) in new[] { (0, "COMPLETED"), (1, "PENDING") })
            Assert.Equal(state, (await office.GetAsync($"{Reports}tasks/{request}.{county.Villages[village]}")).Is(200)["state"].ToString());
    }

    [Fact]
    public async Task What_is_missing_is_listed_over_all_requests_by_unit_and_by_post()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var county = asked.County;
        var second = $"b-{county.Code}";
        (await asked.Office.PutAsync($"{Reports}forms/{second}", TestCounty.Form(asked.Office, [await county.DefineAsync(asked.Office, "extinguishers")]))).Is(201);
        var later = await AskedCounty.AskAsync(asked.Office, second, county.Code, 25);
        var (person, post) = (Guid.NewGuid(), $"{county.Village}-WS");
        (await platform.Admin.PutAsync($"api/rosters/v1/posts/{post}", new { unit = county.Village, title = "村文书", establishmentKind = "PUBLIC_INSTITUTION", authorised = 1 })).Is(201);
        (await platform.Admin.PutAsync($"api/rosters/v1/people/{person}", new { name = "某某", unit = county.Village })).Is(200, 201);
        (await platform.Admin.PutAsync($"api/rosters/v1/assignments/{Guid.NewGuid()}", new { person, post, from = "2026-01-01", share = 100 })).Is(201);
        var village = await asked.ReporterAsync(county.Village);
        var byPost = await RunningPlatform.EventuallyAsync(() => village.GetAsync($"{Reports}missing?post={post}"), a => a.Status == 200 && a.Items.Count > 0);
        Assert.Equal([$"{asked.Request}.{county.Village}", $"{later}.{county.Village}"], byPost.Items.Select(i => i!["task"]!.ToString()));
        Assert.All(byPost.Items, i => Assert.Equal((post, "村文书"), (i!["posts"]![0]!["post"]!.ToString(), i["posts"]![0]!["title"]!.ToString())));
        Assert.DoesNotContain("某某", byPost.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(person.ToString(), byPost.Text, StringComparison.Ordinal);
        var line = (await asked.Office.GetAsync($"{Reports}requests/{asked.Request}/missing?under={county.Village}")).Is(200).Items.Single()!;
        Assert.Equal("村文书", line["posts"]![0]!["title"]!.ToString());

        // That all is filed and that nobody holds the post are two things.
        foreach (var nobodys in new[] { $"missing?unit={county.Village}&post={county.Village}-XX", $"missing?unit={county.Villages[1]}&post={post}" })
            Assert.Equal("?post", (await asked.Office.GetAsync($"{Reports}{nobodys}")).IsProblem(422, "POST_NOT_HELD")["errors"][0]!["pointer"]!.ToString());
        (await asked.FileAsync(village, county.Village, 1)).Is(200);
        Assert.Equal(later, (await village.GetAsync($"{Reports}missing")).Is(200).Items.Single()!["task"]!.ToString().Split('.')[0]);
        var seen = (await asked.Office.PagesAsync($"{Reports}missing?unit={county.Code}", 2)).ConvertAll(i => i["task"]!.ToString());
        Assert.Equal(
            county.Villages.Skip(1).Select(v => $"{asked.Request}.{v}").Concat(county.Villages.Select(v => $"{later}.{v}")), seen);
        (await village.GetAsync($"{Reports}missing?unit={county.Villages[1]}")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await village.GetAsync($"{Reports}missing?unit=x")).IsProblem(400, "PARAMETER_INVALID");
    }

    [Fact]
    public async Task Timeliness_over_time_is_counted_by_month_for_a_place_and_for_a_department()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var reader = await asked.ReporterAsync(asked.County.Townships[0]);
        (await asked.FileAsync(reader, asked.County.Villages[0], 1)).Is(200);
        // Time passes: the day is long over, and one village files too late.
        await platform.ExecuteAsync("reports", "UPDATE request SET due_on = '2026-09-15' WHERE id = @id", new { id = Guid.Parse(asked.Request) });
        await platform.ExecuteAsync("reports", "UPDATE filing SET filed_at = '2026-09-15T15:59:59Z' WHERE request = @id", new { id = Guid.Parse(asked.Request) });
        (await asked.FileAsync(reader, asked.County.Villages[1], 1)).Is(200);
        var place = (await reader.GetAsync($"{Reports}timeliness?unit={asked.County.Townships[0]}&from=2026-01-01&to=2026-12-31")).Is(200).Items.Single()!;
        Assert.Equal("2026-09", place["month"]!.ToString());
        Assert.Equal((3, 2, 1, 1, 1), (
            place["counts"]!["asked"]!.GetValue<int>(), place["counts"]!["filed"]!.GetValue<int>(), place["counts"]!["onTime"]!.GetValue<int>(),
            place["counts"]!["late"]!.GetValue<int>(), place["counts"]!["overdue"]!.GetValue<int>()));
        var department = (await asked.Office.GetAsync($"{Reports}timeliness?department={asked.Office.Unit}&from=2026-09-01&to=2026-09-30")).Is(200).Items.Single()!;
        Assert.Equal((6, 0.1667m), (department["counts"]!["asked"]!.GetValue<int>(), department["counts"]!["timelinessRate"]!.GetValue<decimal>()));
        Assert.Empty((await asked.Office.GetAsync($"{Reports}timeliness?department={asked.Office.Unit}&from=2026-10-01&to=2026-10-31")).Is(200).Items);
        (await asked.Office.GetAsync($"{Reports}timeliness?department={asked.Office.Unit}&from=2020-01-01&to=2026-10-31")).IsProblem(400, "PARAMETER_INVALID");
        (await asked.Office.GetAsync($"{Reports}timeliness")).IsProblem(400, "PARAMETER_INVALID");
        (await reader.GetAsync($"{Reports}timeliness?unit={asked.County.Code}")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
    }

    [Theory]
    [InlineData("timeliness?unit=CN&from=2026-01-02&to=2026-01-01", "≤ 2026-01-01")]
    [InlineData("timeliness?unit=CN&from=2024-01-01&to=2020-01-01", "≤ 2020-01-01")]
    [InlineData("burden/league?area=CN&from=2026-01-02&to=2026-01-01", "≤ 2026-01-01")]
    [InlineData("burden/weeks?unit=500118100001&from=2026-W02&to=2026-01-01", "≤ 2026-W01")]
    public async Task A_first_day_after_the_last_is_named_as_what_is_wrong(string path, string bound)
    {
        foreach (var (language, said) in new[] { ("en", "'from' must not be after 'to'"), ("zh-CN", "from 不得晚于 to") })
        {
            var refused = (await platform.Admin.GetAsync($"{Reports}{path}", ("Accept-Language", language))).IsProblem(422, "DATES_REVERSED");
            var error = Assert.Single(refused["errors"].AsArray())!;
            Assert.Equal(("?from", bound), (error["pointer"]!.ToString(), error["detail"]!.ToString()));
            Assert.Contains(said, error["title"]!.ToString(), StringComparison.Ordinal);
        }
    }
}
