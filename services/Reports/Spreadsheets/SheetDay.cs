using System.Globalization;
using Datarun.Reports.Elements;

namespace Datarun.Reports.Spreadsheets;

/// <summary>Days as spreadsheets hold them: numbers in a date format, counted from the epoch of the workbook. Pure.</summary>
public static class SheetDay
{
    /// <summary>How a date is shown where nothing else says so.</summary>
    public const string Format = "yyyy\\-mm\\-dd";

    /// <summary>The number of the last day there is, 9999-12-31.</summary>
    public const int Last = 2_958_465;

    /// <summary>From which days workbooks count: most from the first, some from 1904.</summary>
    internal static readonly DateOnly Epoch = new(1899, 12, 30), Epoch1904 = new(1904, 1, 1);

    // The file format counts a 29 February 1900 that never was, so what lies before is off by a day in some programs.
    private const int LeapDay = 60;
    private static readonly DateOnly FirstDay = new(1900, 3, 1);

    /// <summary>The day that a value of an element says; null where the element is not of dates.</summary>
    public static DateOnly? Of(Element element, string text) =>
        element.Type == "DATE" && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>Its number; null for a day before the first that every program shows alike: it is written as a text.</summary>
    /// <param name="is1904">Whether the workbook counts from 1904.</param>
    public static int? NumberOf(DateOnly day, bool is1904 = false) =>
        is1904 ? (day > Epoch1904 ? day.DayNumber - Epoch1904.DayNumber : null) : day >= FirstDay ? day.DayNumber - Epoch.DayNumber : null;

    /// <summary>The day of a number; null where there is none.</summary>
    internal static DateOnly? DayOf(double number, DateOnly epoch)
    {
        if (number is not (>= 1 and <= Last)) return null;
        var days = (int)number + (epoch == Epoch && number < LeapDay ? 1 : 0);
        return epoch.DayNumber + days <= DateOnly.MaxValue.DayNumber ? epoch.AddDays(days) : null;
    }

    /// <summary>The day as a text.</summary>
    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
