using System.Diagnostics;
using Datarun.Accountability;
using Datarun.Exchange;
using Datarun.Gateway;
using Datarun.Identity;
using Datarun.Reports;
using Datarun.Rosters;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Hosting;

namespace Datarun.Local;

/// <summary>Starts everything in one process and stops all of it cleanly.</summary>
internal static class LocalHost
{
    private static readonly ServiceDefinition[] Services =
        [IdentityService.Definition, RostersService.Definition, ExchangeService.Definition, ReportsService.Definition, AccountabilityService.Definition];

    public static async Task<int> RunAsync(Options options)
    {
        var watch = Stopwatch.StartNew();
        await using var postgres = options.Database is null ? await PrivatePostgres.StartAsync(options.Data, options.Postgres, options.PostgresSettings) : null;
        var databases = new Databases(options.Database, postgres);
        var secrets = Secrets.In(options.Data);
        var sockets = Sockets.In(options.Data);
        var bus = options.Bus is null ? new InProcessBus() : null;
        string[] common =
        [
            "--Logging:LogLevel:Default=Warning", $"--Identity:Issuer={new Uri(options.Address, "/")}", $"--Identity:SigningKeyFile={secrets.SigningKeyFile}",
            $"--Identity:ClientsFile={secrets.ClientsFile}", $"--Audit:SigningKeyFile={secrets.AuditKeyFile}", "--Deliveries:AllowLoopback=true", "--Metrics=false", $"--Bus={options.Bus}",
            $"--Calendar:Folder={Path.Combine(options.Data, "calendar")}",
            .. Services.Select(s => $"--Services:{s.Name}=http://unix:{sockets.Of(s.Name)}"), .. options.Configuration,
        ];

        // All are built before any starts: the bus in the process must know every reaction before the first event leaves.
        var services = await Task.WhenAll(Services.Select(s => Task.Run(() => BuildAsync(s, common, databases, sockets, bus))));
        foreach (var runner in services.SelectMany(s => s.Services.GetServices<ReactionRunner>())) bus?.Add(runner);
        var gateway = GatewayHost.Build([$"--urls={options.Urls}", .. common]);
        try
        {
            await Task.WhenAll(services.Select(s => s.StartAsync()));
            await StartAsync(gateway, options);
            Welcome.Print(options, secrets, watch.Elapsed);
            if (options.Demo && await Demo.Story.PlayAsync(options.Address, secrets.ClientsFile) is var held && options.Exit) return held ? 0 : 1;
            await gateway.WaitForShutdownAsync();
            return 0;
        }
        finally
        {
            await gateway.DisposeAsync();
            await Task.WhenAll(services.Select(StopAsync));
        }
    }

    private static async Task<WebApplication> BuildAsync(ServiceDefinition service, string[] common, Databases databases, Sockets sockets, InProcessBus? bus)
    {
        await databases.CreateAsync(service.Name);
        var app = ServiceHost.Build(
            service,
            [$"--urls=http://unix:{sockets.Of(service.Name)}", $"--ConnectionStrings:Database={databases.ConnectionString(service.Name)}", .. common],
            builder =>
            {
                if (bus is not null) builder.Services.AddSingleton<IEventTransport>(bus);
            });
        await Migration.RunAsync(app.Services, service);
        return app;
    }

    private static async Task StartAsync(WebApplication gateway, Options options)
    {
        try
        {
            await gateway.StartAsync();
        }
        catch (IOException error) when (error.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new InvalidOperationException($"{options.Urls} is in use; choose another address with --urls http://localhost:PORT", error);
        }
    }

    private static async Task StopAsync(WebApplication service)
    {
        await service.StopAsync();
        await service.DisposeAsync();
    }
}
