using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Reports.Places;

/// <summary>A place as one caller sees it: a reporter of it, or of a place above, sees everything there; a department what is for its own forms.</summary>
/// <param name="Place">The place with everything below it.</param>
/// <param name="Department">Only what is for this department; null for everything.</param>
public sealed record SeenPlace(Place Place, string? Department)
{
    /// <summary>Throws PARAMETER_INVALID for what is no place, and OUTSIDE_YOUR_UNIT for a caller who sees nothing there.</summary>
    public static SeenPlace Of(string unit, Caller caller)
    {
        var place = Place.Read(unit) ?? throw CommonProblems.ParameterInvalid.At("?unit", RightForm.Of(nameof(DivisionCode))).AsException();
        if (caller.Is(Role.REPORTER) && caller.Covers(unit)) return new SeenPlace(place, null);
        if (!caller.Is(Role.DEPARTMENT)) caller.MustCover(unit);
        return new SeenPlace(place, caller.Unit);
    }
}
