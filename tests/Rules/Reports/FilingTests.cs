using System.Text.Json;
using Datarun.Reports.Elements;
using Datarun.Reports.Filings;
using Datarun.Reports.Tasks;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Periods;
using Datarun.Tests.Rules.Reports.Admission;
using Xunit;

namespace Datarun.Tests.Rules.Reports;

public class FilingTests
{
    private static readonly Period November = Period.Parse("2026-11");
    private static readonly Guid Filing = Guid.NewGuid();
    private static readonly Element Element = Asking.Households with { Min = 0, Max = 100 };

    private static Cell Cell(CellState state, decimal? value = null, Guid? by = null, string kind = "SYSTEM", string period = "2026-11", bool required = true, int version = 1) =>
        new(Element, required, state, value is { } v ? new HeldValue(ValueBody.Of(v), period, Period.Parse(period).End, kind, by ?? Guid.NewGuid(), "500118", default, version) : null);

    private static FilingDecision Decide(Cell cell, object? value = null, FilingBefore? before = null, bool confirmed = false, bool nil = false) => DecideFiling.On(
        Filing, November, [cell],
        new FilingInput(value is null ? new Dictionary<string, JsonElement>() : new() { [Element.Code] = JsonSerializer.SerializeToElement(value) }, confirmed ? [Element.Code] : [], nil), before);

    private static string? Error(FilingDecision decision) => decision.Errors.SingleOrDefault()?.Problem.Code;

    [Fact]
    public void A_typed_value_is_written() =>
        Assert.Equal((1, 0, ValueBody.Of(5)), (Decide(Cell(CellState.MISSING), 5).Typed, Decide(Cell(CellState.MISSING), 5).Reused, Decide(Cell(CellState.MISSING), 5).Writes[0].Body));

    [Theory]
    [InlineData(-1, "OUT_OF_BOUNDS")]
    [InlineData(101, "OUT_OF_BOUNDS")]
    [InlineData(1.5, "WRONG_TYPE")]
    [InlineData("5", "WRONG_TYPE")]
    public void A_value_fits_its_element(object value, string code) => Assert.Equal(code, Error(Decide(Cell(CellState.MISSING), value)));

    [Fact]
    public void A_required_cell_is_not_left_out() => Assert.Equal("REQUIRED_MISSING", Error(Decide(Cell(CellState.MISSING))));

    [Fact]
    public void A_stale_one_is_confirmed_with_one_tap()
    {
        Assert.Equal("REQUIRED_MISSING", Error(Decide(Cell(CellState.STALE, 5))));
        var decision = Decide(Cell(CellState.STALE, 5), confirmed: true);
        Assert.Equal((0, 1, 1), (decision.Typed, decision.Reused, decision.Writes.Count));
    }

    [Fact]
    public void A_known_value_stays_although_another_is_sent()
    {
        var decision = Decide(Cell(CellState.KNOWN, 5), 6);
        Assert.Equal("KNOWN_VALUE_DIFFERS", Assert.Single(decision.Differing).Problem.Code);
        Assert.Empty(decision.Writes);
        Assert.Equal((0, 1), (decision.Typed, decision.Reused));
    }

    [Fact]
    public void Its_own_value_may_be_filed_again_and_changed()
    {
        var before = new FilingBefore(1, false, new Dictionary<string, JsonElement> { [Element.Code] = JsonSerializer.SerializeToElement(5) });
        var own = Cell(CellState.KNOWN, 5, Filing, "FILING");
        Assert.False(Decide(own, 5.0, before).Changes);
        Assert.True(Decide(own, 6, before).Changes);
    }

    [Fact]
    public void What_was_typed_here_and_corrected_since_is_still_counted_as_typed_and_filed_anew_it_rests_on_the_correction()
    {
        var before = new FilingBefore(1, false, new Dictionary<string, JsonElement> { [Element.Code] = JsonSerializer.SerializeToElement(5) });
        var corrected = Cell(CellState.KNOWN, 7, kind: "CORRECTION", version: 2);
        var decision = Decide(corrected, 5, before);
        Assert.Equal((1, true, 1, "5"), (decision.Typed, decision.Changes, decision.Differing.Count, decision.Answer[Element.Code].GetRawText()));
        Assert.Equal(new Use("2026-11", 2), decision.Uses[Element.Code]);
        Assert.False(Decide(corrected, 5, before with { Uses = decision.Uses }).Changes);
        Assert.Equal("7", Decide(corrected, 7, before).Answer[Element.Code].GetRawText());
    }

    [Fact]
    public void What_is_taken_is_kept_with_its_period_and_version_and_another_version_is_another_filing()
    {
        Assert.Empty(Decide(Cell(CellState.MISSING), 5).Uses);
        var taken = Decide(Cell(CellState.KNOWN, 5, period: "2026-09", version: 3)).Uses;
        Assert.Equal(new Use("2026-09", 3), taken[Element.Code]);
        Assert.Equal(taken, Decide(Cell(CellState.KNOWN, 5, period: "2026-09", version: 3), nil: true).Uses);
        Assert.Equal(new Use("2026-10", 2, Confirmed: true), Decide(Cell(CellState.STALE, 5, period: "2026-10", version: 2), confirmed: true).Uses[Element.Code]);
        Assert.Equal(new Use("2026-11", ComputedAt: DateTimeOffset.MinValue), Decide(Cell(CellState.DERIVED, 5, kind: "ROLL_UP")).Uses[Element.Code]);
        Assert.Empty(Decide(Cell(CellState.KNOWN, 0, kind: "STANDING_NIL")).Uses);
        var before = new FilingBefore(1, false, new Dictionary<string, JsonElement>(), taken);
        Assert.False(Decide(Cell(CellState.KNOWN, 5, period: "2026-09", version: 3), before: before).Changes);
        Assert.True(Decide(Cell(CellState.KNOWN, 5, period: "2026-09", version: 4), before: before).Changes);
    }

    [Fact]
    public void What_was_confirmed_rests_on_what_it_was_confirmed_from_until_it_is_typed()
    {
        var before = new FilingBefore(1, false, new Dictionary<string, JsonElement>(), new Dictionary<string, Use> { [Element.Code] = new("2026-10", 2, Confirmed: true) });
        var own = Cell(CellState.KNOWN, 5, Filing, "FILING");
        Assert.Equal(before.Uses, Decide(own, before: before).Uses);
        Assert.False(Decide(own, before: before, confirmed: true).Changes);
        var typed = Decide(own, 5, before);
        Assert.Equal((true, 0), (typed.Changes, typed.Uses.Count));
    }

    [Fact]
    public void A_nil_return_needs_no_values() => Assert.Equal(ValueBody.Nil, Assert.Single(Decide(Cell(CellState.MISSING), nil: true).Writes).Body);

    [Fact]
    public void A_nil_return_has_no_values() => Assert.Equal("NIL_WITH_VALUES", Error(Decide(Cell(CellState.MISSING), 5, nil: true)));

    [Fact]
    public void An_element_that_is_not_asked_is_refused_with_its_pointer()
    {
        var input = new FilingInput(new Dictionary<string, JsonElement> { ["a/b"] = JsonSerializer.SerializeToElement(1) }, [], false);
        Assert.Contains(DecideFiling.On(Filing, November, [Cell(CellState.KNOWN, 5)], input, null).Errors, e => e is { Pointer: "/values/a~1b", Problem.Code: "ELEMENT_NOT_ON_FORM" });
    }

    [Theory]
    [InlineData("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")]
    [InlineData("[", "x")]
    public void A_pattern_that_takes_too_long_or_is_none_is_not_met(string pattern, string text) =>
        Assert.Equal("PATTERN_NOT_MET", CheckValue.Read(Element with { Type = "TEXT", Pattern = pattern }, JsonSerializer.SerializeToElement(text), out _)?.Problem.Code);

    [Theory]
    [InlineData("-0.0", "0")]
    [InlineData("1.5000000000000000000000000000000000000000000", "1.5")]
    [InlineData("0.0000000001", "0.0000000001")]
    [InlineData("999999999999999.9999999999", "999999999999999.9999999999")]
    [InlineData("12E+2", "1200")]
    public void A_number_is_kept_with_every_digit_however_it_is_written(string raw, string kept)
    {
        Assert.Null(CheckValue.Read(Asking.Households with { Type = "DECIMAL", Min = null, Max = null }, JsonElement.Parse(raw), out var value));
        Assert.Equal(kept, value.Json.GetRawText());
    }

    [Theory]
    [InlineData("1e-300")]
    [InlineData("1e400")]
    [InlineData("1e15")]
    [InlineData("0.12345678901")]
    [InlineData("0.10000000000000000000000000000000000001")]
    [InlineData("1.0000000000000000000000000000000000000001e3")]
    [InlineData("100000000000000.00000000000000000000001")]
    public void A_number_that_cannot_be_kept_exactly_is_refused(string raw) =>
        Assert.Equal("OUT_OF_BOUNDS", CheckValue.Read(Asking.Households with { Type = "DECIMAL" }, JsonElement.Parse(raw), out _)?.Problem.Code);
}
