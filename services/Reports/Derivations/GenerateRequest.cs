using Datarun.Reports.Elements;
using Datarun.Reports.Formulas;
using Datarun.Reports.Forms;
using Datarun.Reports.Places;
using Datarun.Reports.Requests;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Derivations;

public static class GenerateRequest
{
    /// <summary>What was generated.</summary>
    /// <param name="Units">Units that were asked.</param>
    /// <param name="Computed">Cells that have a figure now.</param>
    public sealed record Answer(Guid Request, int Units, int Computed);

    /// <summary>Generates a form (一键生成) for every unit that the request asks; the department that asked may, and reporters for their place.</summary>
    /// <param name="under">Only units of this place.</param>
    public static async Task<Results<Ok<Answer>, Refused>> HandleAsync(
        Guid id, string? under, Caller caller, Catalogue catalogue, AskedForms forms, FindFormulas formulas, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var row = await FindRequest.ByIdAsync(id, work.Connection, cancel);
        if (Place.Read(under ?? row.Under) is not { } place) return CommonProblems.ParameterInvalid.At("?under");
        if (!(caller.Is(Role.DEPARTMENT) && caller.Covers(row.Department))) caller.MustCover(place.Code);
        var (units, computed) = await DeriveRequest.RunAsync(row, place.Low, place.High, open: false, catalogue, forms, formulas, clock.GetUtcNow(), work, cancel);
        return TypedResults.Ok(new Answer(id, units, computed));
    }
}
