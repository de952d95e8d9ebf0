using Dapper;
using Npgsql;

namespace Datarun.Rosters.Shifts;

/// <summary>Somebody is on duty only where that day a post of theirs is: at the place itself, below it or above it. A clerk of the township stands in in a village of it, not in the next township.</summary>
internal static class HoldsPostThere
{
    public static Task<bool> OnAsync(NpgsqlConnection connection, Guid person, string place, DateOnly day, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            """
            SELECT EXISTS (
                SELECT FROM assignment a JOIN post p ON p.code = a.post LEFT JOIN org_unit o ON o.code = p.unit
                WHERE a.person = @person AND a.from_on <= @day AND (a.to_on IS NULL OR a.to_on >= @day)
                    AND (starts_with(coalesce(o.division, p.unit), @place) OR starts_with(@place, coalesce(o.division, p.unit))))
            """, new { person, place, day }, cancellationToken: cancel));
}
