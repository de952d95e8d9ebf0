using Datarun.Reports.Elements;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.Tasks;

/// <summary>What is known for a cell. KNOWN: a value. DERIVED: computed from the units below. STALE: one that is out of date. MISSING: nothing.</summary>
public enum CellState { KNOWN, DERIVED, STALE, MISSING }

/// <summary>A value as it is held.</summary>
/// <param name="Body">What it says.</param>
/// <param name="Period">The period that it is about.</param>
/// <param name="Until">Last day of that period.</param>
/// <param name="Kind">FILING, SYSTEM, LEDGER, CORRECTION, STANDING_NIL for one answered by a declaration, or ROLL_UP for a computed one.</param>
/// <param name="Id">The filing, batch or correction.</param>
/// <param name="By">The unit that gave it.</param>
/// <param name="At">When.</param>
/// <param name="Version">Its version; 0 for a declaration and for a computed one, which are not stored.</param>
public sealed record HeldValue(ValueBody Body, string Period, DateOnly Until, string Kind, Guid Id, string By, DateTimeOffset At, int Version = 0);

/// <summary>One cell of a task with what is known for it.</summary>
public sealed record Cell(Element Element, bool Required, CellState State, HeldValue? Held)
{
    /// <summary>Whether nobody has to type it.</summary>
    public bool IsDelivered => State is CellState.KNOWN or CellState.DERIVED;

    /// <summary>Whether the value is what this filing gave.</summary>
    public bool IsOwn(Guid filing, string period) => Held is { Kind: "FILING" } held && held.Id == filing && held.Period == period;

    /// <summary>Whether this filing may give a value here: nothing is known, or it is its own, a declaration's, or an earlier period's filing.</summary>
    public bool IsOpenTo(Guid filing, string period) =>
        !IsDelivered || IsOwn(filing, period) || Held!.Kind == "STANDING_NIL" || (Held is { Kind: "FILING" } earlier && earlier.Period != period);

    /// <summary>
    /// The state of a cell. A value of the very period is KNOWN. Where the latest value answers (recorded once, or valid for a number
    /// of days), an earlier one is KNOWN while fresh and STALE after. A finer or coarser period answers nothing.
    /// </summary>
    public static Cell Of(Element element, bool required, Period period, HeldValue? held, HeldValue? derived, DateOnly today)
    {
        if (held is not null && held.Period == period.ToString()) return new Cell(element, required, CellState.KNOWN, held);
        var fresh = held is not null && !(Freshness.LastDay(element, held.Until, held.At) < today);
        if (held is not null && fresh) return new Cell(element, required, CellState.KNOWN, held);
        if (derived is not null) return new Cell(element, required, CellState.DERIVED, derived);
        return new Cell(element, required, held is null ? CellState.MISSING : CellState.STALE, held);
    }
}
