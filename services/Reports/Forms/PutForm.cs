using System.Text.Json;
using Datarun.Reports.Admission;
using Datarun.Reports.DuplicateReports;
using Datarun.Reports.Elements;
using Datarun.Reports.Masking;
using Datarun.Reports.Simulation;
using Datarun.Reports.Validation;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Forms;

public static class PutForm
{
    /// <summary>
    /// Submits a form for admission. Admitted: 201, or 200 for a form that was admitted before. Refused: 422 with every ground, and the
    /// refusal stays on record. Everything known already: 409 with drafts of the sharing requests that give the same data, and the elements that are granted and can be read;
    /// but what formulas of the department itself give is admitted, because it is generated for those who are asked.
    /// </summary>
    public static async Task<Results<Created<FormView>, Ok<FormView>, Refused>> HandleAsync(
        string code, FormBody body, Caller caller, CatchUp catchUp, GatherFacts gather, Catalogue catalogue, Rules rules, WorkdayCalendar calendar, UnitOfWork work, TimeProvider clock, HttpContext context,
        CancellationToken cancel)
    {
        var check = CheckForm.Of(code, body);
        if (!check.Passes) return check.Refused;
        caller.MustCover(body.Department);
        await catchUp.WithAsync(cancel, "exchange", "rosters");
        await AdmitForm.TakeTurnAsync(work, cancel);
        var before = await FormRow.FindAsync(code, work.Connection, cancel);
        ETags.Match(context, before?.Version ?? 0);
        if (before is not null && RefuseOver(before, body) is { } over) return over;
        var chinese = Language.IsChinese(context);
        if (before is not null && Write(before.Form) == Write(body)) return Same(before, chinese, context);

        var elements = (await catalogue.ReadAsync(work.Connection, cancel)).ByCode;
        CheckMasks.Of(CheckRule.Of(body, elements), body, elements, rules, clock.Today()).Enforce();
        if (await gather.AboutAsync(code, body, work.Connection, cancel) is not { } facts)
            return ReportsProblems.UnknownOrgUnit.At("/department", body.Department);
        var now = clock.GetUtcNow();
        var decision = Decide.On(facts) with { Id = Guid.CreateVersion7(now) };
        await KeepDecision.RunAsync(code, facts, decision, caller, now, work, cancel);
        if (decision.Outcome == Outcome.REJECTED)
        {
            work.KeepsRefusal = true;
            return Refuse(facts, decision, chinese);
        }
        var row = await AdmitForm.RunAsync(code, before, facts, decision, now, calendar, work, cancel);
        ETags.Give(context, row.Version);
        var view = FormView.Of(row, chinese);
        return before is null ? TypedResults.Created($"/api/reports/v1/forms/{code}", view) : TypedResults.Ok(view);
    }

    /// <summary>Why a form cannot take the place of the one that is there: another department's, or a confirmed duplicate that is sent once more as it is.</summary>
    internal static Refused? RefuseOver(FormRow before, FormBody body) =>
        before.Department != body.Department ? ReportsProblems.FormOfAnother.At("?code", before.Code)
        : before.SuspendedBy is { } report && Write(before.Form) == Write(body) ? DuplicateReportProblems.FormSuspended.At("?code", before.Code).With("report", report)
        : null;

    /// <summary>The refusal of a rejected form.</summary>
    private static Refused Refuse(AdmissionFacts facts, Decision decision, bool chinese) => Decide.IsAllKnown(decision)
        ? ReportsProblems.AllFieldsKnown.Refuse().With("duplicateOf", DuplicateOf(facts)).With("admission", decision.For(chinese))
            .With("sharingRequests", SharingDraft.For(facts)).With("granted", facts.Fields.Where(f => f.Granted).Select(f => f.Field.Element))
        : ReportsProblems.FormRefused.Refuse().With("admission", decision.For(chinese)).With("alternatives", OfferAlternatives.To(facts, chinese));

    /// <summary>The form that collects most of the fields, from units of the same level or below; what is asked of those above says nothing about these.</summary>
    private static string? DuplicateOf(AdmissionFacts facts) => facts.Fields.SelectMany(f => f.Collectors).Where(c => c.Level >= facts.Form.Level).GroupBy(c => c.Form)
        .OrderByDescending(same => same.Count()).ThenBy(same => same.Key, StringComparer.Ordinal).FirstOrDefault()?.Key;

    private static Ok<FormView> Same(FormRow row, bool chinese, HttpContext context)
    {
        ETags.Give(context, row.Version);
        return TypedResults.Ok(FormView.Of(row, chinese));
    }

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, Json.Options);
}
