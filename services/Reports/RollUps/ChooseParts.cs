using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.RollUps;

/// <summary>
/// Chooses the shorter periods of which a longer one is made, so that they fill it and no day counts twice. What is held comes first: periods of the element's own
/// rhythm, then for the time that is left the longest of any other. Then what was asked and not held, in the same order. The rest of the time is filled with periods
/// of the own rhythm where any of it was chosen, else with the longest that was. Pure.
/// </summary>
public static class ChooseParts
{
    /// <summary>Rhythms whose periods make up longer ones, from the longest; weeks lie across months.</summary>
    private static readonly Frequency[] Rhythms = [Frequency.HALF_YEARLY, Frequency.QUARTERLY, Frequency.MONTHLY, Frequency.TEN_DAY, Frequency.DAILY];

    /// <summary>Every shorter period that may be a part. What is recorded once is no part of anything: a second one corrects the first.</summary>
    public static IReadOnlyList<Period> Candidates(Period whole, Frequency own) => own == Frequency.ONCE ? [] : [.. Rhythms.SelectMany(rhythm => whole.PartsOf(rhythm))];

    /// <summary>The parts in order. Where nothing is held or asked, all of the own rhythm; none where that does not fill it.</summary>
    /// <param name="whole">The longer period.</param>
    /// <param name="own">The rhythm of the element.</param>
    /// <param name="held">Shorter periods of which there is a figure.</param>
    /// <param name="asked">Shorter periods for which somebody was asked.</param>
    public static IReadOnlyList<Period> Of(Period whole, Frequency own, IEnumerable<Period> held, IEnumerable<Period> asked)
    {
        var rhythm = own == Frequency.EVENT ? Frequency.DAILY : own;
        var (chosen, taken) = (new List<Period>(), new bool[whole.End.DayNumber - whole.Start.DayNumber + 1]);
        void TakeFree(IEnumerable<Period> periods)
        {
            foreach (var period in periods)
            {
                var days = taken.AsSpan(period.Start.DayNumber - whole.Start.DayNumber, period.End.DayNumber - period.Start.DayNumber + 1);
                if (days.Contains(true)) continue;
                days.Fill(true);
                chosen.Add(period);
            }
        }
        IEnumerable<Period> OwnFirst(IEnumerable<Period> periods) => periods.OrderBy(p => p.Kind != rhythm).ThenBy(p => p.Kind);
        TakeFree(OwnFirst(held));
        TakeFree(OwnFirst(asked));
        Frequency[] kinds = [.. chosen.Select(p => p.Kind).Distinct().OrderBy(k => k != rhythm).ThenBy(k => k)];
        foreach (var kind in kinds.DefaultIfEmpty(rhythm)) TakeFree(whole.PartsOf(kind));
        return [.. chosen.OrderBy(p => p.Start)];
    }
}
