using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Codes;

namespace Datarun.Reports.Values;

/// <summary>What a value says: a number, a text (dates and choices too), a yes or no, or nothing: a nil return.</summary>
[JsonConverter(typeof(ValueBodyForm))]
public readonly record struct ValueBody(decimal? Number, string? Text, bool? Flag)
{
    private const int LongestNumber = 32; // A sign, 29 digits, a point, and a zero before it.
    private static readonly JsonElement True = JsonElement.Parse("true"), False = JsonElement.Parse("false"), Null = JsonElement.Parse("null");

    /// <summary>A number without zeros at its end, so that 1.50 and 1.5 are the same value.</summary>
    public static ValueBody Of(decimal number) => new(ExactNumber.WithoutZeros(number), null, null);

    public static ValueBody Of(string text) => new(null, text, null);

    public static ValueBody Of(bool flag) => new(null, null, flag);

    /// <summary>An explicit "nothing happened" (零报告).</summary>
    public static ValueBody Nil => default;

    /// <summary>As the text of its JSON; null for nil.</summary>
    public RawJson Raw => new(Number is { } number ? number.ToString(CultureInfo.InvariantCulture)
        : Text is not null ? JsonSerializer.Serialize(Text, ServiceDefaults.Http.Json.Options)
        : Flag switch { true => "true", false => "false", null => "null" });

    /// <summary>As JSON; null for nil.</summary>
    public JsonElement Json => Number is { } number ? OfNumber(number)
        : Text is not null ? JsonSerializer.SerializeToElement(Text, ServiceDefaults.Http.Json.Options)
        : Flag switch { true => True, false => False, null => Null };

    private static JsonElement OfNumber(decimal number)
    {
        Span<byte> text = stackalloc byte[LongestNumber];
        number.TryFormat(text, out var written, provider: CultureInfo.InvariantCulture);
        return JsonElement.Parse(text[..written]);
    }
}

/// <summary>Writes a value as the number, text or boolean that it says, null for nil.</summary>
public sealed class ValueBodyForm : JsonConverter<ValueBody>
{
    public override ValueBody Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("A value is read by the element that it is of.");

    public override void Write(Utf8JsonWriter writer, ValueBody value, JsonSerializerOptions options)
    {
        if (value.Number is { } number) writer.WriteNumberValue(number);
        else if (value.Text is { } text) writer.WriteStringValue(text);
        else if (value.Flag is { } flag) writer.WriteBooleanValue(flag);
        else writer.WriteNullValue();
    }
}
