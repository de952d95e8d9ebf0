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

/// <summary>Metrics at <c>/metrics</c> of each service (not through the gateway); traces and metrics by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.</summary>
internal static class Telemetry
{
    public static void Add(IServiceCollection services, IConfiguration configuration, string service)
    {
        var exports = !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        var telemetry = services.AddOpenTelemetry().ConfigureResource(r => r.AddService($"datarun-{service}"))
            .WithMetrics(m => m.AddAspNetCoreInstrumentation().AddMeter(BusTelemetry.Name, "Npgsql", "System.Runtime").AddPrometheusExporter());
        if (!exports) return;
        telemetry.WithTracing(t => t.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddSource(BusTelemetry.Name, "MassTransit").AddNpgsql())
            .UseOtlpExporter();
    }

    public static void Map(WebApplication app) => app.MapPrometheusScrapingEndpoint().Open();
}
