using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Spreadsheets;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.WorkbookTemplates;

public static class PutTemplate
{
    private const int LongestCode = 100;

    /// <summary>
    /// Keeps a department's own workbook (.xlsx) for one of its forms: the layout in which it wants the figures. A changed file is a new
    /// version with the mapping of the one before, or none where it does not fit any more; the same file is the same version. One that was ended is in use again. Placeholders such as {{unit.name}} work at once.
    /// </summary>
    /// <param name="form">Code of an admitted form of the department.</param>
    public static async Task<Results<Created<TemplateView>, Ok<TemplateView>, Refused>> HandleAsync(
        string code, string form, Caller caller, Catalogue catalogue, AskedForms forms, UnitOfWork work, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        if (code.Length > LongestCode || !code.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            return CommonProblems.CodeInvalid.At("?code", $"A–Z a–z 0–9 . _ -, 1–{LongestCode}");
        if (await Template.FormAsync(form, catalogue, forms, work.Connection, cancel) is not { } asked) return ReportsProblems.FormUnknown.At("?form", form);
        caller.MustCover(asked.Body.Department);
        var file = await UploadedWorkbook.ReadAsync(context.Request, cancel);
        var sheets = ReadSheets.Of(file);
        await work.TakeTurnAsync($"workbook-template/{code}", cancel);
        var before = await Template.FindAsync(code, work.Connection, cancel);
        ETags.Match(context, before?.Version ?? 0);
        if (before is not null && before.Department != asked.Body.Department) return TemplateProblems.TemplateOfAnother.At("?code", code);
        if (before is { EndedAt: null } && before.Form == form && before.File.AsSpan().SequenceEqual(file))
        {
            ETags.Give(context, before.Version);
            return TypedResults.Ok(before.View(sheets));
        }
        var mapping = before is not null && CheckMapping.Of(before.Mapped, sheets, asked).Passes ? before.Mapping : "{}";
        var kept = new Template
        {
            Code = code, Version = (before?.Version ?? 0) + 1, Department = asked.Body.Department, Form = form, File = file, Mapping = mapping, KeptAt = clock.GetUtcNow(),
        };
        await kept.KeepAsync(caller.Client, work.Connection, cancel);
        ETags.Give(context, kept.Version);
        return before is null ? TypedResults.Created($"/api/reports/v1/workbook-templates/{code}", kept.View(sheets)) : TypedResults.Ok(kept.View(sheets));
    }
}
