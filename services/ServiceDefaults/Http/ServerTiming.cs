using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Datarun.ServiceDefaults.Http;

/// <summary>
/// Says in every answer how long the service itself took (<c>Server-Timing: app;dur=…</c>, milliseconds, W3C), from the head of the request to
/// the head of the answer: browsers show it, and whoever waits sees whether the service or the way to it was slow.
/// </summary>
public sealed class ServerTiming(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(Tell, (context.Response, Stopwatch.GetTimestamp()));
        return next(context);
    }

    private static Task Tell(object state)
    {
        var (response, start) = ((HttpResponse, long))state;
        response.Headers["Server-Timing"] = string.Create(CultureInfo.InvariantCulture, $"app;dur={Stopwatch.GetElapsedTime(start).TotalMilliseconds:0.###}");
        return Task.CompletedTask;
    }
}
