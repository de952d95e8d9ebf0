using Datarun.Bench.Harness;
using Npgsql;

namespace Datarun.Bench.Benchmarks;

/// <summary>
/// Filings of 20 values one by one through the gateway, with ten million values stored in Reports and as many in Exchange's copy, against
/// the same on a system that holds none. Two systems take turns; each has its own PostgreSQL.
/// </summary>
internal static class FilingsSingle10m
{
    private const int Months = 36;

    // 20,000 villages, 100 elements, 5 months. The elements are nobody's: what is measured is the size of tables and indexes.
    private const string Stored =
        """
        FROM generate_series(100, 299) t CROSS JOIN generate_series(1, 100) v CROSS JOIN generate_series(100001, 100100) e CROSS JOIN generate_series(1, 5) m,
        LATERAL (SELECT format('980001%s%s', to_char(t, 'fm000'), to_char(v, 'fm000')) AS unit, format('2019-0%s', m) AS period) x
        """;

    public static async Task<Outcome> RunAsync(Bench bench)
    {
        await using var empty = await Platform.StartAsync();
        await using var full = await Platform.StartAsync();
        var without = await FilingWork.PrepareAsync(await County.RegisterAsync(empty), "bench-single", Months);
        var county = await County.RegisterAsync(full);
        var with = await FilingWork.PrepareAsync(county, "bench-single", Months);
        await StoreAsync(full, "reports",
            $"""
            INSERT INTO value (unit, element, period, level, until, number, version, source_kind, source_id, source_by, recorded_at)
            SELECT unit, e, period, 5, (period || '-28')::date, t * v + m, 1, 'SYSTEM', 'a0000000-0000-4000-8000-000000000000', '980001-BENCH', now() {Stored}
            """);
        await StoreAsync(full, "exchange",
            $"""
            INSERT INTO value_copy (element, unit, period, value, version, source_kind, source_id, source_by, source_at, recorded_at)
            SELECT 'bench.stored' || e, unit, period, to_jsonb(t * v + m), 1, 'SYSTEM', 'a0000000-0000-4000-8000-000000000000', '980001-BENCH', now(), now() {Stored}
            """);
        using var emptyWire = new Wire(empty.Address, without.County.ReporterToken, bench.Options.Connections);
        using var fullWire = new Wire(full.Address, county.ReporterToken, bench.Options.Connections);
        var match = new Match(full, bench.Options, against: empty);
        await match.PlayAsync(bench.Options.Connections, _ => without.FileAsync(emptyWire), _ => with.FileAsync(fullWire));
        return Outcome.Of("filings-single-10m", Outcome.Throughput, match.FloorPerSecond, match.DatarunPerSecond, "filings/s", match.DatarunLatencies);
    }

    private static async Task StoreAsync(Platform platform, string service, string rows)
    {
        await using var connection = new NpgsqlConnection(platform.ConnectionOf(service) + ";Pooling=false;Command Timeout=1800");
        await connection.OpenAsync();
        foreach (var sql in new[] { rows, $"VACUUM ANALYZE {(service == "reports" ? "value" : "value_copy")}", "CHECKPOINT" })
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
