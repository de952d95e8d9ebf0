using System.Globalization;
using Datarun.Reports.Elements;
using Datarun.Reports.Spreadsheets;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Datarun.Reports.Workbooks;

/// <summary>What may be typed into the cells of elements: bounds, and drop-downs whose choices lie in a hidden sheet of their own.</summary>
public sealed class ChoiceLists(Words words)
{
    private const string Name = "_datarun_lists";
    private const decimal Largest = 999_999_999_999_999m; // Of 15 digits; beyond it a spreadsheet rounds.
    private readonly List<IReadOnlyList<string>> _lists = [[words.Of(true), words.Of(false)]];

    /// <summary>A drop-down of yes and no.</summary>
    public CellValidation YesNo(string range) => ListOf(1, 2, range);

    /// <summary>A drop-down of these choices.</summary>
    public CellValidation OneOf(IReadOnlyList<string> choices, string range)
    {
        _lists.Add(choices);
        return ListOf(_lists.Count, choices.Count, range);
    }

    /// <summary>What an element admits.</summary>
    public CellValidation Of(Element element, string range)
    {
        var (low, high) = (element.Min ?? -Largest, element.Max ?? Largest);
        CellValidation Between(DataValidationValues type, string from, string to) => new(range, type, from, to, DataValidationOperatorValues.Between, HintOf(element));
        switch (element.Type)
        {
            case "BOOLEAN":
                return YesNo(range);
            case "CHOICE" when element.Choices is { Length: > 0 } choices:
                return OneOf(choices, range);
            case "INTEGER":
                return Between(DataValidationValues.Whole, Number(low), Number(high));
            case "DECIMAL":
                return Between(DataValidationValues.Decimal, Number(low), Number(high));
            case "DATE":
                return Between(DataValidationValues.Date, "1", $"{SheetDay.Last}");
            default:
                return Between(DataValidationValues.TextLength, "0", "10000");
        }
    }

    /// <summary>What an element admits, in a few characters.</summary>
    public string HintOf(Element element) => string.Join(' ', new[]
    {
        words.Type(element.Type), element.Min is { } min ? $"≥ {Number(min)}" : null, element.Max is { } max ? $"≤ {Number(max)}" : null, element.Pattern, element.Measure,
    }.Where(part => part is not null));

    /// <summary>The hidden sheet, once all validations are made.</summary>
    public SheetToWrite Sheet => new(Name, [.. Enumerable.Range(0, _lists.Max(l => l.Count))
        .Select(row => (IReadOnlyList<CellToWrite>)[.. _lists.Select(list => new CellToWrite(row < list.Count ? list[row] : null))])]) { IsHidden = true };

    private static CellValidation ListOf(int column, int count, string range) =>
        new(range, DataValidationValues.List, $"{Name}!${SheetAddress.ColumnOf(column)}$1:${SheetAddress.ColumnOf(column)}${count}", null, DataValidationOperatorValues.Equal);

    private static string Number(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
