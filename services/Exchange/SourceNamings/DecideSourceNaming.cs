using Dapper;
using Datarun.Exchange.Audit;
using Datarun.Exchange.Catalogue;
using Datarun.Exchange.Elements;
using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Sharing;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.SourceNamings;

/// <summary>What the authority may decide.</summary>
public enum NamingDecision { NAMED, REFUSED }

/// <summary>The decision, always with a reason.</summary>
/// <param name="Decision">NAMED or REFUSED.</param>
/// <param name="Source">The department that is named; it need not be a candidate.</param>
/// <param name="Reason">Why.</param>
public sealed record NamingRuling(NamingDecision Decision, string? Source = null, string? Reason = null);

/// <summary>Decides who is the one source.</summary>
public static class DecideSourceNaming
{
    private const int LongestReason = 2000;

    /// <summary>
    /// The authority names the one source, or refuses to. The named department becomes the source of the elements at once, in the place that was asked for or
    /// wherever they hold, and with it comes what waits for a source: open corrections, whose time begins on that day, open sharing requests and grants about these elements alone.
    /// </summary>
    public static async Task<Ok<SourceNamingView>> HandleAsync(
        Guid id, NamingRuling body, Caller caller, ExchangeDb db, UnitOfWork work, CatchUp catchUp, Rules rules, WorkdayCalendar calendar, TimeProvider clock, CancellationToken cancel)
    {
        var (now, today, reason) = (clock.GetUtcNow(), clock.Today(), Text.Clean(body.Reason));
        var names = body.Decision == NamingDecision.NAMED;
        new Check().That(reason is not null, "/reason", ExchangeProblems.ReasonRequired).Storable(reason, "/reason", LongestReason, lines: true)
            .That(!names || body.Source is not null, "/source", CommonProblems.FieldRequired)
            .That(!names || body.Source is null || OrgUnitCode.TryParse(body.Source, out _), "/source", CommonProblems.CodeInvalid).Enforce();
        var naming = await work.Connection.QuerySingleOrDefaultAsync<SourceNaming>(new CommandDefinition(
            "SELECT * FROM source_naming WHERE id = @id FOR UPDATE", new { id }, cancellationToken: cancel)) ?? throw NamingProblems.NamingUnknown.Refuse().AsException();
        if (!caller.IsOf(naming.Area)) throw SharingProblems.NotTheAuthority.Refuse().With("area", naming.Area).With("yours", caller.Area).AsException();
        if (naming.State != NamingState.OPEN) throw ExchangeProblems.AlreadyDecided.Refuse().With("state", naming.State).AsException();
        if (names && !Authority.AreaOf(body.Source!).StartsWith(naming.Area, StringComparison.Ordinal))
            throw NamingProblems.SourceOutsideArea.At("/source", body.Source).With("area", naming.Area).AsException();
        if (names) await KnownBody.MustBeAsync(body.Source!, "/source", db, catchUp, cancel);

        naming = naming with { State = names ? NamingState.NAMED : NamingState.REFUSED, Source = names ? body.Source : null, DecidedBy = caller.Unit, DecidedAt = now, DecisionReason = reason };
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE source_naming SET state = @state, source = @Source, decided_by = @DecidedBy, decided_at = @DecidedAt, decision_reason = @DecisionReason WHERE id = @Id
            """, new { naming.Id, state = naming.State.ToString(), naming.Source, naming.DecidedBy, naming.DecidedAt, naming.DecisionReason }, cancellationToken: cancel));
        List<ProceedingStep> steps =
        [
            new(SubjectKind.SOURCE_NAMING, id, names ? StepKind.SOURCE_NAMED : StepKind.NAMING_REFUSED, now, caller.Unit)
            {
                Reason = reason, Tells = [naming.AskedBy, .. naming.Candidates, .. names ? [body.Source!] : Array.Empty<string>()],
            },
        ];
        if (names) steps.AddRange(await TakeEffectAsync(naming, caller, db, work, rules, calendar, now, today, cancel));
        await db.SaveChangesAsync(cancel);
        await RecordSteps.RunAsync(work.Connection, steps, cancel);
        await AuditLog.AppendAsync(work.Connection, [new(now, AuditAction.NAMING_DECIDED, naming.AskedBy, caller.Client) { Subject = id, Outcome = naming.Source ?? naming.State.ToString() }], cancel);
        return TypedResults.Ok(SourceNamingView.Of(naming));
    }

    private static async Task<IReadOnlyList<ProceedingStep>> TakeEffectAsync(
        SourceNaming naming, Caller caller, ExchangeDb db, UnitOfWork work, Rules rules, WorkdayCalendar calendar, DateTimeOffset now, DateOnly today, CancellationToken cancel)
    {
        var (codes, source, under) = (naming.Elements, naming.Source!, naming.Under ?? "");
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO named_source (element, under, source, naming_id) SELECT e, @under, @source, @naming FROM unnest(@codes) AS e
            ON CONFLICT (element, under) DO UPDATE SET source = excluded.source, naming_id = excluded.naming_id
            """, new { codes, under, source, naming = naming.Id }, cancellationToken: cancel));
        var areas = await SourceOf.AreasAsync(work.Connection, codes, cancel);
        foreach (var element in await db.Elements.FromSql($"SELECT * FROM element WHERE code = ANY({codes}) AND ({under} <> '' OR source <> {source}) ORDER BY code FOR UPDATE").ToListAsync(cancel))
        {
            if (under.Length == 0) element.Take(element.Fields with { Source = source });
            (element.Version, element.ChangedAt) = (element.Version + 1, now);
            work.Publish(element.Fact(areas[element.Code]));
        }
        await db.SaveChangesAsync(cancel);
        await CatalogueDeadlines.OnElementsAsync(work.Connection, codes, caller.Unit, rules, calendar, now, today, cancel);
        var due = calendar.AddWorkdays(today, rules.Get("share.correction", today).Int);
        var moved = await work.Connection.QueryAsync<(Guid Id, string AskedBy)>(new CommandDefinition(
            """
            UPDATE sharing_request r SET provider = @source
            WHERE state IN ('PENDING', 'OVERDUE', 'SUPPLEMENT_REQUIRED') AND elements && @codes AND consumer <> @source AND provider <> @source
                AND NOT EXISTS (SELECT FROM unnest(r.elements) AS e WHERE source_of(e, coalesce(r.under, '')) <> @source);
            WITH changed AS (
                UPDATE sharing_grant g SET provider = @source
                WHERE state IN ('ACTIVE', 'SUSPENDED') AND elements && @codes AND consumer <> @source AND provider <> @source
                    AND NOT EXISTS (SELECT FROM unnest(g.elements) AS e WHERE source_of(e, g.under) <> @source) RETURNING id
            )
            UPDATE grant_obligation o SET owed_by = CASE kind WHEN 'DELIVERY' THEN @source ELSE owed_by END, owed_to = CASE kind WHEN 'DELIVERY' THEN owed_to ELSE @source END
            FROM changed c WHERE o.grant_id = c.id AND o.done_at IS NULL AND o.lapsed_at IS NULL;
            UPDATE correction SET source = @source, received_on = @today, due_on = @on, provisional = @provisional
            WHERE state = 'OPEN' AND element = ANY(@codes) AND starts_with(unit, @under) AND source_of(element, unit) = @source RETURNING id, asked_by
            """, new { source, under, codes, today, on = due.On, provisional = due.Provisional }, cancellationToken: cancel));
        return moved.Select(m => new ProceedingStep(SubjectKind.CORRECTION, m.Id, StepKind.SOURCE_NAMED, now, caller.Unit) { Tells = [m.AskedBy, source], DueOn = due.On }).ToList();
    }
}
