using Dapper;
using Datarun.Rosters.Assignments;
using Datarun.Rosters.Storage;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Datarun.Rosters.People;

internal static class GetPerson
{
    /// <summary>A person with all posts.</summary>
    /// <param name="Id">Opaque.</param>
    /// <param name="Name">Full Unicode.</param>
    /// <param name="CitizenId">Masked.</param>
    /// <param name="Unit">Home unit.</param>
    /// <param name="PostLoad">Sum of the shares held today, in percent.</param>
    /// <param name="Posts">Present, past and coming posts, latest first.</param>
    public sealed record Answer(Guid Id, string Name, string? CitizenId, string Unit, int PostLoad, IReadOnlyList<AssignmentAnswer> Posts);

    /// <summary>A person with the posts held and the load that they add up to today.</summary>
    public static async Task<Results<Ok<Answer>, Refused>> HandleAsync(
        Guid id, Caller caller, RostersDb db, NpgsqlDataSource data, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        if (await db.People.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancel) is not { } person) return RostersProblems.PersonUnknown.Refuse();
        await using var connection = await data.OpenConnectionAsync(cancel);
        await PeopleInArea.MustCoverAsync(connection, caller, person.Unit, cancel);
        var posts = (await connection.QueryAsync<AssignmentAnswer>(new CommandDefinition(
            $"{AssignmentAnswer.Select} WHERE a.person = @id ORDER BY a.from_on DESC, a.id", new { id }, cancellationToken: cancel))).AsList();
        var today = clock.Today();
        var load = posts.Where(p => p.From <= today && (p.To is null || p.To >= today)).Sum(p => p.Share);
        ETags.Give(context, person.Version);
        return TypedResults.Ok(new Answer(person.Id, person.Name, MaskedCitizenId.Of(person.CitizenId), person.Unit, load, posts));
    }
}
