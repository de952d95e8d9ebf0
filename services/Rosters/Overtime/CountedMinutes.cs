using System.Runtime.InteropServices;
using Datarun.Rosters.Shifts;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Rosters.Overtime;

/// <summary>
/// What of a person's work on one day is overtime. On a rest day and a statutory holiday all of it; on a workday, make-up days included, what goes beyond the legal
/// workday, over all posts and entries together and each minute once. 公务员法 第82条; 国务院关于职工工作时间的规定 第3条、第7条. Pure.
/// </summary>
public static class CountedMinutes
{
    /// <summary>One piece of work on the day.</summary>
    /// <param name="From">Minutes after midnight.</param>
    /// <param name="To">Minutes after midnight.</param>
    /// <param name="Ordinary">Minutes of the ordinary workday that were worked beside it.</param>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Piece(int From, int To, int Ordinary);

    /// <summary>How much each piece adds to the overtime of those before it: what one counts does not change when another comes after it.</summary>
    /// <param name="kind">What day it is.</param>
    /// <param name="legal">Minutes of the legal workday.</param>
    /// <param name="pieces">In the order in which they count.</param>
    public static IReadOnlyList<int> Of(DayKind kind, int legal, IReadOnlyList<Piece> pieces)
    {
        var (counted, before) = (new int[pieces.Count], 0);
        for (var at = 0; at < pieces.Count; at++)
        {
            var overtime = Together(kind, legal, pieces.Take(at + 1));
            (counted[at], before) = (overtime - before, overtime);
        }
        return counted;
    }

    private static int Together(DayKind kind, int legal, IEnumerable<Piece> pieces)
    {
        var worked = DutyHours.Covered(pieces.Select(p => (p.From, p.To)));
        return kind == DayKind.WORKDAY ? Math.Max(0, Math.Min(legal, pieces.Max(p => p.Ordinary)) + worked - legal) : worked;
    }
}
