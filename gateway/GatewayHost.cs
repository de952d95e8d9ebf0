using Datarun.Gateway.Configuration;
using Datarun.Gateway.Pages;
using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Problems;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Scalar.AspNetCore;

namespace Datarun.Gateway;

/// <summary>The one front door. What it serves itself stands here; what it hands on stands in <c>ocelot.json</c>.</summary>
public static class GatewayHost
{
    /// <param name="args">Configuration as <c>--Key=value</c>, among them <c>--urls=…</c>, <c>--Services:rosters=…</c>, <c>--Ocelot:File=…</c>.</param>
    /// <param name="configure">What the host of several services adds.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        // A line for each request costs more than forwarding it; whoever wants them sets the level higher.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = [new("Logging:LogLevel:Microsoft.AspNetCore", "Warning"), new("Logging:LogLevel:Yarp", "Warning")],
        });
        builder.Configuration.AddKeyPerFile("/run/secrets", optional: true);
        builder.Configuration.AddCommandLine(args);
        configure?.Invoke(builder);
        AddDefaults(builder);

        var app = builder.Build();
        app.UseMiddleware<ProblemAnswers>();
        app.UseRouting();

        app.MapGet("/", () => Results.Redirect("/docs"));
        app.MapGet("/health/live", HealthPages.Live);
        app.MapGet("/health/ready", HealthPages.Ready);
        app.MapGet("/openapi/{service}.json", DescriptionPages.OpenApi);
        app.MapGet("/asyncapi/{service}.json", DescriptionPages.AsyncApi);
        app.MapScalarApiReference("/docs", DescriptionPages.Overview);

        Engine.Use(app);
        return app;
    }

    private static void AddDefaults(WebApplicationBuilder builder)
    {
        var file = OcelotPath.Of(builder.Configuration);
        builder.Host.UseDefaultServiceProvider(options => (options.ValidateOnBuild, options.ValidateScopes) = (true, true));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ServiceAddresses>();
        builder.Services.AddSingleton<ServicePages>();
        builder.Services.AddSingleton(file);
        Engine.Add(builder, file);
    }
}
