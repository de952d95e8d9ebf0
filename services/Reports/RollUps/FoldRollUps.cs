using Dapper;
using Npgsql;

namespace Datarun.Reports.RollUps;

/// <summary>Makes the figures anew that were touched since, of one element and period at a time; <c>fold_roll_up</c> in the database says how.</summary>
public static class FoldRollUps
{
    private const int SlowSeconds = 600;

    /// <summary>Folds these, in this order; without a transaction each is done for itself. Throws ROLL_UP_BEING_MADE where another fold takes too long.</summary>
    public static async Task OfAsync(IEnumerable<(int Element, string Period)> figures, NpgsqlConnection connection, CancellationToken cancel)
    {
        foreach (var (element, period) in figures)
        {
            try
            {
                await connection.ExecuteAsync(new CommandDefinition(
                    "SELECT fold_roll_up(@element, @period)", new { element, period }, commandTimeout: SlowSeconds, cancellationToken: cancel));
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                throw RollUpProblems.BeingMade.Refuse().RetryAfter(TimeSpan.FromSeconds(5)).AsException();
            }
        }
    }

    /// <summary>Folds all that waits; answers how many figures of an element and period that were.</summary>
    public static async Task<int> AllAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var waiting = (await connection.QueryAsync<(int, string)>(new CommandDefinition(
            "SELECT DISTINCT element, period FROM roll_up_change ORDER BY 1, 2", cancellationToken: cancel))).AsList();
        await OfAsync(waiting, connection, cancel);
        return waiting.Count;
    }
}
