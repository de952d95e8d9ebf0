using Datarun.Accountability.Reactions;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Accountability.Inspections;

/// <summary>An inspection as it is asked for, texts normalised, required fields there.</summary>
public sealed record AskedInspection(
    string By, KnownUnit Unit, string Subject, InspectionKind Kind, string? Plan, DateOnly From, DateOnly To, Guid? JointWith, IReadOnlyList<ScoringItem> Items);

/// <summary>Everything that the rules look at.</summary>
/// <param name="Asked">The inspection asked for.</param>
/// <param name="Planned">The plan of its department for its year.</param>
/// <param name="OwnComprehensive">How many comprehensive inspections its department has in its year already.</param>
/// <param name="OthersNear">Inspections by other departments near its days, of any unit and subject.</param>
/// <param name="Law">The rules of its first day.</param>
public sealed record InspectionFacts(
    AskedInspection Asked, IReadOnlyList<PlanEntry> Planned, int OwnComprehensive, IReadOnlyList<Inspection> OthersNear, InspectionLaw Law)
{
    /// <summary>The plan entry that it carries out; null when there is none.</summary>
    public PlanEntry? Entry => Planned.FirstOrDefault(e => InspectionComesFromThePlan.Fits(e, Asked));
}

/// <summary>The parameters of rules.json that inspections are held to.</summary>
public sealed record InspectionLaw(Rule Cap, Rule Overlap, Rule Traces)
{
    /// <summary>The rules of a day; null for a day before they were in force.</summary>
    public static InspectionLaw? On(DateOnly day, Rules rules) =>
        rules.Find("inspection.cap.comprehensive.perYear", day) is { } cap && rules.Find("inspection.overlap.days", day) is { } overlap
        && rules.Find("inspection.item.traces", day) is { } traces ? new(cap, overlap, traces) : null;
}

/// <summary>The rules of an inspection, in the order in which they are asked; the first refusal is the answer.</summary>
public static class InspectionRules
{
    public static IReadOnlyList<Func<InspectionFacts, Refused?>> All { get; } =
    [
        InspectionItemsAreNotTraces.Check,
        InspectionComesFromThePlan.Check,
        ComprehensiveInspectionsAreCapped.Check,
        InspectionsDoNotOverlap.Check,
        JointVisitStandsNear.Check,
    ];

    /// <summary>Why it is refused; null when it may take place.</summary>
    public static Refused? Refuse(InspectionFacts facts) => All.Select(rule => rule(facts)).FirstOrDefault(refused => refused is not null);
}
