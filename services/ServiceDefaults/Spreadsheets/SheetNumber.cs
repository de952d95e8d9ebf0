using System.Globalization;

namespace Datarun.ServiceDefaults.Spreadsheets;

/// <summary>Numbers as spreadsheets can hold them.</summary>
public static class SheetNumber
{
    /// <summary>Spreadsheets calculate in binary and keep so many digits; a number with more is written as a text, so that none is lost.</summary>
    public const int MostDigits = 15;

    /// <summary>Whether a spreadsheet keeps all of its digits.</summary>
    public static bool Holds(decimal number) => number.ToString(CultureInfo.InvariantCulture).Count(char.IsAsciiDigit) <= MostDigits;
}
