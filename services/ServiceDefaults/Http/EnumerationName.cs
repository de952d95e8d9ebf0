using System.Text.Json;
using System.Text.Json.Serialization;

namespace Datarun.ServiceDefaults.Http;

/// <summary>
/// Reads an enumeration by one of its names. The serializer's own converter also takes several with commas between them and adds them up:
/// <c>REPORTER,ROSTER_KEEPER,INSPECTOR</c> would make an AUDITOR.
/// </summary>
/// <param name="reading">The options that are read with. A copy of them, as the API description makes, has the serializer's own converter, which alone can say which names there are.</param>
internal sealed class EnumerationName(JsonSerializerOptions reading) : JsonConverterFactory
{
    private static readonly JsonStringEnumConverter Names = new(namingPolicy: null, allowIntegerValues: false);

    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
    {
        var names = Names.CreateConverter(typeToConvert, options);
        return ReferenceEquals(options, reading) ? (JsonConverter)Activator.CreateInstance(typeof(OneName<>).MakeGenericType(typeToConvert), names)! : names;
    }

    private sealed class OneName<T>(JsonConverter<T> names) : JsonConverter<T>
    {
        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && reader.GetString()!.Contains(',', StringComparison.Ordinal) ? throw new JsonException() : names.Read(ref reader, typeToConvert, options);

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => names.Write(writer, value, options);

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => names.ReadAsPropertyName(ref reader, typeToConvert, options);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => names.WriteAsPropertyName(writer, value!, options);
    }
}
