using Dapper;
using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Elements;

/// <summary>Another name for an element.</summary>
public sealed record SynonymAsk(string? Synonym = null);

/// <summary>A name that a department proposed.</summary>
/// <param name="Taken">Whether it is among the element's synonyms: its source takes it by stating it.</param>
public sealed record SynonymProposal(Guid Id, string Element, string Synonym, string ProposedBy, DateTimeOffset ProposedAt, bool Taken);

/// <summary>Names that others use for an element.</summary>
public static class ProposeSynonym
{
    private const int LongestName = 200;

    private const string Proposals =
        """
        SELECT p.id, p.element, p.synonym, p.proposed_by, p.proposed_at, p.synonym = ANY(e.synonyms) AS taken
        FROM synonym_proposal p JOIN element e ON e.code = p.element WHERE p.element = @code
        """;

    /// <summary>
    /// A department says by which other name it knows an element. The element's source has notice and takes the name by stating it among the element's synonyms; until then nothing is
    /// found by it. A name that was proposed before is answered again.
    /// </summary>
    public static async Task<Ok<SynonymProposal>> PostAsync(string code, SynonymAsk body, Caller caller, ExchangeDb db, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        new Check().Required(body.Synonym, "/synonym", LongestName).Enforce();
        var (now, synonym) = (clock.GetUtcNow(), Text.Clean(body.Synonym)!);
        var element = await FindAsync(code, db, cancel);
        var id = Guid.CreateVersion7(now);
        var isNew = await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO synonym_proposal (id, element, synonym, proposed_by, proposed_at) VALUES (@id, @code, @synonym, @by, @now) ON CONFLICT (element, synonym) DO NOTHING
            """, new { id, code, synonym, by = caller.Unit, now }, cancellationToken: cancel)) > 0;
        if (isNew)
            await RecordSteps.RunAsync(work.Connection, new ProceedingStep(SubjectKind.SYNONYM, id, StepKind.RECEIVED, now, caller.Unit) { Reason = $"{code}: {synonym}", Tells = [element.Source] }, cancel);
        var row = await work.Connection.QuerySingleAsync<Row>(new CommandDefinition($"{Proposals} AND p.synonym = @synonym", new { code, synonym }, cancellationToken: cancel));
        return TypedResults.Ok(row.Proposal);
    }

    /// <summary>The names that departments proposed for an element, oldest first.</summary>
    public static async Task<Ok<Page<SynonymProposal>>> ListAsync(string code, ExchangeDb db, UnitOfWork work, CancellationToken cancel)
    {
        await FindAsync(code, db, cancel);
        await db.Database.OpenConnectionAsync(cancel);
        var rows = await work.Connection.QueryAsync<Row>(new CommandDefinition($"{Proposals} ORDER BY p.id", new { code }, cancellationToken: cancel));
        return TypedResults.Ok(new Page<SynonymProposal>([.. rows.Select(r => r.Proposal)], Next: null));
    }

    private static async Task<Element> FindAsync(string code, ExchangeDb db, CancellationToken cancel) =>
        (CheckElement.IsCode(code) ? await db.Elements.AsNoTracking().SingleOrDefaultAsync(e => e.Code == code, cancel) : null)
            ?? throw ExchangeProblems.ElementUnknown.Refuse().With("element", CheckElement.IsCode(code) ? code : null).AsException();

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Element { get; init; } = "";
        public string Synonym { get; init; } = "";
        public string ProposedBy { get; init; } = "";
        public DateTimeOffset ProposedAt { get; init; }
        public bool Taken { get; init; }

        public SynonymProposal Proposal => new(Id, Element, Synonym, ProposedBy, ProposedAt, Taken);
    }
}
