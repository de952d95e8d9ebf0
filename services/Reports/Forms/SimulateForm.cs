using Datarun.Reports.Admission;
using Datarun.Reports.Elements;
using Datarun.Reports.Masking;
using Datarun.Reports.Validation;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.Forms;

public static class SimulateForm
{
    // Never the code of a stored form, so nothing is taken for the form's own earlier version.
    private const string NoCode = "simulation";

    /// <summary>What admission would come to.</summary>
    public sealed record Answer(Decision Admission);

    /// <summary>Says what admission would come to, with every ground and every field, and changes nothing. <c>?code=</c> names the form that it would replace.</summary>
    public static async Task<Results<Ok<Answer>, Refused>> HandleAsync(
        FormBody body, string? code, Caller caller, CatchUp catchUp, GatherFacts gather, Catalogue catalogue, NpgsqlDataSource database, HttpContext context, CancellationToken cancel)
    {
        var check = CheckForm.Of(code ?? NoCode, body);
        if (!check.Passes) return check.Refused;
        caller.MustCover(body.Department);
        await catchUp.WithAsync(cancel, "exchange", "rosters");
        await using var connection = await database.OpenConnectionAsync(cancel);
        var elements = (await catalogue.ReadAsync(connection, cancel)).ByCode;
        CheckMasks.Of(CheckRule.Of(body, elements), body, elements).Enforce();
        if (await gather.AboutAsync(code ?? "", body, connection, cancel) is not { } facts)
            return ReportsProblems.UnknownOrgUnit.At("/department", body.Department);
        return TypedResults.Ok(new Answer(Decide.On(facts).For(Language.IsChinese(context))));
    }
}
