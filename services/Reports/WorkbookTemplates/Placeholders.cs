using System.Text.RegularExpressions;
using Datarun.Reports.Spreadsheets;

namespace Datarun.Reports.WorkbookTemplates;

/// <summary>Placeholders in the cells of a workbook: <c>{{element.code}}</c>, <c>{{unit.name}}</c>, <c>{{unit.code}}</c>, <c>{{period}}</c>, <c>{{form.title}}</c>. Pure.</summary>
public static partial class Placeholders
{
    /// <summary>The cells that hold any.</summary>
    public static IEnumerable<(CellAddress At, string Text)> In(IReadOnlyList<Sheet> sheets) =>
        from sheet in sheets from row in sheet.Rows.Values from cell in row.Values
        where cell.Kind == SheetCellKind.TEXT && Pattern().IsMatch(cell.Text)
        select (new CellAddress(sheet.Name, cell.Row, cell.Column), cell.Text);

    /// <summary>The name, where the whole cell is one placeholder: its value then keeps its type.</summary>
    public static string? Only(string text) => Pattern().Match(text.Trim()) is { Success: true } match && match.Length == text.Trim().Length ? match.Groups["name"].Value : null;

    /// <summary>The names in a text.</summary>
    public static IEnumerable<string> Names(string text) => Pattern().Matches(text).Select(m => m.Groups["name"].Value);

    /// <summary>The text with its placeholders replaced.</summary>
    public static string Replace(string text, Func<string, string> value) => Pattern().Replace(text, m => value(m.Groups["name"].Value));

    [GeneratedRegex(@"\{\{\s*(?<name>[A-Za-z0-9._-]{1,100})\s*\}\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Pattern();
}
