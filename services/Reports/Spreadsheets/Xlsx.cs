using Datarun.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Datarun.Reports.Spreadsheets;

/// <summary>Workbooks as answers and as bodies.</summary>
public static class Xlsx
{
    private const int Surroundings = 64 << 10; // What may come beside the file.

    /// <summary>The answer that gives a workbook.</summary>
    public static FileContentHttpResult Give(byte[] file, string name) => TypedResults.File(file, UploadedWorkbook.MediaType, $"{name}.xlsx");

    /// <summary>The endpoint answers a workbook.</summary>
    public static RouteHandlerBuilder GivesWorkbook(this RouteHandlerBuilder endpoint) => endpoint.Produces<Stream>(StatusCodes.Status200OK, UploadedWorkbook.MediaType);

    /// <summary>The endpoint takes a workbook as its whole body.</summary>
    public static RouteHandlerBuilder TakesWorkbook(this RouteHandlerBuilder endpoint) => endpoint
        .WithMetadata(new RequestSizeLimitAttribute(UploadedWorkbook.MostBytes + Surroundings)).TakesBody(UploadedWorkbook.MediaType);
}
