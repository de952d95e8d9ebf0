using Dapper;
using Datarun.Exchange.Reactions;
using Datarun.Exchange.Values;
using Npgsql;

namespace Datarun.Exchange.Subscriptions;

/// <summary>
/// Appends changes to the feeds of all whom they concern and queues their deliveries. A change is kept once; whoever is told of it has its number in
/// a run, so one more subscriber costs a row for each call and not one for each change. Who is told of what is found here and not in SQL: PostgreSQL
/// would make a row of each pair first, which cost more than delivering it.
/// </summary>
public static class FanOut
{
    /// <summary>Wakes the senders.</summary>
    public const string Channel = "deliveries";

    /// <summary>Said there when a grant stopped (trigger <c>grant_stopped</c>).</summary>
    public const string Stop = "stop";

    /// <param name="connection">In the transaction that took the values in; it must hold <see cref="TakeValues"/>'s lock.</param>
    /// <param name="changes">In the order in which they are to be told.</param>
    /// <param name="toSubscribers">Whether all who subscribed and may read are told.</param>
    /// <param name="named">Consumers who are told in any case: place in <paramref name="changes"/>, and unit.</param>
    public static async Task RunAsync(
        NpgsqlConnection connection, IReadOnlyList<Change> changes, bool toSubscribers, IReadOnlyCollection<(int Change, string Consumer)> named,
        DateOnly today, DateTimeOffset now, CancellationToken cancel)
    {
        if (changes.Count == 0) return;
        var wishes = (await connection.QueryAsync<Wish>(new CommandDefinition(
            """
            SELECT s.id, s.subscriber, e.element, s.unit_from, s.unit_to, r.readable_from, r.readable_to
            FROM unnest(@elements) AS e(element) JOIN subscription s ON s.state = 'ACTIVE' AND s.elements @> ARRAY[e.element]
            CROSS JOIN LATERAL (
                SELECT coalesce(array_agg(unit_from), '{}') AS readable_from, coalesce(array_agg(unit_to), '{}') AS readable_to
                FROM readable(s.subscriber, s.department, e.element, NULL, @today) a WHERE @toSubscribers
                    AND NOT EXISTS (SELECT FROM sharing_grant g WHERE g.id = a.grant_id AND g.missed_after IS NOT NULL)) r -- Not told all that it missed: this is part of it.
            """, new { elements = changes.Select(c => c.Element).Distinct(StringComparer.Ordinal).ToArray(), today, toSubscribers }, cancellationToken: cancel))).AsList();
        var told = Told(changes, wishes, named);
        if (told.Count > 0) await AppendAsync(connection, changes, wishes, told, now, cancel);
    }

    /// <summary>The places of the changes of which each consumer is told, in order.</summary>
    private static Dictionary<string, int[]> Told(IReadOnlyList<Change> changes, List<Wish> wishes, IReadOnlyCollection<(int Change, string Consumer)> named)
    {
        var places = Enumerable.Range(0, changes.Count).ToLookup(n => changes[n].Element, StringComparer.Ordinal);
        var told = new Dictionary<string, bool[]>(StringComparer.Ordinal);
        foreach (var wish in wishes)
            foreach (var n in places[wish.Element])
                if (wish.Covers(changes[n].Unit) && wish.MayRead(changes[n].Unit)) Of(wish.Subscriber)[n] = true;
        foreach (var (n, consumer) in named) Of(consumer)[n] = true;
        return told.ToDictionary(t => t.Key, t => Enumerable.Range(0, changes.Count).Where(n => t.Value[n]).ToArray(), StringComparer.Ordinal);

        bool[] Of(string consumer) => told.TryGetValue(consumer, out var known) ? known : told[consumer] = new bool[changes.Count];
    }

    private static async Task AppendAsync(
        NpgsqlConnection connection, IReadOnlyList<Change> changes, List<Wish> wishes, Dictionary<string, int[]> told, DateTimeOffset now, CancellationToken cancel)
    {
        var (before, firstOf) = await CountAsync(connection, told, cancel);
        var kept = told.Values.SelectMany(t => t).Distinct().Order().ToArray();
        var number = new long[changes.Count];
        for (var i = 0; i < kept.Length; i++) number[kept[i]] = before + 1 + i;

        var feeds = new List<(string Consumer, long First, long Last, string Changes)>();
        foreach (var (consumer, places) in told)
            foreach (var block in Enumerable.Range(0, places.Length).GroupBy(i => NumberRuns.BlockOf(firstOf[consumer] + i)))
                feeds.Add((consumer, firstOf[consumer] + block.First(), firstOf[consumer] + block.Last(), NumberRuns.Write([.. block.Select(i => number[places[i]])])));
        var runs = new List<(Guid Subscription, long First, long Last, string Numbers)>();
        foreach (var wish in wishes.GroupBy(w => w.Id))
        {
            var (consumer, of) = (wish.First().Subscriber, wish.ToDictionary(w => w.Element, StringComparer.Ordinal));
            if (!told.TryGetValue(consumer, out var places)) continue;
            var mine = Enumerable.Range(0, places.Length).Where(i => of.TryGetValue(changes[places[i]].Element, out var w) && w.Covers(changes[places[i]].Unit)).Select(i => firstOf[consumer] + i);
            foreach (var block in mine.GroupBy(NumberRuns.BlockOf)) runs.Add((wish.Key, block.First(), block.Last(), NumberRuns.Write([.. block])));
        }
        var news = Array.ConvertAll(kept, n => changes[n]);
        await connection.ExecuteAsync(new CommandDefinition(
            $"""
            INSERT INTO feed_change (number, call, event_id, type, element, unit, period, version, data, at)
            SELECT @before + n, @before + 1, id, type, element, unit, period, version, data::jsonb, @now
            FROM unnest(@ids, @types, @elements, @units, @periods, @versions, @datas) WITH ORDINALITY AS c(id, type, element, unit, period, version, data, n);
            INSERT INTO feed_run (consumer, first, last, call, changes)
            SELECT consumer, first, last, @before + 1, changes::int8multirange FROM unnest(@consumers, @firsts, @lasts, @runs) AS f(consumer, first, last, changes);
            INSERT INTO delivery_run (subscription_id, first, last, numbers)
            SELECT subscription, first, last, numbers::int8multirange FROM unnest(@subscriptions, @runFirsts, @runLasts, @numbers) AS r(subscription, first, last, numbers);
            NOTIFY {Channel}
            """,
            new
            {
                before, now, ids = Array.ConvertAll(news, c => c.Id), types = Array.ConvertAll(news, c => c.Type), elements = Array.ConvertAll(news, c => c.Element),
                units = Array.ConvertAll(news, c => c.Unit), periods = Array.ConvertAll(news, c => c.Period), versions = Array.ConvertAll(news, c => c.Version), datas = Array.ConvertAll(news, c => c.Data),
                consumers = feeds.Select(f => f.Consumer).ToArray(), firsts = feeds.Select(f => f.First).ToArray(), lasts = feeds.Select(f => f.Last).ToArray(), runs = feeds.Select(f => f.Changes).ToArray(),
                subscriptions = runs.Select(r => r.Subscription).ToArray(), runFirsts = runs.Select(r => r.First).ToArray(), runLasts = runs.Select(r => r.Last).ToArray(), numbers = runs.Select(r => r.Numbers).ToArray(),
            }, cancellationToken: cancel));
    }

    /// <summary>The number of the last change so far, and the first number that each consumer's feed gives to these.</summary>
    private static async Task<(long Before, Dictionary<string, long> FirstOf)> CountAsync(NpgsqlConnection connection, Dictionary<string, int[]> told, CancellationToken cancel)
    {
        var consumers = told.Keys.ToArray();
        await using var answers = await connection.QueryMultipleAsync(new CommandDefinition(
            """
            INSERT INTO feed_counter AS f (consumer, last) SELECT consumer, count FROM unnest(@consumers, @counts) AS x(consumer, count) ORDER BY consumer COLLATE "C"
            ON CONFLICT (consumer) DO UPDATE SET last = f.last + excluded.last RETURNING consumer, last;
            SELECT coalesce(max(number), 0) FROM feed_change
            """, new { consumers, counts = Array.ConvertAll(consumers, c => (long)told[c].Length) }, cancellationToken: cancel));
        var firstOf = (await answers.ReadAsync<(string Consumer, long Last)>()).ToDictionary(c => c.Consumer, c => c.Last - told[c.Consumer].Length + 1, StringComparer.Ordinal);
        return (await answers.ReadSingleAsync<long>(), firstOf);
    }

    /// <summary>What a subscription says of one element, and where its subscriber may read that.</summary>
    private sealed record Wish
    {
        public Guid Id { get; init; }
        public string Subscriber { get; init; } = "";
        public string Element { get; init; } = "";
        public string UnitFrom { get; init; } = "";
        public string UnitTo { get; init; } = "";
        public string[] ReadableFrom { get; init; } = [];
        public string[] ReadableTo { get; init; } = [];

        public bool Covers(string unit) => UnitRange.IsWithin(unit, UnitFrom, UnitTo);

        public bool MayRead(string unit)
        {
            for (var i = 0; i < ReadableFrom.Length; i++) if (UnitRange.IsWithin(unit, ReadableFrom[i], ReadableTo[i])) return true;
            return false;
        }
    }
}
