using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Datarun.Reports.Elements;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Spreadsheets;

namespace Datarun.Reports.Spreadsheets;

/// <summary>
/// What people write in cells, as the JSON that the API takes: full-width digits, thousands separators, percentages, numbers kept as text by an apostrophe,
/// dates as they are written here, 是 and 否. What cannot be read so is passed on as text, and refused by the same check as everywhere. Pure.
/// </summary>
public static partial class ReadCell
{
    private static readonly string[] DateForms = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd", "yyyy年M月d日"];
    // As programs write a day that they hold as an instant.
    private static readonly string[] Midnights = [" 0:00", " 0:00:00", " 00:00", " 00:00:00", "T00:00:00"];
    private static readonly string[] Yes = ["是", "有", "true", "yes", "y", "1", "√", "✓"];
    private static readonly string[] No = ["否", "无", "false", "no", "n", "0", "×", "✗"];

    /// <summary>The value; null where the cell says nothing.</summary>
    public static JsonElement? As(Element element, SheetCell? cell)
    {
        if (cell is null) return null;
        // Of no type: what went wrong in a formula is not a text that somebody wrote, nor is a number whose last digits the spreadsheet has lost.
        if (cell.Kind == SheetCellKind.ERROR || (cell.Kind == SheetCellKind.NUMBER && element.Type is "TEXT" or "CHOICE" && cell.Text.Count(char.IsAsciiDigit) > SheetNumber.MostDigits))
            return Json(new { cell.Kind, cell.Text });
        if (cell.Kind is SheetCellKind.NUMBER or SheetCellKind.PERCENT && element.Type is "INTEGER" or "DECIMAL"
            && ExactNumber.Holds(cell.Text) && decimal.TryParse(cell.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return Json(cell.Kind == SheetCellKind.PERCENT && SheetPercent.IsOf(element) ? number * 100 : number);
        return As(element, cell.Text);
    }

    /// <summary>The value of a text, such as a cell of CSV; null where it is blank.</summary>
    public static JsonElement? As(Element element, string written)
    {
        var text = written.Trim();
        if (text.Length == 0) return null;
        if (element.Type == "TEXT") return Json(text);
        if (element.Type is "INTEGER" or "DECIMAL" && ExactNumber.Holds(text) && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var plain)) return Json(plain);
        // Half a surrogate pair cannot be normalised; the check refuses it.
        var narrow = IsText(text) ? Unseen().Replace(text.Normalize(NormalizationForm.FormKC), "").Trim() : text;
        if (element.Type is "INTEGER" or "DECIMAL" or "DATE") narrow = narrow.TrimStart('\'');
        return element.Type switch
        {
            "INTEGER" or "DECIMAL" => Number(narrow, element) is { } number ? Json(number) : Json(text),
            "BOOLEAN" => Yes.Contains(narrow, StringComparer.OrdinalIgnoreCase) ? Json(true) : No.Contains(narrow, StringComparer.OrdinalIgnoreCase) ? Json(false) : Json(text),
            "DATE" => Json(Day(narrow) is { } day ? SheetDay.Text(day) : text),
            "CHOICE" => Json(Choice(text, narrow, element.Choices ?? []) ?? text),
            _ => Json(text),
        };
    }

    private static DateOnly? Day(string narrow)
    {
        var bare = Array.Find(Midnights, narrow.EndsWith) is { } midnight ? narrow[..^midnight.Length] : narrow;
        return DateOnly.TryParseExact(bare, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }

    private static string? Choice(string text, string narrow, string[] choices) =>
        Array.Find(choices, c => c == text) ?? Array.Find(choices, c => c.Normalize(NormalizationForm.FormKC) == narrow);

    private static bool IsText(string text) => ServiceDefaults.Codes.PlainText.Read(text, out _, lines: true) == ServiceDefaults.Codes.TextFault.NONE;

    private static decimal? Number(string narrow, Element element)
    {
        var bare = Spaces().Replace(narrow, "").Replace('−', '-').Replace('，', ',');
        var isPercent = bare.EndsWith('%');
        if (isPercent) bare = bare[..^1];
        if (Thousands().IsMatch(bare)) bare = bare.Replace(",", "", StringComparison.Ordinal);
        if (!ExactNumber.Holds(bare) || !decimal.TryParse(bare, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return null;
        return isPercent && !SheetPercent.IsOf(element) ? number / 100 : number;
    }

    private static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value);

    [GeneratedRegex(@"^[+-]?\d{1,3}(,\d{3})+(\.\d*)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Thousands();

    /// <summary>What is pasted along without being seen, such as a zero-width space or a mark of direction.</summary>
    [GeneratedRegex(@"\p{Cf}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Unseen();

    [GeneratedRegex(@"\s", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Spaces();
}
