using System.Text;
using Datarun.Bench.Harness;
using Npgsql;

namespace Datarun.Bench.Benchmarks;

/// <summary>
/// A task of 40 cells, all known, with ten million more values stored: the time that the service takes for it (its own Server-Timing), against
/// one indexed SQL query for the same values in the same table. What it takes through HTTP and the gateway is told beside it.
/// </summary>
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
        await TenMillion.StoreInReportsAsync(county.Platform);
        foreach (var chunk in Enumerable.Range(0, Cells).Chunk(SeriesInCall))
        {
            (int Element, string Month)[] series = [.. chunk.Select(e => (e, county.Months[0]))];
            await County.ImportAsync(department, HttpMethod.Put, "api/reports/v1/values:record", ValuesRecord.Lines(county, series, elements));
        }
        await CheckAsync(wire, $"api/reports/v1/tasks/{task(county.Villages[0])}");

        await using var floor = NpgsqlDataSource.Create(county.Platform.ConnectionOf("reports") + ";Max Auto Prepare=20;Auto Prepare Min Usages=2");
        await using var numbers = floor.CreateCommand("SELECT array_agg(id) FROM element WHERE code = ANY($1)");
        numbers.Parameters.Add(new() { Value = elements });
        var wanted = (int[])(await numbers.ExecuteScalarAsync())!;
        var service = new List<double>();
        var (next, floorNext) = (0, 0);
        // A stride that meets every village, so that neighbours in a page are not read one after the other.
        string Village(int n) => county.Villages[(int)(n * 7919L % county.Villages.Count)];
        var match = new Match(county.Platform, bench.Options);
        await match.PlayAsync(1, _ => ReadAsync(floor, Village(floorNext++), wanted, county.Months[0]), async _ =>
        {
            service.Add(await wire.GetAsync($"api/reports/v1/tasks/{task(Village(next++))}"));
            return 1;
        });
        var query = match.FloorLatencies.Percentile(50);
        Console.WriteLine($"  through HTTP and the gateway: {match.DatarunLatencies.Percentile(50) / query:0.00} times the query");
        return Outcome.Of("task-open", Outcome.ServiceTime, query, Match.Median(service.Skip(service.Count - match.DatarunLatencies.Count)), "ms", match.DatarunLatencies);
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
