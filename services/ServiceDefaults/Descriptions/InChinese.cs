using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Datarun.ServiceDefaults.Http;

namespace Datarun.ServiceDefaults.Descriptions;

/// <summary>
/// A description in Chinese: what a person reads of it, by the English text, from <c>zh-CN.json</c> of the service and of what the services share; what a machine reads
/// stays as it is, and so does a text that nobody has said in Chinese.
/// </summary>
internal static class InChinese
{
    private const string Words = "zh-CN.json";

    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, string>> Files = new();

    /// <summary>The same description with its texts in Chinese.</summary>
    public static byte[] Of(byte[] english, Assembly service)
    {
        var description = JsonNode.Parse(english)!;
        Assembly[] places = [service, typeof(Contracts.Events).Assembly, typeof(InChinese).Assembly];
        Say(description, places.Select(place => Files.GetOrAdd(place, Read)).ToArray());
        return JsonSerializer.SerializeToUtf8Bytes(description, Json.Options);
    }

    private static void Say(JsonNode? node, IReadOnlyDictionary<string, string>[] words)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items) Say(item, words);
            return;
        }
        if (node is not JsonObject members) return;
        foreach (var (name, member) in members.ToList())
        {
            if (name is "summary" or "description" && member is JsonValue text && text.TryGetValue(out string? said)) members[name] = Chinese(said, words);
            else if (name == "tags" && member is JsonArray tags) members[name] = new JsonArray([.. tags.Select(tag => tag is JsonValue ? (JsonNode)Chinese(tag.GetValue<string>(), words) : tag!.DeepClone())]);
            else Say(member, words);
        }
    }

    private static string Chinese(string english, IReadOnlyDictionary<string, string>[] words)
    {
        foreach (var file in words)
        {
            if (file.TryGetValue(english, out var chinese)) return chinese;
        }
        return english;
    }

    private static Dictionary<string, string> Read(Assembly assembly)
    {
        using var file = assembly.GetManifestResourceStream(Words);
        return file is null ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(file)!;
    }
}
