namespace Datarun.Tests.Platform.Contract.Accountability;

/// <summary>A case rests on a duty in force on the day of the act, and runs on a rail.</summary>
public class CaseTests(LocalPlatform platform)
{
    private const string Cases = "api/accountability/v1/cases";

    [Fact]
    public async Task The_list_in_force_on_the_day_of_the_act_decides_and_a_later_one_does_not_reach_back()
    {
        var (county, decider, township) = await TownshipAsync();
        var march = (await decider.PostAsync(Cases, Case(decider, township, "T-1", "2026-03-01"))).IsProblem(422, "NO_DUTY_IN_FORCE");
        Assert.Equal("TAKEN_BACK", march["reason"].ToString());
        (await platform.Admin.PutAsync($"api/accountability/v1/duty-lists/{township}/2026-04-01", DutyListTests.Items("BASIC"))).Is(201);
        (await decider.PostAsync(Cases, Case(decider, township, "T-1", "2026-03-01"))).IsProblem(422, "NO_DUTY_IN_FORCE");
        (await decider.PostAsync(Cases, Case(decider, township, "T-1", "2026-04-01"))).Is(201);
        // Before the first list, and where no item has the code, there was no duty either.
        (await decider.PostAsync(Cases, Case(decider, township, "B-1", "2025-12-31"))).IsProblem(422, "NO_DUTY_IN_FORCE");
        (await decider.PostAsync(Cases, Case(decider, township, "X-9", "2026-03-01"))).IsProblem(422, "NO_DUTY_IN_FORCE");
        (await decider.PostAsync(Cases, Case(decider, county.Townships[1], "B-1", "2026-03-01"))).IsProblem(422, "NO_DUTY_IN_FORCE");
    }

    [Fact]
    public async Task For_a_cooperation_only_the_named_part_counts()
    {
        var (_, decider, township) = await TownshipAsync();
        (await decider.PostAsync(Cases, Case(decider, township, "C-1", "2026-03-01", "未批准自建房改造"))).IsProblem(422, "NO_DUTY_IN_FORCE");
        (await decider.PostAsync(Cases, Case(decider, township, "C-1", "2026-03-01", "发现并上报线索"))).Is(201);
        (await decider.PostAsync(Cases, Case(decider, township, "C-1", "2026-03-01", "排查中未发现并上报线索,致隐患未除"))).Is(201);
    }

    [Fact]
    public async Task A_case_opens_with_the_filings_posts_and_objections_that_bear_on_it()
    {
        var (county, decider, township) = await TownshipAsync();
        var (person, assignment) = (Guid.NewGuid(), Guid.NewGuid());
        (await platform.Admin.PutAsync($"api/rosters/v1/posts/{township}-CIVIL", new { unit = township, title = "民政岗", establishmentKind = "ADMINISTRATIVE", authorised = 2 })).Is(201);
        (await platform.Admin.PutAsync($"api/rosters/v1/people/{person}", new { name = "某人", unit = township })).Is(201);
        (await platform.Admin.PutAsync($"api/rosters/v1/assignments/{assignment}", new { person, post = $"{township}-CIVIL", from = "2026-01-05", share = 100, isPrimary = true })).Is(201);
        (await platform.Admin.PostAsync("api/accountability/v1/objections", new
        {
            unit = township, person, order = "按比例压减救助名单", orderedBy = $"{county.Code}-CIVIL", saidOn = "2026-03-01", text = "与政策不符,建议逐户核实",
        })).Is(201);
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "x");
        var request = await county.AskAsync(civil, $"e{county.Code}", [element]);
        (await (await county.ReporterAsync(county.Village)).PutAsync($"api/reports/v1/tasks/{request}.{county.Village}/filing", new { values = new Dictionary<string, int> { [element] = 1 }, confirmed = Array.Empty<string>() })).Is(200);

        var opened = (await decider.PostAsync(Cases, new
        {
            unit = township, post = $"{township}-CIVIL", person, dutyItem = "B-1", actOn = "2026-03-02", matter = "救助不及时", openedBy = decider.Unit,
        })).Is(201).Has("id:string evidence:object state=OPENED");
        Shape.Of(opened["evidence"], "filings:array posts:array objections:array");
        Assert.Equal((1, 1, 1), (Count(opened, "filings"), Count(opened, "posts"), Count(opened, "objections")));
        Assert.Equal((county.Village, $"{township}-CIVIL", "2026-03-01"),
            (opened["evidence"]["filings"]![0]!["unit"]!.ToString(), opened["evidence"]["posts"]![0]!["post"]!.ToString(), opened["evidence"]["objections"]![0]!["saidOn"]!.ToString()));
        // Who objected and was told to go on is proposed for tolerance: liability moves to whoever gave the order.
        Assert.Contains($"{county.Code}-CIVIL", opened["toleranceProposal"]["liabilityMovesTo"]!.AsArray().Select(u => u!.ToString()));
        Assert.Equal(opened["id"].ToString(), (await decider.GetAsync($"{Cases}/{opened["id"]}")).Is(200)["id"].ToString());
    }

    [Fact]
    public async Task A_step_out_of_order_is_refused_and_told_what_comes_first()
    {
        var (_, decider, township) = await TownshipAsync();
        var path = await OpenedAsync(decider, township);
        var refused = (await decider.PostAsync($"{path}/decide", new { outcome = "WARNING" })).IsProblem(409, "STEP_NOT_ALLOWED");
        Assert.Equal(["VERIFY", "NOTIFY", "HEAR", "TOLERANCE"], refused["first"].AsArray().Select(s => s!.ToString()));
        (await decider.PostAsync($"{path}/hear", new { statement = "x" })).IsProblem(409, "STEP_NOT_ALLOWED");
        (await decider.PostAsync($"{path}/close", new { })).IsProblem(409, "STEP_NOT_ALLOWED");
        (await decider.PostAsync($"{path}/verify", new { note = "属实" })).Is(200);
        (await decider.PostAsync($"{path}/verify", new { note = "再来" })).IsProblem(409, "STEP_NOT_ALLOWED");
        (await decider.PostAsync($"{path}/sentence", new { })).IsProblem(404, "STEP_UNKNOWN");
        (await decider.PostAsync($"{Cases}/{Guid.NewGuid()}/verify", new { note = "x" })).Is(404);
    }

    [Fact]
    public async Task A_case_runs_from_opening_to_an_appeal_that_may_not_make_it_heavier()
    {
        var (_, decider, township) = await TownshipAsync();
        var path = await OpenedAsync(decider, township);
        async Task StepAsync(string step, object body) => (await decider.PostAsync($"{path}/{step}", body)).Is(200);
        await StepAsync("verify", new { note = "属实", on = "2026-03-05" });
        (await decider.PostAsync($"{path}/notify", new { on = "2026-03-06" })).IsProblem(422, "ANSWER_TIME_MISSING");
        await StepAsync("notify", new { on = "2026-03-06", answerBy = "2026-03-16" });
        (await decider.PostAsync($"{path}/hear", new { on = "2026-03-10" })).IsProblem(422, "HEARING_NOT_OVER");
        await StepAsync("hear", new { on = "2026-03-10", statement = "已多次上门,当事人外出" });
        await StepAsync("tolerance", new { on = "2026-03-11", granted = false, note = "不属于容错情形" });
        (await decider.PostAsync($"{path}/decide", new { on = "2026-03-12", outcome = "TOLERATED" })).IsProblem(422, "OUTCOME_AGAINST_RULING");
        await StepAsync("decide", new { on = "2026-03-12", outcome = "WARNING" });
        var delivered = (await decider.PostAsync($"{path}/deliver", new { on = "2026-03-13" })).Is(200);
        // 30 calendar days after the day of delivery, which is not counted.
        Assert.Contains(delivered["deadlines"].AsArray(), d => d!["of"]!.ToString() == "APPLY_REVIEW" && d["dueOn"]!.ToString() == "2026-04-12");
        (await decider.PostAsync($"{path}/close", new { on = "2026-03-14" })).IsProblem(409, "STEP_NOT_ALLOWED");
        (await decider.PostAsync($"{path}/appeal", new { on = "2026-04-20", appliedOn = "2026-04-01", outcome = "DEMERIT" })).IsProblem(422, "OUTCOME_HEAVIER");
        await StepAsync("appeal", new { on = "2026-04-20", appliedOn = "2026-04-01", outcome = "ADMONITION" });
        Assert.Equal("CLOSED", (await decider.PostAsync($"{path}/close", new { on = "2026-04-21" })).Is(200)["state"].ToString());
    }

    [Fact]
    public async Task Tolerance_is_granted_on_a_ground_of_the_law_only_and_then_kept()
    {
        var (_, decider, township) = await TownshipAsync();
        var path = await OpenedAsync(decider, township);
        (await decider.PostAsync($"{path}/verify", new { note = "属实", on = "2026-03-05" })).Is(200);
        (await decider.PostAsync($"{path}/notify", new { on = "2026-03-06", answerBy = "2026-03-16" })).Is(200);
        (await decider.PostAsync($"{path}/hear", new { on = "2026-03-10", statement = "先行先试" })).Is(200);
        (await decider.PostAsync($"{path}/tolerance", new { on = "2026-03-11", granted = true, ground = "运气不好", note = "n" })).IsProblem(422, "TOLERANCE_GROUND_UNKNOWN");
        (await decider.PostAsync($"{path}/tolerance", new { on = "2026-03-11", granted = true, ground = "先行先试失误", note = "n" })).Is(200);
        (await decider.PostAsync($"{path}/decide", new { on = "2026-03-12", outcome = "WARNING" })).IsProblem(422, "OUTCOME_AGAINST_RULING");
        (await decider.PostAsync($"{path}/decide", new { on = "2026-03-12", outcome = "TOLERATED" })).Is(200);
    }

    [Fact]
    public async Task No_step_is_dated_before_the_day_on_which_a_case_was_opened_on_paper()
    {
        var (_, decider, township) = await TownshipAsync();
        var opened = (await decider.PostAsync(Cases, Opened("2026-03-03"))).Is(201);
        var path = $"{Cases}/{opened["id"]}";
        (await decider.PostAsync(Cases, Opened("2026-02-28"))).IsProblem(422, "DATES_REVERSED");
        (await decider.PostAsync(Cases, Opened($"{TestCounty.Today.AddDays(1):yyyy-MM-dd}"))).IsProblem(422, "IN_THE_FUTURE");
        var refused = (await decider.PostAsync($"{path}/verify", new { note = "属实", on = "2026-03-02" })).IsProblem(422, "STEP_DATE_INVALID");
        Assert.Equal(("/on", "≥ 2026-03-03"), (refused["errors"][0]!["pointer"]!.ToString(), refused["errors"][0]!["detail"]!.ToString()));
        (await decider.PostAsync($"{path}/verify", new { note = "属实", on = "2026-03-03" })).Is(200);

        object Opened(string on) => new { unit = township, dutyItem = "B-1", actOn = "2026-03-01", matter = "救助不及时", openedBy = decider.Unit, openedOn = on };
    }

    [Fact]
    public async Task Of_a_case_that_is_entered_afterwards_the_steps_keep_their_days_and_the_first_opened_it()
    {
        var (_, decider, township) = await TownshipAsync();
        var opened = (await decider.PostAsync(Cases, new { unit = township, dutyItem = "B-1", actOn = "2026-03-01", matter = "救助不及时", openedBy = decider.Unit })).Is(201);
        var path = $"{Cases}/{opened["id"]}";
        Assert.Equal($"{TestCounty.Today:yyyy-MM-dd}", opened["openedOn"].ToString());
        (await decider.PostAsync($"{path}/verify", new { note = "属实", on = "2026-02-28" })).IsProblem(422, "STEP_DATE_INVALID");
        Assert.Equal("2026-03-05", (await decider.PostAsync($"{path}/verify", new { note = "属实", on = "2026-03-05" })).Is(200)["openedOn"].ToString());
    }

    [Fact]
    public async Task What_a_person_objected_to_in_another_of_her_posts_is_evidence_too()
    {
        var (county, decider, township) = await TownshipAsync();
        var (her, another) = (Guid.NewGuid(), Guid.NewGuid());
        async Task ObjectAsync(string unit, Guid person) => (await platform.Admin.PostAsync("api/accountability/v1/objections", new
        {
            unit, person, order = "先报数后核实", orderedBy = $"{county.Code}-CIVIL", saidOn = "2026-02-20", text = "应先核实",
        })).Is(201);
        await ObjectAsync(county.Villages[0], her);
        await ObjectAsync(county.Villages[0], another);
        await ObjectAsync(township, another);
        var opened = (await decider.PostAsync(Cases, new { unit = township, person = her, dutyItem = "B-1", actOn = "2026-03-01", matter = "数据失实", openedBy = decider.Unit })).Is(201);
        Assert.Equal(her.ToString(), Assert.Single(opened["evidence"]["objections"]!.AsArray())!["person"]!.ToString());
        Assert.Equal($"{county.Code}-CIVIL", Assert.Single(opened["toleranceProposal"]["liabilityMovesTo"]!.AsArray())!.ToString());
    }

    [Fact]
    public async Task An_order_that_was_plainly_unlawful_when_the_case_opened_is_so_when_tolerance_is_ruled_on()
    {
        var (_, decider, township) = await TownshipAsync();
        var opened = (await decider.PostAsync(Cases, new { unit = township, dutyItem = "B-1", actOn = "2026-03-01", matter = "违法拆除", openedBy = decider.Unit, openedOn = "2026-03-01", plainlyUnlawful = true })).Is(201);
        Assert.True((bool)opened["plainlyUnlawful"]);
        var path = $"{Cases}/{opened["id"]}";
        (await decider.PostAsync($"{path}/verify", new { note = "属实", on = "2026-03-05" })).Is(200);
        (await decider.PostAsync($"{path}/notify", new { on = "2026-03-06", answerBy = "2026-03-16" })).Is(200);
        (await decider.PostAsync($"{path}/hear", new { on = "2026-03-10", statement = "奉命行事" })).Is(200);
        var ruling = new { on = "2026-03-11", granted = true, ground = "对上级错误决定提出意见未被采纳", note = "n" };
        (await decider.PostAsync($"{path}/tolerance", ruling)).IsProblem(422, "TOLERANCE_UNLAWFUL_ORDER").RestsOn("civil.objection.shiftsLiability");
        // Who looked closer says so.
        (await decider.PostAsync($"{path}/tolerance", new { ruling.on, ruling.granted, ruling.ground, ruling.note, plainlyUnlawful = false })).Is(200);
    }

    [Fact]
    public async Task What_was_asked_for_in_time_keeps_the_case_open_until_it_is_decided()
    {
        var (_, decider, township) = await TownshipAsync();
        var path = await OpenedAsync(decider, township);
        async Task<Answer> StepAsync(string step, object body) => (await decider.PostAsync($"{path}/{step}", body)).Is(200);
        await StepAsync("verify", new { note = "属实", on = "2026-03-05" });
        await StepAsync("notify", new { on = "2026-03-06", answerBy = "2026-03-16" });
        await StepAsync("hear", new { on = "2026-03-10", statement = "已尽力" });
        await StepAsync("tolerance", new { on = "2026-03-11", granted = false, note = "不属于" });
        await StepAsync("decide", new { on = "2026-03-12", outcome = "WARNING" });
        (await decider.PostAsync($"{path}/apply-review", new { on = "2026-03-12" })).IsProblem(409, "STEP_NOT_ALLOWED");
        await StepAsync("deliver", new { on = "2026-03-13" });
        var refused = (await decider.PostAsync($"{path}/exonerate", new { note = "n" })).IsProblem(409, "STEP_NOT_ALLOWED");
        Assert.Equal(["NO_FAULT"], refused["outcomes"].AsArray().Select(o => o!.ToString()));

        // Asked for on the last day: the review is due thirty days later, and the case stays open for it.
        var asked = await StepAsync("apply-review", new { on = "2026-04-12" });
        Assert.Equal("DELIVERED", asked["state"].ToString());
        Assert.Equal([("APPLY_APPEAL", "2026-04-12"), ("DECIDE_REVIEW", "2026-05-12")], Deadlines(asked));
        var close = (await decider.PostAsync($"{path}/close", new { on = "2026-05-01" })).IsProblem(409, "STEP_NOT_ALLOWED");
        Assert.Equal("2026-05-12", close["openUntil"].ToString());
        (await decider.PostAsync($"{path}/close", new { on = "2026-06-01" })).IsProblem(409, "STEP_NOT_ALLOWED");
        var decided = await StepAsync("review", new { on = "2026-05-20", outcome = "WARNING" });
        Assert.Equal(("2026-04-12", "true"), (decided["steps"].AsArray()[^1]!["appliedOn"]!.ToString(), decided["steps"].AsArray()[^1]!["late"]!.ToJsonString()));
        Assert.Equal([("APPLY_APPEAL", "2026-06-04")], Deadlines(decided));

        var appealed = await StepAsync("apply_appeal", new { on = "2026-06-04" });
        Assert.Equal([("DECIDE_APPEAL", "2026-08-03")], Deadlines(appealed));
        (await decider.PostAsync($"{path}/close", new { on = "2026-06-10" })).IsProblem(409, "STEP_NOT_ALLOWED");
        // A complicated one is given thirty days more, once, and not when its time is over.
        (await decider.PostAsync($"{path}/extend-appeal", new { on = "2026-08-04", note = "案情复杂" })).IsProblem(409, "STEP_NOT_ALLOWED");
        (await decider.PostAsync($"{path}/extend-appeal", new { on = "2026-08-03" })).IsProblem(422, "FIELD_REQUIRED");
        Assert.Equal([("DECIDE_APPEAL", "2026-09-02")], Deadlines(await StepAsync("extend-appeal", new { on = "2026-08-03", note = "案情复杂" })));
        (await decider.PostAsync($"{path}/extend-appeal", new { on = "2026-08-03", note = "再延" })).IsProblem(409, "STEP_NOT_ALLOWED");
        Assert.Equal("false", (await StepAsync("appeal", new { on = "2026-09-02", outcome = "NO_FAULT" }))["steps"].AsArray()[^1]!["late"]!.ToJsonString());
        await StepAsync("close", new { on = "2026-09-03" });
    }

    private static IEnumerable<(string, string)> Deadlines(Answer c) => c["deadlines"].AsArray().Select(d => (d!["of"]!.ToString(), d["dueOn"]!.ToString()));

    [Fact]
    public async Task Only_a_decider_of_that_area_opens_cases_and_none_for_what_has_not_happened()
    {
        var (county, decider, township) = await TownshipAsync();
        (await (await platform.NewClientAsync(county.Code, "DEPARTMENT")).PostAsync(Cases, Case(decider, township, "B-1", "2026-03-01"))).IsProblem(403, "RIGHT_MISSING");
        var elsewhere = await platform.NewClientAsync((await platform.NewCountyAsync()).Code, "DECIDER");
        (await elsewhere.PostAsync(Cases, Case(elsewhere, township, "B-1", "2026-03-01"))).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await decider.PostAsync(Cases, Case(decider, township, "B-1", TestCounty.Today.AddDays(2).ToString("yyyy-MM-dd")))).IsProblem(422, "IN_THE_FUTURE");
        (await decider.PostAsync(Cases, new { unit = township })).Is(422);
    }

    internal static object Case(ApiClient decider, string unit, string dutyItem, string actOn, string matter = "群众反映事项未及时处理") =>
        new { unit, dutyItem, actOn, matter, openedBy = decider.Unit };

    private static int Count(Answer opened, string kind) => opened["evidence"][kind]!.AsArray().Count;

    private static async Task<string> OpenedAsync(ApiClient decider, string township) =>
        $"{Cases}/{(await decider.PostAsync(Cases, Case(decider, township, "B-1", "2026-03-01"))).Is(201)["id"]}";

    private async Task<(TestCounty County, ApiClient Decider, string Township)> TownshipAsync()
    {
        var county = await platform.NewCountyAsync();
        (await platform.Admin.PutAsync($"api/accountability/v1/duty-lists/{county.Townships[0]}/2026-01-01", DutyListTests.Items())).Is(201);
        return (county, await county.OfficeAsync("DISCIPLINE", "DECIDER"), county.Townships[0]);
    }
}
