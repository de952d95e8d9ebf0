using Datarun.ServiceDefaults.Problems;

namespace Datarun.Accountability.Inspections;

/// <summary>An inspection comes from the department's filed plan of the year: same subject, kind, unit and days. 整治形式主义为基层减负若干规定 三</summary>
public static class InspectionComesFromThePlan
{
    public static Refused? Check(InspectionFacts facts) => facts.Entry is not null ? null
        : AccountabilityProblems.InspectionNotInPlan.Refuse().With("by", facts.Asked.By).With("year", facts.Asked.From.Year).With("planned", facts.Planned);

    /// <summary>Whether the entry plans what is asked.</summary>
    public static bool Fits(PlanEntry entry, AskedInspection asked) =>
        (asked.Plan is null || asked.Plan == entry.Code)
        && entry.Kind == asked.Kind && SameSubject(entry.Subject, asked.Subject)
        && (entry.From is null || asked.From >= entry.From) && (entry.To is null || asked.To <= entry.To)
        && (entry.Units is { Count: > 0 } units ? units.Contains(asked.Unit.Code, StringComparer.Ordinal)
            : entry.Under is not { } under || asked.Unit.Code == under || (under.All(char.IsAsciiDigit) && asked.Unit.Area.StartsWith(under, StringComparison.Ordinal)));

    /// <summary>Subjects are the same whatever their case and spaces.</summary>
    public static bool SameSubject(string? one, string? other) => Plain(one) == Plain(other);

    private static string Plain(string? subject) => string.Concat((subject ?? "").Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
}
