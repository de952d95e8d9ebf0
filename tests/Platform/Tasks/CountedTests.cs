using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Tasks;

/// <summary>Counts of places against their tasks, looked at one by one.</summary>
public sealed class CountedTests(LocalPlatform platform)
{
    private const string Reports = AskedCounty.Reports;
    private static readonly string[] States = ["PENDING", "IN_REVIEW", "REVIEWED", "COMPLETED", "TERMINATED"];

    private sealed record Known(string Unit, string State, bool Recalled, bool Filed, bool InTime, bool Nil, bool Returned, bool Overdue);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_counts_of_every_place_are_those_of_its_tasks_looked_at_one_by_one(bool reviewed)
    {
        var (asked, township, townships, villages) = await AskedAsync(reviewed);
        var (office, request, id) = (asked.Office, asked.Request, Guid.Parse(asked.Request));
        await CompareAsync(asked, township, townships, villages);
        // Part of it is recalled: a township, two villages, of which one had filed.
        foreach (var place in new[] { villages[20], villages[1], villages[3] }) (await office.PostAsync($"{Reports}requests/{request}/recall", new { reason = "取消", under = place })).Is(201);
        await CompareAsync(asked, township, townships, villages);

        // Days pass, and some are given more of them; some villages had ended long before, and some turn out to begin only later.
        await platform.ExecuteAsync("reports", "UPDATE request SET due_on = '2026-09-15' WHERE id = @id; UPDATE filing SET filed_at = '2026-09-15T15:59:59Z' WHERE request = @id AND unit LIKE '%2'", new { id });
        await CompareAsync(asked, township, townships, villages);
        foreach (var (place, days) in new[] { (townships[1], 9), (villages[2], 3), (villages[18], 5) })
            (await office.PostAsync($"{Reports}requests/{request}/extension", new { dueOn = AskedCounty.Day(days), reason = "顺延", under = place })).Is(201);
        await platform.ExecuteAsync("reports", "UPDATE division SET valid_to = '2020-12-31' WHERE code = ANY(@ended)", new { ended = new[] { villages[4], villages[10] } });
        await CompareAsync(asked, township, townships, villages);
        await platform.ExecuteAsync("reports", "UPDATE division SET began = '2099-01-01' WHERE code = ANY(@begun)", new { begun = new[] { villages[6], villages[11], villages[17] } });
        var counts = await CompareAsync(asked, township, townships, villages);
        Assert.All(counts, c => Assert.True(c.Value > 0 || (!reviewed && c.Key is "inReview" or "reviewed"), $"Nothing is counted as {c.Key}."));
        (await office.PostAsync($"{Reports}requests/{request}/recall", new { reason = "取消" })).Is(201);
        await CompareAsync(asked, township, townships, villages);
    }

    [Fact]
    public async Task Later_days_and_recalls_that_overlap_are_counted_as_each_task_has_them()
    {
        var (asked, township, townships, villages) = await AskedAsync(reviewed: true);
        var (office, county, id) = (asked.Office, asked.County.Code, Guid.Parse(asked.Request));
        async Task ExtendAsync(int days, params string[] places)
        {
            foreach (var place in places) (await office.PostAsync($"{Reports}requests/{asked.Request}/extension", new { dueOn = AskedCounty.Day(days++), reason = "顺延", under = place })).Is(201);
        }
        async Task RecallAsync(params string[] places)
        {
            foreach (var place in places) (await office.PostAsync($"{Reports}requests/{asked.Request}/recall", new { reason = "取消", under = place })).Is(201);
        }
        // Who filed did so within the first day, within the second, within a later one, or now.
        await platform.ExecuteAsync("reports",
            """
            UPDATE request SET due_on = '2026-09-15' WHERE id = @id;
            UPDATE filing SET filed_at = CASE right(unit, 1)::int % 4 WHEN 0 THEN '2026-09-15T15:59:59Z' WHEN 1 THEN '2026-10-01T15:59:59Z' WHEN 2 THEN '2026-10-20T01:00:00Z' ELSE filed_at END::timestamptz
            WHERE request = @id
            """, new { id });

        // Of the county a township is given more, and of the township every village more, each another day; of another township only neighbours.
        await ExtendAsync(1, county);
        await ExtendAsync(3, [townships[1], .. villages[9..18], villages[0], villages[1], villages[2], villages[8], villages[26]]);
        await CompareAsync(asked, township, townships, villages);
        // Days pass: some of these are over as well.
        await platform.ExecuteAsync("reports",
            """
            UPDATE request_extension SET due_on = CASE WHEN under = @county THEN '2026-10-01' WHEN under = @township THEN '2026-10-05' ELSE '2026-10-20' END::date
            WHERE request = @id AND (under = ANY(ARRAY[@county, @township]) OR right(under, 1)::int % 2 = 0)
            """, new { id, county, township = townships[1] });
        await CompareAsync(asked, township, townships, villages);
        // Villages within and without are recalled, of a township all but two; then a township with later days and recalls in it.
        await RecallAsync([villages[1], villages[3], villages[8], villages[9], villages[12], villages[13], .. villages[20..]]);
        await CompareAsync(asked, township, townships, villages);
        await RecallAsync(townships[1]);
        await ExtendAsync(30, villages[10], villages[24], townships[2]);
        await CompareAsync(asked, township, townships, villages);
        await RecallAsync(county);
        await CompareAsync(asked, township, townships, villages);
    }

    [Fact]
    public async Task A_later_day_for_a_village_says_nothing_about_a_township_that_is_asked()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("FIRE");
        var element = await county.DefineAsync(office, "hydrants");
        (await office.PutAsync($"{Reports}forms/town-{county.Code}", TestCounty.Form(office, [element], f => f["level"] = "TOWNSHIP"))).Is(201);
        var request = await AskedCounty.AskAsync(office, $"town-{county.Code}", county.Code, 20);
        await platform.ExecuteAsync("reports", "UPDATE request SET due_on = '2026-09-15' WHERE id = @id", new { id = Guid.Parse(request) });
        // What the villages gave completes the one township; the other has nothing.
        (await office.PutLinesAsync($"{Reports}values:record", [new { element, unit = county.Villages[1], period = TestCounty.Month, value = 7 }])).Is(200);
        foreach (var village in county.Villages) (await office.PostAsync($"{Reports}requests/{request}/extension", new { dueOn = AskedCounty.Day(9), reason = "顺延", under = village })).Is(201);
        foreach (var path in new[] { $"requests/{request}/progress", $"timeliness?department={office.Unit}&from=2026-09-01&to=2026-09-30" })
        {
            var counts = Counts((await office.GetAsync(Reports + path)).Is(200).Items[0]!);
            Assert.Equal((2, 1, 1), (counts["asked"], counts["completed"], counts["overdue"]));
        }
    }

    [Fact]
    public async Task Who_is_complete_without_filing_is_counted_at_once_and_still_once_the_figures_are_made()
    {
        var asked = await AskedCounty.NewAsync(platform, fields: 2);
        var (villages, townships) = (asked.County.Villages, asked.County.Townships);
        Task RecordAsync(string village) => asked.Office.PutLinesAsync($"{Reports}values:record", [.. asked.Elements.Select(e => new { element = e, unit = village, period = TestCounty.Month, value = 7 })]);
        async Task FiledAsync(params int[] expected)
        {
            for (var made = false; ; made = true)
            {
                var lines = (await asked.Office.GetAsync($"{Reports}requests/{asked.Request}/progress?level=TOWNSHIP")).Is(200).Items;
                Assert.Equal(expected, lines.Skip(1).Select(l => l!["counts"]!["completed"]!.GetValue<int>()));
                Assert.Equal(3 - expected[0], (await asked.Office.GetAsync($"{Reports}requests/{asked.Request}/missing?under={townships[0]}")).Is(200).Items.Count);
                if (made) return;
                // Whoever asks for a figure makes it.
                foreach (var element in asked.Elements) (await asked.Office.GetAsync($"{Reports}rollups?element={element}&period={TestCounty.Month}&under={asked.County.Code}")).Is(200);
            }
        }

        (await asked.FileAsync(await asked.ReporterAsync(asked.County.Code), villages[0], 3)).Is(200);
        await FiledAsync(1, 0);
        await RecordAsync(villages[3]);
        await FiledAsync(1, 1);
        await RecordAsync(villages[1]);
        await FiledAsync(2, 1);
        await RecordAsync(villages[0]);
        await FiledAsync(2, 1);
    }

    /// <summary>Three townships of nine villages, to each of which something else happened, and who reports for the second township.</summary>
    private async Task<(AskedCounty Asked, ApiClient Township, string[] Townships, string[] Villages)> AskedAsync(bool reviewed)
    {
        var county = await platform.NewCountyAsync();
        string[] townships = [.. county.Townships, county.Code + "300"];
        string[] villages = [.. from t in townships from v in new[] { 1, 2, 3, 4, 5, 6, 7, 8, 201 } select $"{t}{v:D3}"];
        (await platform.Admin.PostCsvAsync("api/rosters/v1/divisions:import", "code,name\n" + string.Join('\n', villages.Append(townships[2]).Select(v => $"{v},第{v}")))).Is(200);
        var office = await county.OfficeAsync("FIRE");
        string[] elements = [await county.DefineAsync(office, "hydrants"), await county.DefineAsync(office, "pumps")];
        var form = $"fire-{county.Code}";
        (await office.PutAsync($"{Reports}forms/{form}", TestCounty.Form(office, elements, f => f["review"] = reviewed ? new[] { "TOWNSHIP" } : null))).Is(201);
        var request = await AskedCounty.AskAsync(office, form, county.Code, 20);
        var asked = new AskedCounty(county, office, form, elements, request);

        // The validity of what was asked ends, so that it may be refused.
        await platform.ExecuteAsync("reports",
            """
            INSERT INTO form_version (form, version, body, admission, needs_grant, admitted_at)
            SELECT form, 99, jsonb_set(body, '{validUntil}', '"2026-06-30"'), admission, needs_grant, admitted_at FROM form_version WHERE form = @form AND version = 1;
            INSERT INTO form_field (form, version, element, position, required, verdict) SELECT form, 99, element, position, required, verdict FROM form_field WHERE form = @form AND version = 1;
            UPDATE request SET form_version = 99 WHERE form = @form
            """, new { form });
        var reader = await asked.ReporterAsync(county.Code);
        ApiClient[] above = [await asked.ReporterAsync(townships[0]), await asked.ReporterAsync(townships[1]), await asked.ReporterAsync(townships[2])];
        foreach (var (i, village) in villages.Index()) await DoAsync(asked, reader, above[i / 9], village, i * 5 % 9, reviewed);
        await office.PutLinesAsync($"{Reports}values:record", [.. elements.Select(e => new { element = e, unit = townships[0], period = TestCounty.Month, value = 1 })]);
        return (asked, above[1], townships, villages);
    }

    private static async Task DoAsync(AskedCounty asked, ApiClient reader, ApiClient township, string village, int what, bool reviewed)
    {
        if (what is 1 or 2 or 3) (await asked.FileAsync(reader, village, 4)).Is(200);
        if (what == 4) (await reader.PutAsync($"{asked.TaskOf(village)}/filing", new { nil = true })).Is(200);
        if (what is 2 or 3) (await (reviewed ? township : asked.Office).PostAsync($"{asked.TaskOf(village)}/review", new { decision = "RETURNED", reason = "重报" })).Is(200);
        if (what == 3) (await asked.FileAsync(reader, village, 5)).Is(200);
        if (what == 4 && reviewed) (await asked.ReviewAsync(township, village, "ACCEPTED")).Is(200);
        if (what == 5) (await asked.Office.PutLinesAsync($"{Reports}values:record", [.. asked.Elements.Select(e => new { element = e, unit = village, period = TestCounty.Month, value = 7 })])).Is(200);
        if (what == 6) (await asked.Office.PutLinesAsync($"{Reports}values:record", [new { element = asked.Elements[0], unit = village, period = TestCounty.Month, value = 7 }])).Is(200);
        if (what == 7) (await reader.PutAsync($"{Reports}standing-nils/{village}/{asked.Form}", new { from = TestCounty.Month + "-01", reason = "无消火栓" })).Is(201);
        if (what == 8) (await reader.PostAsync($"{asked.TaskOf(village)}/refusal", new { ground = "FORM_EXPIRED", reason = "有效期已过" })).Is(201);
    }

    /// <summary>All that is counted against each task's own answer; gives the counts of the whole.</summary>
    private async Task<Dictionary<string, int>> CompareAsync(AskedCounty asked, ApiClient township, string[] townships, string[] villages)
    {
        var rows = (await platform.ReadAsync<string>("reports",
            """
            SELECT (SELECT coalesce(string_agg(unit || ' NIL', ','), '') FROM filing WHERE request = @id AND nil) || ','
                || (SELECT coalesce(string_agg(unit || ' ' || state, ','), '') FROM task WHERE request = @id)
            """, new { id = Guid.Parse(asked.Request) })).Split(',');
        var tasks = new List<Known>();
        foreach (var village in villages)
            if (await asked.Office.GetAsync(asked.TaskOf(village)) is { Status: 200 } task) tasks.Add(KnownOf(village, task, rows));
        var progress = $"{Reports}requests/{asked.Request}/progress";
        foreach (var (level, places) in new[] { ("TOWNSHIP", townships), ("VILLAGE", villages) })
        {
            string[] expected = [.. places.Prepend(asked.County.Code).Select(p => Line(p, CountsOf(tasks, p))).Where(l => !l.Contains("|asked=-1", StringComparison.Ordinal))];
            Assert.Equal(expected, (await asked.Office.PagesAsync($"{progress}?level={level}", 4)).Select(l => Line(l["unit"]!.ToString(), Counts(l))));
        }
        // Of a place that is larger than what is asked, the part that is.
        foreach (var (level, place) in new[] { ("COUNTY", asked.County.Code), ("CITY", asked.County.Code[..4]) })
            Assert.Equal(
                new[] { asked.County.Code[..2], place }.Select(p => Line(p, CountsOf(tasks, asked.County.Code))),
                (await platform.Admin.PagesAsync($"{progress}?under={asked.County.Code[..2]}&level={level}", 4)).Select(l => Line(l["unit"]!.ToString(), Counts(l))));
        // Over time nothing else is counted than of each request by itself.
        var (first, last) = (TestCounty.Today.AddDays(-180), TestCounty.Today.AddDays(180));
        foreach (var (who, place) in new[] { ($"department={asked.Office.Unit}", asked.County.Code), ($"unit={asked.County.Code}", asked.County.Code), ($"unit={townships[1]}", townships[1]) })
            Assert.Equal(
                Line(place, CountsOf(tasks, place)),
                Line(place, Counts(Assert.Single((await platform.Admin.GetAsync($"{Reports}timeliness?{who}&from={first:yyyy-MM-dd}&to={last:yyyy-MM-dd}")).Is(200).Items)!)));
        Assert.Equal(Line(townships[1], CountsOf(tasks, townships[1])), Line(townships[1], Counts((await township.GetAsync(progress)).Is(200).Items[0]!)));
        foreach (var state in States)
        {
            var missing = $"{Reports}requests/{asked.Request}/missing?state={state}";
            Assert.Equal(tasks.Where(t => t.State == state).Select(t => $"{t.Unit} {t.Overdue}"),
                (await asked.Office.PagesAsync(missing, 4)).Select(l => $"{l["unit"]} {l["overdue"]!.GetValue<int>() == 1}"));
            Assert.Equal(
                townships.Select(p => (p, tasks.Count(t => t.Unit.StartsWith(p, StringComparison.Ordinal) && t.State == state), tasks.Count(t => t.Unit.StartsWith(p, StringComparison.Ordinal) && t.State == state && t.Overdue)))
                    .Where(p => p.Item2 > 0),
                (await asked.Office.PagesAsync($"{missing}&level=TOWNSHIP", 4)).Select(l => (l["unit"]!.ToString(), l["units"]!.GetValue<int>(), l["overdue"]!.GetValue<int>())));
        }
        return CountsOf(tasks, asked.County.Code);
    }

    private static Known KnownOf(string village, Answer task, string[] rows)
    {
        var steps = task["steps"].AsArray();
        var (state, due) = (task["state"].ToString(), DateOnly.Parse(task["dueOn"].ToString(), System.Globalization.CultureInfo.InvariantCulture));
        var filed = steps.Where(s => s!["kind"]!.ToString() == "FILED").Select(s => s!["at"]!.GetValue<DateTimeOffset>()).ToList();
        var recalled = steps.Any(s => s!["kind"]!.ToString() == "RECALLED");
        var nil = filed.Count > 0 ? rows.Contains($"{village} NIL") : state == "COMPLETED" && task["cells"].AsArray().Any(c => c!["source"]?["kind"]?.ToString() == "STANDING_NIL");
        return new Known(
            village, state, recalled, filed.Count > 0 || state == "COMPLETED", filed.Count == 0 || DateOnly.FromDateTime(filed.Min().ToOffset(TimeSpan.FromHours(8)).DateTime) <= due,
            nil, rows.Contains($"{village} PENDING") && !recalled, due < TestCounty.Today);
    }

    private static Dictionary<string, int> CountsOf(List<Known> tasks, string place)
    {
        List<Known> here = [.. tasks.Where(t => t.Unit.StartsWith(place, StringComparison.Ordinal))];
        List<Known> counted = [.. here.Where(t => !(t.Recalled && t.State == "TERMINATED"))];
        return new()
        {
            ["asked"] = here.Count == 0 ? -1 : counted.Count, ["filed"] = counted.Count(t => t.Filed), ["onTime"] = counted.Count(t => t is { Filed: true, InTime: true }),
            ["late"] = counted.Count(t => t is { Filed: true, InTime: false }), ["nil"] = counted.Count(t => t is { Filed: true, Nil: true }),
            ["completed"] = counted.Count(t => t.State == "COMPLETED"), ["inReview"] = counted.Count(t => t.State == "IN_REVIEW"), ["reviewed"] = counted.Count(t => t.State == "REVIEWED"),
            ["returned"] = counted.Count(t => t.Returned), ["refused"] = counted.Count(t => t.State == "TERMINATED"),
            ["overdue"] = counted.Count(t => t is { Filed: false, State: "PENDING", Overdue: true }),
        };
    }

    private static Dictionary<string, int> Counts(JsonNode line) => line["counts"]!.AsObject()
        .Where(c => c.Key is not ("missing" or "completenessRate" or "timelinessRate")).ToDictionary(c => c.Key, c => c.Value!.GetValue<int>());

    private static string Line(string place, Dictionary<string, int> counts) => $"{place}|{string.Join(' ', counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}={c.Value}"))}";
}
