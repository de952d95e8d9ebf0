using Dapper;
using Datarun.Contracts;
using Npgsql;

namespace Datarun.Rosters.Headcounts;

internal static class UnitHeadcount
{
    /// <summary>The people of one unit on a day, each counted once however many posts they hold there.</summary>
    public static async Task<HeadcountFact> OfAsync(NpgsqlConnection connection, string unit, DateOnly on, CancellationToken cancel)
    {
        var (onPost, establishment) = await connection.QuerySingleAsync<(int OnPost, int? Establishment)>(new CommandDefinition(
            """
            SELECT (SELECT count(DISTINCT a.person)::integer FROM assignment a JOIN post p ON p.code = a.post
                    WHERE p.unit = @unit AND a.from_on <= @on AND (a.to_on IS NULL OR a.to_on >= @on)),
                   (SELECT sum(authorised)::integer FROM post WHERE unit = @unit)
            """, new { unit, on }, cancellationToken: cancel));
        return new(on, onPost, establishment);
    }
}
