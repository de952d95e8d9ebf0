using Dapper;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Data;

namespace Datarun.Reports.Reactions;

/// <summary>Keeps which posts of a unit are held on which days, so that what is missing can be listed by post, and a headcount told of a day that is over. Not by whom.</summary>
public static class KeepPosts
{
    public static async Task ReactAsync(IReadOnlyList<AssignmentChanged> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var latest = events.GroupBy(e => e.AssignmentId).Select(same => same.MaxBy(e => e.Version)!).OrderBy(e => e.AssignmentId).ToList();
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO post_held AS h (assignment, unit, post, title, from_on, to_on, version)
            SELECT * FROM unnest(@ids, @units, @posts, @titles, @froms, @tos, @versions)
            ON CONFLICT (assignment) DO UPDATE SET unit = excluded.unit, post = excluded.post, title = excluded.title, from_on = excluded.from_on,
                to_on = excluded.to_on, version = excluded.version
            WHERE excluded.version > h.version
            """,
            new
            {
                ids = latest.ConvertAll(e => e.AssignmentId).ToArray(), units = latest.ConvertAll(e => e.Unit).ToArray(), posts = latest.ConvertAll(e => e.Post).ToArray(),
                titles = latest.ConvertAll(e => e.PostTitle).ToArray(), froms = latest.ConvertAll(e => e.From).ToArray(), tos = latest.ConvertAll(e => e.To).ToArray(),
                versions = latest.ConvertAll(e => e.Version).ToArray(),
            }, cancellationToken: cancel));
        await RecordHeadcounts.OnPostsAsync([.. latest.Select(e => e.Unit).Distinct(StringComparer.Ordinal)], work, services, cancel);
    }
}
