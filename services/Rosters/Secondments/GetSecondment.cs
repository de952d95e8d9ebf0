using Dapper;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Rosters.Secondments;

internal static class GetSecondment
{
    /// <summary>A secondment with every step on record. Whoever keeps or examines the rosters of the lender's or the borrower's area sees it.</summary>
    /// <param name="on">The day on which its state is asked for; today where it is not given.</param>
    public static async Task<SecondmentView> HandleAsync(
        Guid id, DateOnly? on, Caller caller, NpgsqlDataSource data, Rules rules, WorkdayCalendar calendar, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        await using var connection = await data.OpenConnectionAsync(cancel);
        var s = await connection.QuerySingleOrDefaultAsync<Secondment>(new CommandDefinition($"SELECT {Secondment.Columns} FROM secondment s WHERE s.id = @id", new { id }, cancellationToken: cancel))
            ?? throw SecondmentProblems.Unknown.Refuse().AsException();
        await SecondmentRows.MustSeeAsync(connection, caller, s, cancel);
        return await SecondmentView.SayAsync(s, connection, on ?? clock.Today(), rules, calendar, context, cancel);
    }
}
