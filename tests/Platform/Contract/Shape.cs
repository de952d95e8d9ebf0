using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Contract;

/// <summary>
/// Says which members an answer must have, with their exact names and JSON types: <c>Shape.Of(answer, "code:string validTo:date? items:array")</c>.
/// Types: string, number, integer, bool, array, object, date, instant, any; <c>?</c> allows null; <c>=WORD|WORD</c> allows these words only.
/// Further members are welcome.
/// </summary>
public static class Shape
{
    public static JsonNode Of(JsonNode? node, string members)
    {
        var body = Assert.IsType<JsonObject>(node);
        foreach (var member in members.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = member[..member.IndexOfAny([':', '='])];
            if (!body.TryGetPropertyValue(name, out var value)) Assert.Fail($"no member '{name}' in {body.ToJsonString()}");
            if (value is null && member.EndsWith('?')) continue;
            var type = member[(name.Length + 1)..].TrimEnd('?');
            var fits = member[name.Length] == '=' ? type.Split('|').Contains(value?.ToString()) : Fits(value, type);
            if (!fits) Assert.Fail($"'{name}' is not {type}: {value?.ToJsonString() ?? "null"} in {body.ToJsonString()}");
        }
        return body;
    }

    public static Answer Has(this Answer answer, string members)
    {
        Of(answer.Json, members);
        return answer;
    }

    private static bool Fits(JsonNode? value, string type) => (type, value?.GetValueKind()) switch
    {
        (_, null) => false,
        ("any", _) => true,
        ("string", JsonValueKind.String) or ("number", JsonValueKind.Number) or ("array", JsonValueKind.Array) or ("object", JsonValueKind.Object) => true,
        ("bool", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => long.TryParse(value!.ToJsonString(), out _),
        ("date", JsonValueKind.String) => DateOnly.TryParseExact(value!.ToString(), "yyyy-MM-dd", out _),
        ("instant", JsonValueKind.String) => value!.ToString().EndsWith('Z') && DateTimeOffset.TryParse(value.ToString(), CultureInfo.InvariantCulture, out _),
        _ => false,
    };
}
