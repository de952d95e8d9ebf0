using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.RollUps;

/// <summary>
/// Who sees the figures of an element: its source, the places concerned, a department whose form collects it there or that a grant covers; everyone where it is
/// shared without conditions. A form that only has it filled in from what is known opens nothing: with a level the figures are single values.
/// </summary>
public static class SeesFigures
{
    /// <summary>Throws MAY_NOT_SEE for everybody else.</summary>
    public static async Task MustAsync(Element element, Place place, Caller caller, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        var sees = element.SharingClass == "UNCONDITIONAL" || caller.Covers(element.Source) || caller.Covers(element.SourceOf(place.Code)) || caller.Covers(place.Code)
            || await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                """
                SELECT EXISTS (SELECT FROM form f JOIN form_field ff ON ff.form = f.code AND ff.version = f.version
                        WHERE f.department = @Unit AND ff.element = @Id AND ff.verdict IN ('NEW', 'STALE') AND starts_with(@place, f.area))
                    OR EXISTS (SELECT FROM sharing_grant
                        WHERE consumer = @Unit AND elements @> ARRAY[@Code] AND state = 'ACTIVE' AND until >= @today AND starts_with(@place, under))
                """, new { caller.Unit, element.Id, element.Code, today, place = place.Code }, cancellationToken: cancel));
        if (!sees) throw ReportsProblems.MayNotSee.Refuse().With("element", element.Code).AsException();
        // What another has closed since is not read by way of what was derived from it before.
        foreach (var closed in element.ClosedUnder) await MustAsync(closed with { ClosedUnder = [] }, place, caller, today, connection, cancel);
    }
}
