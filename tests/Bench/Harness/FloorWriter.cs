using Npgsql;
using NpgsqlTypes;

namespace Datarun.Bench.Harness;

/// <summary>The floor of writing: the rows of filings and values by plain SQL.</summary>
internal static class FloorWriter
{
    private const string Upsert =
        """
        ON CONFLICT (unit, element, period) DO UPDATE SET number = excluded.number, version = v.version + 1, source_id = excluded.source_id,
            recorded_at = excluded.recorded_at WHERE v.number IS DISTINCT FROM excluded.number
        """;

    /// <summary>One filing in a transaction of five round trips: begin, the filing, its values by unnest, the outbox row, commit.</summary>
    public static async Task FileAsync(NpgsqlDataSource floor, Guid request, string unit, string period, int[] elements, decimal[] numbers, string answer)
    {
        var id = Guid.CreateVersion7();
        await using var connection = await floor.OpenConnectionAsync();
        await RunAsync(connection, "BEGIN"); // As a statement of its own: Npgsql would send its own begin along with the first statement.
        await RunAsync(connection, "INSERT INTO filing VALUES ($1, $2, 'bench', $3, $4, 1, false, $5, 'bench', now())",
            new() { Value = id }, new() { Value = request }, new() { Value = unit }, new() { Value = period }, new() { Value = answer, NpgsqlDbType = NpgsqlDbType.Jsonb });
        await RunAsync(connection,
            $"""
            INSERT INTO value AS v (unit, element, period, number, version, source_kind, source_id, source_by, recorded_at)
            SELECT $1, element, $2, number, 1, 'FILING', $3, $1, now() FROM unnest($4, $5) AS t(element, number) {Upsert}
            """,
            new() { Value = unit }, new() { Value = period }, new() { Value = id }, new() { Value = elements }, new() { Value = numbers });
        await RunAsync(connection, "INSERT INTO outbox (id, type, key, body) VALUES ($1, 'FilingSubmitted', $2, $3)",
            new() { Value = Guid.CreateVersion7() }, new() { Value = unit }, new() { Value = answer });
        await RunAsync(connection, "COMMIT");
    }

    /// <summary>Values by COPY into an unlogged table, then one upsert from it.</summary>
    public static async Task MergeAsync(NpgsqlDataSource floor, IReadOnlyList<StagedValue> values, IReadOnlyList<(Guid Id, string Unit, string Period, string Answer)> filings)
    {
        await using var connection = await floor.OpenConnectionAsync();
        await RunAsync(connection, "BEGIN");
        await RunAsync(connection, "TRUNCATE staging_value, staging_filing");
        await using (var copy = await connection.BeginBinaryImportAsync("COPY staging_value FROM STDIN (FORMAT BINARY)"))
        {
            foreach (var value in values)
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(value.Unit);
                await copy.WriteAsync(value.Element);
                await copy.WriteAsync(value.Period);
                await copy.WriteAsync(value.Number, NpgsqlDbType.Numeric);
                await copy.WriteAsync(value.Source);
            }
            await copy.CompleteAsync();
        }
        if (filings.Count > 0)
        {
            await using (var copy = await connection.BeginBinaryImportAsync("COPY staging_filing FROM STDIN (FORMAT BINARY)"))
            {
                foreach (var (id, unit, period, answer) in filings)
                {
                    await copy.StartRowAsync();
                    await copy.WriteAsync(id);
                    await copy.WriteAsync(unit);
                    await copy.WriteAsync(period);
                    await copy.WriteAsync(answer, NpgsqlDbType.Jsonb);
                }
                await copy.CompleteAsync();
            }
            await RunAsync(connection, "INSERT INTO filing SELECT id, id, 'bench', unit, period, 1, false, answer, 'bench', now() FROM staging_filing ON CONFLICT (id) DO NOTHING");
        }
        await RunAsync(connection,
            $"""
            INSERT INTO value AS v (unit, element, period, number, version, source_kind, source_id, source_by, recorded_at)
            SELECT unit, element, period, number, 1, 'SYSTEM', source_id, unit, now() FROM staging_value {Upsert}
            """);
        await RunAsync(connection, "COMMIT");
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>A value on its way into the floor's table.</summary>
internal readonly record struct StagedValue(string Unit, int Element, string Period, decimal Number, Guid Source);
