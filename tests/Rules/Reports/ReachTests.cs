using Datarun.Reports.Amendments;
using Datarun.Reports.Elements;
using Datarun.Reports.Formulas;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports;

/// <summary>Into which figures a value went.</summary>
public class ReachTests
{
    private static readonly Period March = Period.Parse("2026-03");
    private static readonly DateOnly May = new(2026, 5, 31);

    private static readonly Dictionary<string, Element> Elements = new[]
    {
        new Element { Id = 1, Frequency = Frequency.MONTHLY, Code = "wells", Aggregation = "SUM" }, new Element { Id = 2, Frequency = Frequency.MONTHLY, Code = "pumps", Aggregation = "NONE" }, new Element { Id = 3, Frequency = Frequency.MONTHLY, Code = "sum", Aggregation = "SUM" },
        new Element { Id = 4, Frequency = Frequency.MONTHLY, Code = "rate" }, new Element { Id = 5, Frequency = Frequency.MONTHLY, Code = "total" }, new Element { Id = 6, Frequency = Frequency.MONTHLY, Code = "mean", Aggregation = "AVG", WeightedBy = "wells" },
        new Element { Id = 7, Code = "area", Frequency = Frequency.ONCE }, new Element { Id = 8, Frequency = Frequency.MONTHLY, Code = "income", Aggregation = "AVG", WeightedBy = "sum" },
    }.ToDictionary(e => e.Code);

    /// <summary>What is reached, as figure, what it rests on where that is another, period, whether places above too, and whether computing anew tells.</summary>
    private static IEnumerable<string> Of(string value, params (string Element, string Formula)[] formulas) =>
        Reach.Of(Elements[value], March, May, [.. formulas.Select(f => (f.Element, ReadFormula.Of(f.Formula)))], Elements)
            .Select(r => $"{r.Figure.Code}{(r.Rests == r.Figure ? "" : $"/{r.Rests.Code}")} {r.Period?.ToString() ?? "any"}{(r.Above ? " above" : "")}{(r.Told ? "" : " untold")}").Order();

    [Fact]
    public void A_sum_of_two_is_reached_by_what_rolls_up_in_places_above_too_and_by_what_does_not_in_the_unit_alone()
    {
        Assert.Equal(["sum 2026-03 above"], Of("wells", ("sum", "[wells] + [pumps]")).Where(r => r.StartsWith("sum", StringComparison.Ordinal)));
        Assert.Equal(["income/sum 2026-03", "sum 2026-03"], Of("pumps", ("sum", "[wells] + [pumps]")));
    }

    [Fact]
    public void It_goes_on_through_formulas_of_formulas_and_not_into_others() => Assert.Equal(
        ["income/sum 2026-03", "rate 2026-03", "sum 2026-03", "total 2026-03"],
        Of("pumps", ("sum", "[pumps] * 2"), ("rate", "IF([sum] > 3, 1, 0)"), ("total", "ROUND(-[rate], 1)"), ("area", "SUM(pumps.amount, pumps.kind in ('A'))")));

    [Fact]
    public void An_earlier_period_is_read_so_many_periods_later_and_of_a_figure_as_it_was_stored() => Assert.Equal(
        ["rate 2026-05", "total 2026-03", "total 2026-04 untold", "total 2026-05 untold"],
        Of("pumps", ("total", "IFEMPTY(PREVIOUS([total]), 0) + [pumps]"), ("rate", "PREVIOUS([pumps], 2)")));

    [Fact]
    public void What_was_recorded_once_reaches_any_later_period_of_the_unit() => Assert.Equal(["rate any"], Of("area", ("rate", "100 / [area]")));

    [Fact]
    public void A_mean_is_reached_by_its_weight_and_by_what_the_weight_is_made_of()
    {
        Assert.Equal(["mean/wells 2026-03"], Of("wells"));
        Assert.Equal(["income/sum 2026-03 above", "mean/wells 2026-03", "sum 2026-03 above"], Of("wells", ("sum", "[wells] + 1")));
        // A mean that is weighted is read where it is kept, so it goes no further.
        Assert.Equal(["mean/wells 2026-03"], Of("wells", ("rate", "[mean] * 2")));
    }
}
