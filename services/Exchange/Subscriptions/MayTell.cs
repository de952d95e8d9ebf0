using Dapper;
using Datarun.Exchange.Values;
using Npgsql;

namespace Datarun.Exchange.Subscriptions;

/// <summary>
/// What a consumer may be told at this moment, whatever it was when it was queued: changes of what it may read, and corrections of values that it had
/// been given, which it is owed whatever became of its right (第26条).
/// </summary>
public static class MayTell
{
    /// <summary>The numbers of those changes that it may not be told.</summary>
    public static async Task<IReadOnlySet<long>> NotAsync(NpgsqlConnection connection, string consumer, bool department, IReadOnlyCollection<ToldChange> changes, DateOnly today, CancellationToken cancel)
    {
        if (changes.Count == 0) return new HashSet<long>();
        var readable = (await connection.QueryAsync<(string Element, string From, string To)>(new CommandDefinition(
            "SELECT e, r.unit_from, r.unit_to FROM unnest(@elements) AS e, readable(@consumer, @department, e, NULL, @today) r",
            new { consumer, department, today, elements = changes.Select(c => c.Element).Distinct(StringComparer.Ordinal).ToArray() }, cancellationToken: cancel))).ToLookup(r => r.Element, StringComparer.Ordinal);
        var closed = changes.Where(c => !readable[c.Element].Any(r => UnitRange.IsWithin(c.Unit, r.From, r.To))).ToList();
        var numbers = closed.Select(c => c.Number).ToHashSet();
        var corrections = closed.Where(c => c.Type == CloudEvents.Corrected).Select(c => c.Number).ToArray();
        if (corrections.Length == 0) return numbers;
        numbers.ExceptWith(await connection.QueryAsync<long>(new CommandDefinition(
            """
            SELECT c.number FROM feed_change c JOIN correction_notice n ON n.correction_id = (c.data->>'correction')::uuid AND n.consumer = @consumer
            WHERE c.number = ANY (@corrections)
            """, new { consumer, corrections }, cancellationToken: cancel)));
        return numbers;
    }
}
