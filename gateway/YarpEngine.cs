using Datarun.Gateway.Configuration;
using Datarun.Gateway.Forwarding;
using Datarun.Gateway.Routes;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Gateway;

/// <summary>The default engine: <c>ocelot.json</c> translated to endpoints that YARP's forwarder serves.</summary>
public static class Engine
{
    public static void Add(WebApplicationBuilder builder, OcelotPath _)
    {
        builder.Services.AddSingleton<EndedClients>(); // Not asked for: the services refuse.
        builder.Services.AddSingleton<BearerTokens>(); // Not as a scheme: that would check every token once more, before any route is known.
        builder.Services.AddHttpForwarder();
        builder.Services.AddSingleton<DownstreamConnections>();
        builder.Services.AddSingleton<ForwardRequest>();
        builder.Services.AddSingleton<RouteTable>();
        builder.Services.AddSingleton<MatcherPolicy, MatchAsOcelot>();
    }

    public static void Use(WebApplication app) =>
        ((IEndpointRouteBuilder)app).DataSources.Add(app.Services.GetRequiredService<RouteTable>());
}
