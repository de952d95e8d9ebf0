using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Datarun.ServiceDefaults.Hosting;

/// <summary>
/// Metrics at <c>/metrics</c> of each service (not through the gateway); traces and metrics by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.
/// Meters belong to the process: where it holds several services, each would count for all, so <c>Metrics=false</c> leaves them off.
/// </summary>
internal static class Telemetry
{
    public static void Add(IServiceCollection services, IConfiguration configuration, string service)
    {
        if (!IsOn(configuration)) return;
        var exports = !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        var telemetry = services.AddOpenTelemetry().ConfigureResource(r => r.AddService($"datarun-{service}"))
            .WithMetrics(m => m.AddAspNetCoreInstrumentation().AddMeter(BusTelemetry.Name, "Npgsql", "System.Runtime")
                .AddView("db.client.operation.npgsql.bytes_*", MetricStreamConfiguration.Drop) // Counted at every packet.
                .AddPrometheusExporter());
        if (!exports) return;
        telemetry.WithTracing(t => t.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddSource(BusTelemetry.Name, "MassTransit").AddNpgsql())
            .UseOtlpExporter();
    }

    public static void Map(WebApplication app)
    {
        if (IsOn(app.Configuration)) app.MapPrometheusScrapingEndpoint().Open();
    }

    private static bool IsOn(IConfiguration configuration) => configuration.GetValue("Metrics", defaultValue: true);
}
