using Datarun.ServiceDefaults.Problems;

namespace Datarun.Rosters.Assignments;

/// <summary>The share of an assignment is between 1 and 100 percent of one person's working time.</summary>
public static class ShareIsAPartOfTheWhole
{
    public static Refused? Refuse(Assignment assignment, IReadOnlyList<Assignment> others) =>
        assignment.Share is < 1 or > LoadStaysWithinTheWhole.Whole ? RostersProblems.ShareOutOfRange.At("/share", $"1–{LoadStaysWithinTheWhole.Whole}") : null;
}
