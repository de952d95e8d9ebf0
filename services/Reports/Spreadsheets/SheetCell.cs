namespace Datarun.Reports.Spreadsheets;

/// <summary>What a cell holds, by its type and number format.</summary>
public enum SheetCellKind { TEXT, NUMBER, PERCENT, DATE, FLAG, ERROR }

/// <summary>A cell that is not empty. The value of a formula is the one that was calculated last.</summary>
/// <param name="Row">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Text">Text as it stands; a number in at most 15 digits, as its program shows it; a date as 2026-11-25; a flag as true or false.</param>
public sealed record SheetCell(int Row, int Column, SheetCellKind Kind, string Text)
{
    /// <summary>Where it is, such as C7.</summary>
    public string Reference => SheetAddress.Of(Row, Column);
}

/// <summary>Addresses of cells, such as C7.</summary>
public static class SheetAddress
{
    /// <summary>Rows of a sheet, by the file format.</summary>
    public const int MostRows = 1_048_576;

    /// <summary>Columns of a sheet, by the file format.</summary>
    public const int MostColumns = 16_384;

    /// <summary>The address of a cell, both from 1.</summary>
    public static string Of(int row, int column) => $"{ColumnOf(column)}{row}";

    /// <summary>The letters of a column.</summary>
    public static string ColumnOf(int column)
    {
        var letters = "";
        for (; column > 0; column = (column - 1) / 26) letters = (char)('A' + (column - 1) % 26) + letters;
        return letters;
    }

    /// <summary>Reads an address; false for what is none, <c>$</c> and ranges too.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out int row, out int column)
    {
        row = column = 0;
        var letters = text.IndexOfAnyExceptInRange('A', 'Z');
        if (letters is < 1 or > 3 || text.Length - letters > 7 || text[letters..].ContainsAnyExceptInRange('0', '9')) return false;
        foreach (var letter in text[..letters]) column = column * 26 + (letter - 'A' + 1);
        row = int.Parse(text[letters..], System.Globalization.CultureInfo.InvariantCulture);
        return row is >= 1 and <= MostRows && column <= MostColumns;
    }
}
