using Datarun.ServiceDefaults.Problems;

namespace Datarun.Accountability.Inspections;

/// <summary>Days of a visit that could be made together.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
public sealed record JointDates(DateOnly From, DateOnly To);

/// <summary>
/// Departments that look at one unit for one subject within some days of each other go together. A unit that lies below another is
/// inspected with it. 整治形式主义为基层减负若干规定 三 (同类合并); rule inspection.overlap.days. To go together, name the other as jointWith.
/// </summary>
public static class InspectionsDoNotOverlap
{
    public static Refused? Check(InspectionFacts facts)
    {
        var others = facts.OthersNear.Where(other => Overlaps(facts, other) && !IsJoined(facts.Asked, other)).OrderBy(o => o.FromOn).ThenBy(o => o.Id).ToList();
        return others.Count == 0 ? null
            : AccountabilityProblems.InspectionOverlaps.Refuse().With("others", others.ConvertAll(InspectionView.Of))
                .With("joint", Propose(facts.Asked, others)).With("days", facts.Law.Overlap.Int).With("rule", facts.Law.Overlap.Reference);
    }

    /// <summary>Whether the other visit is of the same unit, on the same subject, and near.</summary>
    internal static bool Overlaps(InspectionFacts facts, Inspection other)
    {
        var asked = facts.Asked;
        return other.By != asked.By
            && (other.Inspected.Covers(asked.Unit) || asked.Unit.Covers(other.Inspected))
            && InspectionComesFromThePlan.SameSubject(other.Subject, asked.Subject)
            && other.FromOn.DayNumber <= asked.To.DayNumber + facts.Law.Overlap.Int && other.ToOn.DayNumber >= asked.From.DayNumber - facts.Law.Overlap.Int;
    }

    /// <summary>Together means on common days, with that inspection or one that goes with it already.</summary>
    private static bool IsJoined(AskedInspection asked, Inspection other) =>
        asked.JointWith is { } with && (with == other.Id || with == other.JointWith) && other.FromOn <= asked.To && other.ToOn >= asked.From;

    /// <summary>The days of the visit that stands first, long enough for both: so that nobody who has announced one has to move it.</summary>
    private static JointDates Propose(AskedInspection asked, IReadOnlyList<Inspection> others)
    {
        var (from, until) = (others[0].FromOn, others[0].ToOn);
        var days = Math.Max(until.DayNumber - from.DayNumber, asked.To.DayNumber - asked.From.DayNumber);
        return new(from, from.AddDays(days));
    }
}
