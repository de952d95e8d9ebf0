using System.Text.Json;
using System.Text.Json.Serialization;

namespace Datarun.Gateway.Configuration;

/// <summary>Reads <c>ocelot.json</c>; whatever is wrong with it is said in one sentence with its place.</summary>
public static class ReadOcelotFile
{
    private static readonly JsonSerializerOptions AsOcelotReads = new()
    {
        // Ocelot reads through IConfiguration: letter case, comments, trailing commas and quoted numbers do not matter.
        PropertyNameCaseInsensitive = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        RespectNullableAnnotations = true,
    };

    public static OcelotFile From(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<OcelotFile>(json, AsOcelotReads)
                ?? throw new OcelotFileException("ocelot.json is empty.");
        }
        catch (JsonException wrong)
        {
            throw new OcelotFileException($"ocelot.json at {wrong.Path ?? "$"}: {wrong.Message}", wrong);
        }
    }
}

/// <summary>The gateway does not take this <c>ocelot.json</c>; the message names the option at fault.</summary>
public sealed class OcelotFileException(string message, Exception? inner = null) : Exception(message, inner);
