using System.Text.Json;
using System.Text.Json.Nodes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Microsoft.Net.Http.Headers;
using Scalar.AspNetCore;

namespace Datarun.Gateway.Pages;

/// <summary>The services' own descriptions, handed on as they are, in the reader's language: OpenAPI for the calls, AsyncAPI for the events.</summary>
public static class DescriptionPages
{
    // A service writes its description when it is first asked for, which takes seconds on a machine that is busy.
    private const double PatienceSeconds = 60;

    public static Task<IResult> OpenApi(string service, HttpContext context, ServicePages services, IConfiguration configuration, CancellationToken cancel) =>
        HandOn(service, "/openapi/v1.json", context, services, AddOwnProblems, configuration, cancel);

    public static Task<IResult> AsyncApi(string service, HttpContext context, ServicePages services, IConfiguration configuration, CancellationToken cancel) =>
        HandOn(service, "/asyncapi.json", context, services, description => description, configuration, cancel);

    /// <summary>The page where people read them; all of it comes from here, and nothing of it calls out to the internet.</summary>
    public static void Overview(ScalarOptions page, HttpContext context)
    {
        page.WithTitle("Datarun").WithOpenApiRoutePattern("/openapi/{documentName}.json")
            .DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp();
        page.ShowDeveloperTools = DeveloperToolsVisibility.Never; // They lead to somebody else's services.
        page.AddDocuments([.. context.RequestServices.GetRequiredService<ServicePages>().Names]);
    }

    private static async Task<IResult> HandOn(
        string service, string path, HttpContext context, ServicePages services, Func<byte[], byte[]> add, IConfiguration configuration, CancellationToken cancel)
    {
        if (!services.Names.Contains(service, StringComparer.Ordinal))
        {
            return CommonProblems.NotFound.Refuse();
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(configuration.GetValue("Descriptions:PatienceSeconds", PatienceSeconds)));
        try
        {
            using var answer = await services.Get(service, path, context.Request.Headers.AcceptLanguage, patience.Token);
            if (!answer.IsSuccessStatusCode)
            {
                return CommonProblems.NotFound.Refuse();
            }

            var description = add(await answer.Content.ReadAsByteArrayAsync(patience.Token));
            context.Response.Headers.Vary = HeaderNames.AcceptLanguage;
            context.Response.Headers.ContentLanguage = answer.Content.Headers.ContentLanguage.FirstOrDefault();
            return Results.Bytes(description, "application/json; charset=utf-8");
        }
        catch (HttpRequestException)
        {
            return GatewayProblems.ServiceUnreachable.Refuse();
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return GatewayProblems.ServiceTooSlow.Refuse();
        }
    }

    /// <summary>Whoever calls a service calls it through here, and so can meet what is refused here.</summary>
    private static byte[] AddOwnProblems(byte[] description)
    {
        if (JsonNode.Parse(description) is not JsonObject document || document["x-problems"] is not JsonArray problems)
        {
            return description;
        }

        document["x-problems"] = new JsonArray([.. problems.Select(problem => problem!.DeepClone()).Concat(GatewayProblems.All.Select(own => own.Described)).OrderBy(problem => problem["code"]!.GetValue<string>(), StringComparer.Ordinal)]);
        return JsonSerializer.SerializeToUtf8Bytes(document, Json.Options);
    }
}
