using System.Runtime.InteropServices;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.Burden;

/// <summary>
/// The days on which a request lies, evenly: from the day on which it is asked to the one on which it is due, and no fewer than its rhythm has,
/// so that a monthly form weighs on a week what it weighs at admission. The view <c>request_span</c> says the same of those that were made.
/// </summary>
/// <param name="First">First day.</param>
/// <param name="Last">Last day.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AskSpan(DateOnly First, DateOnly Last)
{
    // What is asked for a longer time weighs less on each week; a year shows the heaviest.
    private const int MostWeeks = 53;

    /// <summary>The span of a request that is made on a day.</summary>
    public static AskSpan Of(DateOnly askedOn, DateOnly dueOn, Frequency frequency)
    {
        var ofRhythm = askedOn.AddDays(DaysOf(frequency) - 1);
        return new AskSpan(askedOn, dueOn > ofRhythm ? dueOn : ofRhythm);
    }

    /// <summary>So many that what is asked in this rhythm never weighs more on a week than it did at admission.</summary>
    public static int DaysOf(Frequency frequency) => frequency switch
    {
        Frequency.DAILY => 1, Frequency.WEEKLY => 7, Frequency.TEN_DAY => 10, Frequency.QUARTERLY => 91, Frequency.HALF_YEARLY => 182, Frequency.YEARLY => 364, _ => 31,
    };

    /// <summary>The ISO weeks that it touches.</summary>
    public IEnumerable<Period> Weeks
    {
        get
        {
            var (week, last) = (Period.Of(Frequency.WEEKLY, First), Last);
            for (var n = 0; n < MostWeeks && week.Start <= last; n++, week = week.Next) yield return week;
        }
    }

    /// <summary>What of it lies in a week, 0 to 1.</summary>
    public decimal ShareOf(Period week)
    {
        var (from, to) = (First > week.Start ? First : week.Start, Last < week.End ? Last : week.End);
        return from > to ? 0 : (to.DayNumber - from.DayNumber + 1) / (decimal)(Last.DayNumber - First.DayNumber + 1);
    }
}
