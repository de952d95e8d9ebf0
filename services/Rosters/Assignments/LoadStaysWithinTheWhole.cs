using Datarun.ServiceDefaults.Problems;

namespace Datarun.Rosters.Assignments;

/// <summary>On no day do the shares of one person's posts add up to more than the whole person. Source: several posts are one person (一人多岗).</summary>
public static class LoadStaysWithinTheWhole
{
    /// <summary>Percent; not a policy, a person has no more.</summary>
    public const int Whole = 100;

    public static Refused? Refuse(Assignment assignment, IReadOnlyList<Assignment> others)
    {
        // The load only rises where something begins, so these days are enough.
        foreach (var day in others.Select(o => o.FromOn).Where(assignment.Covers).Prepend(assignment.FromOn).Order())
        {
            var held = others.Where(o => o.Covers(day)).ToList();
            var load = assignment.Share + held.Sum(o => o.Share);
            if (load > Whole)
                return RostersProblems.PostLoadExceeded.At("/share", $"{load}").With("on", day).With("load", load)
                    .With("others", held.Select(o => new { o.Id, o.Post, o.Share, from = o.FromOn, to = o.ToOn }));
        }
        return null;
    }
}
