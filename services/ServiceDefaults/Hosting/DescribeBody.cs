using Microsoft.AspNetCore.Builder;
using Microsoft.OpenApi;

namespace Datarun.ServiceDefaults.Hosting;

/// <summary>Bodies that the description does not find out by itself.</summary>
public static class DescribeBody
{
    /// <summary>Describes a body that is not JSON; what is really sent the endpoint looks at itself, after the right to call it.</summary>
    public static RouteHandlerBuilder TakesBody(this RouteHandlerBuilder endpoint, params string[] types) => endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true, Content = types.ToDictionary(t => t, _ => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } }, StringComparer.Ordinal),
        };
        return Task.CompletedTask;
    });
}
