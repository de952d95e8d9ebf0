using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Datarun.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Datarun.ServiceDefaults.Problems;

/// <summary>Why a body is not the JSON that a call takes, in the words of the contract: which field, and what would be right there.</summary>
internal static partial class JsonFault
{
    /// <summary>Reads what the serializer says, which names types of ours; the answer names none.</summary>
    public static Refused Of(JsonException json, HttpContext context)
    {
        var (said, root) = (json.Message, context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType);
        if (Missing().Match(said) is { Success: true } missing)
        {
            var names = missing.Groups["name"].Captures.Select(c => c.Value).ToList();
            return missing.Groups["type"].Value == root?.ToString()
                ? new Refused(CommonProblems.BodyMalformed, [.. names.Select(n => new FieldError($"/{n}", CommonProblems.FieldRequired, null))])
                : new Refused(CommonProblems.BodyMalformed, [.. names.Select(n => new FieldError($"{PointerOf(json.Path)}/{n}", CommonProblems.FieldRequired, null))]);
        }
        if (Null().IsMatch(said)) return Fault(PointerOf(json.Path), CommonProblems.FieldRequired, null);
        if (Twice().Match(said) is { Success: true } twice)
            return Fault(twice.Groups["type"].Value == root?.ToString() ? $"/{twice.Groups["name"].Value}" : "", CommonProblems.BodyMalformed, $"{twice.Groups["name"].Value} × 2");
        if (Converted().Match(said) is { Success: true } converted) return Fault(PointerOf(json.Path), CommonProblems.BodyMalformed, Expected(converted.Groups["type"].Value, json.Path, root));
        return Fault(PointerOf(json.Path), CommonProblems.BodyMalformed, json is { LineNumber: { } line, BytePositionInLine: { } at } ? $"JSON {line + 1}:{at + 1}" : "JSON").Saying(json.InnerException is JsonException ? Syntax(said) : null);
    }

    /// <summary>The same where it is known what is wrong.</summary>
    public static Refused At(JsonException json, Problem problem, string detail) => Fault(PointerOf(json.Path), problem, detail);

    private static Refused Fault(string pointer, Problem problem, string? detail) => new(CommonProblems.BodyMalformed, [new FieldError(pointer, problem, detail)]);

    /// <summary>What is right at a path: the serializer names the type that stands there, or the one around it.</summary>
    private static string Expected(string name, string? path, Type? root)
    {
        if (name.StartsWith("System.Collections.Generic.", StringComparison.Ordinal)) return name.Contains("Dictionary`2", StringComparison.Ordinal) ? "{…}" : "[…]";
        if ((name == root?.ToString() ? root : root?.Assembly.GetType(name) ?? Type.GetType(name)) is not { } type) return "JSON";
        var member = path?[(path.LastIndexOf('.') + 1)..];
        return Words(type.IsPrimitive || Json.Options.GetTypeInfo(type) is not { Kind: JsonTypeInfoKind.Object } known ? type : known.Properties.FirstOrDefault(p => p.Name == member)?.PropertyType ?? type);
    }

    private static string Words(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain.IsEnum) return string.Join(", ", Enum.GetNames(plain));
        return RightForm.Of(plain.Name) ?? Json.Options.GetTypeInfo(plain).Kind switch { JsonTypeInfoKind.Enumerable => "[…]", JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "{…}", _ => "JSON" };
    }

    /// <summary>What is wrong with the text itself, without the reader's own path, position and advice.</summary>
    private static string Syntax(string said)
    {
        var end = said.IndexOf(" Path: ", StringComparison.Ordinal);
        return (end < 0 ? said : said[..end]).Replace(" Change the reader options.", "", StringComparison.Ordinal);
    }

    /// <summary><c>$.fields[0].element</c> and <c>$.values['a.b']</c> as JSON pointers: <c>/fields/0/element</c>, <c>/values/a.b</c>.</summary>
    private static string PointerOf(string? path) => string.Concat(Segment().Matches(path ?? "").Select(s => $"/{JsonPointer.Escape(s.Groups["name"].Value)}"));

    [GeneratedRegex(@"\.(?<name>[^.\[]*)|\[(?<name>\d+)\]|\['(?<name>.*?)'\](?=[.\[]|\z)", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Segment();

    [GeneratedRegex(@"^JSON deserialization for type '(?<type>[^']+)' was missing required properties including: ('(?<name>[^']+)'(, |; )?)+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Missing();

    [GeneratedRegex(@"^The (constructor parameter|property or field) '[^']+' on type '[^']+' doesn't allow", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Null();

    [GeneratedRegex("^Duplicate property '(?<name>[^']+)' encountered during deserialization of type '(?<type>[^']+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Twice();

    [GeneratedRegex(@"^The JSON value could not be converted to (?<type>\S+)\.( Path|$)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Converted();
}
