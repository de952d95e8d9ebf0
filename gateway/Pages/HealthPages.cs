using System.Collections.Concurrent;

namespace Datarun.Gateway.Pages;

/// <summary>The gateway is alive when it answers, and ready when every service is.</summary>
public static class HealthPages
{
    private static readonly TimeSpan PatienceForOne = TimeSpan.FromSeconds(2);

    public static IResult Live() => Results.Json(new { status = "LIVE" });

    public static async Task<IResult> Ready(ServicePages services, CancellationToken cancel)
    {
        var states = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        await Task.WhenAll(services.Names.Select(async name => states[name] = await Ask(services, name, cancel)));
        var ready = states.Values.All(state => state == "READY");
        return Results.Json(
            new { status = ready ? "READY" : "NOT_READY", services = states.OrderBy(state => state.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal) },
            statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<string> Ask(ServicePages services, string name, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(PatienceForOne);
        try
        {
            using var answer = await services.Get(name, "/health/ready", languages: null, patience.Token);
            return answer.IsSuccessStatusCode ? "READY" : "NOT_READY";
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return "UNREACHABLE";
        }
    }
}
