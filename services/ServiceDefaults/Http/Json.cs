using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Datarun.Contracts;

namespace Datarun.ServiceDefaults.Http;

/// <summary>JSON as the contract has it: camelCase, UPPER_SNAKE enumerations by name only, instants in UTC with Z, Chinese unescaped.</summary>
public static class Json
{
    /// <summary>The options that every service reads and writes with.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    /// <summary>Puts the contract's rules into a set of options.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DictionaryKeyPolicy = null;
        options.PropertyNameCaseInsensitive = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.AllowDuplicateProperties = false; // Of two values for one cell nobody knows which is meant.
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new EnumerationName(options));
        options.Converters.Add(new UtcInstant());
        DropOrderKeys(options);
        options.TypeInfoResolver = options.TypeInfoResolver!.WithAddedModifier(AbsentWhereNull.Modify);
    }

    /// <summary>The order key of an event is for the outbox, not for its readers.</summary>
    public static void DropOrderKeys(JsonSerializerOptions options)
    {
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(type =>
        {
            if (!typeof(IEvent).IsAssignableFrom(type.Type)) return;
            for (var i = type.Properties.Count - 1; i >= 0; i--)
            {
                if (string.Equals(type.Properties[i].Name, nameof(IEvent.OrderKey), StringComparison.OrdinalIgnoreCase)) type.Properties.RemoveAt(i);
            }
        });
    }

    /// <summary>Writes an instant to the microsecond, without zeros at its end.</summary>
    /// <param name="instant">In UTC.</param>
    public static void WriteInstant(this Utf8JsonWriter writer, DateTime instant)
    {
        Span<byte> text = stackalloc byte[28];
        instant.TryFormat(text, out _, "O", CultureInfo.InvariantCulture); // 2026-11-30T02:20:11.1234560Z: the format that needs no parsing.
        var end = 26;
        while (text[end - 1] == (byte)'0') end--;
        if (text[end - 1] == (byte)'.') end--;
        text[end++] = (byte)'Z';
        writer.WriteStringValue(text[..end]);
    }

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Apply(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class UtcInstant : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteInstant(value.UtcDateTime);
    }
}
