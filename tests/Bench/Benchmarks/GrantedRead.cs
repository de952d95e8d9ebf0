using System.Text;
using System.Text.Json;
using Datarun.Bench.Harness;
using Npgsql;

namespace Datarun.Bench.Benchmarks;

/// <summary>
/// 1,000 values under a conditional grant, as a department reads them: through HTTP and the gateway, with its token checked, its purpose matched,
/// its right asked of the database, and the read in the audit log before the answer leaves. The floor: one indexed SQL query for the same rows,
/// made into objects. Told beside it: what the service itself took (its own Server-Timing).
/// </summary>
internal static class GrantedRead
{
    private const int Months = 10, Values = 1000; // A township's hundred villages in ten months.
    private const string Purpose = "低收入人口 监测帮扶";

    public static async Task<Outcome> RunAsync(Bench bench)
    {
        var county = await bench.CountyAsync();
        var element = (await county.DefineAsync(1, conditional: true))[0];
        using (var department = new Wire(county.Platform.Address, county.DepartmentToken, 1))
            foreach (var months in county.Months.Take(Months).Chunk(5))
                await County.ImportAsync(department, HttpMethod.Put, "api/reports/v1/values:record", ValuesRecord.Lines(county, months.Select(m => (0, m)), [element]));
        await county.Platform.SettleAsync();
        using var wire = new Wire(county.Platform.Address, await GrantAsync(county, element), bench.Options.Connections, Uri.EscapeDataString(Purpose));
        string[] townships = [.. county.Villages.Select(v => v[..9]).Distinct()];
        // A stride that meets every township, so that neighbours in a page are not read one after the other.
        string Township(int n) => townships[(int)(n * 79L % townships.Length)];
        string Path(int n) => $"api/exchange/v1/values?element={element}&under={Township(n)}&limit={Values}";
        var answer = await wire.ReadAsync(HttpMethod.Get, Path(0));
        using (var parsed = JsonDocument.Parse(answer))
            if (parsed.RootElement.GetProperty("items").GetArrayLength() != Values) throw new BenchmarkFailed($"not {Values} values: {Encoding.UTF8.GetString(answer)[..1000]}");

        await using var floor = NpgsqlDataSource.Create(county.Platform.ConnectionOf("exchange") + ";Max Auto Prepare=20;Auto Prepare Min Usages=2");
        var service = new List<double>();
        var (next, floorNext) = (0, 0);
        var match = new Match(county.Platform, bench.Options);
        await match.PlayAsync(1, _ => ReadAsync(floor, element, Township(floorNext++)), async _ =>
        {
            service.Add(await wire.GetAsync(Path(next++)));
            return 1;
        });
        var query = match.FloorLatencies.Percentile(50);
        Console.WriteLine($"  the service itself: {Match.Median(service.Skip(service.Count - match.DatarunLatencies.Count)) / query:0.00} times the query; an answer has {answer.Length >> 10} KB");
        return Outcome.Of("granted-read", Outcome.Time, query, match.DatarunLatencies.Percentile(50), "ms", match.DatarunLatencies);
    }

    /// <summary>A second department asks for the element and is granted it; answers its token.</summary>
    private static async Task<string> GrantAsync(County county, string element)
    {
        var (platform, unit) = (county.Platform, $"{County.Code}-READER");
        await platform.CallAsync(HttpMethod.Put, $"api/rosters/v1/org-units/{unit}", await platform.AdminTokenAsync(), new { name = "测速县用数局", kind = "DEPARTMENT", division = County.Code });
        var token = await platform.TokenAsync(unit, "DEPARTMENT");
        var asked = await platform.CallAsync(HttpMethod.Post, "api/exchange/v1/sharing-requests", token, new
        {
            legalBasis = "社会救助暂行办法 第五条", scenario = Purpose, scope = new { elements = new[] { element }, under = County.Code }, method = "API", until = $"{DateTime.UtcNow.Year + 1}-12-31",
        });
        await platform.CallAsync(HttpMethod.Post, $"api/exchange/v1/sharing-requests/{asked["id"]}/reply", county.DepartmentToken, new { decision = "AGREED" });
        return token;
    }

    private static async Task<long> ReadAsync(NpgsqlDataSource floor, string element, string township)
    {
        await using var connection = await floor.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT element, unit, period, value::text, version, source_kind, source_id, source_by, source_at FROM value_copy
            WHERE element = $1 AND unit >= $2 AND unit < $3 ORDER BY unit, period LIMIT $4
            """, connection)
        {
            Parameters = { new() { Value = element }, new() { Value = township }, new() { Value = township + "~" }, new() { Value = Values + 1 } },
        };
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<Row>();
        while (await reader.ReadAsync())
        {
            rows.Add(new(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt32(4), reader.GetString(5), reader.GetString(6), reader.GetString(7),
                reader.GetFieldValue<DateTimeOffset>(8)));
        }
        return rows.Count == Values ? 1 : throw new BenchmarkFailed($"the floor read {rows.Count} values");
    }

    private sealed record Row(string Element, string Unit, string Period, string Value, int Version, string Kind, string Id, string By, DateTimeOffset At);
}
