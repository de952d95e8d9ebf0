using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Datarun.Contracts;

/// <summary>JSON as it stands: exact decimals, and nothing is parsed on the way.</summary>
/// <param name="Text">The JSON.</param>
[JsonConverter(typeof(RawJsonForm))]
public readonly record struct RawJson(string Text);

/// <summary>Reads and writes it as it is.</summary>
public sealed class RawJsonForm : JsonConverter<RawJson>
{
    public override bool HandleNull => true; // A nil return is said by a null.

    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (!reader.HasValueSequence && reader.TokenType is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null)
            return new(Encoding.UTF8.GetString(reader.ValueSpan));
        using var document = JsonDocument.ParseValue(ref reader);
        return new(document.RootElement.GetRawText());
    }

    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Text, skipInputValidation: true);
}
