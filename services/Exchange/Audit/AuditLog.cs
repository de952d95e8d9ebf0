using System.Collections.Concurrent;
using System.Text.Json;
using Dapper;
using Datarun.ServiceDefaults.Http;
using Npgsql;

namespace Datarun.Exchange.Audit;

/// <summary>
/// Appends to the audit log. Reads that come at the same time share one insert and one commit: each waits until its own entry is
/// safe, and the log costs little more than the commit that is made anyway. Whoever finds nobody writing writes for all that wait.
/// </summary>
public sealed class AuditLog(NpgsqlDataSource database, ILogger<AuditLog> log)
{
    private const int MostAtOnce = 200;
    private readonly ConcurrentQueue<(string Entry, TaskCompletionSource Safe)> _waiting = new();
    private int _writing; // 1 while somebody does

    /// <summary>Returns when the entry is committed; throws when it cannot be, so that nothing is read without a trace.</summary>
    public async Task AppendAsync(AuditEntry entry, CancellationToken cancel)
    {
        var safe = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue((Write(entry), safe));
        await TakeTurnAsync();
        await safe.Task.WaitAsync(cancel);
    }

    /// <summary>Appends within the transaction of a change; last, because the log is held until that commits.</summary>
    public static Task AppendAsync(NpgsqlConnection connection, IEnumerable<AuditEntry> entries, CancellationToken cancel)
    {
        var texts = entries.Select(Write).ToArray();
        return texts.Length == 0 ? Task.CompletedTask : AppendAsync(connection, texts, cancel);
    }

    /// <summary>Writes what waits, unless somebody does; who comes meanwhile is written for next, by somebody who waits for nothing.</summary>
    private async Task TakeTurnAsync()
    {
        if (Interlocked.Exchange(ref _writing, 1) == 1) return;
        await WriteWaitingAsync();
        Interlocked.Exchange(ref _writing, 0);
        if (!_waiting.IsEmpty) _ = Task.Run(TakeTurnAsync);
    }

    private async Task WriteWaitingAsync()
    {
        var batch = new List<(string Entry, TaskCompletionSource Safe)>();
        while (batch.Count < MostAtOnce && _waiting.TryDequeue(out var one)) batch.Add(one);
        if (batch.Count == 0) return;
        try
        {
            await using var connection = await database.OpenConnectionAsync();
            await AppendAsync(connection, [.. batch.Select(b => b.Entry)], CancellationToken.None); // Others' entries too: not ended by the caller who writes.
            foreach (var (_, safe) in batch) safe.SetResult();
        }
        catch (Exception error)
        {
            log.LogError(error, "{Count} reads are refused because they cannot be recorded", batch.Count);
            foreach (var (_, safe) in batch) safe.TrySetException(error);
        }
    }

    private static Task AppendAsync(NpgsqlConnection connection, string[] entries, CancellationToken cancel) =>
        connection.ExecuteAsync(new CommandDefinition("SELECT append_audit(@entries)", new { entries }, cancellationToken: cancel));

    private static string Write(AuditEntry entry) => JsonSerializer.Serialize(entry, Json.Options);
}
