using Dapper;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.StandingNils;

public static class RevokeStandingNil
{
    /// <summary>Revokes a declaration: the period of today and later ones are open again, earlier ones stay nil.</summary>
    public static async Task<Results<Ok<StandingNil>, Refused>> HandleAsync(
        string unit, string form, Caller caller, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        caller.MustCover(unit);
        var row = await work.Connection.QuerySingleOrDefaultAsync<StandingNilRow>(new CommandDefinition(
            $"{StandingNilRow.Select} WHERE unit = @unit AND form = @form AND revoked_on IS NULL", new { unit, form }, cancellationToken: cancel));
        if (row is not { EndsOn: null }) return ReportsProblems.StandingNilUnknown.Refuse();
        var today = clock.Today();
        await work.Connection.ExecuteAsync(new CommandDefinition(
            "UPDATE standing_nil SET revoked_on = @today WHERE id = @Id AND revoked_on IS NULL", new { row.Id, today }, cancellationToken: cancel));
        return TypedResults.Ok((row with { RevokedOn = today, EndsOn = today }).View);
    }
}
