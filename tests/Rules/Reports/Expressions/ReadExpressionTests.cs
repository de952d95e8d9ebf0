using Datarun.Reports.Expressions;
using Datarun.Reports.Formulas;
using Datarun.Reports.Validation;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Expressions;

/// <summary>The one language that formulas, filters of rows and rules are written in.</summary>
public class ReadExpressionTests
{
    private static string Say(Expression tree) => tree switch
    {
        Literal literal => literal.Value is string text ? $"'{text}'" : FormattableString.Invariant($"{literal.Value}"),
        Name name => name.Text,
        Prefixed prefixed => $"({prefixed.Operator} {Say(prefixed.Operand)})",
        Joined joined => $"({Say(joined.Left)} {joined.Operator} {Say(joined.Right)})",
        OneOf oneOf => $"({Say(oneOf.Operand)} in {string.Join(' ', oneOf.Choices.Select(Say))})",
        Call call => $"{call.Function}({string.Join(", ", call.Arguments.Select(Say))})",
        _ => "?",
    };

    [Theory]
    [InlineData("a or b and not c = 1 + 2 * -d", "(a or (b and (not (c = (1 + (2 * (- d)))))))")]
    [InlineData("a AND b Or NOT c", "((a and b) or (not c))")]
    [InlineData("a - 1 - 2 / 3 / 4", "((a - 1) - ((2 / 3) / 4))")]
    [InlineData("a ≤ 2 × 3 and b ≠ 6 ÷ 2 and c ≥ 1", "(((a <= (2 * 3)) and (b <> (6 / 2))) and (c >= 1))")]
    [InlineData("a == 1 or a != 2 or a <> 3", "(((a = 1) or (a <> 2)) or (a <> 3))")]
    [InlineData("a in (1, -2.50) and b not in ('x', 'it''s')", "((a in 1 -2.50) and (not (b in 'x' 'it's')))")]
    [InlineData("if(a > 1, Abs(b), prev([c.d-e], 2)) >= true", "(IF((a > 1), ABS(b), PREVIOUS(c.d-e, 2)) >= True)")]
    [InlineData("[not] = 1 and 2b.c_d > [ in ]", "((not = 1) and (2b.c_d > in))")]
    public void Whoever_writes_it_the_same_text_is_the_same_tree(string text, string tree)
    {
        Assert.Equal(tree, Say(ReadFormula.Of(text)));
        Assert.NotNull(ReadTest.Try(text, out _));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("a +", 4)]
    [InlineData("(a = 1", 7)]
    [InlineData("a = 1)", 6)]
    [InlineData("a = 1 = 2", 7)]
    [InlineData("a in (1) in (2)", 10)]
    [InlineData("a in (b)", 7)]
    [InlineData("a = 1.2.3", 5)]
    [InlineData("a = 12345678901234567890123456789", 5)]
    [InlineData("a = 'open", 5)]
    [InlineData("[a = 1", 1)]
    [InlineData("甲 = 1", 1)]
    public void What_cannot_be_read_says_at_which_character(string text, int at)
    {
        Assert.StartsWith($"{at}: ", Assert.Throws<FormulaException>(() => ReadFormula.Of(text)).Detail, StringComparison.Ordinal);
        Assert.Null(ReadTest.Try(text, out var fault));
        Assert.StartsWith($"{at}: ", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Length_depth_and_number_of_operators_are_bounded()
    {
        string[] tooLarge = [new('a', 4001), string.Concat(Enumerable.Repeat("(", 51)) + "a", string.Concat(Enumerable.Repeat("not ", 51)) + "a", "1" + string.Concat(Enumerable.Repeat("+1", 501))];
        foreach (var text in tooLarge)
        {
            Assert.Equal(FormulaProblems.TooLarge, Assert.Throws<FormulaException>(() => ReadFormula.Of(text)).Problem);
            Assert.Null(ReadTest.Try(text, out _));
        }
        Assert.NotNull(ReadFormula.Of(new string('(', 50) + "a" + new string(')', 50)));
        Assert.NotNull(ReadTest.Try("1" + string.Concat(Enumerable.Repeat("+1", 499)), out _));
        Assert.Null(ReadTest.Try(new string('a', 1001), out _));
    }
}
