using Dapper;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Data;

namespace Datarun.Reports.Reactions;

/// <summary>Keeps on which days a post is held by somebody who is lent to another unit: tasks do not look for anybody there. Not who that is.</summary>
public static class KeepSecondments
{
    public static Task ReactAsync(IReadOnlyList<SecondmentChanged> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        // An assignment stays with its secondment, so the latest event of each names all that there are.
        var rows = events.GroupBy(e => e.SecondmentId).Select(same => same.MaxBy(e => e.Version)!)
            .SelectMany(e => e.Assignments.Select(assignment => (Assignment: assignment, Event: e))).OrderBy(r => r.Assignment).ThenBy(r => r.Event.SecondmentId).ToList();
        return work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO post_away AS w (assignment, secondment, from_on, back_on, version)
            SELECT * FROM unnest(@assignments, @secondments, @froms, @backs, @versions)
            ON CONFLICT (assignment, secondment) DO UPDATE SET from_on = excluded.from_on, back_on = excluded.back_on, version = excluded.version
            WHERE excluded.version > w.version
            """,
            new
            {
                assignments = rows.ConvertAll(r => r.Assignment).ToArray(), secondments = rows.ConvertAll(r => r.Event.SecondmentId).ToArray(), froms = rows.ConvertAll(r => r.Event.From).ToArray(),
                backs = rows.ConvertAll(r => r.Event.ReturnedOn).ToArray(), versions = rows.ConvertAll(r => r.Event.Version).ToArray(),
            }, cancellationToken: cancel));
    }
}
