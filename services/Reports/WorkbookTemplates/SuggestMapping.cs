using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Spreadsheets;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.WorkbookTemplates;

public static class SuggestMapping
{
    /// <summary>
    /// Cells that look like elements of the form, as a mapping to be looked at and sent to PUT mapping: where a cell holds an element's name or
    /// code, the empty cell to its right, else the one below; of merged cells the first. Changes nothing.
    /// </summary>
    public static async Task<Results<Ok<Mapping>, Refused>> HandleAsync(
        string code, Caller caller, Catalogue catalogue, AskedForms forms, NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (await Template.InUseAsync(code, caller, connection, cancel) is not { } template) return TemplateProblems.TemplateUnknown.Refuse();
        var form = (await Template.FormAsync(template.Form, catalogue, forms, connection, cancel))!;
        return TypedResults.Ok(Of(ReadSheets.Of(template.File), form));
    }

    /// <summary>The suggestion. Pure.</summary>
    public static Mapping Of(IReadOnlyList<Sheet> sheets, AskedForm form) => new([
        .. from field in form.Fields
           from sheet in sheets
           from row in sheet.Rows.Values
           from cell in row.Values
           where Bare(cell.Text) == Bare(field.Element.Name) || cell.Text.Trim() == field.Element.Code
           let heading = sheet.Layout.MergedAt(cell.Row, cell.Column) ?? new SheetRange(cell.Row, cell.Column, cell.Row, cell.Column)
           let free = Free(sheet, heading.Top, heading.Right + 1) ?? Free(sheet, heading.Bottom + 1, heading.Left)
           where free is not null
           select new MappedCell(field.Element.Code, free.ToString()!)]);

    /// <summary>The cell, or the first of the merged range in which it lies, where nothing stands in it.</summary>
    private static CellAddress? Free(Sheet sheet, int row, int column)
    {
        if (sheet.Layout.MergedAt(row, column) is { } range) (row, column) = (range.Top, range.Left);
        return sheet.At(row, column) is null && sheet.Layout.FormulaAt(row, column) is null ? new CellAddress(sheet.Name, row, column) : null;
    }

    /// <summary>A heading without its unit in brackets, blanks and colon.</summary>
    private static string Bare(string text) =>
        string.Concat(text.Split('(', '（')[0].Where(c => !char.IsWhiteSpace(c) && c is not (':' or '：' or '*')));
}
