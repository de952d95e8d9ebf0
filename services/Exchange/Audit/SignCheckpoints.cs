using Dapper;
using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Law;
using Npgsql;

namespace Datarun.Exchange.Audit;

/// <summary>
/// Signs the head of the audit log once for each day in China, as soon as that day is over; a day on which nothing happened has none.
/// Whatever is changed in the log later no longer leads to a head that was signed.
/// </summary>
public sealed class SignCheckpoints(NpgsqlDataSource database, AuditKey key, TimeProvider clock, IConfiguration configuration, ILogger<SignCheckpoints> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Periodically.RunAsync(
        TimeSpan.FromSeconds(configuration.GetValue("Audit:CheckpointSeconds", 300.0)), clock,
        async cancel =>
        {
            await using var connection = await database.OpenConnectionAsync(cancel);
            await SignAsync(connection, clock.Today().AddDays(-1), cancel);
        },
        error => log.LogWarning(error, "The audit log is signed later"), stoppingToken);

    /// <summary>Signs the head, unless it is signed already: for a day that is over, or for an auditor who asks (<paramref name="day"/> null).</summary>
    public async Task SignAsync(NpgsqlConnection connection, DateOnly? day, CancellationToken cancel)
    {
        var head = await connection.QuerySingleOrDefaultAsync<(long Number, byte[] Hash)?>(new CommandDefinition(
            "SELECT number, hash FROM audit_entry ORDER BY number DESC LIMIT 1", cancellationToken: cancel));
        if (head is not { } last) return;
        var isSigned = await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT FROM audit_checkpoint WHERE number = @Number OR day = @day)", new { last.Number, day }, cancellationToken: cancel));
        if (isSigned) return;
        var checkpoint = key.Sign(last.Number, last.Hash, clock.GetUtcNow());
        // Several instances may come at the same time: the first one has signed.
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO audit_key (id, public_key, first_used) VALUES (@Id, @PublicKey, @SignedAt) ON CONFLICT DO NOTHING;
            INSERT INTO audit_checkpoint (number, hash, day, signed_at, key_id, signature)
            VALUES (@Number, @Hash, @day, @SignedAt, @Id, @Signature) ON CONFLICT DO NOTHING
            """,
            new { key.Id, key.PublicKey, checkpoint.SignedAt, checkpoint.Number, checkpoint.Hash, day, checkpoint.Signature }, cancellationToken: cancel));
    }
}
