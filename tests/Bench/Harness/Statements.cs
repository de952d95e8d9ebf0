using Npgsql;

namespace Datarun.Bench.Harness;

/// <summary>PostgreSQL's statements by their time, those of triggers and functions too, as <c>pg_stat_statements</c> counts them; the floor's are left out.</summary>
internal static class Statements
{
    /// <summary>What the server must be started with.</summary>
    public static IReadOnlyList<string> Settings { get; } = ["shared_preload_libraries=pg_stat_statements", "pg_stat_statements.track=all", "pg_stat_statements.track_planning=on"];

    public static async Task ForgetAsync(string connection)
    {
        await using var session = new NpgsqlConnection(connection);
        await session.OpenAsync();
        await using var forget = new NpgsqlCommand("CREATE EXTENSION IF NOT EXISTS pg_stat_statements; SELECT pg_stat_statements_reset()", session);
        await forget.ExecuteNonQueryAsync();
    }

    /// <summary>The dearest, in microseconds for each of what was done; what a statement starts inside of another is counted in both.</summary>
    public static async Task PrintAsync(string connection, long done)
    {
        await using var session = new NpgsqlConnection(connection);
        await session.OpenAsync();
        await using var read = new NpgsqlCommand(
            """
            SELECT d.datname, s.toplevel, s.total_exec_time * 1000, s.total_plan_time * 1000, s.calls, s.rows, left(regexp_replace(s.query, '\s+', ' ', 'g'), 110)
            FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
            WHERE d.datname <> current_database() ORDER BY s.total_exec_time + s.total_plan_time DESC LIMIT 30
            """, session);
        await using var reader = await read.ExecuteReaderAsync();
        Console.WriteLine("  statements: µs for each, of that planning, calls, rows (within: started by another)");
        while (await reader.ReadAsync())
        {
            var (run, plan) = (reader.GetDouble(2) / done, reader.GetDouble(3) / done);
            Console.WriteLine($"  {run + plan,8:0.0} {plan,7:0.0} {reader.GetInt64(4),9} {reader.GetInt64(5),10} {reader.GetString(0),-14} {(reader.GetBoolean(1) ? "" : "within "),-7} {reader.GetString(6)}");
        }
    }
}
