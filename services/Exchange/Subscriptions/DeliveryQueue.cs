using Dapper;
using Datarun.ServiceDefaults.Law;
using Npgsql;
using NpgsqlTypes;

namespace Datarun.Exchange.Subscriptions;

/// <summary>
/// The queue of deliveries in PostgreSQL: safe for several senders, nothing is lost with one of them. A receiver is served by one sender at a time, who
/// marks it as its own; so what it has in hand is marked nowhere else, and what was taken at once is written when it was told and when it was taken.
/// </summary>
public sealed class DeliveryQueue(NpgsqlDataSource database, ToldChanges changes, Withhold withhold)
{
    private const int MostInOneLane = 20, MostLanes = 256, MostRuns = 32, MostEvents = 1000;

    /// <summary>Takes in hand the receivers for whom something is due and whom nobody serves. Whom this sender has in hand already without serving it (a failure came between) counts as nobody's.</summary>
    public async Task<IReadOnlyList<Receiver>> ClaimAsync(int sender, IReadOnlyCollection<Guid> served, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return (await connection.QueryAsync<Receiver>(new CommandDefinition(
            """
            WITH due AS (
                SELECT s.id, q.name FROM subscription s LEFT JOIN subscription_queue q ON s.queue AND q.subscription_id = s.id AND q.state = 'PRESENT'
                WHERE s.state = 'ACTIVE' AND (s.paused_until IS NULL OR s.paused_until <= @now) AND (NOT s.queue OR q.ready)
                  AND (s.sender IS NULL OR s.sender = @sender) AND s.id <> ALL (@served)
                  AND (EXISTS (SELECT FROM delivery_run r WHERE r.subscription_id = s.id AND r.delivered_at IS NULL)
                    OR EXISTS (SELECT FROM delivery_lane l WHERE l.subscription_id = s.id AND l.next_try_at <= @now))
                FOR UPDATE OF s SKIP LOCKED
            )
            UPDATE subscription s SET sender = @sender FROM due WHERE s.id = due.id
            RETURNING s.id, s.subscriber, s.department, s.url, s.secret, s.failures, CASE WHEN s.previous_secret_until > @now THEN s.previous_secret END AS previous_secret, due.name AS queue
            """, new { sender, served = served.ToArray(), now }, cancellationToken: cancel))).AsList();
    }

    /// <summary>Takes back what senders had in hand that are no more: their <see cref="SenderSession"/> is gone.</summary>
    public async Task TakeBackAsync(int sender, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE subscription SET sender = NULL WHERE sender <> @sender AND sender <> ALL (ARRAY(
                SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid = @LockClass AND objsubid = 2 AND granted
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())))
            """, new { sender, SenderSession.LockClass }, cancellationToken: cancel));
    }

    /// <summary>Leaves a receiver for whom there is nothing to do to whoever comes.</summary>
    public async Task ReleaseAsync(Receiver receiver, int sender, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition("UPDATE subscription SET sender = NULL WHERE id = @Id AND sender = @sender", new { receiver.Id, sender }, cancellationToken: cancel));
    }

    /// <summary>
    /// What is due for a receiver in hand: first the lanes in which something failed, and when none of them is due, the next runs. Nothing in it that its
    /// subscriber may not be told at this moment: that is taken out of the queue.
    /// </summary>
    /// <param name="isProbe">Whether the receiver seems to be down: then one lane.</param>
    public async Task<Taken> TakeAsync(Receiver receiver, int sender, bool isProbe, DateTimeOffset now, CancellationToken cancel)
    {
        while (true)
        {
            var (stored, hasLanes, runs, feed) = await DueAsync(receiver, isProbe, now, cancel);
            var lanes = await StoredAsync(stored, cancel);
            var events = lanes.Count > 0 ? [.. lanes.SelectMany(l => l.Pending)] : await EventsAsync(runs, feed, cancel);
            if (await MayBeToldAsync(receiver, events, now, cancel)) return lanes.Count > 0 ? new Taken(lanes, [], []) : await LanesAsync(receiver, isProbe, hasLanes, runs, events, cancel);
            if (!await withhold.RunAsync(receiver, sender, events, now, cancel)) return new Taken([], [], []);
        }
    }

    private async Task<bool> MayBeToldAsync(Receiver receiver, List<ToldEvent> events, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return (await MayTell.NotAsync(connection, receiver.Subscriber, receiver.Department, events.ConvertAll(e => e.Change), ChinaDay.Of(now), cancel)).Count == 0;
    }

    private async Task<Taken> LanesAsync(Receiver receiver, bool isProbe, bool hasLanes, IReadOnlyList<TakenRun> runs, List<ToldEvent> events, CancellationToken cancel)
    {
        var waiting = hasLanes ? await WaitingAsync(receiver, events, cancel) : [];
        var lanes = events.Where(e => !waiting.Contains((e.Change.Element, e.Change.Unit))).GroupBy(e => (e.Change.Element, e.Change.Unit))
            .Select(l => new TakenLane(l.Key.Element, l.Key.Unit, 0, IsStored: false, [.. l]));
        return new Taken([.. isProbe ? lanes.Take(1) : lanes], runs, [.. events.Where(e => waiting.Contains((e.Change.Element, e.Change.Unit)))]);
    }

    // No connection is kept while others are waited for: there are fewer of them than receivers.
    private async Task<(List<LaneRow> Stored, bool HasLanes, IReadOnlyList<TakenRun> Runs, List<FeedRun> Feed)> DueAsync(Receiver receiver, bool isProbe, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var answers = await connection.QueryMultipleAsync(new CommandDefinition(
            """
            SELECT l.element, l.unit, l.attempts, p.sequence, p.change FROM (
                SELECT element, unit, attempts FROM delivery_lane WHERE subscription_id = @Id AND next_try_at <= @now ORDER BY next_try_at LIMIT @most
            ) l LEFT JOIN LATERAL (
                SELECT d.sequence, (SELECT change_at(f.first, f.changes, d.sequence) FROM feed_run f WHERE f.consumer = @Subscriber AND f.first <= d.sequence ORDER BY f.first DESC LIMIT 1) AS change
                FROM delivery d WHERE d.subscription_id = @Id AND d.element = l.element AND d.unit = l.unit AND d.state = 'PENDING' ORDER BY d.sequence LIMIT @MostInOneLane
            ) p ON true ORDER BY l.element, l.unit, p.sequence;
            SELECT EXISTS (SELECT FROM delivery_lane WHERE subscription_id = @Id);
            SELECT first, numbers FROM delivery_run WHERE subscription_id = @Id AND delivered_at IS NULL ORDER BY first LIMIT @MostRuns;
            SELECT f.first, f.changes FROM (
                SELECT min(first) AS first, max(last) AS last FROM (SELECT first, last FROM delivery_run WHERE subscription_id = @Id AND delivered_at IS NULL ORDER BY first LIMIT @MostRuns) r
            ) r JOIN feed_run f ON f.consumer = @Subscriber AND f.first <= r.last
                AND f.first >= (SELECT g.first FROM feed_run g WHERE g.consumer = @Subscriber AND g.first <= r.first ORDER BY g.first DESC LIMIT 1)
            """, new { receiver.Id, receiver.Subscriber, now, most = isProbe ? 1 : MostLanes, MostInOneLane, MostRuns }, cancellationToken: cancel));
        var stored = (await answers.ReadAsync<LaneRow>()).AsList();
        var hasLanes = await answers.ReadSingleAsync<bool>();
        var runs = (await answers.ReadAsync<TakenRun>()).AsList();
        var feed = (await answers.ReadAsync<FeedRun>()).AsList();
        var events = 0L;
        return (stored, hasLanes, [.. runs.TakeWhile(r => events < MostEvents && (events += r.Count) > 0)], feed);
    }

    private async Task<IReadOnlyList<TakenLane>> StoredAsync(List<LaneRow> rows, CancellationToken cancel)
    {
        var told = (await changes.ReadAsync([.. rows.Where(r => r.Change is not null).Select(r => r.Change!.Value).Distinct()], cancel)).ToDictionary(c => c.Number);
        return [.. rows.GroupBy(r => (r.Element, r.Unit)).Select(lane => new TakenLane(
            lane.Key.Element, lane.Key.Unit, lane.First().Attempts, IsStored: true,
            [.. lane.Where(r => r.Change is not null).Select(r => new ToldEvent(r.Sequence!.Value, told[r.Change!.Value]))]))];
    }

    private async Task<List<ToldEvent>> EventsAsync(IReadOnlyList<TakenRun> runs, List<FeedRun> feed, CancellationToken cancel)
    {
        var changeOf = new Dictionary<long, long>();
        foreach (var run in feed)
        {
            var number = run.First;
            foreach (var change in NumberRuns.Each(run.Changes)) changeOf[number++] = change;
        }
        var numbers = runs.SelectMany(r => NumberRuns.Each(r.Numbers)).Order().ToList();
        var told = await changes.ReadAsync(numbers.ConvertAll(n => changeOf[n]), cancel);
        return [.. numbers.Select((n, i) => new ToldEvent(n, told[i]))];
    }

    /// <summary>The lanes that wait for a further try, among those that the events belong to.</summary>
    private async Task<HashSet<(string Element, string Unit)>> WaitingAsync(Receiver receiver, List<ToldEvent> events, CancellationToken cancel)
    {
        var lanes = events.Select(e => (e.Change.Element, e.Change.Unit)).Distinct().ToList();
        await using var connection = await database.OpenConnectionAsync(cancel);
        return [.. await connection.QueryAsync<(string, string)>(new CommandDefinition(
            """
            SELECT l.element, l.unit FROM unnest(@elements, @units) AS x(element, unit), LATERAL (
                SELECT element, unit FROM delivery_lane WHERE subscription_id = @Id AND element = x.element COLLATE "C" AND unit = x.unit COLLATE "C" OFFSET 0) l
            """, new { receiver.Id, elements = lanes.Select(l => l.Element).ToArray(), units = lanes.Select(l => l.Unit).ToArray() }, cancellationToken: cancel))];
    }

    private sealed record LaneRow
    {
        public string Element { get; init; } = "";
        public string Unit { get; init; } = "";
        public int Attempts { get; init; }
        public long? Sequence { get; init; }
        public long? Change { get; init; }
    }

    private sealed record FeedRun
    {
        public long First { get; init; }
        public NpgsqlRange<long>[] Changes { get; init; } = [];
    }
}
