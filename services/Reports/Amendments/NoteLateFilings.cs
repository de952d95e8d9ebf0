using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Formulas;
using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Periods;
using Npgsql;

namespace Datarun.Reports.Amendments;

/// <summary>
/// Looks for filings that read a value before it was corrected and came to be after: every correction is noted once more when all is over
/// that was under way when it was made. So filings and corrections never wait for each other. Filings that took a figure which was made of the value are noted then too:
/// nobody waits until the figures are computed anew.
/// </summary>
public sealed class NoteLateFilings(NpgsqlDataSource database, Catalogue catalogue, FindFormulas formulas, TimeProvider clock, ILogger<NoteLateFilings> log) : BackgroundService
{
    private const string One = "one";
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Periodically.RunAsync(
        Every, clock, NoteAsync, error => log.LogWarning(error, "Filings that crossed a correction are looked for later"), stoppingToken);

    private async Task NoteAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE correction SET seen_at = clock_timestamp() WHERE NOT settled AND seen_at IS NULL", cancellationToken: cancel));
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // A transaction is gone from the activity only after what it committed can be seen, so the next statement sees all of it.
        var over = (await connection.QueryAsync<(Guid Id, string Element, string Unit, string Period)>(new CommandDefinition(
            """
            SELECT id, element, unit, period FROM correction
            WHERE NOT settled AND seen_at < (
                SELECT coalesce(min(a.xact_start), 'infinity') FROM pg_stat_activity a
                WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.backend_type = 'client backend')
            ORDER BY id FOR UPDATE SKIP LOCKED
            """, cancellationToken: cancel))).AsList();
        if (over.Count == 0) return;
        var elements = await catalogue.ReadAsync(connection, cancel);
        var all = await FindFormulas.AllAsync(connection, cancel);
        var settled = new List<Guid>(over.Count);
        foreach (var correction in over) // They are rare, unlike values.
        {
            await transaction.SaveAsync(One, cancel);
            try
            {
                if (elements.ByCode.TryGetValue(correction.Element, out var element) && Period.TryParse(correction.Period, out var period))
                {
                    await NoteAmendments.OfAsync(correction.Id, element, correction.Unit, correction.Period, clock.GetUtcNow(), connection, cancel);
                    await NoteFigures.OfAsync(correction.Id, element, correction.Unit, period, elements, all, formulas, clock.GetUtcNow(), connection, cancel);
                }
                settled.Add(correction.Id);
            }
            catch (PostgresException error) when (!error.IsTransient)
            {
                // A figure that cannot be computed must not keep the other corrections waiting.
                await transaction.RollbackAsync(One, cancel);
                log.LogError(error, "What was made of the value that correction {Correction} put right is looked for later", correction.Id);
            }
        }
        await connection.ExecuteAsync(new CommandDefinition("UPDATE correction SET settled = true WHERE id = ANY(@ids)", new { ids = settled.ToArray() }, cancellationToken: cancel));
        await transaction.CommitAsync(cancel);
    }
}
