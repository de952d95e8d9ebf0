using Npgsql;

namespace Datarun.Bench.Harness;

/// <summary>
/// Ten million values that are there already, put in past the services: 20,000 villages, 100 elements that no form asks for, 5 months. What
/// is measured with them is the size of tables and indexes.
/// </summary>
internal static class TenMillion
{
    private const string Rows =
        """
        FROM generate_series(100, 299) t CROSS JOIN generate_series(1, 100) v CROSS JOIN generate_series(100001, 100100) e CROSS JOIN generate_series(1, 5) m,
        LATERAL (SELECT format('980001%s%s', to_char(t, 'fm000'), to_char(v, 'fm000')) AS unit, format('2019-0%s', m) AS period) x
        """;

    /// <summary>Into the values of Reports.</summary>
    public static Task StoreInReportsAsync(Platform platform) => StoreAsync(platform, "reports", "value",
        $"""
        INSERT INTO value (unit, element, period, level, until, number, version, source_kind, source_id, source_by, recorded_at)
        SELECT unit, e, period, 5, (period || '-28')::date, t * v + m, 1, 'SYSTEM', 'a0000000-0000-4000-8000-000000000000', '980001-BENCH', now() {Rows}
        ORDER BY unit COLLATE "C", e, period COLLATE "C"
        """);

    /// <summary>Into the copy of Exchange.</summary>
    public static Task StoreInExchangeAsync(Platform platform) => StoreAsync(platform, "exchange", "value_copy",
        $"""
        INSERT INTO value_copy (element, unit, period, value, version, source_kind, source_id, source_by, source_at, recorded_at, change)
        SELECT 'bench.stored' || e, unit, period, to_jsonb(t * v + m), 1, 'SYSTEM', 'a0000000-0000-4000-8000-000000000000', '980001-BENCH', now(), now(), (SELECT max(change) FROM value_stamp) {Rows}
        ORDER BY e, unit COLLATE "C", period COLLATE "C"
        """);

    /// <summary>A million, of one element that was defined: the same villages in 50 months.</summary>
    public static Task StoreOneInExchangeAsync(Platform platform, string element) => StoreAsync(platform, "exchange", "value_copy",
        $"""
        INSERT INTO value_copy (element, unit, period, value, version, source_kind, source_id, source_by, source_at, recorded_at, change)
        SELECT '{element}', format('980001%s%s', to_char(t, 'fm000'), to_char(v, 'fm000')) AS unit, to_char(date '2020-01-01' + make_interval(months => m), 'YYYY-MM') AS period,
            to_jsonb(t * v + m), 1, 'SYSTEM', 'a0000000-0000-4000-8000-000000000000', '980001-BENCH', now(), now(), (SELECT max(change) FROM value_stamp)
        FROM generate_series(100, 299) t CROSS JOIN generate_series(1, 100) v CROSS JOIN generate_series(1, 50) m ORDER BY t, v, m
        """);

    private static async Task StoreAsync(Platform platform, string service, string table, string rows)
    {
        await using var connection = new NpgsqlConnection(platform.ConnectionOf(service) + ";Pooling=false;Command Timeout=1800");
        await connection.OpenAsync();
        await RunAsync("SET work_mem = '1GB'");
        await RunAsync("SET maintenance_work_mem = '1GB'");
        // Indexes that are not the order of the rows are made anew afterwards, which is minutes faster.
        var indexes = new List<(string Name, string Definition)>();
        await using (var find = new NpgsqlCommand(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = $1::regclass AND NOT indisprimary", connection)
        {
            Parameters = { new() { Value = table } },
        })
        await using (var reader = await find.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) indexes.Add((reader.GetString(0), reader.GetString(1)));
        }
        foreach (var (name, _) in indexes) await RunAsync($"DROP INDEX {name}");
        await RunAsync(rows);
        foreach (var (_, definition) in indexes) await RunAsync(definition);
        await RunAsync($"VACUUM ANALYZE {table}");
        await RunAsync("CHECKPOINT");

        async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
