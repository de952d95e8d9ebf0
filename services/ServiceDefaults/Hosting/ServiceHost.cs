using System.Globalization;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Descriptions;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Datarun.ServiceDefaults.Hosting;

/// <summary>Builds and runs a service the same way everywhere: alone, in a container, in the local host, in a test.</summary>
public static class ServiceHost
{
    private const long OrdinaryBody = 4 << 20;

    /// <summary>
    /// The program of a service. <c>--migrate</c> brings its database up to date and ends; <c>--replay N</c> sends the events from
    /// sequence N on once more; <c>--redrive</c> runs its error queue again; a flag of the service's own
    /// <see cref="ServiceDefinition.Commands"/> runs that; otherwise it serves until stopped.
    /// </summary>
    public static async Task<int> RunAsync(ServiceDefinition definition, string[] args)
    {
        await using var app = Build(definition, args);
        if (args.Contains("--migrate"))
        {
            await Migration.RunAsync(app.Services, definition);
            return 0;
        }
        if (Array.IndexOf(args, "--replay") is >= 0 and var at)
        {
            var count = await EventLog.ReplayAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), long.Parse(args[at + 1]), CancellationToken.None);
            app.Logger.LogInformation("{Count} events will be sent once more", count);
            return 0;
        }
        if (args.Contains("--redrive"))
        {
            var handled = await ErrorQueue.RedriveAsync(
                app.Services.GetRequiredService<NpgsqlDataSource>(), app.Services.GetServices<ReactionRunner>(), CancellationToken.None);
            app.Logger.LogInformation("{Count} events left the error queue", handled);
            return 0;
        }
        if (definition.Commands.FirstOrDefault(c => args.Contains(c.Flag)) is { } command)
            return await command.RunAsync(app.Services, Console.Out, CancellationToken.None);
        await app.RunAsync();
        return 0;
    }

    /// <summary>Builds the service without starting it.</summary>
    /// <param name="definition">The service.</param>
    /// <param name="args">Command line; configuration as <c>--Key=value</c>, flags are left to <see cref="RunAsync"/>.</param>
    /// <param name="configure">What the host of several services adds, such as the bus in the process.</param>
    public static WebApplication Build(ServiceDefinition definition, string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true); // A gzip that was cut off is no shorter file.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = [.. args.Where(a => a.Contains('='))],
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = [new("Logging:LogLevel:Default", "Warning")] }); // No line for each request unless asked for.
        builder.Configuration.AddKeyPerFile("/run/secrets", optional: true);
        builder.Configuration.AddCommandLine([.. args.Where(a => a.Contains('='))]);
        configure?.Invoke(builder);
        AddDefaults(builder, definition);
        definition.Services(builder);
        var app = builder.Build();
        UsePipeline(app, definition);
        return app;
    }

    private static void AddDefaults(WebApplicationBuilder builder, ServiceDefinition definition)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        builder.Host.UseDefaultServiceProvider(options => (options.ValidateOnBuild, options.ValidateScopes) = (true, true));
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.None); // What fails is thrown and logged once, without its SQL.
        builder.WebHost.ConfigureKestrel(kestrel => (kestrel.Limits.MaxRequestBodySize, kestrel.AddServerHeader) = (OrdinaryBody, false));
        DapperTypes.Register();
        services.AddSingleton(new ServiceName(definition.Name));
        services.AddSingleton<ServiceAddresses>();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(Rules.Default);
        services.AddSingleton<CurrentCalendar>();
        services.AddHostedService(provider => provider.GetRequiredService<CurrentCalendar>());
        services.AddTransient(provider => provider.GetRequiredService<CurrentCalendar>().Calendar); // Of this moment: whoever lives longer takes CurrentCalendar.
        services.AddSingleton(_ =>
        {
            var database = configuration.GetConnectionString("Database")
                ?? throw new InvalidOperationException("ConnectionStrings:Database is not configured.");
            var source = new NpgsqlDataSourceBuilder(database) { Name = definition.Name };
            source.ConnectionStringBuilder.Timezone = "UTC";
            source.ConnectionStringBuilder.ApplicationName = definition.Name;
            source.ConnectionStringBuilder.NoResetOnClose = true; // Settings, locks and temporary tables end with their transaction; who holds more gives it up itself.
            source.ConnectionStringBuilder.ReadBufferSize = 64 << 10; // A page of values in few reads.
            // Connections take turns, so those that a burst has opened would leave each call that comes after it a server process gone cold.
            (source.ConnectionStringBuilder.ConnectionIdleLifetime, source.ConnectionStringBuilder.ConnectionPruningInterval) = (10, 2);
            source.ConnectionStringBuilder.MaxAutoPrepare = 100; // What is said often is parsed and planned once.
            return source.Build();
        });
        definition.AddDatabase(services);
        services.AddBearerScheme();
        services.AddHostedService(provider => provider.GetRequiredService<EndedClients>());
        services.ConfigureHttpJsonOptions(options => Json.Apply(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddRequestDecompression(PackedBodies.Unpack);
        services.AddSingleton<CatchUp>();
        ApiDescription.Add(services, definition);
        Telemetry.Add(services, configuration, definition.Name);

        var reactions = new Reactions(definition.Name);
        definition.Reactions(reactions);
        services.AddSingleton(reactions);
        foreach (var reaction in reactions.All)
            services.AddSingleton(provider => new ReactionRunner(
                reaction, provider.GetRequiredService<IServiceScopeFactory>(), provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<ILogger<ReactionRunner>>()));
        if (!services.Any(s => s.ServiceType == typeof(IEventTransport)))
        {
            var broker = configuration["Bus"] ?? throw new InvalidOperationException("Bus is not configured: rabbitmq://user:password@host/");
            RabbitMqBus.Register(services, new Uri(broker), reactions);
        }
        services.AddHostedService<Relay>();
        services.AddHostedService<Housekeeping>();
    }

    private static void UsePipeline(WebApplication app, ServiceDefinition definition)
    {
        app.UseMiddleware<ServerTiming>();
        app.UseMiddleware<ProblemAnswers>();
        app.UseRouting();
        app.UseMiddleware<KnownCodings>();
        app.UseRequestDecompression(); // After routing: the bound on what comes out is the endpoint's own, which is large for bulk writes.
        app.UseAuthentication();
        app.UseMiddleware<RightCheck>();
        app.UseMiddleware<PlainParameters>();
        app.UseMiddleware<WriteRequests>();
        app.UseMiddleware<ConditionalReads>();
        definition.Pipeline(app);
        definition.Routes(app);
        Health.Map(app);
        ApiDescription.Map(app, definition);
        EventsDescription.Map(app, definition);
        EventLog.Map(app);
        Telemetry.Map(app);
        MustStateRights(app);
    }

    /// <summary>Deny unless granted: an endpoint that states no right keeps the service from starting.</summary>
    private static void MustStateRights(IEndpointRouteBuilder app)
    {
        var silent = app.DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<Right>() is null).Select(e => e.RoutePattern.RawText).ToList();
        if (silent.Count > 0) throw new InvalidOperationException($"These endpoints state no right: {string.Join(", ", silent)}");
    }
}
