using Datarun.Accountability.Reactions;
using Datarun.Contracts;

namespace Datarun.Accountability.Inspections;

/// <summary>An inspection that will take place, or took place.</summary>
public sealed class Inspection
{
    public required Guid Id { get; init; }
    public required string By { get; init; }
    public required string Unit { get; init; }
    public required string Area { get; init; }
    public required string Subject { get; init; }
    public required InspectionKind Kind { get; init; }
    public required string Plan { get; init; }
    public required DateOnly FromOn { get; init; }
    public required DateOnly ToOn { get; init; }
    public required int Year { get; init; }
    public Guid? JointWith { get; init; }
    public required IReadOnlyList<ScoringItem> Items { get; init; }
    public required DateTimeOffset ScheduledAt { get; init; }

    /// <summary>Whom it inspects.</summary>
    public KnownUnit Inspected => new(Unit, Area);

    /// <summary>What the others are told.</summary>
    public InspectionScheduled Fact() => new(Id, By, Unit, Subject, Kind.ToString(), FromOn, ToOn);
}

/// <summary>What is scored.</summary>
/// <param name="Title">What is looked at.</param>
/// <param name="Evidence">What shows it; best data that are held already.</param>
public sealed record ScoringItem(string? Title = null, string? Evidence = null);

/// <summary>An inspection as it is shown.</summary>
/// <param name="Id">The inspection.</param>
/// <param name="By">Who inspects.</param>
/// <param name="Unit">Who is inspected.</param>
/// <param name="Subject">What about.</param>
/// <param name="Kind">COMPREHENSIVE or SPECIAL.</param>
/// <param name="Plan">Code of the plan entry that it carries out.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="JointWith">The inspection that it joins.</param>
/// <param name="Items">What is scored.</param>
public sealed record InspectionView(
    Guid Id, string By, string Unit, string Subject, InspectionKind Kind, string Plan, DateOnly From, DateOnly To, Guid? JointWith, IReadOnlyList<ScoringItem> Items)
{
    public static InspectionView Of(Inspection i) => new(i.Id, i.By, i.Unit, i.Subject, i.Kind, i.Plan, i.FromOn, i.ToOn, i.JointWith, i.Items);
}
