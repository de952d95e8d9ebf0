using System.Text.Json;
using Dapper;
using Datarun.Rosters.Overtime;
using Datarun.Rosters.People;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Rosters.CompTime;

internal static class ListCredits
{
    /// <summary>Time off owed for one approved overtime entry.</summary>
    /// <param name="Entry">The overtime entry.</param>
    /// <param name="Person">Opaque.</param>
    /// <param name="Unit">Who owes it: where it was worked.</param>
    /// <param name="Day">The day of the work.</param>
    /// <param name="Minutes">What counts of the work.</param>
    /// <param name="Taken">What of it was taken.</param>
    /// <param name="Converted">What of it was claimed as an allowance.</param>
    /// <param name="Left">What of it is left.</param>
    /// <param name="UseBy">Until when it is to be given; it is still owed afterwards.</param>
    /// <param name="Rule">What that date rests on; no law gives one.</param>
    public sealed record CompTimeCredit(
        Guid Entry, Guid Person, string Unit, DateOnly Day, int Minutes, int Taken, int Converted, int Left, DateOnly UseBy, CreditState State, RuleReference Rule);

    /// <summary>What time off is owed for which overtime entry, the earliest use-by date first.</summary>
    /// <param name="under">A place with everything below it, its bodies included; or one body. It or a person must be given.</param>
    /// <param name="person">Only those of this person, over all units.</param>
    /// <param name="state">Only those in this state.</param>
    /// <param name="page">Which page.</param>
    public static async Task<Page<CompTimeCredit>> HandleAsync(
        OrgUnitCode? under, Guid? person, CreditState? state, [AsParameters] PageQuery page, Caller caller, NpgsqlDataSource data, Rules rules, TimeProvider clock, CancellationToken cancel)
    {
        var (after, today) = (page.Keys(2), clock.Today());
        await using var connection = await data.OpenConnectionAsync(cancel);
        await WhoIsMeant.MustCoverAsync(connection, caller, under, person, cancel);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"""
            SELECT * FROM (
                SELECT id AS entry, person, unit, day, minutes, taken, converted, minutes - taken - converted AS "left", use_by, use_by_rule::text AS rule,
                    {CreditStateSql.Of} AS state
                FROM overtime_entry WHERE state = 'APPROVED' AND (minutes > 0 OR provisional) AND {WhoIsMeant.Sql(under, person)}) credit
            WHERE true {(state is null ? "" : "AND state = @state")} {(after is null ? "" : "AND (use_by, entry) > (@useBy, @key)")}
            ORDER BY use_by, entry LIMIT @limit
            """,
            new
            {
                under = under?.ToString(), underEnd = under?.Division?.RangeEnd, person, state = state?.ToString(), today, soon = CreditStateSql.Soon(today, rules),
                useBy = after is null ? default : ListOvertimeEntries.DayKey(after[0]), key = after is null ? default : PageQuery.IdOf(after[1]), limit = page.Size + 1,
            }, cancellationToken: cancel));
        return page.Of([.. rows.Select(r => r.View)], c => [$"{c.UseBy:yyyy-MM-dd}", c.Entry.ToString()]);
    }

    private sealed record Row
    {
        public Guid Entry { get; init; }
        public Guid Person { get; init; }
        public string Unit { get; init; } = "";
        public DateOnly Day { get; init; }
        public int Minutes { get; init; }
        public int Taken { get; init; }
        public int Converted { get; init; }
        public int Left { get; init; }
        public DateOnly UseBy { get; init; }
        public string State { get; init; } = "";
        public string Rule { get; init; } = "";

        public CompTimeCredit View => new(
            Entry, Person, Unit, Day, Minutes, Taken, Converted, Left, UseBy, Enum.Parse<CreditState>(State), JsonSerializer.Deserialize<RuleReference>(Rule, Json.Options)!);
    }
}
