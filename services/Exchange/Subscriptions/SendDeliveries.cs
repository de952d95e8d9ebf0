using System.Collections.Concurrent;
using Datarun.Exchange.Queues;
using Npgsql;

namespace Datarun.Exchange.Subscriptions;

/// <summary>
/// Sends what is queued. Each receiver has its own sender with a bounded number of lanes at once, so that a slow or dead one holds up
/// nobody else; within a receiver each element and unit is a lane of its own, in order. A receiver that is down is tried again after
/// a while with one event, and gets the rest when it takes that.
/// </summary>
public sealed class SendDeliveries(DeliveryQueue queue, PostWebhook webhook, PublishToQueue publish, NpgsqlDataSource database, TimeProvider clock, ILogger<SendDeliveries> log) : BackgroundService
{
    private const int AtOnce = 8, LanesAtOnce = 256;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1), LaneTime = TimeSpan.FromSeconds(60);
    private readonly ConcurrentDictionary<Guid, Task> _senders = new();
    private readonly SemaphoreSlim _wake = new(1, 1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var session = await SenderSession.OpenAsync(database, Wake, stoppingToken);
                using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, session.Lost);
                await SendAsync(session.Number, ending.Token);
                await Task.WhenAll(_senders.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
    private async Task SendAsync(int sender, CancellationToken cancel)
    {
        var (orphansAt, every) = (clock.GetTimestamp(), TimeSpan.Zero);
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                if (clock.GetElapsedTime(orphansAt) >= every)
                {
                    await queue.TakeBackAsync(sender, clock.GetUtcNow(), cancel);
                    (orphansAt, every) = (clock.GetTimestamp(), Poll);
                }
                foreach (var receiver in await queue.DueAsync(clock.GetUtcNow(), cancel))
                    if (!_senders.ContainsKey(receiver.Id)) _senders[receiver.Id] = Task.Run(() => SendAsync(receiver, sender, cancel), CancellationToken.None);
                await _wake.WaitAsync(Poll, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested) { return; }
            catch (Exception error)
            {
                log.LogWarning(error, "Deliveries wait for the database");
                await Task.Delay(Poll, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task SendAsync(Receiver receiver, int sender, CancellationToken cancel)
    {
        try
        {
            for (var mayGoOn = true; mayGoOn && !cancel.IsCancellationRequested;)
            {
                var lanes = await queue.TakeAsync(receiver, sender, receiver.Failures > 0 ? 1 : LanesAtOnce, clock.GetUtcNow(), cancel);
                if (lanes.Count == 0) break;
                var outcomes = await SendAsync(receiver, lanes, cancel);
                await queue.GiveBackAsync(receiver, sender, outcomes, clock.GetUtcNow(), CancellationToken.None);
                mayGoOn = !outcomes.Any(o => o.EndsRound);
                receiver = receiver with { Failures = 0 };
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogWarning(error, "Deliveries to {Subscription} are interrupted; its lanes come back after their lease", receiver.Id);
        }
        catch (OperationCanceledException) { /* stopping */ }
        finally
        {
            _senders.TryRemove(receiver.Id, out _);
            Wake();
        }
    }

    private async Task<IReadOnlyList<LaneOutcome>> SendAsync(Receiver receiver, IReadOnlyList<TakenLane> lanes, CancellationToken cancel)
    {
        var outcomes = new ConcurrentBag<LaneOutcome>();
        var isOver = false;
        var started = clock.GetTimestamp();
        await using var channel = receiver.Queue is null ? null : await publish.OpenAsync(cancel);
        await Parallel.ForEachAsync(lanes, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = CancellationToken.None }, async (lane, _) =>
        {
            var delivered = new List<long>();
            var outcome = new LaneOutcome(lane, delivered, null, default);
            foreach (var row in lane.Pending)
            {
                if (Volatile.Read(ref isOver) || cancel.IsCancellationRequested || clock.GetElapsedTime(started) > LaneTime) break;
                var sent = await (receiver.Queue is null ? webhook.SendAsync(receiver, row, cancel) : publish.SendAsync(channel, receiver, row, cancel));
                if (sent.IsTaken) delivered.Add(row.Sequence);
                else if (cancel.IsCancellationRequested) break;
                else
                {
                    outcome = new LaneOutcome(lane, delivered, sent.IsOurs ? null : row.Sequence, sent);
                    break;
                }
            }
            if (outcome.EndsRound) Volatile.Write(ref isOver, true);
            outcomes.Add(outcome);
        });
        return [.. outcomes];
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
