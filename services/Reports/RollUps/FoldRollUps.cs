using Dapper;
using Npgsql;

namespace Datarun.Reports.RollUps;

/// <summary>Makes the figures anew that were touched since, of one element and period at a time; <c>fold_roll_up</c> in the database says how.</summary>
public static class FoldRollUps
{
    private const int SlowSeconds = 600;

    /// <summary>Folds these in one statement. Throws ROLL_UP_BEING_MADE where another fold takes too long.</summary>
    public static async Task OfAsync(IReadOnlyCollection<(int Element, string Period)> figures, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        try
        {
            // Whoever folds several takes them in one order, and each before the next is looked at.
            await connection.ExecuteAsync(new CommandDefinition(
                """
                SELECT fold_roll_up(element, period, @today)
                FROM (SELECT * FROM unnest(@elements, @periods) AS w(element, period) ORDER BY element, period COLLATE "C" OFFSET 0) w
                """, new { elements = figures.Select(f => f.Element).ToArray(), periods = figures.Select(f => f.Period).ToArray(), today }, commandTimeout: SlowSeconds, cancellationToken: cancel));
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw RollUpProblems.BeingMade.Refuse().RetryAfter(TimeSpan.FromSeconds(5)).AsException();
        }
    }

    /// <summary>Folds all that waits, each figure for itself, so that no reader waits for all; answers how many figures of an element and period that were.</summary>
    public static async Task<int> AllAsync(NpgsqlDataSource database, DateOnly today, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var waiting = (await connection.QueryAsync<(int, string)>(new CommandDefinition(
            "SELECT element, period FROM roll_up_change UNION SELECT element, period FROM carried WHERE level = 0 AND lapses_on <= @today ORDER BY 1, 2",
            new { today }, cancellationToken: cancel))).AsList();
        foreach (var figure in waiting) await OfAsync([figure], today, connection, cancel);
        return waiting.Count;
    }
}
