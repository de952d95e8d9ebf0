using Datarun.Reports.Elements;
using Datarun.Reports.Validation;
using Datarun.Reports.XlsForms;
using Xunit;

namespace Datarun.Tests.Rules.Reports;

public sealed class XPathTests
{
    private static readonly Element Count = new() { Code = "x.count-1", Type = "INTEGER" }, Kind = new() { Code = "x.kind", Type = "CHOICE" }, Flag = new() { Code = "x.flag", Type = "BOOLEAN" };

    private static string? Read(string text) => ReadXPath.Try(text, Count, name => name switch { "n" => Count, "k" => Kind, "f" => Flag, _ => null });

    [Theory]
    [InlineData("${n} > 1", "[x.count-1] > 1")]
    [InlineData(". >= 0 and . <= ${ n } div 2", "[x.count-1] >= 0 and [x.count-1] <= [x.count-1] / 2")]
    [InlineData("${k} = 'a b' or selected(${k}, \"c\")", "[x.kind] = 'a b' or [x.kind] = 'c'")]
    [InlineData("not(selected(${k}, '是'))", "not ([x.kind] = '是')")]
    [InlineData("${f}='yes' and 'no' != ${f}", "[x.flag] and not (given([x.flag]) and not [x.flag])")]
    [InlineData("${f} = 'no' or ${f} != 'yes'", "(given([x.flag]) and not [x.flag]) or not [x.flag]")]
    [InlineData("${k} != '' and ${n} = ''", "given([x.kind]) and not given([x.count-1])")]
    [InlineData("string-length(${k}) > 0", "given([x.kind])")]
    [InlineData("${k} = 1 or selected(${k}, -2)", "[x.kind] = '1' or [x.kind] = '-2'")]
    [InlineData("1 = ${f} and ${n} != 1", "[x.flag] and [x.count-1] != 1")]
    [InlineData("${k} = ‘甲’ or ${k} = “乙”", "[x.kind] = '甲' or [x.kind] = '乙'")]
    [InlineData("${k} = '“双高”村'", "[x.kind] = '“双高”村'")]
    [InlineData("(${n} + 1) * -2 - 3 < 0", "([x.count-1] + 1) * -2 - 3 < 0")]
    public void Conditions_of_questions_are_expressions_of_rules(string xpath, string expression)
    {
        Assert.Equal(expression, Read(xpath));
        Assert.NotNull(ReadTest.Try(expression, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("${unknown} > 1")]
    [InlineData("regex(., '^[0-9]$')")]
    [InlineData("${k} = \"it's\"")]
    [InlineData("${f} = 'perhaps'")]
    [InlineData("${f} != 'perhaps'")]
    [InlineData("'a'")]
    [InlineData("${n} > ")]
    [InlineData("${n} > 1)")]
    [InlineData("position(..) > 1")]
    [InlineData("${n} mod 2 = 0")]
    [InlineData("${n} > 1; drop")]
    public void What_rules_cannot_say_is_left_to_the_author(string xpath) => Assert.Null(Read(xpath));

    [Fact]
    public void Depth_is_bounded() => Assert.Null(Read(new string('(', 400) + "${n}" + new string(')', 400)));
}
