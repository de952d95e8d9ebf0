using DocumentFormat.OpenXml.Spreadsheet;

namespace Datarun.Reports.Spreadsheets;

/// <summary>How a cell looks, and whether it may be typed into where its sheet is protected.</summary>
public enum Look
{
    PLAIN,
    TITLE,
    HEADING,
    NOTE,

    /// <summary>Known: shaded, locked.</summary>
    KNOWN,

    /// <summary>Known, but open to who gave it.</summary>
    OWN,

    /// <summary>Out of date: shaded, open.</summary>
    STALE,

    /// <summary>To be filled: framed, open.</summary>
    OPEN,
}

/// <summary>A cell to be written.</summary>
/// <param name="Value">A text, a decimal, a DateOnly; null for an empty cell.</param>
/// <param name="Look">How it looks.</param>
/// <param name="IsText">Whether what is typed into it stays text, so that 007 does not become 7.</param>
/// <param name="IsDate">Whether it is formatted as a date although it is empty.</param>
public readonly record struct CellToWrite(object? Value, Look Look = Look.PLAIN, bool IsText = false, bool IsDate = false);

/// <summary>What may be typed into a range.</summary>
/// <param name="Range">Such as D6:D9.</param>
/// <param name="Type">List, whole number, decimal, date or text length.</param>
/// <param name="From">First bound, or the formula of a list.</param>
/// <param name="To">Second bound.</param>
/// <param name="Operator">How the bounds are meant.</param>
/// <param name="Prompt">Shown beside the cell.</param>
public sealed record CellValidation(
    string Range, DataValidationValues Type, string From, string? To, DataValidationOperatorValues Operator, string? Prompt = null);

/// <summary>A sheet to be written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">Its rows from the first on.</param>
public sealed record SheetToWrite(string Name, IReadOnlyList<IReadOnlyList<CellToWrite>> Rows)
{
    /// <summary>Widths of its columns, in characters.</summary>
    public IReadOnlyList<double> Widths { get; init; } = [];

    /// <summary>What may be typed where.</summary>
    public IReadOnlyList<CellValidation> Validations { get; init; } = [];

    /// <summary>Whether only open cells can be typed into. Against slips, not against intent: what comes back is checked.</summary>
    public bool IsProtected { get; init; }

    /// <summary>Whether it can be made visible by a program only.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Rows that stay in view.</summary>
    public int FrozenRows { get; init; }

    /// <summary>Columns that stay in view.</summary>
    public int FrozenColumns { get; init; }

    /// <summary>Rows that are there but not shown, from 1.</summary>
    public IReadOnlyList<int> HiddenRows { get; init; } = [];
}
