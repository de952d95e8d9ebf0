using Datarun.Reports.RollUps;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports;

public class ChoosePartsTests
{
    private static string Of(string whole, Frequency own, string held, string asked = "") => string.Join(' ', ChooseParts.Of(Period.Parse(whole), own, Read(held), Read(asked)));

    private static Period[] Read(string periods) => [.. periods.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Period.Parse)];

    [Theory]
    [InlineData(Frequency.QUARTERLY, "", "2026-Q1 2026-Q2 2026-Q3 2026-Q4")] // nothing is known: its own rhythm
    [InlineData(Frequency.WEEKLY, "", "")] // which may make up nothing
    [InlineData(Frequency.MONTHLY, "2026-Q2", "2026-Q1 2026-Q2 2026-Q3 2026-Q4")] // nothing of its own rhythm: the rhythm that is held
    [InlineData(Frequency.YEARLY, "2026-Q2 2026-01 2026-H2", "2026-01 2026-02 2026-03 2026-Q2 2026-H2")]
    [InlineData(Frequency.QUARTERLY, "2026-H1 2026-Q2 2026-07", "2026-Q1 2026-Q2 2026-07 2026-08 2026-09 2026-Q4")] // its own first, the longest then
    [InlineData(Frequency.HALF_YEARLY, "2026-H1 2026-Q2 2026-07", "2026-H1 2026-07 2026-08 2026-09 2026-10 2026-11 2026-12")]
    public void What_is_held_comes_first_and_the_rest_is_filled(Frequency own, string held, string parts) => Assert.Equal(parts, Of("2026", own, held));

    [Theory]
    [InlineData("2026-Q1", "2026-01 2026-02 2026-Q2", "2026-Q1 2026-Q2 2026-Q3 2026-Q4")] // asked for a time that is held otherwise: not asked twice
    [InlineData("2026-Q1", "2026-05", "2026-Q1 2026-04 2026-05 2026-06 2026-07 2026-08 2026-09 2026-10 2026-11 2026-12")]
    public void What_was_asked_counts_where_nothing_else_is_held(string held, string asked, string parts) => Assert.Equal(parts, Of("2026", Frequency.MONTHLY, held, asked));

    [Fact]
    public void Parts_fill_the_period_and_no_day_counts_twice_whatever_is_held_or_asked()
    {
        var random = new Random(22);
        foreach (var whole in Read("2028 2026-H1 2027-Q1 2028-02 2026-02-T3 2026-W53 2026-11-30"))
        {
            foreach (var own in Enum.GetValues<Frequency>())
            {
                var candidates = ChooseParts.Candidates(whole, Frequency.MONTHLY);
                for (var turn = 0; turn < 8; turn++)
                {
                    var (few, held, asked) = (random.Next(1, 30), new List<Period>(), new List<Period>());
                    foreach (var period in candidates) (random.Next(few) == 0 ? held : random.Next(few) == 0 ? asked : []).Add(period);
                    var parts = ChooseParts.Of(whole, own, held, asked);
                    if (parts.Count == 0 && held.Count == 0 && asked.Count == 0) continue;
                    Assert.Equal(Enumerable.Range(whole.Start.DayNumber, whole.End.DayNumber - whole.Start.DayNumber + 1),
                        parts.SelectMany(p => Enumerable.Range(p.Start.DayNumber, p.End.DayNumber - p.Start.DayNumber + 1)));
                    // Every day that anything held tells of is in a part that is held.
                    Assert.All(held, h => Assert.Contains(parts, p => held.Contains(p) && (p.Contains(h) || h.Contains(p))));
                    Assert.All(held.Where(h => h.Kind == own), h => Assert.Contains(h, parts));
                }
            }
        }
    }

    [Fact]
    public void What_is_recorded_once_has_no_parts() => Assert.Empty(ChooseParts.Candidates(Period.Parse("2026"), Frequency.ONCE));
}
