namespace Datarun.Rosters.OrgUnits;

/// <summary>A department or other body with a code of its own; it belongs to a place.</summary>
public sealed class OrgUnit
{
    public required string Code { get; init; }

    public required string Name { get; set; }

    /// <summary>What kind of body it is, as it was registered.</summary>
    public required string Kind { get; set; }

    /// <summary>Code of the place.</summary>
    public required string Division { get; set; }

    public string? UnifiedCreditCode { get; set; }

    public int Version { get; set; }

    /// <summary>Takes the new state; false when nothing differs.</summary>
    public bool Change(string name, string kind, string division, string? unifiedCreditCode)
    {
        if ((Name, Kind, Division, UnifiedCreditCode) == (name, kind, division, unifiedCreditCode)) return false;
        (Name, Kind, Division, UnifiedCreditCode) = (name, kind, division, unifiedCreditCode);
        Version++;
        return true;
    }
}
