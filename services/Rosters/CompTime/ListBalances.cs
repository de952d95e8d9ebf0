using Dapper;
using Datarun.Rosters.People;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Rosters.CompTime;

internal static class ListBalances
{
    /// <summary>What one person is owed today, in minutes.</summary>
    public sealed record CompTimeBalance
    {
        /// <summary>Opaque.</summary>
        public Guid Person { get; init; }

        /// <summary>All that was approved and worked, and is certain.</summary>
        public int Earned { get; init; }

        /// <summary>Time off taken, or entered for a day to come.</summary>
        public int Taken { get; init; }

        /// <summary>Certified as not takeable, and claimed as an allowance.</summary>
        public int Converted { get; init; }

        /// <summary>What is left: earned less taken and converted. Nothing of it lapses.</summary>
        public int Owed { get; init; }

        /// <summary>Of what is owed, what is past its use-by date.</summary>
        public int Overdue { get; init; }

        /// <summary>Of what is owed, what is soon past its use-by date.</summary>
        public int Expiring { get; init; }

        /// <summary>Approved, but not certain before a year's holiday notice is out; not owed yet.</summary>
        public int Provisional { get; init; }

        /// <summary>Approved in advance; not owed before it is worked.</summary>
        public int Ahead { get; init; }

        /// <summary>The next use-by date of what is owed; null where nothing is.</summary>
        public DateOnly? NextUseBy { get; init; }
    }

    /// <summary>The comp time ledger (补休台账), one balance for each person who has approved overtime, in the order of their ids; what it is made of stands in comp-time/credits.</summary>
    /// <param name="under">Whose home unit is this place or below it, its bodies included; or one body. It or a person must be given.</param>
    /// <param name="person">Only that of this person.</param>
    /// <param name="page">Which page.</param>
    public static async Task<Page<CompTimeBalance>> HandleAsync(
        OrgUnitCode? under, Guid? person, [AsParameters] PageQuery page, Caller caller, NpgsqlDataSource data, Rules rules, TimeProvider clock, CancellationToken cancel)
    {
        var (after, today) = (page.AfterId(), clock.Today());
        await using var connection = await data.OpenConnectionAsync(cancel);
        await WhoIsMeant.MustCoverAsync(connection, caller, under, person, cancel);
        var rows = await connection.QueryAsync<CompTimeBalance>(new CommandDefinition(
            $"""
            WITH people AS (
                SELECT p.id FROM person p WHERE {WhoIsMeant.Sql(under, person, "p.unit", "p.id")} {(after is null ? "" : "AND p.id > @after")}
                    AND EXISTS (SELECT FROM overtime_entry e WHERE e.person = p.id AND e.state = 'APPROVED') ORDER BY p.id LIMIT @limit),
            credit AS (
                SELECT e.person, e.minutes, e.taken, e.converted, e.minutes - e.taken - e.converted AS rest, e.use_by, {CreditStateSql.Of} AS state
                FROM people JOIN overtime_entry e ON e.person = people.id WHERE e.state = 'APPROVED')
            SELECT person,
                coalesce(sum(minutes) FILTER (WHERE state NOT IN ('PROVISIONAL', 'AHEAD')), 0)::integer AS earned, sum(taken)::integer AS taken, sum(converted)::integer AS converted,
                coalesce(sum(rest) FILTER (WHERE state NOT IN ('PROVISIONAL', 'AHEAD')), 0)::integer AS owed,
                coalesce(sum(rest) FILTER (WHERE state = 'OVERDUE'), 0)::integer AS overdue, coalesce(sum(rest) FILTER (WHERE state = 'EXPIRING'), 0)::integer AS expiring,
                coalesce(sum(rest) FILTER (WHERE state = 'PROVISIONAL'), 0)::integer AS provisional, coalesce(sum(rest) FILTER (WHERE state = 'AHEAD'), 0)::integer AS ahead,
                min(use_by) FILTER (WHERE rest > 0 AND state NOT IN ('PROVISIONAL', 'AHEAD')) AS next_use_by
            FROM credit GROUP BY person ORDER BY person
            """,
            new
            {
                under = under?.ToString(), underEnd = under?.Division?.RangeEnd, person, after, today, soon = CreditStateSql.Soon(today, rules), limit = page.Size + 1,
            }, cancellationToken: cancel));
        return page.Of(rows.AsList(), b => [b.Person.ToString()]);
    }
}
