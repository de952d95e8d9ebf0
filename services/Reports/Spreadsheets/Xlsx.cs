using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;

namespace Datarun.Reports.Spreadsheets;

/// <summary>Workbooks as answers and as bodies.</summary>
public static class Xlsx
{
    private const int Encoding = 64 << 10; // What may surround the file.

    /// <summary>The answer that gives a workbook.</summary>
    public static FileContentHttpResult Give(byte[] file, string name) => TypedResults.File(file, UploadedWorkbook.MediaType, $"{name}.xlsx");

    /// <summary>The endpoint answers a workbook.</summary>
    public static RouteHandlerBuilder GivesWorkbook(this RouteHandlerBuilder endpoint) => endpoint.Produces<Stream>(StatusCodes.Status200OK, UploadedWorkbook.MediaType);

    /// <summary>The endpoint takes a workbook as its whole body.</summary>
    public static RouteHandlerBuilder TakesWorkbook(this RouteHandlerBuilder endpoint) => endpoint
        .WithMetadata(new RequestSizeLimitAttribute(UploadedWorkbook.MostBytes + Encoding)).TakesBody(UploadedWorkbook.MediaType);

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
