using Datarun.Exchange.Audit;
using Datarun.Exchange.Sharing;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Exchange.Values;

/// <summary>Some units of one element.</summary>
/// <param name="From">The first code.</param>
/// <param name="To">The first text after the last code.</param>
public sealed record ElementRange(string Element, string From, string To);

/// <summary>The right to read one of several elements.</summary>
/// <param name="Purpose">The purpose of the grants that it rests on; empty where it rests on none.</param>
public sealed record ElementReading(string Element, Reading Reading, string Purpose);

/// <summary>What a caller may read of all that it asked for: every element, each of some units at least.</summary>
public sealed record ReadScope(IReadOnlyList<ElementReading> Readings, string? Purpose)
{
    /// <summary>
    /// The right to read, asked of the database once more in the statement that reads: a grant that ended a moment ago gives nothing. CTEs: <c>may</c>, and
    /// <c>asked</c> with the units from <c>@froms</c> to <c>@tos</c> of each element, and whether all of them may be read.
    /// </summary>
    public const string AskedSql =
        """
        may AS MATERIALIZED (
            SELECT a.element, r.unit_from, r.unit_to FROM unnest(@elements, @purposes) AS a(element, purpose)
            CROSS JOIN LATERAL readable(@consumer, @department, a.element, a.purpose, @today) r
            UNION ALL SELECT a.element, '', '~' FROM unnest(@elements) AS a(element) WHERE @administrator
        ), asked AS MATERIALIZED (
            SELECT a.element, a.unit_from, a.unit_to,
                EXISTS (SELECT FROM may m WHERE m.element = a.element AND m.unit_from <= a.unit_from COLLATE "C" AND m.unit_to >= a.unit_to COLLATE "C") AS wholly
            FROM unnest(@elements, @froms, @tos) AS a(element, unit_from, unit_to))
        """;

    /// <summary>Whether a value <c>v</c> is within the right; a question for each value only where not all that was asked for may be read.</summary>
    public const string MayReadSql =
        "(asked.wholly OR EXISTS (SELECT FROM may WHERE may.element = v.element AND v.unit >= may.unit_from AND v.unit < may.unit_to))";

    /// <summary>The ranges of units, for each element in order, none overlapping another.</summary>
    public IReadOnlyList<ElementRange> Ranges { get; } =
        [.. Readings.SelectMany(r => UnitRange.Merge(r.Reading.Ranges).Select(range => new ElementRange(r.Element, range.From, range.To)))];

    /// <summary>Those of the elements from the first to the last.</summary>
    public IReadOnlyList<ElementRange> Between(string? first, string? last) =>
        [.. Ranges.Where(r => first is not null && string.CompareOrdinal(first, r.Element) <= 0 && string.CompareOrdinal(r.Element, last) <= 0)];

    public IReadOnlyList<ReadBasis> Bases => [.. Readings.SelectMany(r => r.Reading.Bases).Distinct()];

    public IReadOnlyList<Guid> Grants => [.. Readings.SelectMany(r => r.Reading.Grants).Distinct()];

    /// <summary>Decides for every element; an unknown one is refused, and one that may not be read is refused and on record before that is said. A read for another purpose suspends the grant.</summary>
    public static async Task<ReadScope> OfAsync(
        IReadOnlyList<string> elements, string? under, Caller caller, string? stated, AuditEntry entry, NpgsqlConnection connection,
        AuditLog audit, SuspendMisused suspend, DateOnly today, CancellationToken cancel)
    {
        var facts = Known(await ReadFacts.OfAsync(connection, caller.Unit, elements, cancel), elements);
        return Of(facts, under, caller, stated, today) ?? throw await RefuseAsync(facts, under, caller, stated, entry, audit, suspend, today, cancel);
    }

    /// <summary>The same facts; an element that has none is refused.</summary>
    public static IReadOnlyList<ReadFact> Known(IReadOnlyList<ReadFact> facts, IReadOnlyList<string> elements) =>
        elements.Except(facts.Select(f => f.Element.Code), StringComparer.Ordinal).FirstOrDefault() is { } unknown
            ? throw ExchangeProblems.ElementUnknown.Refuse().With("element", unknown).AsException() : facts;

    /// <summary>Decides for every element by what is known of it; null where one may not be read.</summary>
    public static ReadScope? Of(IReadOnlyList<ReadFact> facts, string? under, Caller caller, string? stated, DateOnly today)
    {
        var readings = facts.Select(f => RightToRead.Decide(caller, f, under, stated, today).Reading is { } reading
            ? new ElementReading(f.Element.Code, reading, f.ClosedUnder.Prepend(f).SelectMany(c => c.Grants).FirstOrDefault(g => reading.Grants.Contains(g.Id))?.Purpose ?? "") : null).ToList();
        return readings.Contains(null) ? null : new ReadScope(readings!, readings.Find(r => r!.Purpose.Length > 0)?.Purpose ?? Decoded(stated));
    }

    /// <summary>The refusal of the first element that may not be read, when it is on record.</summary>
    public static async Task<RefusedException> RefuseAsync(
        IReadOnlyList<ReadFact> facts, string? under, Caller caller, string? stated, AuditEntry entry, AuditLog audit, SuspendMisused suspend, DateOnly today, CancellationToken cancel)
    {
        var (fact, refused) = facts.Select(f => (Fact: f, RightToRead.Decide(caller, f, under, stated, today).Refused)).First(f => f.Refused is not null);
        var misused = await suspend.AfterAsync(refused!, caller, fact.Grants, under, stated, cancel);
        await audit.AppendAsync(entry with { Element = fact.Element.Code, Action = AuditAction.READ_REFUSED, Outcome = refused!.Problem.Code, Purpose = Decoded(stated), Grants = misused }, cancel);
        return refused.AsException();
    }

    /// <summary>
    /// What is nearly always so: each element may be read of all units that were asked for, by one right, for the purpose that was stated. The page can
    /// then be asked for before it is known, in the same round trip as the facts; <see cref="Confirms"/> says whether it was.
    /// </summary>
    public static ReadScope Hoped(IReadOnlyList<string> elements, string? under, string? stated)
    {
        var (purpose, range) = (Decoded(stated), under is null ? UnitRange.All : UnitRange.Of(under));
        return new([.. elements.Select(e => new ElementReading(e, new Reading([], [range], []), purpose ?? ""))], purpose);
    }

    /// <summary>Whether what was hoped for has turned out to be so.</summary>
    public bool Confirms(ReadScope hoped) => Readings.Zip(hoped.Readings).All(r =>
        r.First.Reading.Ranges.Contains(r.Second.Reading.Ranges[0]) && (r.First.Purpose.Length == 0 || r.First.Purpose == r.Second.Purpose));

    /// <summary>The parameters of <see cref="AskedSql"/>, each element with the least range of units that holds all that may be read.</summary>
    public IReadOnlyDictionary<string, object> Parameters(Caller caller, DateOnly today)
    {
        var hulls = Readings.Select(r => UnitRange.Hull(r.Reading.Ranges)).ToList();
        return new Dictionary<string, object>
        {
            ["elements"] = Readings.Select(r => r.Element).ToArray(), ["purposes"] = Readings.Select(r => r.Purpose).ToArray(),
            ["froms"] = hulls.Select(h => h.From).ToArray(), ["tos"] = hulls.Select(h => h.To).ToArray(),
            ["consumer"] = caller.Unit, ["department"] = caller.Is(Role.DEPARTMENT), ["administrator"] = caller.IsAdministrator, ["today"] = today,
        };
    }

    private static string? Decoded(string? stated) => stated is null ? null : Values.Purpose.Decode(stated);
}
