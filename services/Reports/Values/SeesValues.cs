using Dapper;
using Datarun.Reports.Elements;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Values;

/// <summary>
/// Who sees single values of an element, which are closer than figures: the unit and the places above it, the element's source, and departments where it is shared
/// without conditions or a grant covers the unit. A form alone does not open them.
/// </summary>
public static class SeesValues
{
    /// <summary>Throws MAY_NOT_SEE for everybody else.</summary>
    /// <param name="unit">A unit, or a place with everything below it.</param>
    public static async Task MustAsync(Element element, string unit, Caller caller, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        var sees = caller.Covers(unit) || caller.Covers(element.Source) || caller.Covers(element.SourceOf(unit))
            || (caller.Is(Role.DEPARTMENT) && (element.SharingClass == "UNCONDITIONAL" || await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                """
                SELECT EXISTS (SELECT FROM sharing_grant WHERE consumer = @Unit AND elements @> ARRAY[@Code] AND state = 'ACTIVE' AND until >= @today AND starts_with(@about, under))
                """, new { caller.Unit, element.Code, today, about = unit }, cancellationToken: cancel))));
        if (!sees) throw ReportsProblems.MayNotSee.Refuse().With("element", element.Code).AsException();
        // What another has closed since is not read by way of what was derived from it before.
        foreach (var closed in element.ClosedUnder) await MustAsync(closed with { ClosedUnder = [] }, unit, caller, today, connection, cancel);
    }
}
