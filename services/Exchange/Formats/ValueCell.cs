using System.Globalization;
using System.Text.Json;

namespace Datarun.Exchange.Formats;

/// <summary>What a value says, for files that have no JSON: a number as it is written and exactly, a text, a yes or no, or nil.</summary>
public readonly record struct ValueCell(string? Digits, string? Text, bool? Flag)
{
    /// <summary>An explicit "nothing happened" (零报告); never the same as 0 or an empty text.</summary>
    public bool IsNil => Digits is null && Text is null && Flag is null;

    /// <summary>The number; exact.</summary>
    public decimal? Number => Digits is null ? null : decimal.Parse(Digits, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>As plain text: empty for nil.</summary>
    public override string ToString() => Digits ?? Text ?? (Flag is { } flag ? (flag ? "true" : "false") : "");

    public static ValueCell Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        var value = document.RootElement;
        return value.ValueKind switch
        {
            JsonValueKind.Number => new(value.GetRawText(), null, null),
            JsonValueKind.String => new(null, value.GetString(), null),
            JsonValueKind.True or JsonValueKind.False => new(null, null, value.GetBoolean()),
            _ => default,
        };
    }
}
