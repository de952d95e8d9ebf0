using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Rosters.Shifts;

/// <summary>Whether a shift is to be kept.</summary>
public enum ShiftState
{
    /// <summary>It holds.</summary>
    PLANNED,

    /// <summary>It was called off; it stays on record.</summary>
    CANCELLED,
}

/// <summary>Who is on duty (值班): one person at one unit for a stretch of hours.</summary>
public sealed class Shift
{
    public Guid Id { get; init; }

    public Guid Person { get; init; }

    /// <summary>Where: a division's or a body's code.</summary>
    public required string Unit { get; set; }

    /// <summary>What for, in the unit's own words.</summary>
    public required string Duty { get; set; }

    public DateTimeOffset FromAt { get; set; }

    public DateTimeOffset ToAt { get; set; }

    /// <summary>Bound to be there; false for who can be called.</summary>
    public bool OnSite { get; set; }

    public ShiftState State { get; set; }

    public string? CancelReason { get; set; }

    public int Version { get; set; }

    /// <summary>Takes the new state; false when nothing differs.</summary>
    public bool Change(string unit, string duty, DutyHours hours, bool onSite)
    {
        if ((Unit, Duty, FromAt, ToAt, OnSite) == (unit, duty, hours.FromAt, hours.ToAt, onSite)) return false;
        (Unit, Duty, FromAt, ToAt, OnSite) = (unit, duty, hours.FromAt, hours.ToAt, onSite);
        Version++;
        return true;
    }
}

/// <summary>A shift as it is answered.</summary>
/// <param name="Unit">Where: a division's or a body's code.</param>
/// <param name="Duty">What the shift is for.</param>
/// <param name="Day">The day in China on which it begins.</param>
/// <param name="From">When it begins, in China.</param>
/// <param name="To">When it ends, in China; at or before the time at which it begins, on the next day.</param>
/// <param name="FromAt">The same as an instant.</param>
/// <param name="ToAt">The same as an instant.</param>
/// <param name="OnSite">Bound to be there; false for who can be called.</param>
/// <param name="CancelReason">Why it was called off; null while it holds.</param>
internal sealed record ShiftAnswer(
    Guid Id, Guid Person, string Unit, string Duty, DateOnly Day, ClockTime From, ClockTime To, DateTimeOffset FromAt, DateTimeOffset ToAt, bool OnSite, ShiftState State, string? CancelReason)
{
    public static ShiftAnswer Of(Shift s) => new(
        s.Id, s.Person, s.Unit, s.Duty, ChinaDay.Of(s.FromAt), DutyHours.TimeOf(s.FromAt), DutyHours.TimeOf(s.ToAt), s.FromAt, s.ToAt, s.OnSite, s.State, s.CancelReason);
}
