using Dapper;
using Datarun.Tests.Platform.Contract;
using Datarun.Tests.Platform.Values;
using Npgsql;

namespace Datarun.Tests.Platform.Filings;

/// <summary>A filing rests on what it was decided on: what comes in between is not lost, whoever was first.</summary>
public sealed class ChangedMeanwhileTests(LocalPlatform platform)
{
    private const string Reports = UsedValues.Reports;

    [Fact]
    public async Task A_correction_that_is_carried_out_while_the_unit_files_again_is_not_overwritten()
    {
        var (county, office, element, request) = await AskedAsync();
        var village = await county.ReporterAsync(county.Village);
        (await village.FileAsync(request, county.Village, (element, 1))).Is(200);
        await RunningPlatform.EventuallyAsync(() => office.ReadAsync(element, county.Village), a => a.Status == 200 && a.Items.Count == 1);

        // Both want the value while somebody else holds it: the correction first, then the filing, which has seen it as it was.
        await using var holder = new NpgsqlConnection(platform.ConnectionString("reports"));
        await holder.OpenAsync(TestContext.Current.CancellationToken);
        await using var held = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await holder.ExecuteAsync("SELECT FROM value WHERE unit = @Village FOR UPDATE", new { county.Village });
        (await office.PostAsync("api/exchange/v1/corrections", new { element, unit = county.Village, period = TestCounty.Month, proposed = 3, reason = "抄录颠倒" })).Is(201);
        await WaitingAsync("SELECT number%FROM value%FOR UPDATE%");
        var filing = village.FileAsync(request, county.Village, (element, 2));
        await WaitingAsync("INSERT INTO value%");
        await held.CommitAsync(TestContext.Current.CancellationToken);

        var answer = (await filing).Is(200);
        Assert.Equal(["KNOWN_VALUE_DIFFERS"], answer["problems"].AsArray().Select(p => p!["code"]!.ToString()));
        Assert.Equal(["3 CORRECTION", "1 FILING"], await HistoryAsync(village, element, county.Village));
        Assert.Equal("3", (await office.GetAsync($"{Reports}rollups?element={element}&period={TestCounty.Month}&under={county.Code}")).Is(200).Items[0]!["value"]!.ToJsonString());
    }

    [Fact]
    public async Task What_the_source_records_while_a_unit_types_it_stays_and_the_filing_takes_it()
    {
        var (county, office, element, request) = await AskedAsync();
        var village = await county.ReporterAsync(county.Village);
        await using var source = new NpgsqlConnection(platform.ConnectionString("reports"));
        await using var recording = await RecordingAsync(source, county.Village, element, request, office);
        var filing = village.FileAsync(request, county.Village, (element, 2));
        await WaitingAsync("INSERT INTO value%");
        await recording.CommitAsync(TestContext.Current.CancellationToken);

        var answer = (await filing).Is(200);
        Assert.Equal((1, 0, 1), ((int)answer["version"], (int)answer["typed"], (int)answer["reused"]));
        Assert.Equal(["7 SYSTEM"], await HistoryAsync(village, element, county.Village));
    }

    [Fact]
    public async Task An_import_of_hundreds_of_new_values_takes_the_one_that_the_source_records_meanwhile()
    {
        var (county, office, element, _) = await AskedAsync();
        string[] elements = [element, .. await Task.WhenAll(Enumerable.Range(0, 70).Select(n => county.DefineAsync(office, $"many{n}")))];
        var form = $"many-{county.Code}";
        var request = await county.AskAsync(office, form, elements);
        await using var source = new NpgsqlConnection(platform.ConnectionString("reports"));
        await using var recording = await RecordingAsync(source, county.Villages[1], element, request, office);
        var import = (await county.ReporterAsync(county.Code)).PostLinesAsync(
            $"{Reports}filings:import", county.Villages.Take(3).Select(village => Line(form, village, [.. elements.Select(e => (e, 2))])));
        await WaitingAsync("COPY value%");
        await recording.CommitAsync(TestContext.Current.CancellationToken);

        var answer = (await import).Is(200);
        Assert.Equal((3, 0), ((int)answer["accepted"], (int)answer["refusedCount"]));
        Assert.Equal(("KNOWN_VALUE_DIFFERS", 2), (answer["problems"].AsArray().Single()!["code"]!.ToString(), (int)answer["problems"][0]!["line"]!));
        Assert.Equal(["7 SYSTEM"], await HistoryAsync(office, element, county.Villages[1]));
        Assert.Equal(["2 FILING"], await HistoryAsync(office, elements[70], county.Villages[1]));
    }

    [Fact]
    public async Task Lines_of_one_import_know_what_the_lines_before_them_gave()
    {
        var (county, office, element, _) = await AskedAsync();
        var (mine, above) = (await county.DefineAsync(office, "mine"), await county.DefineAsync(office, "above"));
        var (again, township) = ($"again-{county.Code}", $"town-{county.Code}");
        await county.AskAsync(office, again, [element, mine]);
        await county.AskAsync(office, township, [element, above], level: "TOWNSHIP");

        // Two forms collect the element from the village; its township has it from its villages.
        var answer = (await (await county.ReporterAsync(county.Code)).PostLinesAsync($"{Reports}filings:import",
        [
            Line($"meanwhile-{county.Code}", county.Villages[0], (element, 4)), Line(again, county.Villages[0], (element, 5), (mine, 1)),
            Line($"meanwhile-{county.Code}", county.Villages[1], (element, 6)), Line(township, county.Townships[0], (above, 1)),
        ])).Is(200);
        Assert.Equal((4, 0), ((int)answer["accepted"], (int)answer["refusedCount"]));
        Assert.Equal(("KNOWN_VALUE_DIFFERS", 2), (answer["problems"][0]!["code"]!.ToString(), (int)answer["problems"][0]!["line"]!));
        Assert.Equal(["4 FILING"], await HistoryAsync(office, element, county.Villages[0]));
        var filed = (await platform.Admin.GetAsync($"{Reports}filings?unit={county.Townships[0]}&form={township}")).Is(200).Items.Single()!;
        Assert.Equal((1, 1), ((int)filed["typed"]!, (int)filed["reused"]!));
    }

    private static object Line(string form, string unit, params (string Element, int Value)[] values) =>
        new { form, unit, period = TestCounty.Month, values = values.ToDictionary(v => v.Element, v => v.Value) };

    private async Task<(TestCounty County, ApiClient Office, string Element, string Request)> AskedAsync()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(office, "meanwhile");
        return (county, office, element, await county.AskAsync(office, $"meanwhile-{county.Code}", [element]));
    }

    /// <summary>The source's 7 of a unit, not committed yet.</summary>
    private static async Task<NpgsqlTransaction> RecordingAsync(NpgsqlConnection source, string unit, string element, string request, ApiClient office)
    {
        await source.OpenAsync(TestContext.Current.CancellationToken);
        var recording = await source.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await source.ExecuteAsync(
            """
            INSERT INTO value (unit, element, period, level, until, number, version, source_kind, source_id, source_by, recorded_at)
            SELECT @unit, e.id, r.period, 5, r.until, 7, 1, 'SYSTEM', @id, @by, now() FROM element e, request r WHERE e.code = @element AND r.id = @request
            """, new { unit, by = office.Unit, element, id = Guid.NewGuid(), request = Guid.Parse(request) });
        return recording;
    }

    private static async Task<string[]> HistoryAsync(ApiClient reader, string element, string unit) =>
        [.. (await reader.GetAsync($"{Reports}values/history?element={element}&unit={unit}&period={TestCounty.Month}")).Is(200).Items.Select(v => $"{v!["value"]} {v["source"]!["kind"]}")];

    /// <summary>Waits until somebody waits for a lock with such a statement.</summary>
    private async Task WaitingAsync(string statement)
    {
        for (var tries = 0; ; tries++)
        {
            if (await platform.ReadAsync<bool>(
                "reports",
                "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND ltrim(query) LIKE @statement)", new { statement })) return;
            Assert.True(tries < 1000, $"nobody waits with {statement}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
