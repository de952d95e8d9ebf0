using Dapper;
using Datarun.Rosters.People;
using Datarun.Rosters.Units;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Rosters.Secondments;

internal static class ListSecondments
{
    /// <summary>Secondments of which one side is a unit, in the order of their ids.</summary>
    /// <param name="under">A place with everything below it, its bodies included; or one body. It lies in the caller's area.</param>
    /// <param name="state">Only those that stand so on the day.</param>
    /// <param name="on">The day; today where it is not given.</param>
    /// <param name="page">Which page.</param>
    public static async Task<Page<SecondmentView>> HandleAsync(
        OrgUnitCode under, SecondmentState? state, DateOnly? on, [AsParameters] PageQuery page, Caller caller, NpgsqlDataSource data, Rules rules, WorkdayCalendar calendar, TimeProvider clock,
        CancellationToken cancel)
    {
        if (state is { } s && !Enum.IsDefined(s)) throw CommonProblems.ParameterInvalid.At("?state", string.Join(", ", Enum.GetNames<SecondmentState>())).AsException();
        var (after, day) = (page.AfterId(), on ?? clock.Today());
        await using var connection = await data.OpenConnectionAsync(cancel);
        await PeopleInArea.MustCoverAsync(connection, caller, under.ToString(), cancel);
        var rows = await connection.QueryAsync<Row, Secondment, (Secondment, string?)>(new CommandDefinition(
            $"""
            SELECT {SecondmentView.DecidedBy}, {Secondment.Columns}
            FROM secondment s
            WHERE s.id IN (SELECT id FROM secondment l WHERE {UnitsUnder.Sql(under, "l.lender")} UNION SELECT id FROM secondment b WHERE {UnitsUnder.Sql(under, "b.borrower")})
                {(after is null ? "" : "AND s.id > @after")} {(state is null ? "" : $"AND {OfState} = @state")}
            ORDER BY s.id LIMIT @limit
            """,
            new { under = under.ToString(), underEnd = under.Division?.RangeEnd, after, on = day, state = state?.ToString(), limit = page.Size + 1 }, cancellationToken: cancel),
            (row, secondment) => (secondment, row.DecidedBy), splitOn: "id");
        return page.Of(rows.Select(r => SecondmentView.Of(r.Item1, SecondmentView.ReadRules(r.Item2), day, rules, calendar)).ToList(), v => [v.Id.ToString()]);
    }

    // Secondment.StateOn says the same.
    private const string OfState = "CASE WHEN @on < s.from_on THEN 'PLANNED' WHEN s.returned_on <= @on THEN 'RETURNED' WHEN s.until_on < @on THEN 'OVERSTAY' ELSE 'ACTIVE' END";

    private sealed record Row
    {
        public string? DecidedBy { get; init; }
    }
}
