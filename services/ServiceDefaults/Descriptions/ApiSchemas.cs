using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Datarun.ServiceDefaults.Descriptions;

/// <summary>The schemas of one API description.</summary>
internal sealed class ApiSchemas
{
    /// <summary>Under which name a refusal is described.</summary>
    public const string ProblemName = "Problem";

    private readonly ConcurrentDictionary<string, Type> _named = new(StringComparer.Ordinal);

    /// <summary>The name of a type's schema, which no other may have: the description would give one of the two for both. Null for what is described where it stands.</summary>
    public string? NameOf(JsonTypeInfo described)
    {
        var type = Nullable.GetUnderlyingType(described.Type) ?? described.Type;
        if (OpenApiOptions.CreateDefaultSchemaReferenceId(described) is null || IsAnything(type)) return null;
        var name = NameOf(type);
        var known = _named.GetOrAdd(name, type);
        return known == type ? name : throw new InvalidOperationException($"{known} and {type} would both be described as {name}; give one of them another name.");
    }

    /// <summary>Whether a value of this type is a text as JSON: a code or a period.</summary>
    public static bool IsText(Type type) => type.Namespace is "Datarun.ServiceDefaults.Codes" or "Datarun.ServiceDefaults.Periods";

    /// <summary>The names of an enumeration alone: where it may be missing, that is said where it stands, and said twice it would fit no value (oneOf).</summary>
    public static void DropNull(OpenApiSchema schema)
    {
        for (var i = schema.Enum?.Count - 1 ?? -1; i >= 0; i--)
        {
            if (schema.Enum![i] is not { } name || JsonNullSentinel.IsJsonNullSentinel(name) || name.GetValueKind() == JsonValueKind.Null) schema.Enum.RemoveAt(i);
        }
    }

    /// <summary>What answers in one of several forms is described with all of them.</summary>
    public static void DescribeAlternatives(OpenApiResponses responses, IEnumerable<IProducesResponseTypeMetadata> produced, OpenApiDocument document)
    {
        foreach (var forms in produced.Where(p => p.Type is not null && p.Type != typeof(void)).GroupBy(p => p.StatusCode).Where(g => g.Count() > 1))
        {
            if (responses[forms.Key.ToString(CultureInfo.InvariantCulture)].Content is { } content && content.TryGetValue("application/json", out var answer))
                answer.Schema = new OpenApiSchema { AnyOf = [.. forms.Select(f => new OpenApiSchemaReference(NameOf(f.Type!), document))] };
        }
    }

    /// <summary>Beside the reference to what a member is, it is said what the member is for: the same type serves many.</summary>
    public void DescribeMembers(IDictionary<string, IOpenApiSchema> components)
    {
        foreach (var (name, type) in _named)
        {
            if (!components.TryGetValue(name, out var schema) || schema.Properties is not { } members) continue;
            foreach (var property in Json.Options.GetTypeInfo(type).Properties)
            {
                if (members.TryGetValue(property.Name, out var member) && member is OpenApiSchemaReference { Reference: { Description: null } reference }) reference.Description = Summaries.OfMember(property);
            }
        }
    }

    /// <summary>What every refusal looks like, as <see cref="Refused"/> writes it; some codes have members of their own beside these.</summary>
    public static OpenApiSchema Problem()
    {
        static OpenApiSchema Text(string says) => new() { Type = JsonSchemaType.String, Description = says };
        static OpenApiSchema Object(string says, HashSet<string> always, Dictionary<string, IOpenApiSchema> members) => new() { Type = JsonSchemaType.Object, Description = says, Required = always, Properties = members };
        return Object("Why a request was refused (RFC 9457). Some codes have members of their own beside these, such as admission or duplicateOf.", ["type", "title", "status", "code"], new(StringComparer.Ordinal)
        {
            ["type"] = Text("urn:datarun:problem: and the code."),
            ["title"] = Text("What is wrong, in the language of Accept-Language: zh-CN or en."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The HTTP status." },
            ["code"] = Text("One of x-problems; it never changes, and programs go by it."),
            ["detail"] = Text("A sentence about this very case, where there is one."),
            ["instance"] = Text("The path that was called."),
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array, Description = "The fields at fault; left out where it is not about a field.",
                Items = Object("A field at fault.", ["pointer", "code", "title"], new(StringComparer.Ordinal)
                {
                    ["pointer"] = Text("A JSON pointer into the body, or ? and the name of a parameter: /fields/2/element, ?under."),
                    ["code"] = Text("One of x-problems."),
                    ["title"] = Text("What is wrong with it."),
                    ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null, Description = "What was given, or what would be right." },
                    ["rule"] = Text("Code of the validation rule that was broken, where it is one."),
                    ["ruleVersion"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "Its version, where it has one of its own." },
                }),
            },
        });
    }

    /// <summary>A value that may be of any JSON has no schema of its own: beside null there would be two that both fit null, and so none (oneOf).</summary>
    public static bool IsAnything(Type type) => !type.IsEnum && !IsText(type) && Json.Options.GetTypeInfo(type).Kind == JsonTypeInfoKind.None;

    /// <summary>Types inside of verbs bear one name often (<c>Item</c>), so the verb's stands before it, in a page of them too.</summary>
    private static string NameOf(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`')]}Of{string.Join("And", type.GetGenericArguments().Select(NameOf))}"
        : type.DeclaringType?.Name + type.Name;
}
