using Dapper;
using Datarun.ServiceDefaults.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Datarun.ServiceDefaults.Bus;

/// <summary>
/// Carries events from the outbox to the bus. Woken by LISTEN/NOTIFY, with a slow poll beside it for what was missed. Several
/// relays may run: each slice of keys belongs to one of them at a time (an advisory lock), which keeps every key in order.
/// </summary>
public sealed class Relay(
    NpgsqlDataSource database, IEventTransport transport, ServiceName service, TimeProvider clock, ILogger<Relay> log) : BackgroundService
{
    private const int InSlice = 125; // At most a thousand events at a time.
    private const int BatchLength = 4 << 20; // Bytes: a few large events at a time, so that memory stays flat.
    private const int LockSpace = 0x0D47A; // Any number that nothing else in these databases locks with.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(10); // Under load a batch costs little more than an event.
    private readonly SemaphoreSlim _wake = new(1, 1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var listening = ListenAsync(stoppingToken);
        var wait = TimeSpan.Zero;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await SendSomeAsync(stoppingToken)) await Task.Delay(Gather, stoppingToken);
                wait = TimeSpan.Zero;
                await _wake.WaitAsync(Poll, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { break; }
            catch (Exception error)
            {
                wait = TimeSpan.FromSeconds(Math.Clamp(wait.TotalSeconds * 2, 0.25, 10));
                log.LogWarning(error, "The relay of {Service} tries again in {Wait}", service.Name, wait);
                await Task.Delay(wait, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Sends one batch, of all slices that are free; answers whether anything was sent.</summary>
    public async Task<bool> SendSomeAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // First the locks, then what waits: a statement that began before a lock was had would not see what the last holder sent.
        var slices = (await connection.QueryAsync<short>(
            """
            SELECT s::smallint FROM generate_series(0, @last) s
            WHERE EXISTS (SELECT FROM outbox_waiting WHERE slice = s) AND pg_try_advisory_xact_lock(@LockSpace, s)
            """, new { last = Outbox.Slices - 1, LockSpace })).ToArray();
        if (slices.Length == 0) return false;
        var rows = (await connection.QueryAsync<Row>(
            """
            WITH waiting AS (
                SELECT w.slice, o.sequence, o.recorded_on, o.id, o.type, o.key, o.body, o.recorded_at
                FROM unnest(@slices) AS s(slice), LATERAL (
                    SELECT slice, recorded_on, sequence FROM outbox_waiting WHERE slice = s.slice ORDER BY sequence LIMIT @InSlice) w
                JOIN outbox o ON o.recorded_on = w.recorded_on AND o.sequence = w.sequence)
            SELECT * FROM (SELECT *, sum(octet_length(body)) OVER (ORDER BY sequence) - octet_length(body) AS before FROM waiting) sized
            WHERE before < @BatchLength ORDER BY sequence
            """, new { slices, InSlice, BatchLength })).AsList();
        if (rows.Count == 0) return false;
        await transport.DeliverAsync(rows.ConvertAll(r => new Envelope(
            r.Id, service.Name, r.Type, r.Key, r.Sequence, r.RecordedOn, r.RecordedAt, Envelope.Read(r.Type, r.Body))), cancel);
        await connection.ExecuteAsync(
            "DELETE FROM outbox_waiting w USING unnest(@of, @sent) AS s(slice, sequence) WHERE w.slice = s.slice AND w.sequence = s.sequence",
            new { of = rows.ConvertAll(r => r.Slice).ToArray(), sent = rows.ConvertAll(r => r.Sequence).ToArray() });
        await transaction.CommitAsync(cancel);
        BusTelemetry.Sent.Add(rows.Count);
        BusTelemetry.Lag.Record((clock.GetUtcNow() - rows[0].RecordedAt).TotalSeconds);
        return true;
    }

    private async Task ListenAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(cancel);
                connection.Notification += (_, _) => Wake();
                await connection.ExecuteAsync($"LISTEN {Outbox.Channel}");
                Wake();
                while (!cancel.IsCancellationRequested) await connection.WaitAsync(cancel);
            }
            catch (OperationCanceledException) { return; }
            catch (Exception error)
            {
                log.LogWarning(error, "{Service} lost its listening connection", service.Name);
                await Task.Delay(TimeSpan.FromSeconds(1), cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
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

    private sealed record Row
    {
        public short Slice { get; init; }
        public long Sequence { get; init; }
        public DateOnly RecordedOn { get; init; }
        public Guid Id { get; init; }
        public string Type { get; init; } = "";
        public string Key { get; init; } = "";
        public string Body { get; init; } = "";
        public DateTimeOffset RecordedAt { get; init; }
    }
}
