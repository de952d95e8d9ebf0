using Datarun.Reports.Elements;
using Datarun.Reports.Tasks;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Periods;
using Datarun.Tests.Rules.Reports.Admission;
using Xunit;

namespace Datarun.Tests.Rules.Reports;

public class CellTests
{
    private static readonly Period November = Period.Parse("2026-11");
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 4, 0, 0, TimeSpan.Zero);

    private static HeldValue Held(string period, DateTimeOffset? at = null) =>
        new(ValueBody.Of(5), period, Period.Parse(period).End, "SYSTEM", Guid.NewGuid(), "500118-CIVIL", at ?? Noon);

    private static CellState State(Element element, HeldValue? held, HeldValue? derived = null) =>
        Cell.Of(element, true, November, held, derived, Asking.Today).State;

    [Fact]
    public void A_value_of_the_very_period_is_known() => Assert.Equal(CellState.KNOWN, State(Asking.Households, Held("2026-11")));

    [Fact]
    public void Nothing_is_missing() => Assert.Equal(CellState.MISSING, State(Asking.Households, null));

    [Fact]
    public void What_is_recorded_once_answers_any_later_period() =>
        Assert.Equal(CellState.KNOWN, State(Asking.Households with { Frequency = Frequency.ONCE }, Held("2019-03-01")));

    [Fact]
    public void An_earlier_value_is_known_while_it_is_fresh() =>
        Assert.Equal(CellState.KNOWN, State(Asking.Households with { ValidForDays = 90 }, Held("2026-10")));

    [Fact]
    public void After_that_it_is_stale() => Assert.Equal(CellState.STALE, State(Asking.Households with { ValidForDays = 20 }, Held("2026-10")));

    [Fact]
    public void A_stale_value_gives_way_to_a_computed_one() =>
        Assert.Equal(CellState.DERIVED, State(Asking.Households with { ValidForDays = 20 }, Held("2026-10"), Held("2026-11")));

    [Fact]
    public void A_task_is_complete_when_every_required_cell_is_delivered()
    {
        var known = Cell.Of(Asking.Households, true, November, Held("2026-11"), null, Asking.Today);
        var optional = Cell.Of(Asking.Households, false, November, null, null, Asking.Today);
        Assert.True(GetTask.IsComplete([known, optional]));
        Assert.False(GetTask.IsComplete([optional]));
    }
}
