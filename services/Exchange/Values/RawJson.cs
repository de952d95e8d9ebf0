using System.Text.Json;
using System.Text.Json.Serialization;

namespace Datarun.Exchange.Values;

/// <summary>JSON from the database that goes out as it is: exact decimals, no parsing on the way.</summary>
[JsonConverter(typeof(RawJsonForm))]
public readonly record struct RawJson(string Text);

/// <summary>Writes it as it is.</summary>
public sealed class RawJsonForm : JsonConverter<RawJson>
{
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return new(document.RootElement.GetRawText());
    }

    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Text, skipInputValidation: true);
}
