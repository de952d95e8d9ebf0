using System.Globalization;
using Dapper;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Exchange.Audit;

/// <summary>The signed heads of the audit log and the keys that they are checked with.</summary>
public static class Checkpoints
{
    /// <summary>A public key by which checkpoints are checked.</summary>
    /// <param name="Id">As checkpoints name it.</param>
    /// <param name="PublicKey">EC P-256, PEM. To be kept where this system cannot change it.</param>
    /// <param name="FirstUsed">When it signed for the first time.</param>
    public sealed record Key(string Id, string PublicKey, DateTimeOffset FirstUsed);

    /// <summary>The keys.</summary>
    public sealed record KeyList(IReadOnlyList<Key> Items);

    /// <summary>The signed heads of the audit log, oldest first.</summary>
    public static async Task<Ok<Page<Checkpoint>>> ListAsync([AsParameters] PageQuery page, NpgsqlDataSource database, CancellationToken cancel)
    {
        var after = 0L;
        if (page.Keys(1) is [var key] && !long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out after)) throw CommonProblems.CursorInvalid.At("?after").AsException();
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<CheckpointRow>(new CommandDefinition(
            $"SELECT {CheckpointRow.Columns} FROM audit_checkpoint c WHERE number > @after ORDER BY number LIMIT @limit", new { after, limit = page.Size + 1 }, cancellationToken: cancel));
        return TypedResults.Ok(page.Of(rows.Select(r => r.Checkpoint!).ToList(), c => [c.Number.ToString(CultureInfo.InvariantCulture)]));
    }

    /// <summary>Signs the head of the audit log now, beside the one of each day; where it is signed already, answers that signature.</summary>
    public static async Task<Ok<Checkpoint>> SignAsync(SignCheckpoints sign, UnitOfWork work, CancellationToken cancel)
    {
        await sign.SignAsync(work.Connection, day: null, cancel);
        var row = await work.Connection.QuerySingleOrDefaultAsync<CheckpointRow>(new CommandDefinition(
            $"SELECT {CheckpointRow.Columns} FROM audit_checkpoint c ORDER BY number DESC LIMIT 1", cancellationToken: cancel));
        return TypedResults.Ok(row?.Checkpoint ?? throw ExchangeProblems.NothingToSign.Refuse().AsException());
    }

    /// <summary>The public keys of all checkpoints, the current one included.</summary>
    public static async Task<Ok<KeyList>> KeysOfAsync(AuditKey current, NpgsqlDataSource database, TimeProvider clock, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var keys = (await connection.QueryAsync<(string Id, string PublicKey, DateTimeOffset FirstUsed)>(new CommandDefinition(
            "SELECT id, public_key, first_used FROM audit_key ORDER BY first_used", cancellationToken: cancel))).Select(k => new Key(k.Id, k.PublicKey, k.FirstUsed)).ToList();
        if (!keys.Exists(k => k.Id == current.Id)) keys.Add(new Key(current.Id, current.PublicKey, clock.GetUtcNow()));
        return TypedResults.Ok(new KeyList(keys));
    }
}
