using Datarun.ServiceDefaults.Problems;

namespace Datarun.Rosters.Assignments;

/// <summary>The ordered list of what must hold for an assignment among the person's others; the first that does not refuses it.</summary>
public static class AssignmentRules
{
    /// <summary>Finds the refusal; null when the assignment may be kept.</summary>
    public static readonly IReadOnlyList<Func<Assignment, IReadOnlyList<Assignment>, Refused?>> All =
    [
        EndsNotBeforeItBegins.Refuse,
        ShareIsAPartOfTheWhole.Refuse,
        LoadStaysWithinTheWhole.Refuse,
        OnePrimaryAtATime.Refuse,
    ];

    /// <summary>The first refusal among the rules.</summary>
    public static Refused? Refuse(Assignment assignment, IReadOnlyList<Assignment> others) =>
        All.Select(rule => rule(assignment, others)).FirstOrDefault(refused => refused is not null);
}
