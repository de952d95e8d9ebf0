namespace Datarun.ServiceDefaults.Periods;

/// <summary>How often an element is collected or a form is filed, from the rarest to the most frequent.</summary>
public enum Frequency { ONCE, YEARLY, HALF_YEARLY, QUARTERLY, MONTHLY, TEN_DAY, WEEKLY, DAILY, EVENT }

/// <summary>The order of frequencies.</summary>
public static class FrequencyOrder
{
    /// <summary>
    /// Whether a form with frequency <paramref name="asked"/> asks more often than an element is
    /// <paramref name="collected"/>. EVENT stands above all: it may come more than once a day, and totals for any
    /// period can be computed from what is recorded at each event.
    /// </summary>
    public static bool IsAbove(this Frequency asked, Frequency collected) => asked > collected;
}
