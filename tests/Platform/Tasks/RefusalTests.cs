namespace Datarun.Tests.Platform.Tasks;

public sealed class RefusalTests(LocalPlatform platform)
{
    private const string Reports = AskedCounty.Reports;

    /// <summary>Time passes: what was asked for is a version of the form whose validity has ended. A version of its own, as those in memory never change.</summary>
    private Task<int> ExpireAsync(AskedCounty asked) => platform.ExecuteAsync(
        "reports",
        """
        INSERT INTO form_version (form, version, body, admission, needs_grant, admitted_at)
        SELECT form, 99, jsonb_set(body, '{validUntil}', '"2026-06-30"'), admission, needs_grant, admitted_at FROM form_version WHERE form = @Form AND version = 1;
        INSERT INTO form_field (form, version, element, position, required, verdict)
        SELECT form, 99, element, position, required, verdict FROM form_field WHERE form = @Form AND version = 1;
        UPDATE request SET form_version = 99 WHERE form = @Form
        """, new { asked.Form });

    private static Task<AskedCounty> StatisticalAsync(RunningPlatform platform) => AskedCounty.NewAsync(platform, change: f =>
    {
        (f["statistical"], f["formNumber"], f["approvalNumber"]) = (true, "消统1表", "国统制〔2025〕1号");
    });

    [Fact]
    public async Task An_expired_statistical_form_is_refused_by_statute_and_without_blame()
    {
        var asked = await StatisticalAsync(platform);
        await ExpireAsync(asked);
        var (village, path) = (await asked.ReporterAsync(asked.Village), $"{asked.TaskOf(asked.Village)}/refusal");
        var refusal = (await village.PostAsync(path, new { ground = "FORM_EXPIRED", reason = "有效期已过" })).Is(201);
        Assert.Equal(("form.statistical.marks", "STATUTE"), (refusal["rule"]["id"]!.ToString(), refusal["rule"]["basis"]!.ToString()));
        (await village.PostAsync(path, new { ground = "FORM_EXPIRED", reason = "有效期已过" })).Is(200);
        var task = (await village.GetAsync(asked.TaskOf(asked.Village))).Is(200);
        Assert.Equal(("TERMINATED", "有效期已过", "REFUSED"), (task["state"].ToString(), task["reason"].ToString(), task["steps"][0]!["kind"]!.ToString()));
        (await asked.FileAsync(village, asked.Village, 1)).IsProblem(409, "TASK_REFUSED");
        var progress = await asked.ProgressAsync(asked.Office);
        Assert.Equal((6, 1, 5), (progress["asked"]!.GetValue<int>(), progress["refused"]!.GetValue<int>(), progress["missing"]!.GetValue<int>()));
        Assert.Equal(0m, progress["completenessRate"]!.GetValue<decimal>());
        Assert.Equal(5, (await asked.Office.GetAsync($"{Reports}requests/{asked.Request}/missing")).Is(200).Items.Count);
        var listed = (await asked.Office.GetAsync($"{Reports}refusals?unit={asked.County.Code}")).Is(200).Items.Single()!;
        Assert.Equal($"{asked.Request}.{asked.Village}", listed["task"]!.ToString());
    }

    [Fact]
    public async Task A_ground_that_does_not_hold_refuses_nothing()
    {
        var asked = await StatisticalAsync(platform);
        var (village, path) = (await asked.ReporterAsync(asked.Village), $"{asked.TaskOf(asked.Village)}/refusal");
        foreach (var (ground, rule) in new[] { ("STATISTICAL_MARKS_MISSING", "form.statistical.marks"), ("FORM_EXPIRED", "form.statistical.marks"), ("OFF_CATALOGUE", "form.refusal.policy") })
            (await village.PostAsync(path, new { ground, reason = "不想填" })).IsProblem(422, "GROUND_DOES_NOT_HOLD").RestsOn(rule);
        (await village.PostAsync(path, new { ground = "TIRED", reason = "不想填" })).IsProblem(400, "BODY_MALFORMED");
        (await village.PostAsync(path, new { ground = "FORM_EXPIRED", reason = "" })).IsProblem(422, "FIELD_REQUIRED");
        (await asked.Office.PostAsync(path, new { ground = "FORM_EXPIRED", reason = "x" })).IsProblem(403, "RIGHT_MISSING");
        (await (await asked.ReporterAsync(asked.County.Townships[1])).PostAsync(path, new { ground = "FORM_EXPIRED", reason = "x" })).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await asked.FileAsync(village, asked.Village, 1)).Is(200);
        await ExpireAsync(asked);
        (await platform.Admin.PostAsync(path, new { ground = "STATISTICAL_MARKS_MISSING", reason = "x" })).IsProblem(422, "GROUND_DOES_NOT_HOLD");
    }

    [Fact]
    public async Task A_refusal_is_withdrawn_while_the_request_runs_and_both_stay_on_record()
    {
        var asked = await StatisticalAsync(platform);
        await ExpireAsync(asked);
        var (village, path) = (await asked.ReporterAsync(asked.Village), $"{asked.TaskOf(asked.Village)}/refusal");
        (await village.DeleteAsync(path)).IsProblem(404, "REFUSAL_UNKNOWN");
        var first = (await village.PostAsync(path, new { ground = "FORM_EXPIRED", reason = "有效期已过" })).Is(201);
        (await (await asked.ReporterAsync(asked.County.Townships[1])).DeleteAsync(path)).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await asked.Office.DeleteAsync(path)).IsProblem(403, "RIGHT_MISSING");
        var withdrawn = (await village.DeleteAsync(path)).Is(200);
        Assert.Equal((first["id"].ToString(), true), (withdrawn["id"].ToString(), withdrawn.Json!["withdrawnAt"] is not null));
        Assert.Equal(withdrawn["withdrawnAt"].ToString(), (await village.DeleteAsync(path)).Is(200)["withdrawnAt"].ToString());
        var task = (await village.GetAsync(asked.TaskOf(asked.Village))).Is(200);
        Assert.Equal("PENDING", task["state"].ToString());
        Assert.Equal(["REFUSED", "REFUSAL_WITHDRAWN"], task["steps"].AsArray().Select(s => s!["kind"]!.ToString()));
        var progress = await asked.ProgressAsync(asked.Office);
        Assert.Equal((0, 6), (progress["refused"]!.GetValue<int>(), progress["missing"]!.GetValue<int>()));

        // It may refuse again: another refusal. After the last day, or once it is recalled, that one stays.
        (await village.PostAsync(path, new { ground = "FORM_EXPIRED", reason = "仍已过期" })).Is(201);
        Assert.Equal([true, false], (await asked.Office.GetAsync($"{Reports}refusals?unit={asked.Village}")).Is(200).Items.Select(r => r!["withdrawnAt"] is not null));
        await platform.ExecuteAsync("reports", "UPDATE request SET due_on = '2026-09-15' WHERE id = @id", new { id = Guid.Parse(asked.Request) });
        (await village.DeleteAsync(path)).IsProblem(409, "REQUEST_OVER");
        (await asked.Office.PostAsync($"{Reports}requests/{asked.Request}/recall", new { reason = "取消" })).Is(201);
        (await village.DeleteAsync(path)).IsProblem(409, "TASK_RECALLED");
        Assert.Equal("TERMINATED", await asked.StateAsync(village, asked.Village));
    }

    [Fact]
    public async Task What_is_answered_cannot_be_refused_and_other_forms_are_refused_by_local_policy()
    {
        var asked = await AskedCounty.NewAsync(platform);
        await ExpireAsync(asked);
        var township = await asked.ReporterAsync(asked.County.Townships[0]);
        (await asked.FileAsync(township, asked.Village, 1)).Is(200);
        (await township.PostAsync($"{asked.TaskOf(asked.Village)}/refusal", new { ground = "FORM_EXPIRED", reason = "过期" })).IsProblem(409, "ALREADY_ANSWERED");
        var other = (await township.PostAsync($"{asked.TaskOf(asked.County.Villages[1])}/refusal", new { ground = "FORM_EXPIRED", reason = "过期" })).Is(201);
        Assert.Equal("LOCAL_POLICY", other["rule"]["basis"]!.ToString());
    }

    [Fact]
    public async Task A_form_that_came_by_another_way_is_refused_on_record()
    {
        var county = await platform.NewCountyAsync();
        var (office, other) = (await county.OfficeAsync("FIRE"), await county.OfficeAsync("OTHER"));
        var village = await county.ReporterAsync(county.Village);
        object Body(string ground, bool statistical, string? department = null, string? unit = null, string received = "2026-07-02") =>
            new { unit = unit ?? county.Village, title = "微信群临时统计表", department, receivedOn = received, ground, reason = "无表号", statistical };
        var path = $"{Reports}refusals";
        var known = await RunningPlatform.EventuallyAsync(() => village.PostAsync(path, Body("STATISTICAL_MARKS_MISSING", true, office.Unit)), a => a.Code != "UNKNOWN_ORG_UNIT");
        Assert.Equal(("STATUTE", office.Unit), (known.Is(201)["rule"]["basis"]!.ToString(), known["department"].ToString()));
        Assert.Equal("LOCAL_POLICY", (await village.PostAsync(path, Body("OFF_CATALOGUE", true))).Is(201)["rule"]["basis"]!.ToString());
        (await village.PostAsync(path, Body("STATISTICAL_MARKS_MISSING", false))).IsProblem(422, "GROUND_DOES_NOT_HOLD");
        (await village.PostAsync(path, Body("OFF_CATALOGUE", false, "990000-NONE"))).IsProblem(422, "UNKNOWN_ORG_UNIT");
        (await village.PostAsync(path, Body("OFF_CATALOGUE", false, unit: county.Villages[1]))).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await village.PostAsync(path, Body("OFF_CATALOGUE", false, received: "2999-01-01"))).IsProblem(422, "OUT_OF_BOUNDS");
        Assert.Equal(2, (await village.GetAsync($"{path}?unit={county.Village}")).Is(200).Items.Count);
        Assert.Single((await office.GetAsync($"{path}?unit={county.Code}")).Is(200).Items);
        Assert.Empty((await other.GetAsync($"{path}?unit={county.Code}")).Is(200).Items);
        var page = (await village.GetAsync($"{path}?unit={county.Village}&limit=1")).Is(200);
        Assert.Null((await village.GetAsync($"{path}?unit={county.Village}&limit=1&after={page["next"]}")).Is(200).Json!["next"]);
    }
}
