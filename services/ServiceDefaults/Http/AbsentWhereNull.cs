using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Datarun.ServiceDefaults.Http;

/// <summary>A truth value that may be left out may be null as well, as every other member that may be left out: both say the same.</summary>
public static class AbsentWhereNull
{
    /// <summary>Reads null as the value that such a member has where it is left out.</summary>
    public static void Modify(JsonTypeInfo type)
    {
        foreach (var member in type.Properties)
        {
            if (Is(member)) member.CustomConverter = new Absent((bool)member.AssociatedParameter!.DefaultValue!);
        }
    }

    /// <summary>Whether it is a truth value that may be left out.</summary>
    public static bool Is(JsonPropertyInfo member) => member.PropertyType == typeof(bool) && member.AssociatedParameter is { HasDefaultValue: true, DefaultValue: bool };

    private sealed class Absent(bool value) : JsonConverter<bool>
    {
        public override bool HandleNull => true;

        public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.Null ? value : reader.GetBoolean();

        public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);
    }
}
