using System.Collections.Concurrent;
using Datarun.Exchange.Queues;
using Npgsql;

namespace Datarun.Exchange.Subscriptions;

/// <summary>
/// Sends what is queued. Each receiver has its own task with a bounded number of lanes at once, so that a slow or dead one holds up
/// nobody else; within a receiver each element and unit is a lane of its own, in order. A receiver that is down is tried again after
/// a while with one event, and gets the rest when it takes that. Whoever stops, or has lost its session, begins nothing more but waits for the answers
/// to what is under way: a receiver is told something twice only after a crash, or where no answer came.
/// </summary>
public sealed class SendDeliveries(
    DeliveryQueue queue, GiveBack giveBack, PostWebhook webhook, PublishToQueue publish, NpgsqlDataSource database, TimeProvider clock, ILogger<SendDeliveries> log) : BackgroundService
{
    private const int AtOnce = 8, MostTries = 5;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1), RoundTime = TimeSpan.FromSeconds(60), LastAnswers = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<Guid, Task> _tasks = new();
    private readonly SemaphoreSlim _wake = new(1, 1);
    private long _looks, _stops;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var session = await SenderSession.OpenAsync(database, Hear, stoppingToken);
                using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, session.Lost);
                using var ended = new CancellationTokenSource();
                await using (stoppingToken.Register(() => ended.CancelAfter(LastAnswers)))
                {
                    await SendAsync(session.Number, ending.Token, ended.Token);
                    await Task.WhenAll(_tasks.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { break; }
            catch (Exception error)
            {
                log.LogWarning(error, "Deliveries wait for the database");
                await Task.Delay(Poll, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Sends until the session ends.</summary>
    private async Task SendAsync(int sender, CancellationToken ending, CancellationToken ended)
    {
        var (orphansAt, every) = (clock.GetTimestamp(), TimeSpan.Zero);
        while (!ending.IsCancellationRequested)
        {
            try
            {
                if (clock.GetElapsedTime(orphansAt) >= every)
                {
                    await queue.TakeBackAsync(sender, ending);
                    (orphansAt, every) = (clock.GetTimestamp(), Poll);
                }
                Interlocked.Increment(ref _looks);
                foreach (var receiver in await queue.ClaimAsync(sender, [.. _tasks.Keys], clock.GetUtcNow(), ending))
                    _tasks[receiver.Id] = Task.Run(() => ServeAsync(receiver, sender, ending, ended), CancellationToken.None);
                await _wake.WaitAsync(Poll, ending);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested) { return; }
            catch (Exception error)
            {
                log.LogWarning(error, "Deliveries wait for the database");
                await Task.Delay(Poll, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ServeAsync(Receiver receiver, int sender, CancellationToken ending, CancellationToken ended)
    {
        var looks = Interlocked.Read(ref _looks);
        try
        {
            for (var goesOn = true; goesOn && !ending.IsCancellationRequested;)
            {
                var stops = Interlocked.Read(ref _stops);
                var taken = await queue.TakeAsync(receiver, sender, isProbe: receiver.Failures > 0, clock.GetUtcNow(), ending);
                if (taken.IsNothing)
                {
                    await queue.ReleaseAsync(receiver, sender, ending);
                    break;
                }
                var outcomes = await SendAsync(receiver, taken.Lanes, stops, ending, ended);
                goesOn = await GiveBackAsync(receiver, sender, taken, outcomes, ended);
                receiver = receiver with { Failures = 0 };
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogWarning(error, "Deliveries to {Subscription} are interrupted", receiver.Id);
            await Task.Delay(Poll, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (OperationCanceledException) { /* stopping */ }
        finally
        {
            _tasks.TryRemove(receiver.Id, out _);
            if (Interlocked.Read(ref _looks) != looks) Wake(); // Whoever looked meanwhile passed this receiver over.
        }
    }

    private async Task<IReadOnlyCollection<LaneOutcome>> SendAsync(Receiver receiver, IReadOnlyList<TakenLane> lanes, long stops, CancellationToken ending, CancellationToken ended)
    {
        var outcomes = new LaneOutcome[lanes.Count];
        var (next, isOver) = (-1, false);
        var started = clock.GetTimestamp();
        var target = receiver.Queue is null ? WebhookTarget.Of(receiver) : null;
        await using var channel = receiver.Queue is null ? null : await publish.OpenAsync(ended);
        await Task.WhenAll(Enumerable.Range(0, Math.Min(AtOnce, lanes.Count)).Select(_ => Task.Run(SendSomeAsync, CancellationToken.None)));
        return outcomes;

        async Task SendSomeAsync()
        {
            var limit = CancellationTokenSource.CreateLinkedTokenSource(ended);
            for (var i = Interlocked.Increment(ref next); i < lanes.Count; i = Interlocked.Increment(ref next))
            {
                var delivered = new List<long>(lanes[i].Pending.Count);
                outcomes[i] = new LaneOutcome(lanes[i], delivered, null, default);
                foreach (var told in lanes[i].Pending)
                {
                    if (Volatile.Read(ref isOver) || Interlocked.Read(ref _stops) != stops || ending.IsCancellationRequested || clock.GetElapsedTime(started) > RoundTime) break;
                    var sent = await (receiver.Queue is null ? webhook.SendAsync(target, told, limit) : publish.SendAsync(channel, receiver, told, ended));
                    if (!limit.TryReset())
                    {
                        limit.Dispose();
                        limit = CancellationTokenSource.CreateLinkedTokenSource(ended);
                    }
                    if (sent.IsTaken) delivered.Add(told.Sequence);
                    else if (!ended.IsCancellationRequested) outcomes[i] = new LaneOutcome(lanes[i], delivered, sent.IsOurs ? null : told.Sequence, sent);
                    if (!sent.IsTaken) break;
                }
                if (outcomes[i].EndsRound) Volatile.Write(ref isOver, true);
            }
            limit.Dispose();
        }
    }

    /// <summary>What was taken is on record before anything else happens, also where the database has to be asked again.</summary>
    private async Task<bool> GiveBackAsync(Receiver receiver, int sender, Taken taken, IReadOnlyCollection<LaneOutcome> outcomes, CancellationToken ended)
    {
        var (now, isRecorded) = (clock.GetUtcNow(), false);
        for (var n = 1; ; n++)
        {
            try
            {
                if (!isRecorded) await giveBack.RecordAsync(receiver, outcomes, now, CancellationToken.None);
                isRecorded = true;
                return await giveBack.RunAsync(receiver, sender, taken, outcomes, now, CancellationToken.None);
            }
            catch (NpgsqlException error) when (!ended.IsCancellationRequested && (error.IsTransient || n < MostTries))
            {
                log.LogWarning(error, "What came of deliveries to {Subscription} waits for the database", receiver.Id);
                await Task.Delay(Poll, CancellationToken.None);
            }
        }
    }

    /// <summary>A grant stopped: whatever is in hand was taken before, so nothing more of it is begun, and it is decided anew what may be sent.</summary>
    private void Hear(string said)
    {
        if (said == FanOut.Stop) Interlocked.Increment(ref _stops);
        Wake();
    }

    private void Wake()
    {
        try { _wake.Release(); } catch (SemaphoreFullException) { /* already awake */ }
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }
}
