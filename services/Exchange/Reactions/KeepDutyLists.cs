using System.Text.Json;
using Dapper;
using Datarun.Contracts;
using Datarun.Exchange.Catalogue;
using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Sharing;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Exchange.Reactions;

/// <summary>Duties changed: which data they need is kept, grants of duties that ended end, and what the catalogue says of their bodies is to be brought up to date.</summary>
public static class KeepDutyLists
{
    private const int Batch = 500; // WatchDeadlines ends what is more.

    public static async Task ReactAsync(IReadOnlyList<DutyListPublished> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var (rules, calendar, now, today) = (services.GetRequiredService<Rules>(), services.GetRequiredService<WorkdayCalendar>(), clock.GetUtcNow(), clock.Today());
        var lists = events.GroupBy(e => (e.Unit, e.ValidFrom)).Select(same => same.MaxBy(e => e.Version)!).OrderBy(e => e.Unit, StringComparer.Ordinal).ThenBy(e => e.ValidFrom).ToList();
        await KeepAsync(lists, work, cancel);
        await EndGrants.WithDutyAsync(services.GetRequiredService<ExchangeDb>(), work, rules, calendar, now, today, Batch, cancel);
        await CatalogueDeadlines.OnDutiesAsync(work.Connection, lists.ConvertAll(l => (l.Unit, l.ValidFrom)), ProceedingStep.Time, rules, calendar, now, today, cancel);
    }

    private static Task KeepAsync(List<DutyListPublished> lists, UnitOfWork work, CancellationToken cancel) =>
        work.Connection.ExecuteAsync(new CommandDefinition(
            """
            CREATE TEMP TABLE newer_duty_list ON COMMIT DROP AS
                SELECT f.* FROM jsonb_to_recordset(@facts::jsonb) AS f(unit text, "validFrom" date, version integer, needs jsonb)
                WHERE NOT EXISTS (SELECT FROM duty_list l WHERE l.unit = f.unit AND l.valid_from = f."validFrom" AND l.version >= f.version);
            INSERT INTO duty_list (unit, valid_from, version) SELECT unit, "validFrom", version FROM newer_duty_list
                ON CONFLICT (unit, valid_from) DO UPDATE SET version = excluded.version;
            DELETE FROM duty_item i USING newer_duty_list n WHERE i.unit = n.unit AND i.valid_from = n."validFrom";
            INSERT INTO duty_item (unit, valid_from, code, title, legal_basis, elements)
                SELECT n.unit, n."validFrom", d.code, d.title, d."legalBasis", ARRAY(SELECT jsonb_array_elements_text(d.elements))
                FROM newer_duty_list n, jsonb_to_recordset(coalesce(nullif(n.needs, 'null'), '[]')) AS d(code text, title text, "legalBasis" text, elements jsonb);
            DROP TABLE newer_duty_list
            """, new { facts = JsonSerializer.Serialize(lists, Json.Options) }, cancellationToken: cancel));
}
