using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Datarun.ServiceDefaults.Codes;

namespace Datarun.Exchange.Elements;

/// <summary>Whether a value can be one of an element: its type, bounds, choices and pattern. A JSON null (there is none) always can.</summary>
public static class FitsElement
{
    private static readonly TimeSpan LongestMatch = TimeSpan.FromMilliseconds(200);

    /// <summary>What is wrong with the value, language-neutral; null where nothing is.</summary>
    public static string? Fault(Element element, JsonElement value)
    {
        try
        {
            return OfType(element, value);
        }
        catch (InvalidOperationException)
        {
            return element.Type.ToString(); // Half a surrogate pair: no text at all.
        }
    }

    private static string? OfType(Element element, JsonElement value) => (element.Type, value.ValueKind) switch
    {
        (_, JsonValueKind.Null) => null,
        (ElementType.INTEGER or ElementType.DECIMAL, JsonValueKind.Number) => OfNumber(element, value),
        (ElementType.TEXT, JsonValueKind.String) => OfText(element, value),
        (ElementType.DATE, JsonValueKind.String) =>
            DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : "DATE yyyy-MM-dd",
        (ElementType.BOOLEAN, JsonValueKind.True or JsonValueKind.False) => null,
        (ElementType.CHOICE, JsonValueKind.String) => element.Choices?.Contains(value.GetString()) == true ? null : $"CHOICE {string.Join('|', (element.Choices ?? []).Take(20))}",
        _ => element.Type.ToString(),
    };

    private static string? OfNumber(Element element, JsonElement value)
    {
        if (ExactNumber.Read(value, out var number) is { } exact) return exact;
        if (element.Type == ElementType.INTEGER && number != decimal.Truncate(number)) return "INTEGER";
        return number < element.Min ? $"min {element.Min}" : number > element.Max ? $"max {element.Max}" : null;
    }

    private static string? OfText(Element element, JsonElement value)
    {
        var text = value.GetString()!;
        if (PlainText.Read(text, out _, lines: true) != TextFault.NONE) return "TEXT";
        if (element.Identifier == Identifier.CREDIT_CODE && !UnifiedCreditCode.TryParse(text, out _)) return "CREDIT_CODE";
        if (element.Identifier == Identifier.CITIZEN_ID && !CitizenId.TryParse(text, out _)) return "CITIZEN_ID";
        return element.Pattern is null || Regex.IsMatch(text, $"^(?:{element.Pattern})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, LongestMatch)
            ? null
            : $"pattern {element.Pattern}";
    }
}
