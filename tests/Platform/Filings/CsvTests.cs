using System.Text;
using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Filings;

public sealed class CsvTests(LocalPlatform platform)
{
    private const string Reports = "api/reports/v1/";
    private static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!;

    private static async Task<(TestCounty County, ApiClient Office, ApiClient Township, string Form, string Request, string Count, string Text)> AskAsync(RunningPlatform platform)
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        var count = await county.DefineAsync(office, "count", e => e["name"] = $"户数{county.Code}");
        var text = await county.DefineAsync(office, "text", e => { e["name"] = "负责人"; e["type"] = "TEXT"; e["aggregation"] = "NONE"; e.Remove("min"); });
        var form = $"csv-{county.Code}";
        var request = await county.AskAsync(office, form, [count, text]);
        return (county, office, await county.ReporterAsync(county.Townships[0]), form, request, count, text);
    }

    private static Task<Answer> ImportAsync(ApiClient client, byte[] csv, string query = "", string type = "text/csv") =>
        client.SendAsync(HttpMethod.Post, $"{Reports}filings:import{query}", ApiClient.Raw(csv, type));

    private static (int, int, int, int) Counts(Answer answer) =>
        (answer["received"].GetValue<int>(), answer["accepted"].GetValue<int>(), answer["unchanged"].GetValue<int>(), answer["refusedCount"].GetValue<int>());

    [Theory]
    [InlineData("utf-8", "text/csv")]
    [InlineData("utf-8", "text/csv; charset=utf-8")]
    [InlineData("gb18030", "text/csv")]
    [InlineData("gb18030", "text/csv; charset=gbk")]
    [InlineData("gb18030", "text/csv; charset=GB18030")]
    public async Task A_table_in_either_encoding_goes_in_and_comes_out_the_same(string encoding, string type)
    {
        var (county, office, township, form, request, count, text) = await AskAsync(platform);
        // Names that GBK cannot hold; texts that a spreadsheet would run; a quoted line break.
        string[] names = ["𠮷野家", "=HYPERLINK(\"http://x\")", "'-1,\n次"];
        var csv = new StringBuilder("报表代码,单位代码,报告期,户数" + county.Code + ",负责人,unitName\r\n");
        foreach (var (i, name) in names.Index())
            csv.Append($"{form},{county.Villages[i]},{TestCounty.Month},\"１,００{i}\",\"{(name.StartsWith('=') ? "'" : name.StartsWith('\'') ? "'" : "")}{name.Replace("\"", "\"\"")}\",不读\r\n");
        var bytes = (encoding == "utf-8" ? Encoding.UTF8 : Gb18030).GetBytes(csv.ToString());
        Assert.Equal((3, 3, 0, 0), Counts((await ImportAsync(township, bytes, type: type)).Is(200)));
        Assert.Equal((3, 0, 3, 0), Counts((await ImportAsync(township, bytes, type: type)).Is(200)));
        var filings = (await township.GetAsync($"{Reports}filings?unit={county.Townships[0]}")).Is(200).Items;
        Assert.Equal(names, filings.Select(f => f!["values"]![text]!.ToString()));
        Assert.Equal([1000, 1001, 1002], filings.Select(f => f!["values"]![count]!.GetValue<int>()));

        // Out again, neutral to spreadsheets; and what came out changes nothing when it goes in.
        var file = await office.FileAsync($"{Reports}requests/{request}/filings.csv?encoding={encoding}&headings=NAME", "text/csv");
        if (encoding == "utf-8") Assert.Equal([0xEF, 0xBB, 0xBF], file[..3]);
        var read = (encoding == "utf-8" ? Encoding.UTF8 : Gb18030).GetString(file);
        Assert.Contains("\"'=HYPERLINK(\"\"http://x\"\")\"", read, StringComparison.Ordinal);
        Assert.Contains("𠮷野家", read, StringComparison.Ordinal);
        Assert.Equal((3, 0, 3, 0), Counts((await ImportAsync(township, file)).Is(200)));
        Assert.Equal(4, Encoding.UTF8.GetString(await township.FileAsync($"{Reports}requests/{request}/filings.csv", "text/csv")).Split("\r\n").Count(l => l.Length > 0));
    }

    [Fact]
    public async Task Bad_lines_are_refused_one_by_one_with_line_field_and_reason()
    {
        var (county, _, township, form, _, count, _) = await AskAsync(platform);
        var (v, query) = (county.Villages, $"?form={form}&period={TestCounty.Month}");
        var answer = (await ImportAsync(township, Encoding.UTF8.GetBytes(
            $"unit,{count},负责人\n{v[0]},many,a\n\n{v[1]},3,b\n{v[5]},3,b\n{v[2]},3\n{county.Townships[0]}999,1,c\n{v[2]},\"3,c\n"), query)).Is(200);
        Assert.Equal((6, 1, 0, 5), Counts(answer));
        Assert.Equal(
            [(2, "WRONG_TYPE", $"values/{count}"), (5, "OUTSIDE_YOUR_UNIT", "unit"), (6, "CSV_MALFORMED", null), (7, "NOT_REQUESTED", "unit"), (8, "CSV_MALFORMED", null)],
            answer["refused"].AsArray().Select(r => (r!["line"]!.GetValue<int>(), r["code"]!.ToString(), r["field"]?.ToString())));
    }

    [Fact]
    public async Task A_table_that_cannot_be_understood_is_refused_whole()
    {
        var (county, office, township, form, request, count, _) = await AskAsync(platform);
        async Task Refused(string csv, int status, string code, string query = "", string type = "text/csv") =>
            (await ImportAsync(township, Encoding.UTF8.GetBytes(csv), query, type)).IsProblem(status, code);
        await Refused($"form,period,{count}\na,b,1\n", 422, "COLUMN_MISSING");
        await Refused($"form,unit,{count}\na,b,1\n", 422, "COLUMN_MISSING");
        await Refused($"form,unit,period,没有的列\n{form},{county.Village},{TestCounty.Month},1\n", 422, "COLUMN_UNKNOWN");
        await Refused($"form,unit,period,{count},户数{county.Code}\n{form},{county.Village},{TestCounty.Month},1,1\n", 422, "LINE_TWICE");
        await Refused($"form,unit,unit,period\n{form},1,1,1\n", 422, "LINE_TWICE");
        await Refused("a\"b\nc\"d\n", 400, "CSV_MALFORMED");
        await Refused("form,unit,period\na,b,c\n", 422, "ENCODING_UNKNOWN", type: "text/csv; charset=big5");
        // A line without an end, and a quote that is never closed: neither gathers in memory, and neither is more than a bad line.
        async Task Line(string csv, int received, string code)
        {
            var answer = (await ImportAsync(township, Encoding.UTF8.GetBytes("form,unit,period\n" + csv))).Is(200);
            Assert.Equal((received, 0, 0, received), Counts(answer));
            Assert.Equal((2, code), (answer["refused"][0]!["line"]!.GetValue<int>(), answer["refused"][0]!["code"]!.ToString()));
        }
        await Line(new string('x', 3 << 20), 1, "LINE_TOO_LONG");
        await Line("\"" + string.Concat(Enumerable.Repeat("a\n", 1 << 20)), 1 << 20, "CSV_MALFORMED");
        (await ImportAsync(township, Gb18030.GetBytes("单位,负责人\n"), type: "text/csv; charset=utf-8")).IsProblem(400, "NOT_UTF8");
        Assert.Equal((1, 0, 0, 1), Counts((await ImportAsync(township, Encoding.UTF8.GetBytes($"form,unit,period,{count}\n{form}\0,{county.Village},{TestCounty.Month},1\n"))).Is(200)));
        Assert.Equal((0, 0, 0, 0), Counts((await ImportAsync(township, [])).Is(200)));

        var path = $"{Reports}requests/{request}/filings.csv";
        (await township.GetAsync($"{path}?encoding=big5")).IsProblem(422, "ENCODING_UNKNOWN");
        (await township.GetAsync($"{path}?under={county.Code}")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await (await county.OfficeAsync("HEALTH")).GetAsync($"{path}?under={county.Code}")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await office.GetAsync($"{Reports}requests/{Guid.NewGuid()}/filings.csv")).IsProblem(404, "REQUEST_UNKNOWN");
    }
}
