using Datarun.ServiceDefaults.Problems;

namespace Datarun.Accountability.Inspections;

/// <summary>COMPREHENSIVE looks at a unit's whole work and is capped; SPECIAL at one subject.</summary>
public enum InspectionKind { COMPREHENSIVE, SPECIAL }

/// <summary>A department's filed plan of inspections of a year (年度督查检查考核计划).</summary>
public sealed class InspectionPlan
{
    public required string Department { get; init; }
    public required int Year { get; init; }
    public required IReadOnlyList<PlanEntry> Entries { get; set; }
    public int Version { get; set; }
    public DateTimeOffset ChangedAt { get; set; }
}

/// <summary>One inspection of a plan.</summary>
/// <param name="Code">Its code within the plan.</param>
/// <param name="Subject">What about.</param>
/// <param name="Kind">COMPREHENSIVE or SPECIAL.</param>
/// <param name="Units">The units to be inspected; or</param>
/// <param name="Under">a place: it and everything below it. Neither: wherever the department may inspect.</param>
/// <param name="From">Earliest day; null for any of the year.</param>
/// <param name="To">Latest day; null for any of the year.</param>
public sealed record PlanEntry(
    string? Code = null, string? Subject = null, InspectionKind? Kind = null, IReadOnlyList<string>? Units = null, string? Under = null,
    DateOnly? From = null, DateOnly? To = null)
{
    /// <summary>The same with texts normalised.</summary>
    public PlanEntry Clean() => this with { Code = Text.Clean(Code), Subject = Text.Clean(Subject), Under = Text.Clean(Under) };

    /// <summary>Whether all fields are the same.</summary>
    public bool SameAs(PlanEntry other) => this with { Units = null } == other with { Units = null } && (Units ?? []).SequenceEqual(other.Units ?? []);
}

/// <summary>A plan as it is shown.</summary>
/// <param name="Department">Whose plan.</param>
/// <param name="Year">Of which year.</param>
/// <param name="Entries">The inspections planned.</param>
/// <param name="Version">Grows with every change.</param>
/// <param name="ChangedAt">When it was last changed.</param>
public sealed record InspectionPlanView(string Department, int Year, IReadOnlyList<PlanEntry> Entries, int Version, DateTimeOffset ChangedAt)
{
    public static InspectionPlanView Of(InspectionPlan plan) => new(plan.Department, plan.Year, plan.Entries, plan.Version, plan.ChangedAt);
}
