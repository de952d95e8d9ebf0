using Dapper;
using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Law;
using Npgsql;

namespace Datarun.Reports.RollUps;

/// <summary>What an operator may ask of the kept figures.</summary>
public static class RollUpCommands
{
    private const int SlowSeconds = 3600;

    public static IReadOnlyList<ServiceCommand> All { get; } =
    [
        new("--verify-rollups", "recomputes every roll-up from the values and prints each that differs; ends with 1 if one does", VerifyAsync),
        new("--rebuild-rollups", "makes every roll-up anew from the values", RebuildAsync),
    ];

    /// <summary>Compares in one snapshot; what was written since the fold is left to the next run and counted.</summary>
    private static async Task<int> VerifyAsync(IServiceProvider services, TextWriter output, CancellationToken cancel)
    {
        var (database, today) = (services.GetRequiredService<NpgsqlDataSource>(), services.GetRequiredService<TimeProvider>().Today());
        await FoldRollUps.AllAsync(database, today, cancel);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        var elements = await connection.QueryAsync<(int Id, string Code)>(new CommandDefinition("SELECT id, code FROM element ORDER BY code", cancellationToken: cancel));
        var differences = 0L;
        foreach (var (id, code) in elements) // One at a time: the values of all would not fit in memory.
        {
            foreach (var compared in new[] { VerifySql.OfElement, VerifySql.OfCarried })
            {
                await foreach (var row in connection.QueryUnbufferedAsync<Difference>(compared, new { element = id, today }, transaction, SlowSeconds).WithCancellation(cancel))
                {
                    differences++;
                    await output.WriteLineAsync($"{code} {row.Period} {row.Unit}: kept {row.Kept ?? "nothing"}, recomputed {row.Recomputed ?? "nothing"}");
                }
            }
        }
        await foreach (var row in connection.QueryUnbufferedAsync<Difference>(VerifySql.OfDivisions, null, transaction, SlowSeconds).WithCancellation(cancel))
        {
            differences++;
            await output.WriteLineAsync($"divisions of {row.Unit}: kept {row.Kept ?? "nothing"}, recomputed {row.Recomputed ?? "nothing"}");
        }
        var (figures, waiting) = await connection.QuerySingleAsync<(long, long)>(new CommandDefinition(
            "SELECT (SELECT count(*) FROM roll_up) + (SELECT count(*) FROM carried), (SELECT count(*) FROM (SELECT DISTINCT element, period FROM roll_up_change) w)", cancellationToken: cancel));
        await output.WriteLineAsync($"{figures} figures, {differences} differences, {waiting} elements and periods written meanwhile and not compared");
        return differences == 0 ? 0 : 1;
    }

    /// <summary>One element and period after the other, each in a transaction of its own: nobody who reads ever sees too little.</summary>
    private static async Task<int> RebuildAsync(IServiceProvider services, TextWriter output, CancellationToken cancel)
    {
        await using var connection = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(cancel);
        var today = services.GetRequiredService<TimeProvider>().Today();
        await InTransactionAsync(connection, VerifySql.Recount, null, cancel);
        var kept = (await connection.QueryAsync<(int Element, string Period)>(new CommandDefinition(VerifySql.Kept, commandTimeout: SlowSeconds, cancellationToken: cancel))).AsList();
        foreach (var (element, period) in kept) await InTransactionAsync(connection, VerifySql.Rebuild, new { element, period, today }, cancel);
        await output.WriteLineAsync($"{kept.Count} elements and periods were made anew");
        return 0;
    }

    private static async Task InTransactionAsync(NpgsqlConnection connection, string sql, object? about, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(sql, about, transaction, SlowSeconds, cancellationToken: cancel));
        await transaction.CommitAsync(cancel);
    }

    private sealed record Difference
    {
        public string Period { get; init; } = "";
        public string Unit { get; init; } = "";
        public string? Kept { get; init; }
        public string? Recomputed { get; init; }
    }
}
