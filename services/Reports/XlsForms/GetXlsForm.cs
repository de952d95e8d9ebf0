using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Spreadsheets;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.XlsForms;

public static class GetXlsForm
{
    /// <summary>An admitted form as XLSForm (.xlsx with survey, choices, settings, and the validation rules on a sheet of their own). Read back by POST forms:fromXlsForm it is the same form.</summary>
    public static async Task<Results<FileContentHttpResult, Refused>> HandleAsync(
        string code, Catalogue catalogue, NpgsqlDataSource database, HttpContext context, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (await FormRow.FindAsync(code, connection, cancel) is not { } row) return ReportsProblems.FormUnknown.Refuse();
        var (form, elements) = (row.Form, await catalogue.ReadAsync(connection, cancel));
        ETags.Give(context, row.Version);
        return Xlsx.Give(WriteXlsForm.Of(code, row.Version, form, [.. form.Fields.Select(f => new AskedField(elements.ByCode[f.Element], f.Required))]), code);
    }
}
