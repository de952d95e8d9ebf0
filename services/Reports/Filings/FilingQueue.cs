using System.Threading.Channels;
using Datarun.ServiceDefaults.Problems;
using Npgsql;

namespace Datarun.Reports.Filings;

/// <summary>
/// Makes filings that arrive together durable together: takes all that wait, files them in one transaction, and answers each for
/// itself after the commit. A second filing of one unit, or with one Idempotency-Key, waits for the next turn, in order: what the first gives it knows.
/// </summary>
public sealed class FilingQueue(IServiceScopeFactory scopes, ILogger<FilingQueue> log) : BackgroundService
{
    private const int InOneBatch = 256;
    private const int Workers = 2; // One plans and decides while the other waits for the disk.
    private const int Waiting = 512; // For each worker: a fraction of a second's work; whoever comes beyond it is told at once.
    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(1);

    private readonly Channel<WaitingFiling>[] _waiting =
        [.. Enumerable.Range(0, Workers).Select(_ => Channel.CreateBounded<WaitingFiling>(new BoundedChannelOptions(Waiting) { SingleReader = true }))];

    /// <summary>Queues it and waits for what becomes of it; refuses it with OVERLOADED when the queue is full.</summary>
    public Task<FilingOutcome> FileAsync(WaitingFiling filing) => WorkerOf(filing).Writer.TryWrite(filing)
        ? filing.Outcome.WaitAsync(filing.Gone)
        : Task.FromResult(new FilingOutcome(Refused: CommonProblems.Overloaded.Refuse().RetryAfter(ComeBack)));

    /// <summary>Runs until stopped; what waits then is still filed.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var stop = stoppingToken.Register(() => Array.ForEach(_waiting, w => w.Writer.TryComplete()));
        await Task.WhenAll(_waiting.Select(w => Task.Run(() => WorkAsync(w.Reader), CancellationToken.None)));
    }

    /// <summary>All filings of one unit go to one worker, so they stay in order and the workers' rows are apart.</summary>
    private Channel<WaitingFiling> WorkerOf(WaitingFiling filing) =>
        _waiting[(uint)string.GetHashCode(UnitOf(filing), StringComparison.Ordinal) % Workers];

    private static ReadOnlySpan<char> UnitOf(WaitingFiling filing) => filing.Task.AsSpan(filing.Task.IndexOf('.', StringComparison.Ordinal) + 1);

    private async Task WorkAsync(ChannelReader<WaitingFiling> waiting)
    {
        List<WaitingFiling> later = [];
        while (later.Count > 0 || await waiting.WaitToReadAsync(CancellationToken.None))
        {
            List<WaitingFiling> taken = later;
            while (taken.Count < InOneBatch && waiting.TryRead(out var next)) taken.Add(next);
            var (batch, units, keys) = (new List<WaitingFiling>(), new HashSet<string>(StringComparer.Ordinal), new HashSet<(string, string)>());
            later = [];
            foreach (var filing in taken.Where(f => !f.Gone.IsCancellationRequested))
            {
                // Both are noted in any case: what follows one that waits must wait too.
                var isNext = units.Add(UnitOf(filing).ToString()) & (filing.Key is null || keys.Add((filing.Key.Client, filing.Key.Key)));
                (isNext ? batch : later).Add(filing);
            }
            if (batch.Count > 0) await FileAsync(batch);
        }
    }

    private async Task FileAsync(IReadOnlyList<WaitingFiling> batch)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var outcomes = await scope.ServiceProvider.GetRequiredService<FileTogether>().RunAsync(batch, CancellationToken.None);
            for (var i = 0; i < outcomes?.Count; i++) batch[i].Answer(outcomes[i]);
            if (outcomes is null) await FileAsync(batch);
        }
        catch (Exception error) when (batch.Count > 1)
        {
            // One that cannot be filed must not refuse its neighbours; a database that is away is away for all.
            log.LogWarning(error, "{Count} filings are taken one by one", batch.Count);
            var isAway = error is NpgsqlException { IsTransient: true } and not PostgresException;
            foreach (var one in batch)
            {
                if (isAway) one.Fail(error);
                else await FileAsync([one]);
            }
        }
        catch (Exception error)
        {
            batch[0].Fail(error);
        }
    }
}
