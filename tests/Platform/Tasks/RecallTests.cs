namespace Datarun.Tests.Platform.Tasks;

public sealed class RecallTests(LocalPlatform platform)
{
    private const string Reports = AskedCounty.Reports;

    [Fact]
    public async Task What_is_recalled_is_asked_of_nobody_any_more_and_can_be_asked_again()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var (county, village) = (asked.County, await asked.ReporterAsync(asked.Village));
        (await asked.FileAsync(village, asked.Village, 4)).Is(200);
        var path = $"{Reports}requests/{asked.Request}/recall";
        var part = (await asked.Office.PostAsync(path, new { reason = "下发有误", under = county.Townships[0] })).Is(201);
        Assert.Equal(2, part["tasks"].GetValue<int>());
        (await asked.Office.PostAsync(path, new { reason = "下发有误", under = county.Townships[0] })).Is(200);
        (await asked.Office.PostAsync(path, new { reason = "别的理由", under = county.Villages[1] })).IsProblem(409, "ALREADY_RECALLED");

        var (done, open, other) = (county.Villages[0], county.Villages[1], county.Villages[3]);
        var reader = await asked.ReporterAsync(county.Code);
        Assert.Equal(["COMPLETED", "TERMINATED", "PENDING"], [await asked.StateAsync(reader, done), await asked.StateAsync(reader, open), await asked.StateAsync(reader, other)]);
        Assert.Equal("下发有误", (await reader.GetAsync(asked.TaskOf(open))).Is(200)["reason"].ToString());
        (await asked.FileAsync(reader, open, 1)).IsProblem(409, "TASK_RECALLED");
        Assert.Equal(county.Villages.Skip(3), (await reader.GetAsync($"{Reports}tasks?unit={county.Code}&state=PENDING")).Is(200).Items.Select(i => i!["unit"]!.ToString()));
        Assert.Equal(county.Villages.Skip(1).Take(2), (await reader.GetAsync($"{Reports}tasks?unit={county.Code}&state=TERMINATED")).Is(200).Items.Select(i => i!["unit"]!.ToString()));
        var rollUp = (await asked.Office.GetAsync($"{Reports}rollups?element={asked.Elements[0]}&period={TestCounty.Month}&under={county.Code}")).Is(200).Items.Single()!;
        Assert.Equal((4, 1, 3), (rollUp["expected"]!.GetValue<int>(), rollUp["reported"]!.GetValue<int>(), rollUp["missing"]!.GetValue<int>()));
        Assert.Equal(4, (await asked.Office.GetAsync($"{Reports}burden?unit={county.Code}")).Is(200)["asked"].GetValue<int>());
        var progress = await asked.ProgressAsync(asked.Office);
        Assert.Equal((4, 1, 3), (progress["asked"]!.GetValue<int>(), progress["filed"]!.GetValue<int>(), progress["missing"]!.GetValue<int>()));

        // Asked again where it was recalled, and only there.
        (await asked.Office.PostAsync($"{Reports}requests", new { form = asked.Form, period = TestCounty.Month, under = county.Code, dueOn = AskedCounty.Day(20) })).IsProblem(409, "ALREADY_REQUESTED");
        var again = await AskedCounty.AskAsync(asked.Office, asked.Form, county.Townships[0], 20);
        var line = new { form = asked.Form, unit = open, period = TestCounty.Month, values = new Dictionary<string, int> { [asked.Elements[0]] = 2 } };
        Assert.Equal(1, (await reader.PostLinesAsync($"{Reports}filings:import", [line])).Is(200)["accepted"].GetValue<int>());
        Assert.Equal("COMPLETED", (await reader.GetAsync($"{Reports}tasks/{again}.{open}")).Is(200)["state"].ToString());
        Assert.Equal("下发有误", (await reader.GetAsync($"{Reports}requests/{asked.Request}")).Is(200)["recalls"][0]!["reason"]!.ToString());
    }

    [Fact]
    public async Task A_recall_ends_a_review()
    {
        var asked = await AskedCounty.NewAsync(platform, ["TOWNSHIP"]);
        var (village, township) = (await asked.ReporterAsync(asked.Village), await asked.ReporterAsync(asked.County.Townships[0]));
        await asked.FileAsync(village, asked.Village, 4);
        (await asked.Office.PostAsync($"{Reports}requests/{asked.Request}/recall", new { reason = "任务取消" })).Is(201);
        Assert.Equal("TERMINATED", await asked.StateAsync(village, asked.Village));
        (await asked.ReviewAsync(township, asked.Village, "ACCEPTED")).IsProblem(409, "TASK_RECALLED");
        Assert.Equal(0, (await asked.Office.PostAsync($"{Reports}requests/{asked.Request}/completion", new { })).Is(200)["completed"].GetValue<int>());
    }

    [Fact]
    public async Task A_later_day_holds_for_a_part_and_lateness_follows_it()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var (county, reader) = (asked.County, await asked.ReporterAsync(asked.County.Code));
        var path = $"{Reports}requests/{asked.Request}/extension";
        (await asked.Office.PostAsync(path, new { dueOn = AskedCounty.Day(19), reason = "早一点" })).IsProblem(422, "NOT_LATER");
        (await asked.Office.PostAsync(path, new { dueOn = AskedCounty.Day(40), reason = "汛期", under = county.Townships[0] })).Is(201);
        (await asked.Office.PostAsync(path, new { dueOn = AskedCounty.Day(40), reason = "汛期", under = county.Townships[0] })).Is(200);
        (await asked.Office.PostAsync(path, new { dueOn = AskedCounty.Day(30), reason = "汛期", under = county.Villages[0] })).IsProblem(422, "NOT_LATER");
        (await asked.Office.PostAsync(path, new { dueOn = AskedCounty.Day(30), reason = "全县顺延" })).Is(201);
        Assert.Equal(AskedCounty.Day(40), (await reader.GetAsync(asked.TaskOf(county.Villages[0]))).Is(200)["dueOn"].ToString());
        Assert.Equal(AskedCounty.Day(30), (await reader.GetAsync(asked.TaskOf(county.Villages[3]))).Is(200)["dueOn"].ToString());
        Assert.Equal(["EXTENDED", "EXTENDED"], (await reader.GetAsync(asked.TaskOf(county.Villages[0]))).Is(200)["steps"].AsArray().Select(s => s!["kind"]!.ToString()));
        Assert.Equal(county.Villages.Skip(3), (await reader.GetAsync($"{Reports}tasks?unit={county.Code}&due={AskedCounty.Day(30)}")).Is(200).Items.Select(i => i!["unit"]!.ToString()));
    }

    [Fact]
    public async Task Who_filed_after_the_day_is_late_until_the_day_is_extended()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var village = await asked.ReporterAsync(asked.Village);
        // Time passes: the day that was given is three days ago.
        await platform.ExecuteAsync("reports", "UPDATE request SET due_on = due_on - 23 WHERE id = @id", new { id = Guid.Parse(asked.Request) });
        Assert.True((await asked.FileAsync(village, asked.Village, 4)).Is(200)["late"].GetValue<bool>());
        var before = await asked.ProgressAsync(asked.Office);
        Assert.Equal((1, 0, 1, 5), (before["filed"]!.GetValue<int>(), before["onTime"]!.GetValue<int>(), before["late"]!.GetValue<int>(), before["overdue"]!.GetValue<int>()));
        (await asked.Office.PostAsync($"{Reports}requests/{asked.Request}/extension", new { dueOn = AskedCounty.Day(2), reason = "系统故障" })).Is(201);
        var after = await asked.ProgressAsync(asked.Office);
        Assert.Equal((1, 1, 0, 0), (after["filed"]!.GetValue<int>(), after["onTime"]!.GetValue<int>(), after["late"]!.GetValue<int>(), after["overdue"]!.GetValue<int>()));
        Assert.False((await village.GetAsync($"{Reports}filings?unit={asked.Village}")).Is(200).Items.Single()!["late"]!.GetValue<bool>());
        // A correction later on is another version, and keeps the first.
        (await asked.FileAsync(village, asked.Village, 5)).Is(200);
        Assert.Single((await village.GetAsync($"{Reports}filings?unit={asked.Village}")).Is(200).Items.Single()!["versions"]!.AsArray());
    }

    [Fact]
    public async Task Only_the_asking_department_recalls_and_extends_and_only_what_it_asked()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var other = await asked.County.OfficeAsync("OTHER");
        foreach (var (verb, body) in new (string, object)[]
        {
            ("recall", new { reason = "x" }), ("extension", new { reason = "x", dueOn = AskedCounty.Day(30) }), ("completion", new { }), ("reminders", new { }),
        })
        {
            var path = $"{Reports}requests/{asked.Request}/{verb}";
            (await other.PostAsync(path, body)).IsProblem(403, "OUTSIDE_YOUR_UNIT");
            (await (await asked.ReporterAsync(asked.Village)).PostAsync(path, body)).IsProblem(403, "RIGHT_MISSING");
            (await asked.Office.PostAsync($"{Reports}requests/{Guid.NewGuid()}/{verb}", body)).IsProblem(404, "REQUEST_UNKNOWN");
        }
        var recall = $"{Reports}requests/{asked.Request}/recall";
        (await asked.Office.PostAsync(recall, new { reason = "x", under = "110101" })).IsProblem(422, "NOT_ASKED_THERE");
        (await asked.Office.PostAsync(recall, new { reason = "x", under = "1\0" })).IsProblem(422, "CODE_INVALID");
        (await asked.Office.PostAsync(recall, new { reason = " " })).IsProblem(422, "FIELD_REQUIRED");
        (await asked.Office.PostAsync(recall, new { })).IsProblem(400, "BODY_MALFORMED");
        (await asked.Office.PostAsync($"{Reports}requests/{asked.Request}/extension", new { reason = "x", dueOn = "9999-12-31" })).IsProblem(422, "OUT_OF_BOUNDS");
    }
}
