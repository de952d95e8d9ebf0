using System.Text;
using Datarun.Reports.Csv;
using Datarun.ServiceDefaults.Csv;
using Xunit;

namespace Datarun.Tests.Rules.Reports;

public class CsvRecordsTests
{
    private static async Task<string[]> ReadAsync(string text)
    {
        using var reader = new StreamReader(new MemoryStream(Encoding.UTF8.GetBytes(text)), Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
        var records = new List<string>();
        await foreach (var record in CsvRecords.ReadAsync(reader, CancellationToken.None)) records.Add($"{record.Number} {record.Problem?.Code ?? string.Join('|', record.Fields!)}");
        return [.. records];
    }

    [Theory]
    [InlineData("a,b\n1,2\n", "1 a|b", "2 1|2")]
    [InlineData("a,b\r1,2\r\r\n3,4", "1 a|b", "2 1|2", "4 3|4")]
    [InlineData("\uFEFFa;b\n\"x;y\";2,5\n", "1 a|b", "2 x;y|2,5")]
    [InlineData("a\tb\n1,5\t\n\t\n", "1 a|b", "2 1,5|")]
    [InlineData("sep=;\na,b;c\n", "2 a,b|c")]
    [InlineData("\"a;1\",\"b;2\"\n1,2\n", "1 a;1|b;2", "2 1|2")]
    [InlineData("a,b\n\"x\r\ny\",2\n3,4\n", "1 a|b", "2 x\ny|2", "4 3|4")]
    [InlineData("a,b\n\"x\"\"y\",\"\"\n", "1 a|b", "2 x\"y|")]
    public async Task Records_are_told_apart(string text, params string[] records) => Assert.Equal(records, await ReadAsync(text));

    [Theory]
    [InlineData("a,b\n1,\"2\n3,4\n5,6", "1 a|b", "2 CSV_MALFORMED", "3 3|4", "4 5|6")]
    [InlineData("a,b\n1,5\" pipe\n3,\"x\ny\"\n5,6", "1 a|b", "2 CSV_MALFORMED", "3 3|x\ny", "5 5|6")]
    [InlineData("a,b\n1,\"x\" y\n3,\"z\n5,6", "1 a|b", "2 CSV_MALFORMED", "3 CSV_MALFORMED", "4 5|6")]
    [InlineData("a,b\n\"\n\"\"\n\"c\"", "1 a|b", "2 CSV_MALFORMED", "3 ", "4 c")]
    public async Task A_quote_that_is_wrong_spoils_its_own_line_alone(string text, params string[] records) => Assert.Equal(records, await ReadAsync(text));

    [Fact]
    public async Task A_line_as_long_as_may_be_is_read_and_a_longer_one_is_passed_over()
    {
        var longest = new string('x', 1 << 20);
        Assert.Equal(["1 a", $"2 {longest}", "3 LINE_TOO_LONG", "4 b"], await ReadAsync($"a\n{longest}\n{longest}y\nb"));
        Assert.Equal(["1 a", "2 CSV_MALFORMED", "3 LINE_TOO_LONG", "4 b"], await ReadAsync($"a\n\"open\n{longest}y\nb"));
    }

    [Fact]
    public async Task Line_ends_that_fall_between_two_parts_of_the_stream_are_one()
    {
        // The buffer is of 32,768 characters.
        foreach (var length in new[] { 32_764, 32_765, 32_766, 32_767 })
            Assert.Equal(["1 a", $"2 {new string('x', length)}", "3 b"], await ReadAsync($"a\n{new string('x', length)}\r\nb\r\n"));
    }

    [Fact]
    public async Task Many_quotes_that_are_wrong_are_read_in_time_that_grows_as_the_text_does()
    {
        var text = "a,b\n" + string.Concat(Enumerable.Repeat("1,5\" pipe\n2,\"x\"y\n3,4\n", 30_000)) + "\"never closed\n" + string.Concat(Enumerable.Repeat("5,6\n", 100_000));
        var read = await ReadAsync(text).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal((60_001, 130_001), (read.Count(r => r.EndsWith("MALFORMED", StringComparison.Ordinal)), read.Count(r => r.EndsWith('|') || r.Contains('|', StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("code,name", ',')]
    [InlineData("code;name,note", ',')]
    [InlineData("code;name;a,b", ';')]
    [InlineData("code\tname\t\"a,b,c\"", '\t')]
    [InlineData("code", ',')]
    public void The_separator_is_the_one_that_the_first_line_has_most_of(string line, char separator) => Assert.Equal(separator, CsvSeparator.Of(line));
}
