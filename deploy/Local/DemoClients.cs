using System.Text.Json;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Local;

/// <summary>A client of the demo, as it stands in clients.json.</summary>
internal sealed record DemoClient(string Id, string Secret, string Unit, IReadOnlyList<Role> Roles);

/// <summary>
/// Who takes part in the demo: the offices of one real county, as <c>Demo/clients.json</c> lists them (<c>deploy/make-secrets</c> reads it
/// too). The offices' names are common ones; what they do in the demo is invented.
/// </summary>
internal static class DemoClients
{
    /// <summary>De'an County, Jiangxi.</summary>
    public const string County = "360426";

    public static IReadOnlyList<DemoClient> All { get; } = JsonSerializer.Deserialize<DemoClient[]>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Demo", "clients.json")), Json.Options)!;
}
