#if OCELOT
using Datarun.Gateway.Configuration;
using Datarun.ServiceDefaults.Security;
using Ocelot.DependencyInjection;
using Ocelot.Middleware;

namespace Datarun.Gateway;

/// <summary>The other engine, <c>-p:GatewayEngine=Ocelot</c>: the same file, read by Ocelot itself.</summary>
public static class Engine
{
    public static void Add(WebApplicationBuilder builder, OcelotPath file)
    {
        builder.Configuration.AddJsonFile(file.FullName, optional: false, reloadOnChange: true);
        builder.Services.AddBearerScheme();
        builder.Services.AddOcelot(builder.Configuration).AddQualityOfService();
    }

    public static void Use(WebApplication app)
    {
        app.UseEndpoints(_ => { }); // The gateway's own pages come before Ocelot, which takes all the rest.
        app.UseOcelot().GetAwaiter().GetResult();
    }
}
#endif
