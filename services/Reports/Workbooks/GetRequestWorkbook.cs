using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Places;
using Datarun.Reports.Spreadsheets;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.Workbooks;

public static class GetRequestWorkbook
{
    internal const int MostUnits = 1000;
    private const int MostCells = 100_000;

    /// <summary>
    /// A request as one .xlsx for a place that files for the units below it: a line for each unit, a column for each field, prefilled and
    /// locked like the workbook of a task, with the sources on a second sheet; where a rule allows an exception, a third takes the reasons. At most 1,000 units and 100,000 cells; beyond that take a
    /// smaller place, filings.csv or NDJSON.
    /// </summary>
    /// <param name="under">The place; the caller's own where it is not given.</param>
    public static async Task<Results<FileContentHttpResult, Refused>> HandleAsync(
        Guid id, string? under, Caller caller, Catalogue catalogue, AskedForms forms, NpgsqlDataSource database, TimeProvider clock,
        HttpContext context, CancellationToken cancel)
    {
        var code = under ?? caller.Unit;
        if (Place.Read(code) is not { } place) return CommonProblems.ParameterInvalid.At("?under", RightForm.Of(nameof(DivisionCode)));
        caller.MustCover(code);
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (await AskedRequest.FindAsync(id, catalogue, forms, connection, cancel) is not { } asked) return ReportsProblems.RequestUnknown.Refuse();
        var units = await asked.UnitsAsync(place, MostUnits + 1, connection, cancel);
        if (units.Count == 0) return ReportsProblems.NobodyToAsk.At("?under", code);
        if (units.Count > MostUnits || units.Count * asked.Form.Fields.Count > MostCells)
            return SpreadsheetProblems.WorkbookTooLarge.At("?under", $"≤ {Math.Min(MostUnits, MostCells / asked.Form.Fields.Count)}");
        var tasks = await FilingTask.ReadAsync(units, clock.Today(), connection, cancel);
        var sheets = RequestSheet.Of(tasks, Language.IsChinese(context));
        // Of each value that is known its source and how it was handed out go along; what goes out must come in again.
        var cells = sheets.Sum(s => s.Rows.Sum(r => (long)r.Count));
        if (cells > WorkbookBounds.Form.Cells) return SpreadsheetProblems.WorkbookTooLarge.At("?under", $"≤ {units.Count * WorkbookBounds.Form.Cells / cells}");
        return Xlsx.Give(WriteWorkbook.Of(sheets), $"{asked.Form.Code}-{code}-{asked.Request.Period}");
    }
}
