using Datarun.ServiceDefaults.Problems;

namespace Datarun.Rosters.Assignments;

/// <summary>A person has at most one primary post on any day.</summary>
public static class OnePrimaryAtATime
{
    public static Refused? Refuse(Assignment assignment, IReadOnlyList<Assignment> others) =>
        assignment.IsPrimary && others.FirstOrDefault(o => o.IsPrimary && o.Overlaps(assignment)) is { } other
            ? RostersProblems.PrimaryTwice.At("/isPrimary", other.Post).With("other", other.Id)
            : null;
}
