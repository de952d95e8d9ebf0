using Datarun.Gateway.Limits;
using Datarun.Gateway.Rights;
using Datarun.Gateway.Routes;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Yarp.ReverseProxy.Forwarder;

namespace Datarun.Gateway.Forwarding;

/// <summary>One request through the gateway: who is it, how much of it, may it, how large is it, and then down to the service.</summary>
public sealed class ForwardRequest(IHttpForwarder forwarder, DownstreamConnections downstream, BearerTokens tokens)
{
    public async Task Run(HttpContext context, GatewayRoute route, TransformRequest transform)
    {
        var caller = route.NeedsToken ? await CheckToken.Of(context, tokens) : default;
        var refusal = (RawTarget.Of(context).HasDotSegments() ? GatewayProblems.PathNotPlain.Refuse() : null)
            ?? CountRequest.Against(context, route.RateLimit, caller.Client)
            ?? CheckRights.Of(context, route, caller)
            ?? BoundBody.Of(context, route.MaxBodyBytes)
            ?? (route.Circuit is { } circuit && !circuit.Admits() ? GatewayProblems.CircuitOpen.Refuse().RetryAfter(circuit.Break) : null)
            ?? await Forward(context, route, transform);
        if (refusal is not null && !context.Response.HasStarted)
        {
            await refusal.ExecuteAsync(context);
        }
    }

    private async Task<Refused?> Forward(HttpContext context, GatewayRoute route, TransformRequest transform)
    {
        var destination = route.Destinations.Choose();
        destination.Enter();
        ForwarderError error;
        try
        {
            error = await forwarder.SendAsync(context, destination.Address, downstream.Client, transform.Bounds, transform);
        }
        finally
        {
            destination.Leave();
        }

        if (error == ForwarderError.None)
        {
            Tell(route.Circuit, failed: context.Response.StatusCode is 502 or 503 or 504);
            return null;
        }

        return Explain(context, route, destination, error);
    }

    private static Refused? Explain(HttpContext context, GatewayRoute route, Destination destination, ForwarderError error)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            return null; // The client went away: nobody is left to answer, and the service is not to blame.
        }

        if (context.Features.Get<IForwarderErrorFeature>()?.Exception is { } thrown && FindBadRequest(thrown) is { } bad)
        {
            return bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? BoundBody.TooLarge(route.MaxBodyBytes) : GatewayProblems.BodyUnreadable.Refuse();
        }

        switch (error)
        {
            case ForwarderError.RequestTimedOut:
                Tell(route.Circuit, failed: true);
                return GatewayProblems.ServiceTooSlow.Refuse();
            case ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled:
                return GatewayProblems.ServiceTooSlow.Refuse();
            case ForwarderError.Request:
                route.Destinations.CouldNotBeReached(destination);
                Tell(route.Circuit, failed: true);
                return GatewayProblems.ServiceUnreachable.Refuse();
            default:
                return GatewayProblems.ServiceUnreachable.Refuse();
        }
    }

    private static BadHttpRequestException? FindBadRequest(Exception thrown) => thrown switch
    {
        BadHttpRequestException bad => bad,
        AggregateException many => many.InnerExceptions.Select(FindBadRequest).FirstOrDefault(bad => bad is not null),
        { InnerException: { } inner } => FindBadRequest(inner),
        _ => null,
    };

    private static void Tell(Circuit? circuit, bool failed)
    {
        if (failed)
        {
            circuit?.Failed();
        }
        else
        {
            circuit?.Succeeded();
        }
    }
}
