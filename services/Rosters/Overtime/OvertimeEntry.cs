using Datarun.Rosters.Shifts;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Rosters.Overtime;

/// <summary>On what ground working time is extended; there is no other (国务院关于职工工作时间的规定 第6条; 实施办法 第6条).</summary>
public enum OvertimeGround
{
    /// <summary>A natural disaster, an accident or another disaster that has to be met at once.</summary>
    DISASTER,

    /// <summary>An urgent task of the state.</summary>
    URGENT_STATE_TASK,

    /// <summary>Another urgent task that a superior has given.</summary>
    URGENT_SUPERIOR_TASK,
}

/// <summary>Whether overtime is recognised.</summary>
public enum OvertimeState
{
    /// <summary>Not approved, or not yet: on record, and nothing is owed for it.</summary>
    UNRECOGNISED,

    /// <summary>Approved: time off is owed for what counts of it.</summary>
    APPROVED,
}

/// <summary>What was decided on an entry.</summary>
public enum OvertimeVerdict { APPROVED, REFUSED }

/// <summary>One decision on an entry; each stays on record.</summary>
/// <param name="Reason">Why it was refused; null for an approval.</param>
/// <param name="By">Opaque id of the person who decided, where that was said.</param>
/// <param name="Unit">The unit of the client that entered it.</param>
/// <param name="At">When it was entered.</param>
public sealed record OvertimeDecision(OvertimeVerdict Verdict, string? Reason, Guid? By, string Unit, DateTimeOffset At);

/// <summary>The part of an entry that lies on one day.</summary>
/// <param name="On">Which day.</param>
/// <param name="Kind">What day it is by law; a make-up Saturday or Sunday is a workday.</param>
/// <param name="Provisional">Whether that year's holiday notice is still to come; it is counted again then.</param>
/// <param name="Worked">Minutes of the entry on that day.</param>
/// <param name="Minutes">How many of them count as overtime, beside the other entries of that day.</param>
public sealed record OvertimeDay(DateOnly On, DayKind Kind, bool Provisional, int Worked, int Minutes);

/// <summary>Work outside the legal workday (加班), with what is owed for it (补休) once it is approved. Never deleted.</summary>
public sealed class OvertimeEntry
{
    public Guid Id { get; init; }

    public Guid Person { get; init; }

    public required string Unit { get; set; }

    public DateOnly Day { get; set; }

    /// <summary>The last day that it touches.</summary>
    public DateOnly LastOn { get; set; }

    public DateTimeOffset FromAt { get; set; }

    public DateTimeOffset ToAt { get; set; }

    public OvertimeGround Ground { get; set; }

    public required string Task { get; set; }

    /// <summary>Minutes of the ordinary workday beside it, on each of its days.</summary>
    public int OrdinaryMinutes { get; set; }

    public OvertimeState State { get; set; }

    /// <summary>Whether the last decision was a refusal of what stands there now.</summary>
    public bool Refused { get; set; }

    /// <summary>The order in which entries of a day count.</summary>
    public DateTimeOffset? ApprovedAt { get; set; }

    public IReadOnlyList<OvertimeDay> Days { get; set; } = [];

    public IReadOnlyList<OvertimeDecision> Decisions { get; set; } = [];

    /// <summary>What counts, over its days.</summary>
    public int Minutes { get; set; }

    public bool Provisional { get; set; }

    /// <summary>Minutes of time off taken for it.</summary>
    public int Taken { get; set; }

    /// <summary>Minutes for which an allowance is claimed.</summary>
    public int Converted { get; set; }

    public DateOnly? UseBy { get; set; }

    /// <summary>What the use-by date rests on.</summary>
    public RuleReference? UseByRule { get; set; }

    public int Version { get; set; }

    public DutyHours Hours => new(FromAt, ToAt);

    /// <summary>What of it is still owed.</summary>
    public int Left => State == OvertimeState.APPROVED ? Minutes - Taken - Converted : 0;

    /// <summary>Takes the new state, which nobody has decided on; false when nothing differs.</summary>
    public bool Change(string unit, DateOnly day, DutyHours hours, OvertimeGround ground, string task, int ordinary)
    {
        if ((Unit, FromAt, ToAt, Ground, Task, OrdinaryMinutes) == (unit, hours.FromAt, hours.ToAt, ground, task, ordinary)) return false;
        (Unit, Day, LastOn, FromAt, ToAt, Ground, Task, OrdinaryMinutes) = (unit, day, hours.LastOn, hours.FromAt, hours.ToAt, ground, task, ordinary);
        (Refused, Days) = (false, []);
        Version++;
        return true;
    }

    /// <summary>Says what counts of it on a day.</summary>
    public void Count(OvertimeDay part)
    {
        Days = [.. Days.Where(d => d.On != part.On && d.On >= Day && d.On <= LastOn).Append(part).OrderBy(d => d.On)];
        (Minutes, Provisional) = (Days.Sum(d => d.Minutes), Days.Any(d => d.Provisional));
    }

    /// <summary>Puts a decision on record.</summary>
    public void Decide(OvertimeDecision decision)
    {
        (State, Refused) = decision.Verdict == OvertimeVerdict.APPROVED ? (OvertimeState.APPROVED, false) : (OvertimeState.UNRECOGNISED, true);
        ApprovedAt = State == OvertimeState.APPROVED ? decision.At : null;
        Decisions = [.. Decisions, decision];
        Version++;
    }
}
