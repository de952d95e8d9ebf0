using System.Text.Json;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Spreadsheets;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.WorkbookTemplates;

public static class PutMapping
{
    /// <summary>Says once which cells and columns of the workbook take which elements; a new version of the template unless nothing changes.</summary>
    public static async Task<Results<Ok<TemplateView>, Refused>> HandleAsync(
        string code, Mapping body, Caller caller, Catalogue catalogue, AskedForms forms, UnitOfWork work, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        if (await Template.InUseAsync(code, caller, work.Connection, cancel) is not { } before) return TemplateProblems.TemplateUnknown.Refuse();
        ETags.Match(context, before.Version);
        var sheets = ReadSheets.Of(before.File);
        var check = CheckMapping.Of(body, sheets, (await Template.FormAsync(before.Form, catalogue, forms, work.Connection, cancel))!);
        if (!check.Passes) return check.Refused;
        var (mapping, kept) = (JsonSerializer.Serialize(body, Json.Options), before);
        if (JsonSerializer.Serialize(before.Mapped, Json.Options) != mapping)
        {
            // Two at once would take one version number: the second meets the key and is told CONFLICT.
            kept = before with { Version = before.Version + 1, Mapping = mapping, KeptAt = clock.GetUtcNow() };
            await kept.KeepAsync(caller.Client, work.Connection, cancel);
        }
        ETags.Give(context, kept.Version);
        return TypedResults.Ok(kept.View(sheets));
    }
}
