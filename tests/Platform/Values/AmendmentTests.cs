using System.Text.Json.Nodes;
using Dapper;
using Datarun.Tests.Platform.Contract;
using Npgsql;

namespace Datarun.Tests.Platform.Values;

/// <summary>A correction finds every filing that used the wrong value, wherever it was used; each is closed by filing again or by a waiver.</summary>
public sealed class AmendmentTests(LocalPlatform platform)
{
    private const string Reports = UsedValues.Reports;

    private static string Text(JsonNode? item, string member) => item![member]!.ToJsonString().Trim('"');

    [Fact]
    public async Task Filings_of_other_forms_and_of_later_periods_that_used_the_value_are_listed_with_what_they_used()
    {
        var county = await platform.NewCountyAsync();
        var (water, health) = (await county.OfficeAsync("WATER"), await county.OfficeAsync("HEALTH"));
        var lastYear = $"{TestCounty.Today.Year - 1}";
        var yearly = await county.DefineAsync(water, "wells", e => (e["frequency"], e["validForDays"]) = ("YEARLY", 900));
        var (mine, other) = (await county.DefineAsync(water, "pumps"), await county.DefineAsync(health, "beds"));
        await water.RecordAsync(yearly, county.Village, 12, lastYear);
        var village = await county.ReporterAsync(county.Village);
        var requests = new[]
        {
            await county.AskAsync(water, $"w{county.Code}", [yearly, mine], -2), await county.AskAsync(water, $"w{county.Code}", [yearly, mine], -1),
            await county.AskAsync(health, $"h{county.Code}", [yearly, other], -1),
        };
        (await village.FileAsync(requests[0], county.Village, (mine, 1))).Is(200);
        (await village.FileAsync(requests[1], county.Village, (mine, 2))).Is(200);
        (await village.FileAsync(requests[2], county.Village, (other, 3))).Is(200);
        // A neighbour used a value of its own.
        await water.RecordAsync(yearly, county.Villages[1], 12, lastYear);
        (await (await county.ReporterAsync(county.Villages[1])).FileAsync(requests[2], county.Villages[1], (other, 3))).Is(200);

        var correction = await water.CorrectAsync(yearly, county.Village, lastYear, 21);
        var listed = await village.AmendmentsAsync($"under={county.Village}");
        Assert.Equal(
            new[] { ($"w{county.Code}", UsedValues.Month(-2)), ($"w{county.Code}", UsedValues.Month(-1)), ($"h{county.Code}", UsedValues.Month(-1)) }.Order(),
            listed.Select(a => (Text(a, "form"), Text(a, "period"))).Order());
        Assert.All(listed, a => Assert.Equal(
            ("12", "21", "1", lastYear, county.Village, county.Village, correction, "OPEN"),
            (Text(a, "oldValue"), Text(a, "value"), Text(a, "usedVersion"), Text(a, "valuePeriod"), Text(a, "valueUnit"), Text(a, "unit"), Text(a, "correction"), Text(a, "state"))));
        Assert.All(listed, a => Assert.True(DateTimeOffset.Parse(Text(a, "wrongFrom")) < DateTimeOffset.Parse(Text(a, "wrongTo"))));
        foreach (var request in requests) Assert.Equal("COMPLETED", (await village.GetAsync($"{Reports}tasks/{request}.{county.Village}")).Is(200)["state"].ToString());

        // By form, state and department, and page by page.
        Assert.Equal(2, (await village.AmendmentsAsync($"unit={county.Village}&form=w{county.Code}&state=OPEN")).Count);
        Assert.Empty(await village.AmendmentsAsync($"unit={county.Village}&state=AMENDED"));
        Assert.Empty(await village.AmendmentsAsync($"unit={county.Village}&element={mine}"));
        Assert.Equal($"h{county.Code}", Text(Assert.Single(await health.AmendmentsAsync($"department={health.Unit}&under={county.Code}")), "form"));
        Assert.Equal($"h{county.Code}", Text(Assert.Single(await health.AmendmentsAsync($"under={county.Code}")), "form"));
        Assert.Empty(await (await county.ReporterAsync(county.Townships[0])).AmendmentsAsync($"unit={county.Townships[0]}"));
        var pages = (await village.PagesAsync($"{Reports}amendments?under={county.Village}", 1)).ConvertAll(a => Text(a, "id"));
        Assert.Equal(listed.Select(a => Text(a, "id")), pages);
    }

    [Fact]
    public async Task Filing_again_closes_it_although_the_corrected_cell_is_not_open_and_only_by_resting_on_what_is_right()
    {
        var county = await platform.NewCountyAsync();
        var (water, health) = (await county.OfficeAsync("WATER"), await county.OfficeAsync("HEALTH"));
        var (shared, other) = (await county.DefineAsync(water, "pumps"), await county.DefineAsync(health, "beds"));
        var village = await county.ReporterAsync(county.Village);
        var first = await county.AskAsync(water, $"w{county.Code}", [shared]);
        (await village.FileAsync(first, county.Village, (shared, 12))).Is(200);
        var second = await county.AskAsync(health, $"h{county.Code}", [shared, other]);
        (await village.FileAsync(second, county.Village, (other, 3))).Is(200);
        await water.CorrectAsync(shared, county.Village, TestCounty.Month, 21);
        var open = await village.AmendmentsAsync($"unit={county.Village}&state=OPEN");
        Assert.Equal(2, open.Count);

        // The one that took it: the same once more, and it rests on the second version; again, and nothing changes.
        Assert.Equal("2", (await village.FileAsync(second, county.Village, (other, 3))).Is(200)["version"].ToString());
        Assert.Equal("2", (await village.FileAsync(second, county.Village, (other, 3))).Is(200)["version"].ToString());
        Assert.Equal($"w{county.Code}", Text(Assert.Single(await village.AmendmentsAsync($"unit={county.Village}&state=OPEN")), "form"));
        // The one that gave it: what it typed stays named as another value, and it is amended.
        var again = (await village.FileAsync(first, county.Village, (shared, 12))).Is(200);
        Assert.Equal(("2", "KNOWN_VALUE_DIFFERS"), (again["version"].ToString(), again["problems"][0]!["code"]!.ToString()));
        Assert.Equal("3", (await village.FileAsync(first, county.Village, (shared, 21))).Is(200)["version"].ToString());
        Assert.All(await village.AmendmentsAsync($"unit={county.Village}"), a => Assert.Equal("AMENDED", Text(a, "state")));
        Assert.Equal("21", (await water.ReadAsync(shared, county.Village)).Is(200).Items[0]!["value"]!.ToJsonString());

        // Corrected once more: both used what was wrong again.
        await water.CorrectAsync(shared, county.Village, TestCounty.Month, 22);
        Assert.All(await village.AmendmentsAsync($"unit={county.Village}&state=OPEN"), a => Assert.Equal(("21", "22", "2"), (Text(a, "oldValue"), Text(a, "value"), Text(a, "usedVersion"))));
        Assert.Equal(4, (await village.AmendmentsAsync($"unit={county.Village}")).Count);
        // And back: who filed in between used 22, nobody; so nobody is listed.
        await water.CorrectAsync(shared, county.Village, TestCounty.Month, 21);
        Assert.Equal(4, (await village.AmendmentsAsync($"unit={county.Village}")).Count);
    }

    [Fact]
    public async Task What_was_confirmed_rests_on_the_value_of_then_until_it_is_given_anew()
    {
        var county = await platform.NewCountyAsync();
        var water = await county.OfficeAsync("WATER");
        var (old, fresh) = (await county.DefineAsync(water, "old", e => e["validForDays"] = 30), await county.DefineAsync(water, "fresh"));
        await water.RecordAsync(old, county.Village, 8, "2025-01");
        var request = await county.AskAsync(water, $"w{county.Code}", [old, fresh]);
        var village = await county.ReporterAsync(county.Village);
        var path = $"{Reports}tasks/{request}.{county.Village}/filing";
        var body = new { values = new Dictionary<string, int> { [fresh] = 1 }, confirmed = new[] { old } };
        (await village.PutAsync(path, body)).Is(200);
        Assert.Equal("1", (await village.PutAsync(path, body)).Is(200)["version"].ToString());

        await water.CorrectAsync(old, county.Village, "2025-01", 9);
        var listed = Assert.Single(await village.AmendmentsAsync($"unit={county.Village}"));
        Assert.Equal(("8", "9", "2025-01", TestCounty.Month), (Text(listed, "oldValue"), Text(listed, "value"), Text(listed, "valuePeriod"), Text(listed, "period")));
        // Another cell is filed anew; this one still rests on what was wrong.
        (await village.FileAsync(request, county.Village, (fresh, 2))).Is(200);
        Assert.Equal("OPEN", Text(Assert.Single(await village.AmendmentsAsync($"unit={county.Village}")), "state"));
        (await village.FileAsync(request, county.Village, (fresh, 2), (old, 9))).Is(200);
        Assert.Equal("AMENDED", Text(Assert.Single(await village.AmendmentsAsync($"unit={county.Village}")), "state"));
    }

    [Fact]
    public async Task A_township_that_took_a_sum_is_listed_for_the_village_below_it_unless_a_value_stands_between()
    {
        var county = await platform.NewCountyAsync();
        var water = await county.OfficeAsync("WATER");
        var (wells, typed) = (await county.DefineAsync(water, "wells"), await county.DefineAsync(water, "typed", e => e["aggregation"] = "NONE"));
        await water.RecordAsync(wells, county.Village, 12);
        await water.RecordAsync(wells, county.Villages[1], 5);
        var (townships, counties) = (await county.AskAsync(water, $"t{county.Code}", [wells, typed], level: "TOWNSHIP"), await county.AskAsync(water, $"c{county.Code}", [wells, typed], level: "COUNTY"));
        var (township, whole) = (await county.ReporterAsync(county.Townships[0]), await county.ReporterAsync(county.Code));
        (await township.FileAsync(townships, county.Townships[0], (typed, 1))).Is(200);
        (await whole.FileAsync(counties, county.Code, (typed, 1))).Is(200);

        await water.CorrectAsync(wells, county.Village, TestCounty.Month, 21);
        var listed = await whole.AmendmentsAsync($"under={county.Code}");
        Assert.Equal([county.Code, county.Townships[0]], listed.Select(a => Text(a, "unit")).Order());
        Assert.All(listed, a => Assert.Equal((county.Village, "12", "21", "null"), (Text(a, "valueUnit"), Text(a, "oldValue"), Text(a, "value"), a!["usedVersion"]?.ToJsonString() ?? "null")));
        (await township.FileAsync(townships, county.Townships[0], (typed, 1))).Is(200);
        Assert.Equal("AMENDED", Text(Assert.Single(await township.AmendmentsAsync($"unit={county.Townships[0]}")), "state"));
        Assert.Equal("OPEN", Text(Assert.Single(await whole.AmendmentsAsync($"unit={county.Code}")), "state"));

        // A value of the township's own stands for its villages: the county's figure is not made of them.
        await water.RecordAsync(wells, county.Townships[0], 30);
        (await whole.FileAsync(counties, county.Code, (typed, 2))).Is(200);
        await water.CorrectAsync(wells, county.Villages[1], TestCounty.Month, 6);
        Assert.Single(await whole.AmendmentsAsync($"unit={county.Code}"));
    }

    [Fact]
    public async Task A_filing_that_read_the_value_before_its_correction_and_came_to_be_after_is_listed_too()
    {
        var county = await platform.NewCountyAsync();
        var (water, health) = (await county.OfficeAsync("WATER"), await county.OfficeAsync("HEALTH"));
        var (shared, other) = (await county.DefineAsync(water, "pumps"), await county.DefineAsync(health, "beds"));
        await water.RecordAsync(shared, county.Village, 12);
        var request = await county.AskAsync(health, $"h{county.Code}", [shared, other]);
        var village = await county.ReporterAsync(county.Village);

        // A filing that takes long between reading and writing, in the place of one that does so once in a million times.
        await using var reports = new NpgsqlConnection(platform.ConnectionString("reports"));
        await reports.OpenAsync(TestContext.Current.CancellationToken);
        await using var filing = await reports.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var read = await reports.ExecuteScalarAsync<int>("SELECT version FROM value WHERE unit = @Village", new { county.Village });
        await water.CorrectAsync(shared, county.Village, TestCounty.Month, 21);
        while (!await reports.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT FROM correction WHERE unit = @Village AND seen_at IS NOT NULL)", new { county.Village }))
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Empty(await village.AmendmentsAsync($"unit={county.Village}"));
        await reports.ExecuteAsync(
            """
            INSERT INTO filing (id, request, form, unit, period, version, nil, late, typed, reused, minutes, minutes_saved, answer, used, filed_by, filed_at)
            SELECT gen_random_uuid(), id, form, @Village, period, 1, false, false, 0, 1, 0, 0, '{}', jsonb_build_object(@shared, jsonb_build_object('period', period, 'version', @read)), @Village, now()
            FROM request WHERE id = @request::uuid
            """, new { county.Village, shared, read, request });
        await filing.CommitAsync(TestContext.Current.CancellationToken);

        await RunningPlatform.EventuallyAsync(
            () => village.GetAsync($"{Reports}amendments?unit={county.Village}"),
            listed => listed.Is(200).Items is [var one] && (Text(one, "form"), Text(one, "usedVersion")) == ($"h{county.Code}", $"{read}"));
    }

    [Fact]
    public async Task A_waiver_closes_it_with_its_reason_once()
    {
        var county = await platform.NewCountyAsync();
        var (water, roads) = (await county.OfficeAsync("WATER"), await county.OfficeAsync("ROADS"));
        var wells = await county.DefineAsync(water, "wells", e => (e["sharingClass"], e["conditions"]) = ("CONDITIONAL", "限履职使用"));
        var typed = await county.DefineAsync(roads, "typed");
        await water.RecordAsync(wells, county.Village, 12);
        await water.RecordAsync(wells, county.Villages[1], 12);
        var request = await county.AskAsync(roads, $"r{county.Code}", [wells, typed]);
        var village = await county.ReporterAsync(county.Village);
        foreach (var unit in county.Villages.Take(2)) (await (await county.ReporterAsync(unit)).FileAsync(request, unit, (typed, 1))).Is(200);
        await water.CorrectAsync(wells, county.Village, TestCounty.Month, 13);
        await water.CorrectAsync(wells, county.Villages[1], TestCounty.Month, 14);

        var (one, two) = (Text(Assert.Single(await village.AmendmentsAsync($"unit={county.Village}")), "id"), Text((await roads.AmendmentsAsync($"department={roads.Unit}&under={county.Villages[1]}"))[0], "id"));
        var path = $"{Reports}amendments/{one}";
        Assert.Equal("12", Text((await village.GetAsync(path)).Is(200).Json, "oldValue"));
        // The element is shared on terms only: the department sees that a filing of its form is concerned.
        Assert.Null((await roads.GetAsync(path)).Is(200).Json!["oldValue"]);
        foreach (var stranger in new[] { water, await county.ReporterAsync(county.Villages[1]) })
        {
            (await stranger.GetAsync(path)).IsProblem(403, "OUTSIDE_YOUR_UNIT");
            (await stranger.PostAsync($"{path}/waiver", new { reason = "影响甚微" })).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        }
        foreach (var reason in new[] { "", "  ", "\0", new string('长', 1001) }) Assert.Equal(422, (await village.PostAsync($"{path}/waiver", new { reason })).Status);
        (await village.PostAsync($"{path}/waiver", "{\"reason\": 5}")).Is(400);
        (await village.PostAsync($"{Reports}amendments/{Guid.NewGuid()}/waiver", new { reason = "影响甚微" })).IsProblem(404, "AMENDMENT_UNKNOWN");

        var waived = (await village.PostAsync($"{path}/waiver", new { reason = "影响甚微" })).Is(200);
        Assert.Equal(("WAIVED", "影响甚微", county.Village), (waived["state"].ToString(), waived["waiver"]["reason"]!.ToString(), waived["waiver"]["by"]!.ToString()));
        Assert.Equal(waived.Text, (await village.PostAsync($"{path}/waiver", new { reason = "影响甚微" })).Is(200).Text);
        (await village.PostAsync($"{path}/waiver", new { reason = "另一理由" })).IsProblem(409, "AMENDMENT_CLOSED");
        Assert.Single(await village.AmendmentsAsync($"unit={county.Village}&state=WAIVED"));
        (await roads.PostAsync($"{Reports}amendments/{two}/waiver", new { reason = "部门认为无需更正" })).Is(200);
        // Whoever amends all the same has amended.
        (await village.FileAsync(request, county.Village, (typed, 1))).Is(200);
        Assert.Equal(("AMENDED", "影响甚微"), (Text((await village.GetAsync(path)).Is(200).Json, "state"), (await village.GetAsync(path))["waiver"]["reason"]!.ToString()));
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("unit=%00", 400)]
    [InlineData("unit=CN", 400)]
    [InlineData("under=12345", 400)]
    [InlineData("department=%00", 400)]
    [InlineData("under=500118&form=%00", 400)]
    [InlineData("under=500118&state=LOST", 400)]
    [InlineData("under=500118&element=no.such", 422)]
    [InlineData("under=500118&limit=0", 400)]
    [InlineData("under=500118&after=x", 400)]
    public async Task What_is_asked_wrongly_is_refused_with_its_field(string query, int status) =>
        Assert.NotNull((await platform.Admin.GetAsync($"{Reports}amendments?{query}")).Is(status).Code);
}
