using Dapper;
using Datarun.Exchange.Audit;
using Datarun.Exchange.Elements;
using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.SourceNamings;

/// <summary>Of which elements a source is to be named, and why.</summary>
/// <param name="Elements">Codes; one that is not defined yet can be named too, where nobody collects it.</param>
/// <param name="Candidates">Departments that collect it or could.</param>
/// <param name="Reason">What the asker puts forward.</param>
/// <param name="Under">The place in which it is to hold, with everything below it; without it, wherever the elements hold.</param>
public sealed record SourceNamingAsk(IReadOnlyList<string>? Elements = null, IReadOnlyList<string>? Candidates = null, string? Reason = null, string? Under = null);

/// <summary>Asks the authority to name a source.</summary>
public static class PostSourceNaming
{
    private const int LongestReason = 2000, MostElements = 500, MostCandidates = 50;

    /// <summary>
    /// Asks the sharing authority to name the one source (数源部门) where several departments collect the same, or none does (第19条). Until it has decided, nobody
    /// decides corrections of these elements there. For one place its own authority names a source, whoever is the source elsewhere; the smallest place that has one counts.
    /// </summary>
    public static async Task<Created<SourceNamingView>> HandleAsync(
        SourceNamingAsk body, Caller caller, ExchangeDb db, UnitOfWork work, CatchUp catchUp, TimeProvider clock, CancellationToken cancel)
    {
        var (now, reason) = (clock.GetUtcNow(), Text.Clean(body.Reason));
        string[] elements = [.. (body.Elements ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string[] candidates = [.. (body.Candidates ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var check = new Check()
            .That(elements.Length > 0, "/elements", CommonProblems.FieldRequired)
            .That(elements.Length <= MostElements, "/elements", ExchangeProblems.TooManyElements, $"≤ {MostElements}")
            .That(Array.TrueForAll(elements, CheckElement.IsCode), "/elements", ExchangeProblems.ElementCodeInvalid)
            .That(candidates.Length <= MostCandidates && Array.TrueForAll(candidates, c => OrgUnitCode.TryParse(c, out _)), "/candidates", CommonProblems.CodeInvalid, $"≤ {MostCandidates}")
            .That(body.Under is null || DivisionCode.TryParse(body.Under, out _), "/under", CommonProblems.CodeInvalid, body.Under)
            .That(reason is not null, "/reason", ExchangeProblems.ReasonRequired)
            .Storable(reason, "/reason", LongestReason, lines: true);
        check.Enforce();
        await MustBeKnownAsync(candidates, db, catchUp, cancel);
        // Two asks about one element at the same time: the second waits, and then finds the first.
        await work.TakeTurnAsync("source-namings", cancel);
        if (await OpenNaming.OverlappingAsync(work.Connection, elements, body.Under, cancel) is { } open) throw NamingProblems.NamingOpen.Refuse().With("naming", open.Id).AsException();
        List<string> present = (await work.Connection.QueryAsync<string>(new CommandDefinition(
            "SELECT DISTINCT source_of(code, @under) FROM element WHERE code = ANY(@elements)", new { under = body.Under ?? "", elements }, cancellationToken: cancel))).AsList();

        var naming = new SourceNaming
        {
            Id = Guid.CreateVersion7(now), Elements = elements, Candidates = candidates, Reason = reason!, AskedBy = caller.Unit, AskedAt = now, State = NamingState.OPEN,
            Under = body.Under, Area = body.Under is { } place ? Authority.CommonArea([place, .. candidates]) : Authority.CommonArea([caller.Unit, .. candidates, .. present]),
        };
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO source_naming (id, elements, candidates, area, under, reason, asked_by, asked_at, state)
            VALUES (@Id, @Elements, @Candidates, @Area, @Under, @Reason, @AskedBy, @AskedAt, 'OPEN')
            """, naming, cancellationToken: cancel));
        await RecordSteps.RunAsync(work.Connection, new ProceedingStep(SubjectKind.SOURCE_NAMING, naming.Id, StepKind.RECEIVED, now, caller.Unit)
        {
            Reason = reason, Tells = [caller.Unit, .. candidates, .. present], Area = naming.Area,
        }, cancel);
        await AuditLog.AppendAsync(work.Connection, [new(now, AuditAction.NAMING_ASKED, caller.Unit, caller.Client) { Subject = naming.Id }], cancel);
        return TypedResults.Created($"/api/exchange/v1/source-namings/{naming.Id}", SourceNamingView.Of(naming));
    }

    private static async Task MustBeKnownAsync(string[] candidates, ExchangeDb db, CatchUp catchUp, CancellationToken cancel)
    {
        var bodies = candidates.Where(c => !DivisionCode.TryParse(c, out _)).ToList();
        var known = await db.OrgUnits.Where(u => bodies.Contains(u.Code)).Select(u => u.Code).ToListAsync(cancel);
        if (bodies.Except(known, StringComparer.Ordinal).FirstOrDefault() is { } unknown) await KnownBody.MustBeAsync(unknown, "/candidates", db, catchUp, cancel);
        if (known.Count == bodies.Count) return;
        known = await db.OrgUnits.Where(u => bodies.Contains(u.Code)).Select(u => u.Code).ToListAsync(cancel);
        if (bodies.Except(known, StringComparer.Ordinal).FirstOrDefault() is { } still) throw ExchangeProblems.UnknownOrgUnit.At("/candidates", still).AsException();
    }
}
