namespace Datarun.ServiceDefaults.Periods;

/// <summary>Which periods make up a longer one.</summary>
public static class PeriodParts
{
    /// <summary>
    /// The periods of a rhythm that fill this one exactly, in order: years of half years, quarters, months, ten days, days; weeks of days.
    /// Empty where they do not nest (weeks lie across months) or are not shorter. What comes with events is dated by the day.
    /// </summary>
    public static IReadOnlyList<Period> PartsOf(this Period whole, Frequency rhythm)
    {
        var finer = rhythm == Frequency.EVENT ? Frequency.DAILY : rhythm;
        if (finer is Frequency.ONCE or Frequency.WEEKLY || finer <= whole.Kind) return [];
        var parts = new List<Period>();
        for (var part = Period.Of(finer, whole.Start); whole.Contains(part); part = part.Next) parts.Add(part);
        return parts;
    }
}
