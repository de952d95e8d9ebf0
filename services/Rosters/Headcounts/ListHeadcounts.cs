using Dapper;
using Datarun.Rosters.Secondments;
using Datarun.Rosters.Units;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Npgsql;

namespace Datarun.Rosters.Headcounts;

internal static class ListHeadcounts
{
    /// <summary>How many people a unit has on a day.</summary>
    public sealed record Item
    {
        /// <summary>A division's or a body's code.</summary>
        public string Unit { get; init; } = "";

        /// <summary>People who hold at least one post here, each counted once; who is lent elsewhere is among them.</summary>
        public int OnPost { get; init; }

        /// <summary>Of them: in establishment, not on post, as they are lent to another unit that day (在编不在岗).</summary>
        public int LentOut { get; init; }

        /// <summary>People of other units who work here on loan that day.</summary>
        public int OnLoan { get; init; }

        /// <summary>Authorised number of posts (编制).</summary>
        public int Establishment { get; init; }

        /// <summary>Last day of its place where that has ended by then: its people are to be placed elsewhere. Null while it is in force.</summary>
        public DateOnly? EndedOn { get; init; }
    }

    /// <summary>Headcounts of the units that have posts, or people on loan, in the order of their codes.</summary>
    /// <param name="under">A place with everything below it, its bodies included; or one body.</param>
    /// <param name="on">The day; today where it is not given.</param>
    /// <param name="page">Which page.</param>
    public static async Task<Page<Item>> HandleAsync(
        OrgUnitCode under, DateOnly? on, [AsParameters] PageQuery page, NpgsqlDataSource data, TimeProvider clock, CancellationToken cancel)
    {
        var after = page.Keys(1)?[0];
        string Wanted(string unit) => UnitsUnder.Sql(under, unit) + (after is null ? "" : $" AND {unit} > @after");
        await using var connection = await data.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<Item>(new CommandDefinition(
            $"""
            WITH units AS (
                SELECT unit, sum(authorised)::integer AS establishment FROM (
                    (SELECT p.unit, sum(p.authorised) AS authorised FROM post p WHERE {Wanted("p.unit")} GROUP BY p.unit ORDER BY p.unit LIMIT @limit)
                    UNION ALL
                    (SELECT DISTINCT s.borrower, 0 FROM secondment s WHERE {Wanted("s.borrower")} AND {Secondment.IsAway} ORDER BY s.borrower LIMIT @limit)) per_unit
                GROUP BY unit ORDER BY unit LIMIT @limit)
            SELECT u.unit, u.establishment, count(DISTINCT a.person)::integer AS on_post,
                (count(DISTINCT a.person) FILTER (WHERE EXISTS (SELECT FROM secondment s WHERE s.person = a.person AND s.lender = u.unit AND {Secondment.IsAway})))::integer AS lent_out,
                (SELECT count(DISTINCT s.person)::integer FROM secondment s WHERE s.borrower = u.unit AND {Secondment.IsAway}) AS on_loan, (
                SELECT min(d.valid_to) FROM (SELECT coalesce((SELECT division FROM org_unit WHERE code = u.unit), u.unit) AS place) at
                JOIN division d ON d.code IN (left(place, 2), left(place, 4), left(place, 6), left(place, 9), place) AND d.valid_to < @on) AS ended_on
            FROM units u LEFT JOIN post p ON p.unit = u.unit
            LEFT JOIN assignment a ON a.post = p.code AND a.from_on <= @on AND (a.to_on IS NULL OR a.to_on >= @on)
            GROUP BY u.unit, u.establishment ORDER BY u.unit
            """,
            new { under = under.ToString(), underEnd = under.Division?.RangeEnd, on = on ?? clock.Today(), after, limit = page.Size + 1 }, cancellationToken: cancel));
        return page.Of(rows.AsList(), i => [i.Unit]);
    }
}
