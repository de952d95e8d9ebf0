using System.Collections.Concurrent;
using Dapper;
using Npgsql;

namespace Datarun.Exchange.Subscriptions;

/// <summary>Changes by their numbers. They never change, so those that were asked for lately are kept: a hundred subscribers who are told of one read it once.</summary>
public sealed class ToldChanges(NpgsqlDataSource database) : IDisposable
{
    private const int Most = 10_000; // Some 15 MB; catching up through more begins anew.
    private readonly ConcurrentDictionary<long, ToldChange> _known = new();
    private readonly SemaphoreSlim _reading = new(1, 1);

    /// <summary>The changes with these numbers, in that order.</summary>
    public async Task<IReadOnlyList<ToldChange>> ReadAsync(IReadOnlyCollection<long> numbers, CancellationToken cancel)
    {
        if (Known(numbers) is { } known) return known;
        await _reading.WaitAsync(cancel); // Others wait for what one reads, rather than all reading the same.
        try
        {
            if (_known.Count + numbers.Count > Most) _known.Clear();
            var missing = numbers.Where(n => !_known.ContainsKey(n)).ToArray();
            if (missing.Length == 0) return Known(numbers)!;
            await using var connection = await database.OpenConnectionAsync(cancel);
            foreach (var change in await connection.QueryAsync<ToldChange>(new CommandDefinition(
                """
                SELECT c.number, c.event_id, c.type, c.element, c.unit, c.data, c.at FROM unnest(@missing) AS n, LATERAL (
                    SELECT number, event_id, type, element, unit, data::text AS data, at FROM feed_change WHERE number = n OFFSET 0) c
                """, new { missing }, cancellationToken: cancel)))
                _known[change.Number] = change;
            return Known(numbers) ?? throw new InvalidOperationException("A feed has a change that is not there.");
        }
        finally
        {
            _reading.Release();
        }
    }

    private ToldChange[]? Known(IReadOnlyCollection<long> numbers)
    {
        var (found, i) = (new ToldChange[numbers.Count], 0);
        foreach (var number in numbers)
            if (!_known.TryGetValue(number, out found[i++]!)) return null;
        return found;
    }

    public void Dispose() => _reading.Dispose();
}
