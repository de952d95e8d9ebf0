using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Rosters.OrgUnits;

/// <summary>
/// A body's code that begins with a place begins with its own or one above it: whose area a client acts in is read off its unit's
/// code, so a code of another county would lend it that county's rights. A code without a place at its start lends none.
/// </summary>
public static class OrgUnitCodeRule
{
    /// <summary>Whether the code may be that of a body of this place.</summary>
    public static bool BelongsTo(string code, DivisionCode division) =>
        Caller.AreaOf(code) is not { } area || division.ToString().StartsWith(area, StringComparison.Ordinal);
}
