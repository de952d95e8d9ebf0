using Dapper;
using Datarun.Contracts;
using Datarun.Exchange.Audit;
using Datarun.Exchange.Catalogue;
using Datarun.Exchange.Corrections;
using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Reactions;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Law;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Sharing;

/// <summary>
/// Looks once a minute (<c>Deadlines:Seconds</c>) at what time has done: a request or correction that was not answered is OVERDUE, on
/// record and before the sharing authority, and never granted by that (第39条); a grant whose last day is over EXPIRES, and one whose duty is over ends; what is owed under
/// grants, and to the catalogue, is met or late. When a year's holiday notice has come out, days that were provisional are computed again.
/// </summary>
public sealed class WatchDeadlines(IServiceScopeFactory scopes, Rules rules, TimeProvider clock, IConfiguration configuration, ILogger<WatchDeadlines> log) : BackgroundService
{
    private const int Batch = 500;
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(60); // A read that began before a correction is in the audit log by then.
    private string? _recomputedBy;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Periodically.RunAsync(
        TimeSpan.FromSeconds(configuration.GetValue("Deadlines:Seconds", 60.0)), clock,
        async cancel =>
        {
            while (await LookAsync(cancel)) { }
        },
        error => log.LogWarning(error, "Deadlines are looked at later"), stoppingToken);

    /// <summary>Looks once; answers whether there may be more. Several may look at the same time: rows that one has are left to it.</summary>
    public async Task<bool> LookAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (work, db) = (scope.ServiceProvider.GetRequiredService<UnitOfWork>(), scope.ServiceProvider.GetRequiredService<ExchangeDb>());
        var (now, today) = (clock.GetUtcNow(), clock.Today());
        await work.BeginAsync(cancel);
        var calendar = scope.ServiceProvider.GetRequiredService<WorkdayCalendar>();
        if (_recomputedBy != calendar.Version && !await RecomputeDeadlines.RunAsync(work, rules, calendar, now, today, cancel)) _recomputedBy = calendar.Version;
        var (entries, steps) = (new List<AuditEntry>(), new List<ProceedingStep>());

        var requests = await db.SharingRequests
            .FromSql($"SELECT * FROM sharing_request WHERE state = 'PENDING' AND reply_due_on < {today} ORDER BY id LIMIT {Batch} FOR UPDATE SKIP LOCKED").ToListAsync(cancel);
        foreach (var request in requests) (request.State, request.OverdueSince) = (SharingRequestState.OVERDUE, request.OverdueSince ?? now);

        var corrections = await db.Corrections
            .FromSql($"SELECT * FROM correction WHERE state = 'OPEN' AND overdue_since IS NULL AND due_on < {today} ORDER BY id LIMIT {Batch} FOR UPDATE SKIP LOCKED").ToListAsync(cancel);
        foreach (var correction in corrections) correction.OverdueSince = now;

        var expired = await EndGrants.ExpireAsync(db, work, rules, calendar, now, today, Batch, cancel);
        var ended = await EndGrants.WithDutyAsync(db, work, rules, calendar, now, today, Batch, cancel);
        steps.AddRange(await WatchObligations.FindDeliveredAsync(work.Connection, now, cancel));
        var obligations = await WatchObligations.MarkOverdueAsync(work.Connection, now, today, Batch, cancel);
        var catalogue = await CatalogueDeadlines.MarkOverdueAsync(work.Connection, now, today, Batch, cancel);
        MissedDeadline.Record([.. requests.Select(r => r.Missed()), .. corrections.Select(c => c.Missed()), .. obligations, .. catalogue], work, now, steps, entries);
        var settled = await SettleAsync(work, now, today, cancel);
        await db.SaveChangesAsync(cancel);
        await RecordSteps.RunAsync(work.Connection, steps, cancel);
        await AuditLog.AppendAsync(work.Connection, entries, cancel);
        await work.CommitAsync(cancel);
        return requests.Count == Batch || corrections.Count == Batch || expired == Batch || ended == Batch || obligations.Count == Batch || catalogue.Count == Batch || settled == Batch;
    }

    /// <summary>Tells those whose read was under way when a value was replaced, and so was not in the log yet.</summary>
    private static async Task<int> SettleAsync(UnitOfWork work, DateTimeOffset now, DateOnly today, CancellationToken cancel)
    {
        var due = (await work.Connection.QueryAsync<(Guid Id, string Event)>(new CommandDefinition(
            "SELECT id, unsettled::text FROM correction WHERE unsettled IS NOT NULL AND applied_at < @before ORDER BY id LIMIT @Batch FOR UPDATE SKIP LOCKED",
            new { before = now - LongestRead, Batch }, cancellationToken: cancel))).AsList();
        if (due.Count == 0) return 0;
        await TakeValues.LockAsync(work.Connection, cancel);
        var facts = due.ConvertAll(d => (ValueCorrected)Envelope.Read(nameof(ValueCorrected), d.Event));
        await TellReaders.RunAsync(work.Connection, facts, until: now - LongestRead, toSubscribers: false, now, today, cancel);
        await work.Connection.ExecuteAsync(new CommandDefinition("UPDATE correction SET unsettled = NULL WHERE id = ANY(@ids)", new { ids = due.ConvertAll(d => d.Id) }, cancellationToken: cancel));
        return due.Count;
    }
}
