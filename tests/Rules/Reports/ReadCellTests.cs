using Datarun.Reports.Elements;
using Datarun.Reports.Spreadsheets;
using Xunit;

namespace Datarun.Tests.Rules.Reports;

public class ReadCellTests
{
    private static string? Read(string type, string text) => ReadCell.As(new Element { Type = type, Choices = ["甲", "1"] }, text)?.GetRawText();

    [Theory]
    [InlineData("INTEGER", "'１２，３４５", "12345")]
    [InlineData("INTEGER", "\u200B7\u202C", "7")]
    [InlineData("DECIMAL", "＇12.5%", "0.125")]
    [InlineData("DATE", "2026/3/8 0:00:00", "\"2026-03-08\"")]
    [InlineData("DATE", "2026-03-08T00:00:00", "\"2026-03-08\"")]
    [InlineData("DATE", "'２０２６年３月８日", "\"2026-03-08\"")]
    [InlineData("BOOLEAN", "是\u200B", "true")]
    [InlineData("CHOICE", " １ ", "\"1\"")]
    public void What_people_and_programs_write_is_what_they_mean(string type, string text, string json) => Assert.Equal(json, Read(type, text));

    [Theory]
    [InlineData("INTEGER", "''", "\"''\"")]
    [InlineData("INTEGER", "1'2", "\"1'2\"")]
    [InlineData("INTEGER", "1.2E+05", "\"1.2E+05\"")]
    [InlineData("DATE", "2026-03-08 14:30", "\"2026-03-08 14:30\"")]
    [InlineData("DATE", "46089", "\"46089\"")]
    [InlineData("DECIMAL", "0.10000000000000000000000000000000000001", "\"0.10000000000000000000000000000000000001\"")]
    [InlineData("TEXT", "'12", "\"'12\"")]
    public void What_may_mean_something_else_stays_as_it_was_written(string type, string text, string json) => Assert.Equal(json.Replace("'", "\\u0027", StringComparison.Ordinal).Replace("+", "\\u002B", StringComparison.Ordinal), Read(type, text));
}
