using Npgsql;

namespace Datarun.ServiceDefaults.Data;

/// <summary>
/// Queries whose plan does not depend on their parameters. Left to itself PostgreSQL plans such a query at every call where a plan for the very
/// parameters looks a little cheaper; for a query of many parts that takes longer than to run it.
/// </summary>
public static class PlannedOnce
{
    /// <summary>Asks them in one round trip, each with one plan for all parameters.</summary>
    /// <param name="take">Is given the reader before the rows of the first, and goes on to the next ones itself.</param>
    public static async Task<T> ReadAsync<T>(NpgsqlConnection connection, Func<NpgsqlDataReader, Task<T>> take, CancellationToken cancel, params NpgsqlBatchCommand[] commands)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT set_config('plan_cache_mode', 'force_generic_plan', true)")); // Ends with the batch.
        foreach (var command in commands) batch.BatchCommands.Add(command);
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        await rows.NextResultAsync(cancel);
        return await take(rows);
    }
}
