using System.Globalization;
using Datarun.Reports.Elements;

namespace Datarun.Reports.Spreadsheets;

/// <summary>Days as spreadsheets hold them: numbers in a date format, counted from the epoch of the workbook. Pure.</summary>
public static class SheetDay
{
    /// <summary>How a date is shown where nothing else says so.</summary>
    public const string Format = "yyyy\\-mm\\-dd";

    // The file format counts a 29 February 1900 that never was, so what lies before is off by a day in some programs.
    private static readonly DateOnly Epoch = new(1899, 12, 30), FirstDay = new(1900, 3, 1), Epoch1904 = new(1904, 1, 1);

    /// <summary>The day that a value of an element says; null where the element is not of dates.</summary>
    public static DateOnly? Of(Element element, string text) =>
        element.Type == "DATE" && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>Its number; null for a day before the first that every program shows alike: it is written as a text.</summary>
    /// <param name="is1904">Whether the workbook counts from 1904.</param>
    public static int? NumberOf(DateOnly day, bool is1904 = false) =>
        is1904 ? (day > Epoch1904 ? day.DayNumber - Epoch1904.DayNumber : null) : day >= FirstDay ? day.DayNumber - Epoch.DayNumber : null;

    /// <summary>The day as a text.</summary>
    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
