using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.RollUps;

/// <summary>Who sees the figures of an element: its source, a department whose form has it, the places concerned; everyone where it is shared without conditions.</summary>
public static class SeesFigures
{
    /// <summary>Throws MAY_NOT_SEE for everybody else.</summary>
    public static async Task MustAsync(Element element, Place place, Caller caller, NpgsqlConnection connection, CancellationToken cancel)
    {
        var sees = element.SharingClass == "UNCONDITIONAL" || caller.Covers(element.Source) || caller.Covers(place.Code)
            || await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                "SELECT EXISTS (SELECT FROM form f JOIN form_field ff ON ff.form = f.code AND ff.version = f.version WHERE f.department = @Unit AND ff.element = @Id)",
                new { caller.Unit, element.Id }, cancellationToken: cancel));
        if (!sees) throw ReportsProblems.MayNotSee.Refuse().AsException();
    }
}
