using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using Dapper;
using Npgsql;

namespace Datarun.Exchange.Subscriptions;

/// <summary>
/// Sends what is queued. Each receiver has its own sender with a bounded number of connections, so that a slow or dead one holds up
/// nobody else; within a receiver each element and unit is a lane of its own, in order. A receiver that is down is tried again after
/// a while with one event, and gets the rest when it takes that.
/// </summary>
public sealed class SendDeliveries(DeliveryQueue queue, DeliveryAddress address, NpgsqlDataSource database, TimeProvider clock, ILogger<SendDeliveries> log) : BackgroundService
{
    private const int AtOnce = 8, LanesAtOnce = 256;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1), LongestAnswer = TimeSpan.FromSeconds(10), LaneTime = TimeSpan.FromSeconds(60);
    private readonly ConcurrentDictionary<Guid, Task> _senders = new();
    private readonly SemaphoreSlim _wake = new(1, 1);
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectCallback = address.ConnectAsync, MaxConnectionsPerServer = AtOnce,
        MaxResponseDrainSize = 64 << 10, MaxResponseHeadersLength = 16, PooledConnectionLifetime = TimeSpan.FromMinutes(2), ConnectTimeout = LongestAnswer,
    }) { Timeout = LongestAnswer };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var listening = ListenAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var receiver in await queue.DueAsync(clock.GetUtcNow(), stoppingToken))
                    if (!_senders.ContainsKey(receiver.Id)) _senders[receiver.Id] = Task.Run(() => SendAsync(receiver, stoppingToken), CancellationToken.None);
                await _wake.WaitAsync(Poll, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { break; }
            catch (Exception error)
            {
                log.LogWarning(error, "Deliveries wait for the database");
                await Task.Delay(Poll, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        await Task.WhenAll(_senders.Values.Append(listening)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task SendAsync(Receiver receiver, CancellationToken cancel)
    {
        try
        {
            for (var mayGoOn = true; mayGoOn && !cancel.IsCancellationRequested;)
            {
                var lanes = await queue.TakeAsync(receiver, receiver.Failures > 0 ? 1 : LanesAtOnce, clock.GetUtcNow(), cancel);
                if (lanes.Count == 0) break;
                var outcomes = await SendAsync(receiver, lanes, cancel);
                await queue.GiveBackAsync(receiver, outcomes, clock.GetUtcNow(), CancellationToken.None);
                mayGoOn = !outcomes.Any(o => o.IsDown || o.IsGone);
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
        var isDown = false;
        var started = clock.GetTimestamp();
        await Parallel.ForEachAsync(lanes, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = CancellationToken.None }, async (lane, _) =>
        {
            var delivered = new List<long>();
            (int? Status, string? Error, long? Failed) failure = (null, null, null);
            foreach (var row in lane.Pending)
            {
                if (Volatile.Read(ref isDown) || cancel.IsCancellationRequested || clock.GetElapsedTime(started) > LaneTime) break;
                var (status, error) = await PostAsync(receiver, row, cancel);
                if (status is >= 200 and < 300) delivered.Add(row.Sequence);
                else if (cancel.IsCancellationRequested) break;
                else
                {
                    failure = (status, error ?? $"HTTP {status}", row.Sequence);
                    break;
                }
            }
            var outcome = new LaneOutcome(lane, delivered, failure.Failed, failure.Status, failure.Error);
            if (outcome.IsDown || outcome.IsGone) Volatile.Write(ref isDown, true);
            outcomes.Add(outcome);
        });
        return [.. outcomes];
    }

    private async Task<(int? Status, string? Error)> PostAsync(Receiver receiver, FeedRow row, CancellationToken cancel)
    {
        var body = CloudEvents.Write(row);
        var (id, timestamp) = (row.EventId.ToString(), clock.GetUtcNow().ToUnixTimeSeconds());
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, receiver.Url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(CloudEvents.ContentType, "utf-8");
            request.Headers.Add("webhook-id", id);
            request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("webhook-signature", SignDelivery.Of(receiver.Secret, receiver.PreviousSecret, id, timestamp, body));
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return ((int)response.StatusCode, null);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException or UriFormatException)
        {
            return (null, error is OperationCanceledException ? "No answer in time." : error.Message);
        }
    }

    private async Task ListenAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(cancel);
                connection.Notification += (_, _) => Wake();
                await connection.ExecuteAsync($"LISTEN {FanOut.Channel}");
                while (!cancel.IsCancellationRequested) await connection.WaitAsync(cancel);
            }
            catch (OperationCanceledException) { return; }
            catch (Exception error)
            {
                log.LogWarning(error, "Deliveries are woken by the clock only");
                await Task.Delay(Poll, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Wake()
    {
        try { _wake.Release(); } catch (SemaphoreFullException) { /* already awake */ }
    }

    public override void Dispose()
    {
        _http.Dispose();
        _wake.Dispose();
        base.Dispose();
    }
}
