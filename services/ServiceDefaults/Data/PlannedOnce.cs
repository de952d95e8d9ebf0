using System.Data.Common;
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

    /// <summary>The same for a caller that reads the rows as they come.</summary>
    public static async Task<DbDataReader> ReadAsync(NpgsqlConnection connection, string sql, object parameters, CancellationToken cancel)
    {
        var rows = await connection.ExecuteReaderAsync(new CommandDefinition(Setting + sql, parameters, cancellationToken: cancel));
        await rows.NextResultAsync(cancel);
        return rows;
    }
}
