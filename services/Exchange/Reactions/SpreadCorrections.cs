using Dapper;
using Datarun.Contracts;
using Datarun.Exchange.Audit;
using Datarun.Exchange.Corrections;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Exchange.Reactions;

/// <summary>A value was put right: the copy follows, the request is APPLIED, and everyone who had the wrong value is told both.</summary>
public static class SpreadCorrections
{
    public static async Task ReactAsync(IReadOnlyList<ValueCorrected> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        await TakeValues.RunAsync(work.Connection, events.Select(TakenValue.Of).ToList(), cancel);
        var now = clock.GetUtcNow();
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE correction c SET state = 'APPLIED', old_value = x.old_value::jsonb, old_version = x.old_version, version = x.version,
                wrong_from = x.wrong_from, wrong_to = x.wrong_to, applied_at = @now, unsettled = x.event::jsonb
            FROM unnest(@ids, @oldValues, @oldVersions, @versions, @wrongFroms, @wrongTos, @events) AS x(id, old_value, old_version, version, wrong_from, wrong_to, event)
            WHERE c.id = x.id
            """,
            new
            {
                now, ids = events.Select(e => e.CorrectionId).ToArray(), oldValues = events.Select(e => e.OldValue.Text).ToArray(),
                oldVersions = events.Select(e => e.OldVersion).ToArray(), versions = events.Select(e => e.Version).ToArray(),
                wrongFroms = events.Select(e => e.WrongFrom.UtcDateTime).ToArray(), wrongTos = events.Select(e => e.WrongTo.UtcDateTime).ToArray(),
                events = events.Select(e => Envelope.Write(e)).ToArray(),
            }, cancellationToken: cancel));
        await TellReaders.RunAsync(work.Connection, events, until: now, toSubscribers: true, now, clock.Today(), cancel);
        await AuditLog.AppendAsync(work.Connection, events.Select(e => new AuditEntry(now, AuditAction.CORRECTION_APPLIED, e.Source.By, "exchange")
        {
            Subject = e.CorrectionId, Element = e.Element, Under = e.Unit, Period = e.Period,
        }), cancel);
    }
}
