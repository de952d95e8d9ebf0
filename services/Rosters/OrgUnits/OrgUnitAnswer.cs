namespace Datarun.Rosters.OrgUnits;

/// <summary>A body as it is answered.</summary>
internal sealed record OrgUnitAnswer(string Code, string Name, string Kind, string Division, string? UnifiedCreditCode)
{
    public static OrgUnitAnswer Of(OrgUnit unit) => new(unit.Code, unit.Name, unit.Kind, unit.Division, unit.UnifiedCreditCode);
}
