using System.Globalization;
using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Tasks;

namespace Datarun.Tests.Platform.Burden;

/// <summary>The ledger of a unit, week by week: what a village head can show.</summary>
public sealed class WeeksTests(LocalPlatform platform)
{
    private const string Reports = AskedCounty.Reports;

    private static string WeekOf(DateOnly day) => $"{ISOWeek.GetYear(day.ToDateTime(default))}-W{ISOWeek.GetWeekOfYear(day.ToDateTime(default)):00}";

    private static decimal Of(JsonNode week, string member = "minutes") => week[member]!.GetValue<decimal>();

    [Fact]
    public async Task The_minutes_of_all_departments_lie_on_the_weeks_that_the_village_has_for_them()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var (county, village) = (asked.County, await asked.ReporterAsync(asked.Village));
        // Asked today for a month's length: twelve minutes on 31 days. Another department asks the township only.
        var health = await county.OfficeAsync("HEALTH");
        var visits = await county.DefineAsync(health, "visits");
        (await health.PutAsync($"{Reports}forms/h{county.Code}", TestCounty.Form(health, [visits], f => f["minutesPerFiling"] = 31))).Is(201);
        (await health.PostAsync($"{Reports}requests", new { form = $"h{county.Code}", period = TestCounty.Month, under = county.Townships[0], dueOn = AskedCounty.Day(20) })).Is(201);

        var path = $"{Reports}burden/weeks?unit={asked.Village}&from={AskedCounty.Day(-7)}&to={AskedCounty.Day(35)}";
        JsonNode[] weeks = [.. (await village.GetAsync(path)).Is(200).Items.Select(w => w!)];
        Assert.Equal(Enumerable.Range(-1, 7).Select(n => WeekOf(TestCounty.Today.AddDays(7 * n))), weeks.Select(w => w["week"]!.ToString()));
        Assert.Equal(0, Of(weeks[0]));
        Assert.Empty(weeks[0]["departments"]!.AsArray());
        Assert.Equal(43m, Math.Round(weeks.Sum(w => Of(w)), 1));
        // A full week: seven days of one minute, and of twelve thirty-firsts.
        Assert.Equal((Math.Round(7 * 43m / 31, 2), 160, false), (Math.Round(Of(weeks[2]), 2), weeks[2]["budget"]!.GetValue<int>(), weeks[2]["over"]!.GetValue<bool>()));
        Assert.Equal([health.Unit, asked.Office.Unit], weeks[2]["departments"]!.AsArray().Select(d => d!["department"]!.ToString()));
        Assert.Equal((7m, 7m, 0m, 1), (Of(weeks[2]["departments"]![0]!), Of(weeks[2]["departments"]![0]!, "claimed"), Of(weeks[2]["departments"]![0]!, "measured"), weeks[2]["departments"]![0]!["requests"]!.GetValue<int>()));
        Assert.Equal("form.burden.village.week", weeks[2]["rule"]!["id"]!.ToString());
        JsonNode[] other = [.. (await village.GetAsync(path.Replace(asked.Village, county.Villages[3], StringComparison.Ordinal))).Is(200).Items.Select(w => w!)];
        Assert.Equal(12m, Math.Round(other.Sum(w => Of(w)), 1));
        // Townships file nothing here, so their own ledger is empty.
        Assert.Equal(0, (await village.GetAsync($"{Reports}burden/weeks?unit={county.Townships[0]}")).Is(200).Items.Sum(w => Of(w!)));
    }

    [Fact]
    public async Task What_was_recalled_is_asked_no_more_and_time_spent_is_for_the_unit_to_show()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var (village, task) = (await asked.ReporterAsync(asked.Village), asked.TaskOf(asked.Village));
        var session = (await village.PostAsync($"{task}/sessions", new { })).Is(201)["id"].GetValue<Guid>();
        // Four minutes of work eight days ago.
        await platform.ExecuteAsync("reports", "UPDATE form_session SET worked = tstzmultirange(tstzrange(now() - interval '8 days 4 minutes', now() - interval '8 days')) WHERE id = @session", new { session });
        var path = $"{Reports}burden/weeks?unit={asked.Village}&from={AskedCounty.Day(-14)}&to={AskedCounty.Day(35)}";
        JsonNode[] weeks = [.. (await village.GetAsync(path)).Is(200).Items.Select(w => w!)];
        Assert.Equal(4m, weeks.Sum(w => Of(w, "spent")));
        Assert.Equal(0m, Of(weeks[^1], "spent"));
        Assert.All((await asked.Office.GetAsync(path)).Is(200).Items, w => Assert.Null(w!["spent"]));
        (await asked.Office.PostAsync($"{Reports}requests/{asked.Request}/recall", new { reason = "下发有误", under = asked.County.Townships[0] })).Is(201);
        Assert.Equal(0, (await village.GetAsync(path)).Is(200).Items.Sum(w => Of(w!)));
    }

    [Fact]
    public async Task Weeks_that_cannot_be_are_refused()
    {
        var county = (await AskedCounty.NewAsync(platform)).County;
        var reader = await county.ReporterAsync(county.Code);
        foreach (var wrong in new[] { "unit=CN", "unit=x%00", "", $"unit={county.Village}&from=2026-11", $"unit={county.Village}&from=2026-W54", $"unit={county.Village}&from=2024-01-01&to=2026-01-01" })
            Assert.Equal(400, (await reader.GetAsync($"{Reports}burden/weeks?{wrong}")).Status);
        (await reader.GetAsync($"{Reports}burden/weeks?unit={county.Code}100999")).IsProblem(422, "UNIT_UNKNOWN");
        Assert.Equal(53, (await reader.GetAsync($"{Reports}burden/weeks?unit={county.Village}&from=2026-W01&to=2026-W53")).Is(200).Items.Count);
        // Before there was a rule there was no budget.
        Assert.Null((await reader.GetAsync($"{Reports}burden/weeks?unit={county.Village}&from=2024-01-01&to=2024-01-01")).Is(200).Items.Single()!["budget"]);
    }
}
