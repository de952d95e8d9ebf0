using Ical.Net;

namespace Datarun.Tests.Platform.Tasks;

public sealed class ExtensionRequestTests(LocalPlatform platform)
{
    private const string Reports = AskedCounty.Reports;

    private static Task<Answer> AskAsync(AskedCounty asked, ApiClient by, string village, int days, string reason = "秋汛抢险") =>
        by.PostAsync($"{asked.TaskOf(village)}/extension-requests", new { dueOn = AskedCounty.Day(days), reason });

    private static Task<Answer> DecideAsync(ApiClient by, Answer asked, string outcome, string reason = "情况属实") =>
        by.PostAsync($"{Reports}extension-requests/{asked["id"]}/decision", new { outcome, reason });

    private static async Task<string> DueAsync(AskedCounty asked, ApiClient reader, string village) => (await reader.GetAsync(asked.TaskOf(village))).Is(200)["dueOn"].ToString();

    [Fact]
    public async Task With_the_departments_consent_the_units_own_day_moves_and_before_that_nothing_does()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var (village, office) = (await asked.ReporterAsync(asked.Village), asked.Office);
        var feed = (await village.PostAsync($"{Reports}calendar-feeds", new { unit = asked.Village })).Is(201)["url"].ToString();
        async Task<(string Day, int Sequence)> CalendarAsync()
        {
            var text = await platform.Http.GetStringAsync(feed.TrimStart('/'), TestContext.Current.CancellationToken);
            var day = Calendar.Load(text)!.Events.Single()!;
            return (day.Start!.Value.ToString("yyyy-MM-dd"), day.Sequence);
        }

        var request = (await AskAsync(asked, village, asked.Village, 30)).Is(201);
        Assert.Equal(("OPEN", asked.Office.Unit, $"{asked.Request}.{asked.Village}"), (request["state"].ToString(), request["department"].ToString(), request["task"].ToString()));
        Assert.Equal(request["id"].ToString(), (await AskAsync(asked, village, asked.Village, 30)).Is(200)["id"].ToString());
        (await AskAsync(asked, village, asked.Village, 31)).IsProblem(409, "EXTENSION_ALREADY_ASKED");
        // Silence is no consent.
        Assert.Equal(AskedCounty.Day(20), await DueAsync(asked, village, asked.Village));
        Assert.Equal((AskedCounty.Day(20), 0), await CalendarAsync());
        foreach (var reader in new[] { village, office })
            Assert.Equal("秋汛抢险", (await reader.GetAsync($"{Reports}extension-requests?unit={asked.Village}&state=OPEN")).Is(200).Items.Single()!["reason"]!.ToString());

        var consent = (await DecideAsync(office, request, "CONSENTED")).Is(200);
        Assert.Equal(("CONSENTED", "情况属实"), (consent["state"].ToString(), consent["decisionReason"].ToString()));
        (await DecideAsync(office, request, "CONSENTED")).Is(200);
        (await DecideAsync(office, request, "DECLINED")).IsProblem(409, "EXTENSION_ALREADY_DECIDED");
        Assert.Equal((AskedCounty.Day(30), 1), await CalendarAsync());
        Assert.Equal(AskedCounty.Day(30), await DueAsync(asked, village, asked.Village));
        Assert.Equal(AskedCounty.Day(30), (await village.GetAsync($"{Reports}missing")).Is(200).Items.Single()!["dueOn"]!.ToString());
        Assert.Equal(AskedCounty.Day(30), (await village.GetAsync($"{Reports}tasks?unit={asked.Village}")).Is(200).Items.Single()!["dueOn"]!.ToString());
        Assert.Equal(AskedCounty.Day(20), await DueAsync(asked, office, asked.County.Villages[1]));
        Assert.Equal(["EXTENSION_ASKED", "EXTENDED"], (await village.GetAsync(asked.TaskOf(asked.Village))).Is(200)["steps"].AsArray().Select(s => s!["kind"]!.ToString()));
        Assert.Empty((await office.GetAsync($"{Reports}requests/{asked.Request}")).Is(200)["extensions"].AsArray());

        // The day of the others passes.
        await platform.ExecuteAsync("reports", "UPDATE request SET due_on = '2026-09-15' WHERE id = @id", new { id = Guid.Parse(asked.Request) });
        var late = (await office.GetAsync($"{Reports}requests/{asked.Request}/missing")).Is(200).Items;
        Assert.Equal(asked.County.Villages.Skip(1), late.Where(l => l!["overdue"]!.GetValue<int>() == 1).Select(l => l!["unit"]!.ToString()));
        Assert.False((await asked.FileAsync(village, asked.Village, 3)).Is(200)["late"].GetValue<bool>());
        var counts = await asked.ProgressAsync(office);
        Assert.Equal((1, 0, 5), (counts["onTime"]!.GetValue<int>(), counts["late"]!.GetValue<int>(), counts["overdue"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_declined_request_leaves_the_day_and_gives_the_unit_the_reason()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var (township, village) = (await asked.ReporterAsync(asked.County.Townships[0]), await asked.ReporterAsync(asked.Village));
        var request = (await AskAsync(asked, township, asked.Village, 30)).Is(201);
        (await DecideAsync(asked.Office, request, "DECLINED", "省里当日汇总")).Is(200);
        (await DecideAsync(asked.Office, request, "CONSENTED")).IsProblem(409, "EXTENSION_ALREADY_DECIDED");
        var task = (await village.GetAsync(asked.TaskOf(asked.Village))).Is(200);
        Assert.Equal(AskedCounty.Day(20), task["dueOn"].ToString());
        Assert.Equal(["EXTENSION_ASKED", "EXTENSION_DECLINED"], task["steps"].AsArray().Select(s => s!["kind"]!.ToString()));
        Assert.Equal("省里当日汇总", task["steps"][1]!["reason"]!.ToString());
        // Another reason may be a better one.
        (await AskAsync(asked, village, asked.Village, 25, "停电三天")).Is(201);
    }

    [Fact]
    public async Task Only_who_has_something_to_file_asks_and_only_who_asked_decides()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var (villages, office) = (asked.County.Villages, asked.Office);
        var (village, county) = (await asked.ReporterAsync(asked.Village), await asked.ReporterAsync(asked.County.Code));
        (await AskAsync(asked, village, asked.Village, 20)).IsProblem(422, "NOT_LATER");
        (await AskAsync(asked, village, asked.Village, -3)).IsProblem(422, "NOT_LATER");
        (await AskAsync(asked, village, asked.Village, 4000)).IsProblem(422, "OUT_OF_BOUNDS");
        (await AskAsync(asked, village, asked.Village, 30, " ")).IsProblem(422, "FIELD_REQUIRED");
        (await AskAsync(asked, village, villages[1], 30)).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await AskAsync(asked, office, asked.Village, 30)).IsProblem(403, "RIGHT_MISSING");
        (await AskAsync(asked, county, "999999999999", 30)).IsProblem(404, "TASK_UNKNOWN");
        (await asked.FileAsync(county, villages[1], 3)).Is(200);
        (await AskAsync(asked, county, villages[1], 30)).IsProblem(409, "NOTHING_DUE");

        var request = (await AskAsync(asked, village, asked.Village, 30)).Is(201);
        (await DecideAsync(village, request, "CONSENTED")).IsProblem(403, "RIGHT_MISSING");
        var other = await asked.County.OfficeAsync("OTHER");
        (await DecideAsync(other, request, "CONSENTED")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        Assert.Empty((await other.GetAsync($"{Reports}extension-requests?unit={asked.County.Code}")).Is(200).Items);
        (await (await asked.ReporterAsync(villages[3])).GetAsync($"{Reports}extension-requests?unit={asked.Village}")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await DecideAsync(office, request, "CONSENTED", "")).IsProblem(422, "FIELD_REQUIRED");
        (await DecideAsync(office, request, "MAYBE")).IsProblem(400, "BODY_MALFORMED");
        (await office.PostAsync($"{Reports}extension-requests/{Guid.NewGuid()}/decision", new { outcome = "DECLINED", reason = "x" })).IsProblem(404, "EXTENSION_REQUEST_UNKNOWN");
        // What the department gave to all in between goes further already.
        (await office.PostAsync($"{Reports}requests/{asked.Request}/extension", new { dueOn = AskedCounty.Day(40), reason = "顺延" })).Is(201);
        (await DecideAsync(office, request, "CONSENTED")).IsProblem(422, "NOT_LATER");
        var second = (await AskAsync(asked, county, villages[2], 50)).Is(201);
        (await office.PostAsync($"{Reports}requests/{asked.Request}/recall", new { reason = "取消", under = villages[2] })).Is(201);
        (await DecideAsync(office, second, "CONSENTED")).IsProblem(409, "TASK_RECALLED");
        (await AskAsync(asked, county, villages[2], 60)).IsProblem(409, "EXTENSION_ALREADY_ASKED");
        (await DecideAsync(office, second, "DECLINED")).Is(200);
        (await AskAsync(asked, county, villages[2], 60)).IsProblem(409, "TASK_RECALLED");
        var page = (await office.GetAsync($"{Reports}extension-requests?unit={asked.County.Code}&limit=1")).Is(200);
        Assert.Equal(villages[2], (await office.GetAsync($"{Reports}extension-requests?unit={asked.County.Code}&limit=1&after={page["next"]}")).Is(200).Items.Single()!["unit"]!.ToString());
    }
}
