using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Datarun.Reports.Elements;
using Datarun.Reports.Masking;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Values;

/// <summary>Whether something is a value of an element: type, bounds, pattern, choices. Pure.</summary>
public static class CheckValue
{
    private const int LongestText = 10_000;
    private static readonly TimeSpan PatternTime = TimeSpan.FromMilliseconds(50);
    private static readonly ConcurrentDictionary<string, Regex> Patterns = new(StringComparer.Ordinal);

    /// <summary>Whether anything is said: null says nothing, and neither does a text of spaces, as in a cell of a table.</summary>
    public static bool IsGiven(Element element, JsonElement json) =>
        json.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) && !(element.Type == "TEXT" && json.ValueKind == JsonValueKind.String && Text(json) is { } text && string.IsNullOrWhiteSpace(text));

    /// <summary>Reads it; null when it is right, else what is wrong with it. A text is kept without the spaces around it and with line feeds alone, by whichever door it comes.</summary>
    public static (Problem Problem, string? Detail)? Read(Element element, JsonElement json, out ValueBody value)
    {
        value = default;
        return element.Type switch
        {
            "INTEGER" or "DECIMAL" => ReadNumber(element, json, out value),
            "BOOLEAN" => ReadFlag(json, out value),
            _ => ReadText(element, json, out value),
        };
    }

    private static (Problem, string?)? ReadNumber(Element element, JsonElement json, out ValueBody value)
    {
        value = default;
        if (json.ValueKind != JsonValueKind.Number) return (ReportsProblems.WrongType, element.Type);
        if (ExactNumber.Read(json, out var number) is { } exact) return (ReportsProblems.OutOfBounds, exact);
        value = new ValueBody(number, null, null); // It has no zeros at its end any more.
        if (element.Type == "INTEGER" && number.Scale > 0) return (ReportsProblems.WrongType, "INTEGER");
        if (number < element.Min) return (ReportsProblems.OutOfBounds, $"≥ {element.Min}");
        if (number > element.Max) return (ReportsProblems.OutOfBounds, $"≤ {element.Max}");
        return null;
    }

    private static (Problem, string?)? ReadFlag(JsonElement json, out ValueBody value)
    {
        value = default;
        if (json.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) return (ReportsProblems.WrongType, "BOOLEAN");
        value = ValueBody.Of(json.GetBoolean());
        return null;
    }

    private static (Problem, string?)? ReadText(Element element, JsonElement json, out ValueBody value)
    {
        value = default;
        if (json.ValueKind != JsonValueKind.String) return (ReportsProblems.WrongType, element.Type);
        if (!Utf8.IsValid(JsonMarshal.GetRawUtf8Value(json))) return (CommonProblems.NotUtf8, null);
        if (Text(json) is not { } raw || PlainText.Read(raw, out var plain, lines: true) != TextFault.NONE || plain.Length > LongestText)
            return (CommonProblems.TextInvalid, null);
        var text = element.Type == "TEXT" ? plain.ToString().Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Trim() : plain.ToString();
        if (element.Type == "TEXT" && text.Length == 0) return (CommonProblems.TextInvalid, null);
        if (element.Identifier is { } identifier)
        {
            if (CheckIdentifier.Read(identifier, text, out text) is { } wrong) return wrong;
        }
        value = ValueBody.Of(text);
        return element.Type switch
        {
            "DATE" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : (ReportsProblems.WrongType, "DATE, yyyy-MM-dd"),
            "CHOICE" => element.Choices?.Contains(text, StringComparer.Ordinal) == true ? null : (ReportsProblems.NotAChoice, string.Join(", ", element.Choices ?? [])),
            _ => Matches(element.Pattern, text) ? null : (ReportsProblems.PatternNotMet, element.Pattern),
        };
    }

    /// <summary>Half a surrogate pair as an escape is no text; the reader throws on it.</summary>
    internal static string? Text(JsonElement json)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The whole text matches; a pattern that takes too long, or is none, is not met rather than waited for.</summary>
    private static bool Matches(string? pattern, string text)
    {
        if (pattern is null) return true;
        try
        {
            return Patterns.GetOrAdd(pattern, p => new Regex($@"\A(?:{p})\z", RegexOptions.CultureInvariant, PatternTime)).IsMatch(text);
        }
        catch (Exception error) when (error is RegexMatchTimeoutException or ArgumentException)
        {
            return false;
        }
    }
}
