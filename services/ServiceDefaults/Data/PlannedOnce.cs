using Dapper;
using Npgsql;

namespace Datarun.ServiceDefaults.Data;

/// <summary>
/// Queries whose plan does not depend on their parameters. Left to itself PostgreSQL plans such a query at every call where a plan for the very
/// parameters looks a little cheaper; for a query of many parts that takes longer than to run it.
/// </summary>
public static class PlannedOnce
{
    private const string Setting = "SELECT set_config('plan_cache_mode', 'force_generic_plan', true);\n";

    /// <summary>Asks with one plan for all parameters. The setting goes to the server together with the query and ends with it.</summary>
    public static async Task<List<T>> QueryAsync<T>(NpgsqlConnection connection, string sql, object parameters, CancellationToken cancel)
    {
        await using var answers = await connection.QueryMultipleAsync(new CommandDefinition(Setting + sql, parameters, cancellationToken: cancel));
        await answers.ReadAsync<string>();
        return (await answers.ReadAsync<T>()).AsList();
    }

    /// <summary>The same for a caller that takes the rows as they come.</summary>
    /// <param name="take">Is given the rows as Npgsql has them: what Dapper puts around a reader costs as much as a short column.</param>
    public static async Task<T> ReadAsync<T>(NpgsqlConnection connection, string sql, object parameters, Func<NpgsqlDataReader, Task<T>> take, CancellationToken cancel)
    {
        await using var rows = await connection.ExecuteReaderAsync(new CommandDefinition(Setting + sql, parameters, cancellationToken: cancel));
        await rows.NextResultAsync(cancel);
        return await take((NpgsqlDataReader)((IWrappedDataReader)rows).Reader);
    }
}
