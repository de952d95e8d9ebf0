using Dapper;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Data;

namespace Datarun.Accountability.Reactions;

/// <summary>Keeps who held which post when, as evidence for cases.</summary>
public static class KeepAssignments
{
    public static async Task ReactAsync(IReadOnlyList<AssignmentChanged> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var latest = events.GroupBy(e => e.AssignmentId).Select(same => same.MaxBy(e => e.Version)!).OrderBy(e => e.AssignmentId).ToList();
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO assignment AS t (id, person, unit, post, post_title, from_on, to_on, version)
            SELECT * FROM unnest(@ids, @persons, @units, @posts, @titles, @froms, @tos, @versions)
            ON CONFLICT (id) DO UPDATE SET person = excluded.person, unit = excluded.unit, post = excluded.post, post_title = excluded.post_title,
                from_on = excluded.from_on, to_on = excluded.to_on, version = excluded.version
            WHERE excluded.version > t.version
            """,
            new
            {
                ids = latest.ConvertAll(e => e.AssignmentId), persons = latest.ConvertAll(e => e.Person), units = latest.ConvertAll(e => e.Unit),
                posts = latest.ConvertAll(e => e.Post), titles = latest.ConvertAll(e => e.PostTitle), froms = latest.ConvertAll(e => e.From).ToArray(),
                tos = latest.ConvertAll(e => e.To).ToArray(), versions = latest.ConvertAll(e => e.Version),
            }, cancellationToken: cancel));
    }
}
