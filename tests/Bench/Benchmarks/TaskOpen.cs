using System.Text;
using Datarun.Bench.Harness;
using Npgsql;

namespace Datarun.Bench.Benchmarks;

/// <summary>A task of 40 cells, all known, through the gateway on one connection, against one indexed SQL query for the same values.</summary>
internal static class TaskOpen
{
    private const string Form = "bench-open";
    private const int Cells = 40;
    private const int SeriesInCall = 5;

    public static async Task<Outcome> RunAsync(Bench bench)
    {
        var county = await bench.CountyAsync();
        var elements = await county.DefineAsync(Cells);
        await county.PublishAsync(Form, elements);
        var task = await county.AskAsync(Form, county.Months[0]);
        using var department = new Wire(county.Platform.Address, county.DepartmentToken, 1);
        using var wire = new Wire(county.Platform.Address, county.ReporterToken, 1);
        await using var floor = NpgsqlDataSource.Create(county.Platform.FloorConnection);
        foreach (var chunk in Enumerable.Range(0, Cells).Chunk(SeriesInCall))
        {
            (int Element, string Month)[] series = [.. chunk.Select(e => (e, county.Months[0]))];
            await County.ImportAsync(department, HttpMethod.Put, "api/reports/v1/values:record", ValuesRecord.Lines(county, series, elements));
            await FloorWriter.MergeAsync(floor, [.. series.SelectMany(s => county.Villages.Select((u, n) => new StagedValue(u, 3000 + s.Element, s.Month, n, Guid.Empty)))], []);
        }
        await CheckAsync(wire, $"api/reports/v1/tasks/{task(county.Villages[0])}");

        int[] wanted = [.. Enumerable.Range(3000, Cells)];
        var (next, floorNext) = (0, 0);
        // A stride that meets every village, so that neighbours in a page are not read one after the other.
        string Village(int n) => county.Villages[(int)(n * 7919L % county.Villages.Count)];
        var match = new Match(county.Platform, bench.Options);
        await match.PlayAsync(1, _ => ReadAsync(floor, Village(floorNext++), wanted, county.Months[0]), async _ =>
        {
            await wire.GetAsync($"api/reports/v1/tasks/{task(Village(next++))}");
            return 1;
        });
        return Outcome.Of("task-open", Outcome.Time, match.FloorLatencies.Percentile(50), match.DatarunLatencies.Percentile(50), "ms", match.DatarunLatencies);
    }

    private static async Task CheckAsync(Wire wire, string path)
    {
        var answer = Encoding.UTF8.GetString(await wire.ReadAsync(HttpMethod.Get, path));
        if (answer.Split("\"KNOWN\"").Length - 1 != Cells) throw new BenchmarkFailed($"not {Cells} cells are KNOWN: {answer[..Math.Min(answer.Length, 1000)]}");
    }

    private static async Task<long> ReadAsync(NpgsqlDataSource floor, string unit, int[] elements, string period)
    {
        await using var connection = await floor.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(
            "SELECT element, number, text, flag, version, source_kind, source_id, source_by, recorded_at FROM value WHERE unit = $1 AND element = ANY($2) AND period = $3", connection)
        {
            Parameters = { new() { Value = unit }, new() { Value = elements }, new() { Value = period } },
        };
        await using var reader = await command.ExecuteReaderAsync();
        var rows = 0;
        while (await reader.ReadAsync()) rows++;
        return rows == elements.Length ? 1 : throw new BenchmarkFailed($"the floor read {rows} values");
    }
}
