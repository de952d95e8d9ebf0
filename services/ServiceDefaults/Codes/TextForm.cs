using System.Text.Json;
using System.Text.Json.Serialization;

namespace Datarun.ServiceDefaults.Codes;

/// <summary>
/// JSON as one string, for values that have exactly one written form (a code, a period): read with the type's own
/// strict parser, written with its <c>ToString</c>. A text that does not parse is a <see cref="JsonException"/>.
/// </summary>
public sealed class TextForm<T> : JsonConverter<T> where T : struct, IParsable<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && T.TryParse(reader.GetString(), null, out var value)
            ? value
            : throw new JsonException($"Not a {typeof(T).Name}.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.TryParse(reader.GetString(), null, out var value)
            ? value
            : throw new JsonException($"Not a {typeof(T).Name}.");

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString() ?? "");
}
