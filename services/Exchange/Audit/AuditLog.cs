using System.Text.Json;
using System.Threading.Channels;
using Dapper;
using Datarun.ServiceDefaults.Http;
using Npgsql;

namespace Datarun.Exchange.Audit;

/// <summary>
/// Appends to the audit log. Reads that come at the same time share one insert and one commit: each waits until its own entry is
/// safe, and the log costs little more than the commit that is made anyway.
/// </summary>
public sealed class AuditLog(NpgsqlDataSource database, ILogger<AuditLog> log) : BackgroundService
{
    private const int MostAtOnce = 200;
    private readonly Channel<(string Entry, TaskCompletionSource Safe)> _waiting = Channel.CreateBounded<(string, TaskCompletionSource)>(4096);

    /// <summary>Returns when the entry is committed; throws when it cannot be, so that nothing is read without a trace.</summary>
    public async Task AppendAsync(AuditEntry entry, CancellationToken cancel)
    {
        var safe = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _waiting.Writer.WriteAsync((Write(entry), safe), cancel);
        await safe.Task.WaitAsync(cancel);
    }

    /// <summary>Appends within the transaction of a change; last, because the log is held until that commits.</summary>
    public static Task AppendAsync(NpgsqlConnection connection, IEnumerable<AuditEntry> entries, CancellationToken cancel)
    {
        var texts = entries.Select(Write).ToArray();
        return texts.Length == 0 ? Task.CompletedTask : AppendAsync(connection, texts, cancel);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
        {
            var batch = new List<(string Entry, TaskCompletionSource Safe)>();
            while (batch.Count < MostAtOnce && _waiting.Reader.TryRead(out var one)) batch.Add(one);
            try
            {
                await using var connection = await database.OpenConnectionAsync(stoppingToken);
                await AppendAsync(connection, [.. batch.Select(b => b.Entry)], stoppingToken);
                foreach (var (_, safe) in batch) safe.SetResult();
            }
            catch (Exception error)
            {
                log.LogError(error, "{Count} reads are refused because they cannot be recorded", batch.Count);
                foreach (var (_, safe) in batch) safe.TrySetException(error);
            }
        }
    }

    private static Task AppendAsync(NpgsqlConnection connection, string[] entries, CancellationToken cancel) =>
        connection.ExecuteAsync(new CommandDefinition("SELECT append_audit(@entries)", new { entries }, cancellationToken: cancel));

    private static string Write(AuditEntry entry) => JsonSerializer.Serialize(entry, Json.Options);
}
