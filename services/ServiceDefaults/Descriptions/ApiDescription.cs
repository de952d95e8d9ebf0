using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Datarun.ServiceDefaults.Descriptions;

/// <summary>The OpenAPI description of a service: its calls, the right that each needs, and every problem code it can answer with.</summary>
internal static class ApiDescription
{
    public static void Add(IServiceCollection services, ServiceDefinition definition) => services.AddOpenApi("v1", options =>
    {
        var schemas = new ApiSchemas();
        options.CreateSchemaReferenceId = schemas.NameOf;
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
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("oauth2", document)] = [] }];
            if (document.Components.Schemas is { } components) schemas.DescribeMembers(components);
            document.AddComponent(ApiSchemas.ProblemName, ApiSchemas.Problem());
            document.Extensions ??= new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal);
            document.Extensions["x-problems"] = new JsonNodeExtension(new JsonArray([.. CommonProblems.All.Concat(definition.Problems).OrderBy(p => p.Code, StringComparer.Ordinal).Select(p => p.Described)]));
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (ApiSchemas.IsText(context.JsonTypeInfo.Type) && schema.Type is null) schema.Type = JsonSchemaType.String;
            if (context.JsonPropertyInfo is { } optional && AbsentWhereNull.Is(optional)) schema.Type = JsonSchemaType.Boolean;
            ApiSchemas.DropNull(schema);
            if (schema.Type is null && ApiSchemas.IsAnything(context.JsonTypeInfo.Type)) schema.Description = null; // What it says is said of the member.
            schema.Description ??= context.JsonPropertyInfo is { } member ? Summaries.OfMember(member) : Summaries.Of(context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            Describe(operation, context);
            return Task.CompletedTask;
        });
    });

    private static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<MethodInfo>().FirstOrDefault() is { DeclaringType: { } type } method)
        {
            operation.OperationId ??= NameOf(method, type);
            operation.Summary = Words(NameOf(method, type));
            operation.Description = Summaries.Of(method);
            operation.Tags = new HashSet<OpenApiTagReference> { new(type.Namespace!.Split('.')[^1], context.Document) };
        }
        operation.Extensions ??= new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal);
        if (metadata.OfType<Right>().LastOrDefault() is { } right)
        {
            if (right.Open) operation.Security = [];
            operation.Extensions["x-needs"] = new JsonNodeExtension(right.Open ? "NOTHING" : right.AnyOf.Count == 0 ? "TOKEN" : new JsonArray([.. right.AnyOf.Select(r => JsonValue.Create(r.ToString()))]));
        }
        operation.Parameters ??= [];
        foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>()) Describe(parameter, context);
        foreach (var name in metadata.OfType<TakenHeaders>().SelectMany(t => t.Names)) operation.Parameters.Add(Header(name));
        if (metadata.OfType<TakenBody>().LastOrDefault() is { } body)
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true, Content = body.Types.ToDictionary(t => t, _ => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } }, StringComparer.Ordinal),
            };
        if (metadata.OfType<Writes>().Any()) operation.Parameters.Add(Header("Idempotency-Key", longest: 255));
        operation.Responses ??= [];
        ApiSchemas.DescribeAlternatives(operation.Responses, metadata.OfType<IProducesResponseTypeMetadata>(), context.Document!);
        if (metadata.OfType<Conditional>().Any()) DescribeTag(operation.Responses);
        operation.Responses.TryAdd("default", new OpenApiResponse
        {
            Description = "A problem (RFC 9457) with a code of x-problems.",
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(ApiSchemas.ProblemName, context.Document) } },
        });
    }

    private static void DescribeTag(OpenApiResponses responses)
    {
        if (responses["200"] is OpenApiResponse read)
            read.Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal) { ["ETag"] = new OpenApiHeader { Description = CommonWords.ETag, Schema = new OpenApiSchema { Type = JsonSchemaType.String } } };
        responses.TryAdd("304", new OpenApiResponse { Description = CommonWords.NotModified });
    }

    private static void Describe(OpenApiParameter parameter, OpenApiOperationTransformerContext context)
    {
        var taken = context.Description.ParameterDescriptions.FirstOrDefault(p => p.Name == parameter.Name)?.ParameterDescriptor as IParameterInfoParameterDescriptor;
        if (parameter.In == ParameterLocation.Query) parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
        if (parameter.Name == "limit" && parameter.Schema is OpenApiSchema limit) (limit.Minimum, limit.Maximum, limit.Default) = ("1", $"{PageQuery.Most}", PageQuery.Default);
        parameter.Description ??= (taken is null ? null : Summaries.OfParameter(taken.ParameterInfo)) ?? CommonWords.Of(parameter.Name!, context.Description.RelativePath!);
    }

    private static OpenApiParameter Header(string name, int? longest = null) =>
        new() { Name = name, In = ParameterLocation.Header, Description = CommonWords.OfHeader(name), Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = longest } };

    /// <summary>
    /// A name that no other call of the service has, as generators of clients need it: of a class with one verb the class's, of one with several the method's before what
    /// the class is about (<c>ReadExports.ListAsync</c> is ListExports).
    /// </summary>
    private static string NameOf(MethodInfo method, Type type)
    {
        var verb = method.Name.Replace("Async", "", StringComparison.Ordinal);
        var about = type.Name.AsSpan(1).IndexOfAnyInRange('A', 'Z') + 1;
        return verb is "Handle" ? type.Name : verb + type.Name[about..];
    }

    /// <summary><c>PutOrgUnit</c> as "Put org unit".</summary>
    private static string Words(string name) => string.Concat(name.Select((letter, i) => i > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));

    /// <summary>Written once for each language, at the first request for it: it is the same while the program runs, and takes a good part of a second to write.</summary>
    public static void Map(WebApplication app, ServiceDefinition definition) =>
        app.MapGet("/openapi/v1.json", (Delegate)new Described(() => WriteAsync(app.Services), definition).AnswerAsync).Open().ExcludeFromDescription();

    private static async Task<byte[]> WriteAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var document = await scope.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1").GetOpenApiDocumentAsync();
        using var text = new MemoryStream();
        await document.SerializeAsJsonAsync(text, OpenApiSpecVersion.OpenApi3_1);
        return text.ToArray();
    }
}
