using Dapper;
using Datarun.Rosters.Secondments;
using Npgsql;

namespace Datarun.Rosters.Shifts;

/// <summary>
/// Somebody is on duty only where that day a post of theirs is: at the place itself, below it or above it. A clerk of the township stands in in a village of it, not in the next
/// township. Who is lent works for the borrower meanwhile, and not at home.
/// </summary>
internal static class HoldsPostThere
{
    public static Task<bool> OnAsync(NpgsqlConnection connection, Guid person, string place, DateOnly on, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            $"""
            WITH lent AS (SELECT s.lender, s.borrower FROM secondment s WHERE s.person = @person AND {Secondment.IsAway})
            SELECT EXISTS (
                SELECT FROM (
                    SELECT p.unit FROM assignment a JOIN post p ON p.code = a.post
                    WHERE a.person = @person AND a.from_on <= @on AND (a.to_on IS NULL OR a.to_on >= @on) AND p.unit NOT IN (SELECT lender FROM lent)
                    UNION ALL SELECT borrower FROM lent) w
                LEFT JOIN org_unit o ON o.code = w.unit
                WHERE starts_with(coalesce(o.division, w.unit), @place) OR starts_with(@place, coalesce(o.division, w.unit)))
            """, new { person, place, on }, cancellationToken: cancel));
}
