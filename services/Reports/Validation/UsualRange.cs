using System.Globalization;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Reports.Validation;

/// <summary>What is usual for a unit, by its own history: median and median absolute deviation, so that one odd month does not hide the next.</summary>
/// <param name="Low">Least usual value.</param>
/// <param name="High">Greatest usual value.</param>
/// <param name="Median">The middle of the history.</param>
public sealed record UsualRange(decimal Low, decimal High, decimal Median)
{
    // Makes the median absolute deviation comparable with a standard deviation (Iglewicz and Hoaglin 1993).
    private const decimal Consistency = 1.4826m;

    /// <summary>How outliers are found; from rules.json.</summary>
    /// <param name="Periods">Earlier periods that are looked at.</param>
    /// <param name="Least">Values that there must be.</param>
    /// <param name="Deviations">Deviations from the median that are usual.</param>
    /// <param name="LeastPercent">A difference below so many percent of the median is never remarked on.</param>
    public sealed record Measure(int Periods, int Least, decimal Deviations, decimal LeastPercent, RuleReference Reference)
    {
        public static Measure On(DateOnly today)
        {
            var rules = Rules.Default;
            var deviations = rules.Get("reports.outlier.deviationPercent", today);
            return new Measure(
                rules.Get("reports.outlier.periods", today).Int, rules.Get("reports.outlier.least", today).Int, deviations.Int / 100m,
                rules.Get("reports.outlier.leastPercent", today).Int, deviations.Reference);
        }
    }

    /// <summary>The range; null where the history is too short to say.</summary>
    public static UsualRange? Of(IReadOnlyCollection<decimal> history, Measure measure)
    {
        if (history.Count < measure.Least) return null;
        var median = Middle(history);
        var half = Math.Max(measure.Deviations * Consistency * Middle([.. history.Select(v => Math.Abs(v - median))]), Math.Abs(median) * measure.LeastPercent / 100);
        return new UsualRange(median - half, median + half, median);
    }

    public bool Contains(decimal value) => Low <= value && value <= High;

    /// <summary>The value against what is usual: <c>900; 95–105, n = 12</c>.</summary>
    public string Say(decimal value, int count) => string.Create(CultureInfo.InvariantCulture, $"{value}; {Round(Low)}–{Round(High)}, n = {count}");

    private static decimal Round(decimal value) => decimal.Parse(Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static decimal Middle(IReadOnlyCollection<decimal> values)
    {
        var sorted = values.Order().ToArray();
        var half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
