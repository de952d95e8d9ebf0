using Datarun.ServiceDefaults.Problems;
using Scalar.AspNetCore;

namespace Datarun.Gateway.Pages;

/// <summary>The services' own descriptions, handed on as they are: OpenAPI for the calls, AsyncAPI for the events.</summary>
public static class DescriptionPages
{
    public static Task<IResult> OpenApi(string service, ServicePages services, CancellationToken cancel) =>
        HandOn(service, "/openapi/v1.json", services, cancel);

    public static Task<IResult> AsyncApi(string service, ServicePages services, CancellationToken cancel) =>
        HandOn(service, "/asyncapi.json", services, cancel);

    /// <summary>The page where people read them; all of it comes from here, and nothing of it calls out to the internet.</summary>
    public static void Overview(ScalarOptions page, HttpContext context)
    {
        page.WithTitle("Datarun").WithOpenApiRoutePattern("/openapi/{documentName}.json")
            .DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp();
        page.ShowDeveloperTools = DeveloperToolsVisibility.Never; // They lead to somebody else's services.
        page.AddDocuments([.. context.RequestServices.GetRequiredService<ServicePages>().Names]);
    }

    private static async Task<IResult> HandOn(string service, string path, ServicePages services, CancellationToken cancel)
    {
        if (!services.Names.Contains(service, StringComparer.Ordinal))
        {
            return CommonProblems.NotFound.Refuse();
        }

        try
        {
            using var answer = await services.Get(service, path, cancel);
            return answer.IsSuccessStatusCode
                ? Results.Bytes(await answer.Content.ReadAsByteArrayAsync(cancel), "application/json; charset=utf-8")
                : CommonProblems.NotFound.Refuse();
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return GatewayProblems.ServiceUnreachable.Refuse();
        }
    }
}
