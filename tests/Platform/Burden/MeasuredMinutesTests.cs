using Datarun.Tests.Platform.Tasks;

namespace Datarun.Tests.Platform.Burden;

/// <summary>Minutes measured by the form itself, from when it is opened to when it is filed.</summary>
public sealed class MeasuredMinutesTests(LocalPlatform platform)
{
    private const string Reports = AskedCounty.Reports;

    private static async Task<Guid> OpenAsync(ApiClient reporter, string task) => (await reporter.PostAsync($"{task}/sessions", new { })).Is(201)["id"].GetValue<Guid>();

    private static Task<Answer> BeatAsync(ApiClient reporter, string task, object session) => reporter.PostAsync($"{task}/sessions/{session}/beats", new { });

    /// <summary>Lets minutes pass since the session was opened and last beat.</summary>
    private Task PassAsync(Guid session, int minutes) => platform.ExecuteAsync(
        "reports",
        """
        UPDATE form_session SET opened_at = opened_at - make_interval(mins => @minutes), last_at = last_at - make_interval(mins => @minutes),
            worked = coalesce((SELECT range_agg(tstzrange(lower(r) - make_interval(mins => @minutes), upper(r) - make_interval(mins => @minutes))) FROM unnest(worked) r), '{}')
        WHERE id = @session
        """, new { session, minutes });

    private static async Task<(decimal Minutes, int Sessions, int Clients, int Open)> MinutesAsync(ApiClient reporter, string task)
    {
        var answer = (await reporter.GetAsync($"{task}/minutes")).Is(200);
        return (Math.Round(answer["minutes"].GetValue<decimal>()), answer["sessions"].GetValue<int>(), answer["clients"].GetValue<int>(), answer["open"].GetValue<int>());
    }

    [Fact]
    public async Task From_opening_to_filing_the_work_counts_and_of_a_pause_no_more_than_the_rule_allows()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var (village, task) = (await asked.ReporterAsync(asked.Village), asked.TaskOf(asked.Village));
        var opened = (await village.PostAsync($"{task}/sessions", new { })).Is(201);
        Assert.Equal(("5", "form.session.idle"), (opened["beatWithinMinutes"].ToString(), opened["rule"]["id"]!.ToString()));
        var session = opened["id"].GetValue<Guid>();
        Assert.Equal((0m, 1, 1, 1), await MinutesAsync(village, task));
        await PassAsync(session, 4);
        Assert.Equal(4m, Math.Round((await BeatAsync(village, task, session)).Is(200)["minutes"].GetValue<decimal>()));
        Assert.Equal(4m, Math.Round((await BeatAsync(village, task, session)).Is(200)["minutes"].GetValue<decimal>()));
        // Lunch: forty minutes away from the form count five.
        await PassAsync(session, 40);
        Assert.Equal(9m, Math.Round((await BeatAsync(village, task, session)).Is(200)["minutes"].GetValue<decimal>()));
        await PassAsync(session, 3);
        (await asked.FileAsync(village, asked.Village, 4)).Is(200);
        Assert.Equal((12m, 1, 1, 0), await MinutesAsync(village, task));
        var late = (await BeatAsync(village, task, session)).IsProblem(409, "SESSION_CLOSED");
        Assert.Equal("FILING", late["closedBy"].ToString());
        Assert.Equal((12m, 1, 1, 0), await MinutesAsync(await asked.ReporterAsync(asked.County.Townships[0]), task));
    }

    [Fact]
    public async Task Who_walks_away_is_timed_out_and_opens_the_form_again()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var (village, task) = (await asked.ReporterAsync(asked.Village), asked.TaskOf(asked.Village));
        var first = await OpenAsync(village, task);
        await PassAsync(first, 4);
        (await BeatAsync(village, task, first)).Is(200);
        await PassAsync(first, 61);
        Assert.Equal("IDLE", (await BeatAsync(village, task, first)).IsProblem(409, "SESSION_CLOSED")["closedBy"].ToString());
        Assert.Equal((4m, 1, 1, 0), await MinutesAsync(village, task));
        var second = await OpenAsync(village, task);
        await PassAsync(second, 2);
        (await asked.FileAsync(village, asked.Village, 4)).Is(200);
        Assert.Equal((6m, 2, 1, 0), await MinutesAsync(village, task));
        // A while later. Looking at what was filed takes nobody's time; filing it again does.
        foreach (var session in new[] { first, second }) await PassAsync(session, 30);
        await platform.ExecuteAsync("reports", "UPDATE filing SET filed_at = filed_at - interval '30 minutes' WHERE request = @request", new { request = Guid.Parse(asked.Request) });
        var third = await OpenAsync(village, task);
        await PassAsync(third, 1);
        (await BeatAsync(village, task, third)).Is(200);
        Assert.Equal((6m, 3, 1, 1), await MinutesAsync(village, task));
        (await asked.FileAsync(village, asked.Village, 5)).Is(200);
        Assert.Equal((7m, 3, 1, 0), await MinutesAsync(village, task));
    }

    [Fact]
    public async Task Two_clients_add_up_and_two_windows_of_one_client_do_not()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var (village, colleague, task) = (await asked.ReporterAsync(asked.Village), await asked.ReporterAsync(asked.Village), asked.TaskOf(asked.Village));
        Guid[] sessions = [await OpenAsync(village, task), await OpenAsync(village, task), await OpenAsync(colleague, task)];
        foreach (var session in sessions) await PassAsync(session, 3);
        (await asked.FileAsync(village, asked.Village, 4)).Is(200);
        Assert.Equal((6m, 3, 2, 0), await MinutesAsync(village, task));
    }

    [Fact]
    public async Task Whichever_way_the_filing_comes_it_ends_the_session()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var (village, task) = (await asked.ReporterAsync(asked.Village), asked.TaskOf(asked.Village));
        var session = await OpenAsync(village, task);
        await PassAsync(session, 2);
        var line = new { form = asked.Form, unit = asked.Village, period = TestCounty.Month, values = new Dictionary<string, int> { [asked.Elements[0]] = 2 } };
        Assert.Equal(1, (await village.PostLinesAsync($"{Reports}filings:import", [line])).Is(200)["accepted"].GetValue<int>());
        (await BeatAsync(village, task, session)).IsProblem(409, "SESSION_CLOSED");
        Assert.Equal((2m, 1, 1, 0), await MinutesAsync(village, task));
    }

    [Fact]
    public async Task What_cannot_be_measured_is_refused()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var (village, task) = (await asked.ReporterAsync(asked.Village), asked.TaskOf(asked.Village));
        var neighbour = await asked.ReporterAsync(asked.County.Villages[1]);
        (await neighbour.PostAsync($"{task}/sessions", new { })).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await asked.Office.PostAsync($"{task}/sessions", new { })).IsProblem(403, "RIGHT_MISSING");
        (await asked.Office.GetAsync($"{task}/minutes")).IsProblem(403, "RIGHT_MISSING");
        (await neighbour.GetAsync($"{task}/minutes")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        foreach (var unknown in new[] { $"{Reports}tasks/{Guid.NewGuid()}.{asked.Village}", $"{Reports}tasks/{asked.Request}.{asked.County.Code}100999", $"{Reports}tasks/nonsense" })
        {
            (await village.PostAsync($"{unknown}/sessions", new { })).IsProblem(404, "TASK_UNKNOWN");
            (await village.GetAsync($"{unknown}/minutes")).IsProblem(404, "TASK_UNKNOWN");
        }
        var session = await OpenAsync(village, task);
        foreach (object wrong in new object[] { Guid.NewGuid(), "nonsense" }) (await BeatAsync(village, task, wrong)).IsProblem(404, "SESSION_UNKNOWN");
        (await BeatAsync(neighbour, task, session)).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        // Neither a colleague's client nor another task of the same village beats for it.
        (await BeatAsync(await asked.ReporterAsync(asked.Village), task, session)).IsProblem(404, "SESSION_UNKNOWN");
        (await BeatAsync(neighbour, asked.TaskOf(asked.County.Villages[1]), session)).IsProblem(404, "SESSION_UNKNOWN");
        (await asked.Office.PostAsync($"{Reports}requests/{asked.Request}/recall", new { reason = "下发有误" })).Is(201);
        (await BeatAsync(village, task, session)).IsProblem(409, "TASK_RECALLED");
        (await village.PostAsync($"{task}/sessions", new { })).IsProblem(409, "TASK_RECALLED");
    }

    [Fact]
    public async Task What_filings_really_took_replaces_the_claim_of_the_form_once_enough_were_measured()
    {
        // The form says twelve minutes, and takes three.
        var asked = await AskedCounty.NewAsync(platform);
        var county = await asked.ReporterAsync(asked.County.Code);
        var last = TestCounty.Today.AddMonths(-1).ToString("yyyy-MM");
        var earlier = (await asked.Office.PostAsync($"{Reports}requests", new { form = asked.Form, period = last, under = asked.County.Code, dueOn = AskedCounty.Day(20) })).Is(201)["id"].ToString();
        foreach (var village in asked.County.Villages)
        {
            await FileInMinutesAsync(county, $"{Reports}tasks/{asked.Request}.{village}", asked.Elements[0], 3);
        }
        var few = await CostAsync(asked, c => c["measuredFilings"]!.GetValue<int>() == 6);
        Assert.Equal(("CLAIMED", 12m, 3m), (few["basis"]!.ToString(), few["minutes"]!.GetValue<decimal>(), Math.Round(few["measured"]!.GetValue<decimal>())));
        Assert.Equal("form.burden.measured.min", few["rule"]!["id"]!.ToString());
        foreach (var village in asked.County.Villages.Take(4)) await FileInMinutesAsync(county, $"{Reports}tasks/{earlier}.{village}", asked.Elements[0], 4);
        var enough = await CostAsync(asked, c => c["measuredFilings"]!.GetValue<int>() == 10);
        Assert.Equal(("MEASURED", 12m, 3m), (enough["basis"]!.ToString(), enough["claimed"]!.GetValue<decimal>(), Math.Round(enough["minutes"]!.GetValue<decimal>())));

        // The gate counts what was measured, for the form itself and for others that meet it; with another field it was not measured.
        var same = (await asked.Office.PostAsync($"{Reports}forms:simulate?code={asked.Form}", TestCounty.Form(asked.Office, asked.Elements, f => f["title"] = "改了标题"))).Is(200);
        Assert.Equal(("MEASURED", "10"), (same["admission"]["burden"]!["basis"]!.ToString(), same["admission"]["burden"]!["measuredFilings"]!.ToString()));
        Assert.InRange(same["admission"]["burden"]!["minutes"]!.GetValue<int>(), 18, 19);
        var fresh = await asked.County.DefineAsync(asked.Office, "fresh");
        var other = (await asked.Office.PostAsync($"{Reports}forms:simulate?code={asked.Form}", TestCounty.Form(asked.Office, [.. asked.Elements, fresh]))).Is(200);
        Assert.Equal(("CLAIMED", "0"), (other["admission"]["burden"]!["basis"]!.ToString(), other["admission"]["burden"]!["measuredFilings"]!.ToString()));
        var beside = (await asked.Office.PostAsync($"{Reports}forms:simulate", TestCounty.Form(asked.Office, [fresh]))).Is(200);
        Assert.Equal("MEASURED", beside["clashes"].AsArray().Single()!["basis"]!.ToString());
    }

    [Fact]
    public async Task The_costs_of_forms_are_listed_by_department_and_place_and_by_pages()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var second = await asked.County.DefineAsync(asked.Office, "second");
        (await asked.Office.PutAsync($"{Reports}forms/zz-{asked.County.Code}", TestCounty.Form(asked.Office, [second]))).Is(201);
        var path = $"{Reports}burden/forms?department={asked.Office.Unit}&limit=1";
        var first = (await asked.Office.GetAsync(path)).Is(200);
        Assert.Equal((asked.Form, "CLAIMED", null), (first.Items.Single()!["form"]!.ToString(), first.Items[0]!["basis"]!.ToString(), first.Items[0]!["measured"]?.ToString()));
        var next = (await asked.Office.GetAsync($"{path}&after={first["next"]}")).Is(200);
        Assert.Equal($"zz-{asked.County.Code}", next.Items.Single()!["form"]!.ToString());
        Assert.Null(next.Json!["next"]);
        Assert.Equal(2, (await asked.Office.GetAsync($"{Reports}burden/forms?under={asked.Village}")).Is(200).Items.Count);
        foreach (var wrong in new[] { "department=%00", "under=12345", "under=%00", "limit=0" }) (await asked.Office.GetAsync($"{Reports}burden/forms?{wrong}")).IsProblem(400, "PARAMETER_INVALID");
    }

    private async Task FileInMinutesAsync(ApiClient reporter, string task, string element, int minutes)
    {
        await PassAsync(await OpenAsync(reporter, task), minutes);
        (await reporter.PutAsync($"{task}/filing", new { values = new Dictionary<string, int> { [element] = 1 } })).Is(200);
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> CostAsync(AskedCounty asked, Func<System.Text.Json.Nodes.JsonNode, bool> holds) =>
        (await RunningPlatform.EventuallyAsync(
            () => asked.Office.GetAsync($"{Reports}burden/forms?department={asked.Office.Unit}"), a => holds(a.Is(200).Items.Single()!))).Items.Single()!;
}
