using Datarun.Rosters.Storage;
using Datarun.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Rosters.Assignments;

/// <summary>Nobody is appointed but to a vacancy: on no day do more people hold a post than are authorised for it. 公务员法 第43条.</summary>
internal static class PostHasVacancy
{
    /// <summary>Why the assignment may not be kept among those of the other people on the post; null where there is room, or where it only gets shorter.</summary>
    public static async Task<Refused?> RefuseAsync(Assignment assignment, RostersDb db, CancellationToken cancel)
    {
        // The post is held until the end, as the person is: two who take the last place at a moment follow one another.
        var post = await db.Posts.FromSql($"SELECT * FROM post WHERE code = {assignment.Post} FOR UPDATE").AsNoTracking().SingleAsync(cancel);
        var had = await db.Assignments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == assignment.Id, cancel);
        var others = await db.Assignments.AsNoTracking().Where(a => a.Post == assignment.Post && a.Person != assignment.Person).ToListAsync(cancel);
        return Refuse(assignment, had, others, post.Authorised);
    }

    /// <summary>The same, once all is known. Days on which it was held before are not looked at: where fewer are authorised now, whoever is there stays.</summary>
    public static Refused? Refuse(Assignment assignment, Assignment? had, IReadOnlyList<Assignment> others, int authorised)
    {
        // More hold it only where somebody begins, or where a stretch of new days does.
        var days = others.Select(o => o.FromOn).Append(assignment.FromOn);
        if (had?.ToOn is { } last && last < DateOnly.MaxValue) days = days.Append(last.AddDays(1));
        foreach (var day in days.Where(d => assignment.Covers(d) && had?.Covers(d) != true).Order())
        {
            var holders = others.Where(o => o.Covers(day)).Select(o => o.Person).Distinct().Count();
            if (holders >= authorised)
                return RostersProblems.NoVacancy.At("/post", $"{holders} / {authorised}").With("on", day).With("authorised", authorised).With("holders", holders);
        }
        return null;
    }
}
