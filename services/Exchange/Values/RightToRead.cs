using Datarun.Exchange.Elements;
using Datarun.Exchange.Sharing;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Exchange.Values;

/// <summary>Why somebody may read: 自有, 无条件共享, 授权, 回流.</summary>
public enum ReadBasis { OWN, UNCONDITIONAL, GRANT, RETURN_FLOW, ADMINISTRATOR }

/// <summary>What the decision to let somebody read rests on.</summary>
/// <param name="Code">The element.</param>
/// <param name="Source">Its source.</param>
/// <param name="SharingClass">Its class.</param>
/// <param name="LegalBasis">Why it is not shared.</param>
public sealed record ReadElement(string Code, string Source, SharingClass SharingClass, string? LegalBasis)
{
    /// <summary>The areas in which the consumer is its source by the authority's decision.</summary>
    public IReadOnlyList<string> OwnAreas { get; init; } = [];
}

/// <summary>A grant of the caller for that element, in force or not.</summary>
public sealed record ReadGrant(Guid Id, string Purpose, string Under, GrantState State, DateOnly Until);

/// <summary>A right to read: of which units, and why. SQL asks the same of the database again, in the read itself (functions.sql).</summary>
public sealed record Reading(IReadOnlyList<ReadBasis> Bases, IReadOnlyList<UnitRange> Ranges, IReadOnlyList<Guid> Grants);

/// <summary>
/// Who may read what (政务数据共享条例 第14、24、25、30条): the source its own; any department what is UNCONDITIONAL; a department
/// with a grant what is CONDITIONAL, for the granted purpose and area; a place everything about itself and what lies below it.
/// </summary>
public static class RightToRead
{
    /// <summary>
    /// Decides with what the element is derived from: whoever may read it reads it of those units of which it may also read what it is closed under, and its own
    /// department is no exception, or a formula that was given before another tightened its terms would go round the grants for ever.
    /// </summary>
    public static (Reading? Reading, Refused? Refused) Decide(
        Caller caller, ReadFact fact, string? under, string? purpose, DateOnly today, bool anyPurpose = false)
    {
        var (reading, refused) = Decide(caller, fact.Element, fact.Grants, under, purpose, today, anyPurpose);
        if (reading is null || fact.ClosedUnder.Count == 0) return (reading, refused);
        var closed = fact.ClosedUnder.Select(c => (c.Element, c.Grants, Right: Decide(caller, c.Element, c.Grants, under, purpose, today, anyPurpose))).ToList();
        var ranges = closed.Aggregate(reading.Ranges, (held, c) => [.. held.SelectMany(h => (c.Right.Reading?.Ranges ?? []).Select(h.And)).OfType<UnitRange>().Distinct()]);
        if (closed.TrueForAll(c => c.Right.Reading is not null) && ranges.Count > 0)
            return (new Reading([.. reading.Bases.Concat(closed.SelectMany(c => c.Right.Reading!.Bases)).Distinct()], ranges, [.. reading.Grants.Concat(closed.SelectMany(c => c.Right.Reading!.Grants)).Distinct()]), null);
        var missing = closed.Where(c => c.Right.Reading is null).DefaultIfEmpty(closed[0]).ToList();
        return (null, ExchangeProblems.DerivedFromClosed.Refuse().With("element", fact.Element.Code)
            .With("derivedFrom", missing.Select(m => new
            {
                element = m.Element.Code, m.Element.Source, code = m.Right.Refused?.Problem.Code ?? ExchangeProblems.GrantMissing.Code, m.Element.LegalBasis, granted = m.Grants.Where(g => g.State == GrantState.ACTIVE && g.Until >= today).Select(g => g.Purpose),
            }))
            .With("ask", missing.Where(m => m.Element.SharingClass == SharingClass.CONDITIONAL).Select(m => new { call = "POST /api/exchange/v1/sharing-requests", provider = m.Element.Source, scope = new { elements = new[] { m.Element.Code } } })));
    }

    /// <summary>Decides; the refusal says what is missing and how to ask for it. <paramref name="under"/> null asks for all that may be read.</summary>
    /// <param name="purpose">The X-Purpose header; ignored where <paramref name="anyPurpose"/>.</param>
    public static (Reading? Reading, Refused? Refused) Decide(
        Caller caller, ReadElement element, IReadOnlyList<ReadGrant> grants, string? under, string? purpose, DateOnly today, bool anyPurpose = false)
    {
        var department = caller.Is(Role.DEPARTMENT);
        var inForce = grants.Where(g => g.State == GrantState.ACTIVE && g.Until >= today).ToList();
        var fitting = inForce.Where(g => anyPurpose || Purpose.Matches(purpose, g.Purpose)).ToList();
        var rights = new List<(ReadBasis Basis, UnitRange Range, Guid? Grant)>();
        if (caller.IsAdministrator) rights.Add((ReadBasis.ADMINISTRATOR, UnitRange.All, null));
        if (department && element.Source == caller.Unit) rights.Add((ReadBasis.OWN, UnitRange.All, null));
        if (department) rights.AddRange(element.OwnAreas.Select(a => (ReadBasis.OWN, UnitRange.Of(a), (Guid?)null)));
        if (department && element.SharingClass == SharingClass.UNCONDITIONAL) rights.Add((ReadBasis.UNCONDITIONAL, UnitRange.All, null));
        if (department && element.SharingClass == SharingClass.CONDITIONAL)
            rights.AddRange(fitting.Select(g => (ReadBasis.GRANT, UnitRange.Of(g.Under), (Guid?)g.Id)));
        rights.Add((ReadBasis.RETURN_FLOW, UnitRange.Of(caller.Unit), null));

        var wanted = under is null ? UnitRange.All : UnitRange.Of(under);
        var held = rights.Select(r => (r.Basis, Range: r.Range.And(wanted), r.Grant)).Where(r => r.Range is not null).ToList();
        var reading = new Reading([.. held.Select(r => r.Basis).Distinct()], [.. held.Select(r => r.Range!).Distinct()], [.. held.Select(r => r.Grant).OfType<Guid>()]);
        if (held.Exists(r => r.Basis != ReadBasis.RETURN_FLOW)) return (reading, null);

        // A department that is no place has no area of its own: to say nothing but "empty" would hide from it what it lacks.
        var isPlace = caller.Unit.Length > 0 && caller.Unit.All(char.IsAsciiDigit);
        if (held.Count > 0 && (isPlace || !department || under == caller.Unit)) return (reading, null);
        return (null, Refuse(caller, element, grants, department, purpose, today, anyPurpose));
    }

    private static Refused Refuse(
        Caller caller, ReadElement element, IReadOnlyList<ReadGrant> grants, bool department, string? purpose, DateOnly today, bool anyPurpose)
    {
        if (!department) return CommonProblems.OutsideYourUnit.Refuse().With("yours", caller.Unit);
        if (element.SharingClass == SharingClass.NOT_SHARED)
            return ExchangeProblems.ElementNotShared.Refuse().With("element", element.Code).With("legalBasis", element.LegalBasis);
        // A suspended grant has a purpose too: to state that one is no misuse of another grant.
        var standing = grants.Where(g => g.State is GrantState.ACTIVE or GrantState.SUSPENDED && g.Until >= today).ToList();
        if (!anyPurpose && (purpose is null ? standing.Exists(g => g.State == GrantState.ACTIVE) : standing.Count > 0 && !standing.Exists(g => Purpose.Matches(purpose, g.Purpose))))
            return ExchangeProblems.PurposeMismatch.Refuse().With("element", element.Code).With("purpose", purpose is null ? null : Purpose.Decode(purpose))
                .With("granted", standing.Select(g => new { g.Id, g.Purpose }));
        return ExchangeProblems.GrantMissing.Refuse().With("element", element.Code).With("source", element.Source)
            .With("grants", grants.Select(g => new { g.Id, g.State, g.Under, g.Until }))
            .With("ask", new { call = "POST /api/exchange/v1/sharing-requests", provider = element.Source, scope = new { elements = new[] { element.Code } } });
    }
}
