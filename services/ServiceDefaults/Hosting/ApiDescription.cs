using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Datarun.ServiceDefaults.Hosting;

/// <summary>The OpenAPI description of a service: its calls, the right that each needs, and every problem code it can answer with.</summary>
internal static class ApiDescription
{
    public static void Add(IServiceCollection services, ServiceDefinition definition) => services.AddOpenApi("v1", options =>
    {
        var named = new ConcurrentDictionary<string, Type>(StringComparer.Ordinal);
        options.CreateSchemaReferenceId = type => OpenApiOptions.CreateDefaultSchemaReferenceId(type) is null || IsAnything(Nullable.GetUnderlyingType(type.Type) ?? type.Type)
            ? null : NameOf(Nullable.GetUnderlyingType(type.Type) ?? type.Type, named);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = $"Datarun {definition.Name}", Version = "v1" };
            document.Servers = [];
            document.Tags = null; // The operations name theirs: the noun folders.
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
            document.Components.SecuritySchemes["oauth2"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.OAuth2,
                Flows = new OpenApiOAuthFlows { ClientCredentials = new OpenApiOAuthFlow { TokenUrl = new Uri("/connect/token", UriKind.Relative), Scopes = new Dictionary<string, string>(StringComparer.Ordinal) } },
            };
            document.Extensions ??= new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal);
            document.Extensions["x-problems"] = new JsonNodeExtension(new JsonArray([.. CommonProblems.All.Concat(definition.Problems).OrderBy(p => p.Code, StringComparer.Ordinal)
                .Select(p => new JsonObject { ["code"] = p.Code, ["status"] = p.Status, ["en"] = p.English, ["zh-CN"] = p.Chinese })]));
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (IsText(context.JsonTypeInfo.Type) && schema.Type is null) schema.Type = JsonSchemaType.String;
            DropNull(schema);
            schema.Description ??= context.JsonPropertyInfo is null ? Summaries.Of(context.JsonTypeInfo.Type) : Summaries.OfParameter(context.JsonPropertyInfo);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            if (metadata.OfType<MethodInfo>().FirstOrDefault()?.DeclaringType is { } verb)
            {
                operation.Summary = Words(metadata.OfType<MethodInfo>().First());
                operation.Description = Summaries.Of(metadata.OfType<MethodInfo>().First());
                operation.OperationId ??= verb.Name;
                operation.Tags = new HashSet<OpenApiTagReference> { new(verb.Namespace!.Split('.')[^1], context.Document) };
            }
            operation.Extensions ??= new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal);
            if (metadata.OfType<Right>().LastOrDefault() is { } right)
                operation.Extensions["x-needs"] = new JsonNodeExtension(right.Open ? "NOTHING" : right.AnyOf.Count == 0 ? "TOKEN" : new JsonArray([.. right.AnyOf.Select(r => JsonValue.Create(r.ToString()))]));
            operation.Parameters ??= [];
            foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Query)) parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
            foreach (var name in metadata.OfType<TakenHeaders>().SelectMany(t => t.Names)) operation.Parameters.Add(Header(name));
            if (metadata.OfType<TakenBody>().LastOrDefault() is { } body)
                operation.RequestBody = new OpenApiRequestBody
                {
                    Required = true, Content = body.Types.ToDictionary(t => t, _ => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } }, StringComparer.Ordinal),
                };
            if (metadata.OfType<Writes>().Any()) operation.Parameters.Add(Header("Idempotency-Key", longest: 255));
            operation.Responses ??= [];
            DescribeAlternatives(operation, metadata.OfType<IProducesResponseTypeMetadata>(), context.Document!);
            operation.Responses["default"] = new OpenApiResponse { Description = "A problem (RFC 9457, application/problem+json) with a code of x-problems." };
            return Task.CompletedTask;
        });
    });

    private static OpenApiParameter Header(string name, int? longest = null) =>
        new() { Name = name, In = ParameterLocation.Header, Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = longest } };

    private static bool IsText(Type type) => type.Namespace is "Datarun.ServiceDefaults.Codes" or "Datarun.ServiceDefaults.Periods";

    /// <summary>A value that may be of any JSON has no schema of its own: beside null there would be two that both fit null, and so none (oneOf).</summary>
    private static bool IsAnything(Type type) => !type.IsEnum && !IsText(type) && Json.Options.GetTypeInfo(type).Kind == JsonTypeInfoKind.None;

    /// <summary>The schema of a type by its name, which no other may have: the description would give one of the two for both.</summary>
    private static string NameOf(Type type, ConcurrentDictionary<string, Type> named)
    {
        var name = SchemaName(type);
        var known = named.GetOrAdd(name, type);
        return known == type ? name : throw new InvalidOperationException($"{known} and {type} would both be described as {name}; give one of them another name.");
    }

    /// <summary>The names of an enumeration alone: where it may be missing, that is said where it stands, and said twice it would fit no value (oneOf).</summary>
    private static void DropNull(OpenApiSchema schema)
    {
        for (var i = schema.Enum?.Count - 1 ?? -1; i >= 0; i--)
        {
            if (schema.Enum![i] is not { } name || JsonNullSentinel.IsJsonNullSentinel(name) || name.GetValueKind() == JsonValueKind.Null) schema.Enum.RemoveAt(i);
        }
    }

    /// <summary>What answers in one of several forms is described with all of them.</summary>
    private static void DescribeAlternatives(OpenApiOperation operation, IEnumerable<IProducesResponseTypeMetadata> produced, OpenApiDocument document)
    {
        foreach (var forms in produced.Where(p => p.Type is not null && p.Type != typeof(void)).GroupBy(p => p.StatusCode).Where(g => g.Count() > 1))
        {
            if (operation.Responses?[forms.Key.ToString(CultureInfo.InvariantCulture)].Content is { } content && content.TryGetValue("application/json", out var answer))
                answer.Schema = new OpenApiSchema { AnyOf = [.. forms.Select(f => new OpenApiSchemaReference(SchemaName(f.Type!), document))] };
        }
    }

    /// <summary>Types inside of verbs bear one name often (<c>Item</c>), so the verb's stands before it, in a page of them too.</summary>
    private static string SchemaName(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`')]}Of{string.Join("And", type.GetGenericArguments().Select(SchemaName))}"
        : type.DeclaringType?.Name + type.Name;

    /// <summary><c>PutOrgUnit</c> as "Put org unit"; of a class with several verbs, the method's name comes first.</summary>
    private static string Words(MethodInfo method)
    {
        var verb = method.Name.Replace("Async", "", StringComparison.Ordinal);
        var name = verb is "Handle" ? method.DeclaringType!.Name : $"{verb}{method.DeclaringType!.Name}";
        return string.Concat(name.Select((letter, i) => i > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
    }

    /// <summary>Written once, at the first request for it: it is the same while the program runs, and takes a good part of a second to write.</summary>
    public static void Map(WebApplication app)
    {
        var written = new Lazy<Task<byte[]>>(() => WriteAsync(app.Services));
        app.MapGet("/openapi/v1.json", async () => Results.Bytes(await written.Value, "application/json; charset=utf-8")).Open().ExcludeFromDescription();
    }

    private static async Task<byte[]> WriteAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var document = await scope.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1").GetOpenApiDocumentAsync();
        using var text = new MemoryStream();
        await document.SerializeAsJsonAsync(text, OpenApiSpecVersion.OpenApi3_1);
        return text.ToArray();
    }
}
