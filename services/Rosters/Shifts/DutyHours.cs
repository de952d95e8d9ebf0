using System.Runtime.InteropServices;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Rosters.Shifts;

/// <summary>From a time of a day to another in China. One that ends at or before the time at which it begins ends on the next day: 08:00 to 08:00 is a duty of 24 hours, the longest.</summary>
/// <param name="FromAt">In UTC.</param>
/// <param name="ToAt">In UTC; not part of it any more.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DutyHours(DateTimeOffset FromAt, DateTimeOffset ToAt)
{
    public static DutyHours Of(DateOnly day, ClockTime from, ClockTime to)
    {
        var midnight = ChinaDay.StartOf(day).ToUniversalTime();
        return new(midnight.AddMinutes(from.Minute), midnight.AddMinutes(to.Minute + (to.Minute <= from.Minute ? ClockTime.MinutesOfDay : 0)));
    }

    /// <summary>The time of day of an instant.</summary>
    public static ClockTime TimeOf(DateTimeOffset instant) => new((int)(instant - ChinaDay.StartOf(ChinaDay.Of(instant))).TotalMinutes);

    /// <summary>The last day that it touches.</summary>
    public DateOnly LastOn => ChinaDay.Of(ToAt.AddTicks(-1));

    /// <summary>The piece of it that lies on a day, in minutes after its midnight; null where none does.</summary>
    public (int From, int To)? On(DateOnly day)
    {
        var midnight = ChinaDay.StartOf(day);
        var (from, to) = (Math.Max(0, (int)(FromAt - midnight).TotalMinutes), Math.Min(ClockTime.MinutesOfDay, (int)(ToAt - midnight).TotalMinutes));
        return from < to ? (from, to) : null;
    }

    /// <summary>How many minutes some spans cover together, each minute once.</summary>
    public static int Covered(IEnumerable<(int From, int To)> spans)
    {
        var (covered, until) = (0, int.MinValue);
        foreach (var (from, to) in spans.OrderBy(s => s.From))
        {
            covered += Math.Max(0, to - Math.Max(from, until));
            until = Math.Max(until, to);
        }
        return covered;
    }
}
