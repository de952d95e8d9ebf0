using Dapper;
using Npgsql;

namespace Datarun.Tests.Platform.Tasks;

/// <summary>Lets days pass in the database of Reports, and looks at its rows.</summary>
internal static class Sql
{
    public static async Task<int> RunAsync(RunningPlatform platform, string sql, object parameters)
    {
        await using var connection = new NpgsqlConnection(platform.ConnectionString("reports"));
        return await connection.ExecuteAsync(sql, parameters);
    }

    public static async Task<T> ReadAsync<T>(RunningPlatform platform, string sql, object parameters)
    {
        await using var connection = new NpgsqlConnection(platform.ConnectionString("reports"));
        return (await connection.ExecuteScalarAsync<T>(sql, parameters))!;
    }
}
