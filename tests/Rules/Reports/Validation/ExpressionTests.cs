using Datarun.Reports.Elements;
using Datarun.Reports.Validation;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Validation;

public class ExpressionTests
{
    private static readonly Dictionary<string, Element> Elements = new(StringComparer.Ordinal)
    {
        ["a"] = new() { Code = "a", Type = "DECIMAL" }, ["b"] = new() { Code = "b", Type = "DECIMAL" }, ["x.y-z"] = new() { Code = "x.y-z", Type = "INTEGER" },
        ["from"] = new() { Code = "from", Type = "DATE" }, ["to"] = new() { Code = "to", Type = "DATE" }, ["kind"] = new() { Code = "kind", Type = "CHOICE" },
        ["yes"] = new() { Code = "yes", Type = "BOOLEAN" },
    };

    private static RuleOutcome Apply(string expression, MissingStrategy missing = MissingStrategy.SKIP_IF_ANY_VALUE_MISSING, params (string Reference, object? Value)[] values)
    {
        var known = values.ToDictionary(v => v.Reference, v => (ValueBody?)(v.Value switch
        {
            null => ValueBody.Nil,
            string text when decimal.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) => ValueBody.Of(number),
            string text => ValueBody.Of(text),
            bool flag => ValueBody.Of(flag),
            var number => ValueBody.Of(Convert.ToDecimal(number, System.Globalization.CultureInfo.InvariantCulture)),
        }));
        return ApplyRule.On(ReadRule.Of(new ValidationRule("r", expression, "m", Missing: missing)), r => known.GetValueOrDefault(r.ToString()), Elements);
    }

    [Theory]
    [InlineData("a = 1 + 2 * 3", "7")]
    [InlineData("a = (1 + 2) * 3", "9")]
    [InlineData("a = 10 - 3 - 2", "5")]
    [InlineData("a = 12 / 3 / 2", "2")]
    [InlineData("a = -2 * -3", "6")]
    [InlineData("a = 1 - -1", "2")]
    [InlineData("a = max(1, 3, 2) - min(1, 3) + abs(-4)", "6")]
    [InlineData("a > 1 and a < 3 or a = 9", "9")]
    [InlineData("not a = 1 and a = 2", "2")]
    [InlineData("a ≤ 2 × 3 and a ≠ 5", "6")]
    [InlineData("（a ＋ 1）＊ 2 ＜＝ max（3，8） and a ！= 0", "3")]
    public void Precedence_is_that_of_school(string expression, string a) => Assert.Equal(RuleOutcome.HOLDS, Apply(expression, values: ("a", a)));

    [Theory]
    [InlineData("a + b = 0.3", "0.1", "0.2")]
    [InlineData("a / 3 * 3 = a", "1", "0")]
    [InlineData("a + b = 1000000000000000.0000000001", "1000000000000000", "0.0000000001")]
    [InlineData("a * b * a * b > 0", "999999999999999.9999999999", "999999999999999.9999999999")]
    [InlineData("a * a - 1 = (a - 1) * (a + 1)", "999999999999999.9999999999", "0")]
    public void Arithmetic_is_exact_however_large_or_small(string expression, string a, string b) =>
        Assert.Equal(RuleOutcome.HOLDS, Apply(expression, values: [("a", a), ("b", b)]));

    [Theory]
    [InlineData("given(kind) or not a > 1", 2, null, RuleOutcome.BROKEN)]
    [InlineData("given(kind) or not a > 1", 2, "x", RuleOutcome.HOLDS)]
    [InlineData("given(kind) or not a > 1", 1, null, RuleOutcome.HOLDS)]
    [InlineData("not given([kind]) or a > 1", 1, "x", RuleOutcome.BROKEN)]
    public void Whether_a_value_is_given_can_be_asked_without_skipping_the_rule(string expression, int a, string? kind, RuleOutcome outcome) =>
        Assert.Equal(outcome, kind is null ? Apply(expression, values: ("a", a)) : Apply(expression, values: [("a", a), ("kind", kind)]));

    [Fact]
    public void What_is_only_asked_about_decides_nothing_about_skipping()
    {
        Assert.Equal(RuleOutcome.SKIPPED, Apply("given(a) and b > 1", values: ("a", 1)));
        Assert.Equal(RuleOutcome.BROKEN, Apply("given(a) or given(b)", MissingStrategy.SKIP_IF_ALL_VALUES_MISSING));
        Assert.Equal(RuleOutcome.BROKEN, Apply("given(a)", values: ("a", null)));
    }

    [Fact]
    public void One_in_the_tenth_decimal_is_a_difference() =>
        Assert.Equal(RuleOutcome.BROKEN, Apply("a = b", values: [("a", "999999999999999.9999999999"), ("b", "999999999999999.9999999998")]));

    [Fact]
    public void A_division_by_zero_is_neither_right_nor_wrong()
    {
        Assert.Equal(RuleOutcome.NOT_COMPUTABLE, Apply("a / b <= 1", values: [("a", 1), ("b", 0)]));
        Assert.Equal(RuleOutcome.HOLDS, Apply("b = 0 or a / b <= 1", values: [("a", 1), ("b", 0)]));
        Assert.Equal(RuleOutcome.HOLDS, Apply("a / b <= 1 or b = 0", values: [("a", 1), ("b", 0)]));
        Assert.Equal(RuleOutcome.BROKEN, Apply("b > 0 and a / b <= 1", values: [("a", 1), ("b", 0)]));
    }

    [Theory]
    [InlineData(MissingStrategy.SKIP_IF_ANY_VALUE_MISSING, 1, RuleOutcome.SKIPPED)]
    [InlineData(MissingStrategy.SKIP_IF_ALL_VALUES_MISSING, 1, RuleOutcome.BROKEN)]
    [InlineData(MissingStrategy.NEVER_SKIP, 1, RuleOutcome.BROKEN)]
    [InlineData(MissingStrategy.SKIP_IF_ALL_VALUES_MISSING, 0, RuleOutcome.SKIPPED)]
    [InlineData(MissingStrategy.NEVER_SKIP, 0, RuleOutcome.BROKEN)]
    public void What_is_missing_is_skipped_or_counts_as_nothing(MissingStrategy missing, int known, RuleOutcome outcome) =>
        Assert.Equal(outcome, Apply("a > 5 or b > 5", missing, [.. new (string, object?)[] { ("a", 1) }.Take(known)]));

    [Fact]
    public void A_nil_return_is_known_and_counts_as_nothing() => Assert.Equal(RuleOutcome.HOLDS, Apply("a = 0", values: ("a", null)));

    [Theory]
    [InlineData("if(a > 1, b = 2, b = 3)", 2, 2, RuleOutcome.HOLDS)]
    [InlineData("if(a > 1, b = 2, b = 3)", 1, 2, RuleOutcome.BROKEN)]
    [InlineData("IF(b = 0, 0, a / b) <= 1", 1, 0, RuleOutcome.HOLDS)]
    [InlineData("if(a / b > 1, 1, 2) = 1", 1, 0, RuleOutcome.NOT_COMPUTABLE)]
    [InlineData("a in (1, 2) and b not in (1, -2)", 2, 2, RuleOutcome.HOLDS)]
    [InlineData("a in (1, 2) and b not in (1, -2)", 2, -2, RuleOutcome.BROKEN)]
    [InlineData("(a > b) = true", 2, 1, RuleOutcome.HOLDS)]
    [InlineData("isEmpty(kind) AND NOT given(kind)", 1, 1, RuleOutcome.HOLDS)]
    public void What_formulas_can_say_rules_can_say_too(string expression, int a, int b, RuleOutcome outcome) => Assert.Equal(outcome, Apply(expression, values: [("a", a), ("b", b)]));

    [Theory]
    [InlineData("from <= to", RuleOutcome.HOLDS)]
    [InlineData("to < from", RuleOutcome.BROKEN)]
    [InlineData("from >= '2026-01-01'", RuleOutcome.HOLDS)]
    [InlineData("kind = '低保'", RuleOutcome.HOLDS)]
    [InlineData("kind in （'特困'，'低保'） and '（' ！= '('", RuleOutcome.HOLDS)]
    [InlineData("kind != '特困' and yes", RuleOutcome.HOLDS)]
    [InlineData("yes = (not yes)", RuleOutcome.BROKEN)]
    public void Dates_choices_and_yes_or_no_are_compared_too(string expression, RuleOutcome outcome) =>
        Assert.Equal(outcome, Apply(expression, values: [("from", "2026-02-03"), ("to", "2026-11-24"), ("kind", "低保"), ("yes", true)]));

    [Theory]
    [InlineData("")]
    [InlineData("a +")]
    [InlineData("(a = 1")]
    [InlineData("a = 1)")]
    [InlineData("a = 1 = 2")]
    [InlineData("a = 1.2.3")]
    [InlineData("a = 12345678901234567890123456789012345678")]
    [InlineData("prev(a, 0) = a")]
    [InlineData("prev(a, 1000) = a")]
    [InlineData("exec(a) = 1")]
    [InlineData("if(a > 1, 2) = 1")]
    [InlineData("abs(a, b) = 1")]
    [InlineData("given(a + 1)")]
    [InlineData("a = 'open")]
    [InlineData("[a = 1")]
    [InlineData("甲 = 1")]
    public void What_cannot_be_read_says_where(string expression)
    {
        Assert.Null(ReadTest.Try(expression, out var fault));
        Assert.Matches("^[0-9]+: ", fault);
    }

    [Fact]
    public void Nothing_nests_so_deep_that_it_breaks_the_reader()
    {
        foreach (var opening in new[] { "(", "-", "not ", "abs(" })
            Assert.Null(ReadTest.Try(string.Concat(Enumerable.Repeat(opening, 120)) + "a", out _));
        Assert.Null(ReadTest.Try(new string('1', 2000), out _));
    }

    [Theory]
    [InlineData("a + b")]
    [InlineData("a = kind")]
    [InlineData("kind > '低保'")]
    [InlineData("from = '2026-02-30'")]
    [InlineData("not a")]
    [InlineData("yes + 1 = 2")]
    [InlineData("a = 1 and b")]
    [InlineData("if(a, 1, 2) = 1")]
    [InlineData("if(a > 1, 1, kind) = 1")]
    [InlineData("a in (1, 'x')")]
    [InlineData("kind in (true)")]
    public void Parts_that_do_not_go_together_are_found_before_anything_is_filed(string expression) => Assert.NotEqual(
        OperandKind.TRUTH, Evaluate.KindOf(ReadTest.Try(expression, out _)!, r => ReadRule.KindOf(Elements.GetValueOrDefault(r.Element)), out _));

    [Theory]
    [InlineData("prev([x.y-z])", "2026-01", "2025-12")]
    [InlineData("prev([x.y-z], 12)", "2026-11", "2025-11")]
    [InlineData("lastYear([x.y-z])", "2026-02-T3", "2025-02-T3")]
    [InlineData("lastYear([x.y-z])", "2026-W47", "2025-W47")]
    [InlineData("lastYear([x.y-z])", "2028-02-29", "2027-02-28")]
    [InlineData("prev([x.y-z])", "2026-H1", "2025-H2")]
    [InlineData("prev([x.y-z])", "1900", null)]
    public void Earlier_periods_are_those_of_the_same_rhythm(string read, string from, string? expected)
    {
        var reference = Assert.Single(Evaluate.References(ReadTest.Try(read + " > 0", out _)!));
        Assert.Equal("x.y-z", reference.Element);
        Assert.Equal(expected, reference.From(Period.Parse(from))?.ToString());
    }

    [Fact]
    public void The_detail_has_the_numbers_and_never_a_text()
    {
        var rule = ReadRule.Of(new ValidationRule("sum", "a = prev(b) and kind = '低保'", "m"));
        var detail = ApplyRule.Detail(rule, r => r.Element switch { "a" => ValueBody.Of(1.50m), "kind" => ValueBody.Of("11010519491231002X"), _ => null });
        Assert.Equal("sum: a = prev(b) and kind = '低保'; a 1.5, prev(b) –, kind …", detail);
    }
}
