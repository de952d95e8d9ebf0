using Datarun.ServiceDefaults.Problems;

namespace Datarun.Rosters.Assignments;

/// <summary>The last day of an assignment is not before its first.</summary>
public static class EndsNotBeforeItBegins
{
    public static Refused? Refuse(Assignment assignment, IReadOnlyList<Assignment> others) =>
        assignment.ToOn < assignment.FromOn ? RostersProblems.PeriodReversed.At("/to", $"{assignment.FromOn:O}") : null;
}
