using System.Collections.Frozen;
using System.Net.Http.Json;
using System.Text.Json;
using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Datarun.ServiceDefaults.Security;

/// <summary>
/// The clients that were ended while tokens of theirs may still be valid: asked of Identity at the start and every few seconds
/// (<c>Identity:EndedClientsSeconds</c>), and looked up in memory, so that no request waits for it. While Identity cannot be asked, those known stay refused; a service that has just
/// started knows none until it answers, as it has no keys to check tokens with.
/// </summary>
public sealed class EndedClients(ServiceAddresses addresses, IConfiguration configuration, TimeProvider clock, ILogger<EndedClients> log) : BackgroundService
{
    private readonly HttpClient _http = new(addresses.CreateHandler()) { Timeout = TimeSpan.FromSeconds(5) };
    private FrozenSet<string> _ended = [];

    /// <summary>Whether the client was ended under that registration; one registered anew under its id has another.</summary>
    public bool Includes(string registration) => _ended.Contains(registration);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Periodically.RunAsync(
        TimeSpan.FromSeconds(configuration.GetValue("Identity:EndedClientsSeconds", 3.0)), clock, AskAsync,
        error => log.LogWarning(error, "Which clients were ended is asked again"), stoppingToken);

    private async Task AskAsync(CancellationToken cancel)
    {
        try
        {
            var ended = await _http.GetFromJsonAsync<string[]>(new Uri(addresses.BaseOf("identity"), "clients/ended"), Json.Options, cancel) ?? [];
            _ended = ended.ToFrozenSet(StringComparer.Ordinal);
        }
        catch (Exception error) when (error is HttpRequestException or JsonException || (error is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            log.LogDebug(error, "Identity cannot be asked which clients were ended");
        }
    }

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }
}
