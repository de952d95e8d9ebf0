using Datarun.Reports.Ledgers;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Reports.LedgerEntries;

/// <summary>
/// Who may see entries: reporters of the unit that keeps them or of a place above it, and the department that owns the ledger within its
/// area. Nobody else: other departments get what formulas derive, never rows.
/// </summary>
internal static class EntryRights
{
    /// <summary>Throws OUTSIDE_YOUR_UNIT unless the caller may see what this unit and those below it keep.</summary>
    public static void MustSee(Caller caller, LedgerRow ledger, string unit)
    {
        if (caller.Is(Role.REPORTER) && caller.Covers(unit)) return;
        if (caller.Is(Role.DEPARTMENT) && caller.Covers(ledger.Department) && unit.StartsWith(ledger.Area, StringComparison.Ordinal)) return;
        throw CommonProblems.OutsideYourUnit.Refuse().With("unit", unit).With("yours", caller.Unit).AsException();
    }

    /// <summary>The place asked about, or the caller's own; throws where it may not be seen.</summary>
    public static Place MustSeePlace(Caller caller, LedgerRow ledger, string? under)
    {
        var asked = under ?? (caller.IsAdministrator ? ledger.Area : caller.Area);
        if (Place.Read(asked) is not { } place || asked == Place.Country) throw CommonProblems.ParameterInvalid.At("?under", RightForm.Of(nameof(DivisionCode))).AsException();
        MustSee(caller, ledger, place.Code);
        return place;
    }

    /// <summary>Throws unless this is a unit for which the caller may write.</summary>
    public static void MustKeep(Caller caller, string unit)
    {
        if (!OrgUnitCode.TryParse(unit, out _)) throw CommonProblems.CodeInvalid.At("/unit").AsException();
        caller.MustCover(unit);
    }

    /// <summary>Why a ledger is not kept by a unit; null when it is, as far as the codes tell.</summary>
    public static (Problem Problem, string? Detail)? RefuseUnit(LedgerRow ledger, string unit) =>
        Place.LevelOf(unit) != (short)ledger.Schema.Level ? (LedgerProblems.LevelWrong, ledger.Schema.Level.ToString())
        : !unit.StartsWith(ledger.Area, StringComparison.Ordinal) ? (LedgerProblems.OutsideArea, ledger.Area)
        : null;
}
