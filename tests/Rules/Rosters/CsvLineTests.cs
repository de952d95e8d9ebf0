using Datarun.Rosters.Divisions;
using Datarun.ServiceDefaults.Csv;
using Xunit;

namespace Datarun.Tests.Rules.Rosters;

public class CsvLineTests
{
    [Theory]
    [InlineData("11,北京", "11|北京")]
    [InlineData("11,\"北京\"", "11|北京")]
    [InlineData("\"11\",\"a,b\",", "11|a,b|")]
    [InlineData("\"say \"\"hi\"\"\"", "say \"hi\"")]
    [InlineData("\"\",x", "|x")]
    [InlineData("", "")]
    [InlineData("𫠝,", "𫠝|")]
    public void Well_formed_lines_are_split(string line, string fields)
    {
        var read = new List<string>();
        Assert.True(CsvCells.TryRead(line, read));
        Assert.Equal(fields, string.Join('|', read));
    }

    [Theory]
    [InlineData("11,\"北京")]
    [InlineData("11,\"")]
    [InlineData("11,\"a\"b")]
    [InlineData("11,a\"b")]
    [InlineData("\"a\"\"")]
    public void An_open_or_misplaced_quote_spoils_the_line(string line) => Assert.False(CsvCells.TryRead(line, []));

    [Theory]
    [InlineData("code,name", 0, 1, -1)]
    [InlineData("name,x,\"CODE\"", 2, 0, -1)]
    [InlineData("began,code,name", 1, 2, 0)]
    public void The_header_names_its_columns_in_any_order(string line, int code, int name, int began) =>
        Assert.Equal(new CsvHeader(code, name, began), CsvHeader.Of(new(1, line, null)));

    [Theory]
    [InlineData("code")]
    [InlineData("code,code,name")]
    [InlineData("code,name,began,began")]
    [InlineData("")]
    public void A_header_without_each_column_once_is_refused(string line) => Assert.Null(CsvHeader.Of(new(1, line, null)));
}
