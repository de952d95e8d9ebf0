using Dapper;
using Datarun.Rosters.People;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Rosters.Assignments;

internal static class ListAssignments
{
    /// <summary>Who holds the posts of a unit on a day, by opaque ids.</summary>
    /// <param name="unit">A division's or a body's code.</param>
    /// <param name="on">The day; today where it is not given.</param>
    /// <param name="page">Which page.</param>
    /// <param name="caller">Who asks.</param>
    public static async Task<Page<AssignmentAnswer>> HandleAsync(
        OrgUnitCode unit, DateOnly? on, [AsParameters] PageQuery page, Caller caller, NpgsqlDataSource data, TimeProvider clock, CancellationToken cancel)
    {
        var after = page.AfterId();
        await using var connection = await data.OpenConnectionAsync(cancel);
        await PeopleInArea.MustCoverAsync(connection, caller, unit.ToString(), cancel);
        var rows = await connection.QueryAsync<AssignmentAnswer>(new CommandDefinition(
            $"""
            {AssignmentAnswer.Select} WHERE p.unit = @unit AND a.from_on <= @on AND (a.to_on IS NULL OR a.to_on >= @on) {(after is null ? "" : "AND a.id > @after")}
            ORDER BY a.id LIMIT @limit
            """, new { unit = unit.ToString(), on = on ?? clock.Today(), after, limit = page.Size + 1 }, cancellationToken: cancel));
        return page.Of(rows.AsList(), a => [a.Id.ToString()]);
    }
}
