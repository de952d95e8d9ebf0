using Datarun.Exchange.Sharing;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Exchange.Proceedings;

/// <summary>Which sharing authority a matter belongs to. Pure: it follows from the codes of the units.</summary>
public static class Authority
{
    // Provinces, cities and counties have sharing authorities (政务数据共享条例 第4条); a township is served by its county's (第30条).
    private static readonly int[] Levels = [6, 4, 2];

    /// <summary>The area whose authority is on the unit's own level; empty for the State, where the code names no place.</summary>
    public static string AreaOf(string unit) => Caller.AreaOf(unit) is { } place ? place[..Math.Min(place.Length, Levels[0])] : "";

    /// <summary>The smallest area that holds all the units: its authority is common to them. Empty for the State.</summary>
    public static string CommonArea(params IEnumerable<string> units)
    {
        var areas = units.Select(AreaOf).ToList();
        return Levels.Where(l => areas.TrueForAll(a => a.Length >= l) && areas.Select(a => a[..l]).Distinct(StringComparer.Ordinal).Count() == 1)
            .Select(l => areas[0][..l]).FirstOrDefault("");
    }

    /// <summary>The area above; the State's above a province's.</summary>
    public static string Above(string area) => Levels.Where(l => l < area.Length).Select(l => area[..l]).FirstOrDefault("");

    /// <summary>Throws NOT_THE_AUTHORITY or OWN_MATTER unless the caller is the same-level authority of the unit, and another body than it.</summary>
    public static void MustDecide(Caller caller, string unit)
    {
        var area = AreaOf(unit);
        if (!caller.IsOf(area)) throw SharingProblems.NotTheAuthority.Refuse().With("area", area).With("yours", caller.Area).AsException();
        if (caller.Unit == unit && !caller.IsAdministrator) throw SharingProblems.OwnMatter.Refuse().AsException();
    }

    /// <summary>Whether what the body provides is the caller's own matter, or one of its area as a sharing authority.</summary>
    public static bool Oversees(this Caller caller, string provider) => caller.Unit == provider || (caller.Is(Role.SHARING_AUTHORITY) && caller.AreaCovers(provider));

    /// <summary>Whether the caller is the sharing authority of exactly this area. Of the State's, the platform has no client: an administrator records what it decided.</summary>
    public static bool IsOf(this Caller caller, string area) => caller.IsAdministrator || (caller.Is(Role.SHARING_AUTHORITY) && area.Length > 0 && caller.Area == area);
}
