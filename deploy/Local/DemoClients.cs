using Datarun.ServiceDefaults.Security;

namespace Datarun.Local;

/// <summary>A client of the demo, as it stands in clients.json.</summary>
internal sealed record DemoClient(string Id, string Secret, string Unit, IReadOnlyList<Role> Roles);

/// <summary>Who takes part in the demo: the offices of one real county. The offices' names are common ones; what they do in the demo is invented.</summary>
internal static class DemoClients
{
    /// <summary>De'an County, Jiangxi.</summary>
    public const string County = "360426";

    public static IReadOnlyList<DemoClient> All { get; } =
    [
        new("admin", "", County, [Role.ADMINISTRATOR]),
        new("data-authority", "", $"{County}-DATA", [Role.SHARING_AUTHORITY, Role.AUDITOR]),
        new("organisation", "", $"{County}-ORGANISATION", [Role.ROSTER_KEEPER, Role.DEPARTMENT]),
        new("civil", "", $"{County}-CIVIL", [Role.DEPARTMENT]),
        new("health", "", $"{County}-HEALTH", [Role.DEPARTMENT]),
        new("agriculture", "", $"{County}-AGRICULTURE", [Role.DEPARTMENT]),
        new("justice", "", $"{County}-JUSTICE", [Role.DEPARTMENT]),
        new("disputes", "", $"{County}-DISPUTES", [Role.DEPARTMENT]),
        new("discipline", "", $"{County}-DISCIPLINE", [Role.DECIDER, Role.INSPECTOR]),
        new("county", "", County, [Role.REPORTER]),
        new("township", "", $"{County}100", [Role.REPORTER]),
        new("village", "", $"{County}100001", [Role.REPORTER]),
    ];
}
