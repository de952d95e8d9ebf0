using Datarun.Reports.Admission;
using Datarun.Reports.Elements;
using Datarun.Reports.Masking;
using Datarun.Reports.Simulation;
using Datarun.Reports.Validation;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.Forms;

public static class SimulateForm
{
    // Never the code of a stored form, so nothing is taken for the form's own earlier version.
    private const string NoCode = "simulation";

    /// <summary>What admission would come to, and what the form would cost.</summary>
    /// <param name="Admission">As <c>PUT forms/{code}</c> would decide.</param>
    /// <param name="Hours">What it costs those who are asked.</param>
    /// <param name="UnitsHit">How many units are asked.</param>
    /// <param name="Clashes">Other forms that ask the same units or the same elements.</param>
    /// <param name="Alternatives">Cheaper ways, each with the minutes a year that it saves.</param>
    /// <param name="SharingRequests">Drafts for the fields that are known already.</param>
    public sealed record Answer(
        Decision Admission, Hours Hours, long UnitsHit, IReadOnlyList<Clash> Clashes, IReadOnlyList<Alternative> Alternatives, IReadOnlyList<SharingDraft> SharingRequests);

    /// <summary>Says what admission would come to, with every ground and every field, what it would cost whom, and cheaper ways; changes nothing. <c>?code=</c> names the form that it would replace.</summary>
    public static async Task<Results<Ok<Answer>, Refused>> HandleAsync(
        FormBody body, string? code, Caller caller, CatchUp catchUp, GatherFacts gather, Catalogue catalogue, NpgsqlDataSource database, Rules rules, TimeProvider clock, HttpContext context,
        CancellationToken cancel)
    {
        var check = CheckForm.Of(code ?? NoCode, body);
        if (!check.Passes) return check.Refused;
        caller.MustCover(body.Department);
        await catchUp.WithAsync(cancel, "exchange", "rosters");
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (code is not null && await FormRow.FindAsync(code, connection, cancel) is { } before && PutForm.RefuseOver(before, body) is { } refused) return refused;
        var elements = (await catalogue.ReadAsync(connection, cancel)).ByCode;
        CheckMasks.Of(CheckRule.Of(body, elements), body, elements, rules, clock.Today()).Enforce();
        if (await gather.AboutAsync(code ?? "", body, connection, cancel) is not { } facts)
            return ReportsProblems.UnknownOrgUnit.At("/department", body.Department);
        var chinese = Language.IsChinese(context);
        return TypedResults.Ok(new Answer(
            Decide.On(facts).For(chinese), EstimateCost.Of(facts), facts.Asked == 0 ? 0 : facts.Units, EstimateCost.Clashes(facts), OfferAlternatives.To(facts, chinese),
            SharingDraft.OfKnown(facts)));
    }
}
