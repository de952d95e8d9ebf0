using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.BadInput;

/// <summary>Whatever is sent: a clear problem or a success, never a 500, nothing half-written.</summary>
public sealed class BadInputTests(LocalPlatform platform)
{
    private const string Element =
        """{"name":"总户数","definition":"报告期末总户数","type":"INTEGER","frequency":"MONTHLY","aggregation":"SUM","source":"360426-CIVIL","sharingClass":"UNCONDITIONAL","classification":1""";

    /// <summary>Calls that take JSON; each gets every malformed body.</summary>
    private static readonly (string Method, string Path)[] Calls =
    [
        ("PUT", "api/identity/v1/clients/bad"), ("PUT", "api/rosters/v1/org-units/900000-BAD"), ("PUT", "api/rosters/v1/posts/900000-P"),
        ("PUT", "api/rosters/v1/people/0199a000-0000-7000-8000-0000000000ff"), ("PUT", "api/rosters/v1/assignments/0199a000-0000-7000-8000-0000000000ff"),
        ("PUT", "api/exchange/v1/elements/bad.element"), ("POST", "api/exchange/v1/sharing-requests"), ("PUT", "api/exchange/v1/subscriptions/bad"),
        ("POST", "api/exchange/v1/corrections"), ("POST", "api/reports/v1/forms:simulate"), ("PUT", "api/reports/v1/forms/bad-form"), ("POST", "api/reports/v1/requests"),
        ("PUT", "api/accountability/v1/duty-lists/900000/2026-01-01"), ("POST", "api/accountability/v1/inspections"), ("POST", "api/accountability/v1/cases"),
        ("POST", "api/accountability/v1/objections"),
    ];

    private static readonly (string What, byte[] Body)[] Malformed =
    [
        ("empty", []), ("blank", "   "u8.ToArray()), ("truncated", "{\"name\": \"民政"u8.ToArray()), ("half an object", "{\"unit\":"u8.ToArray()), ("null", "null"u8.ToArray()),
        ("a number", "7"u8.ToArray()), ("a text", "\"text\""u8.ToArray()), ("numbers in an array", "[1,2,3]"u8.ToArray()), ("an empty object", "{}"u8.ToArray()),
        ("members that are null", "{\"name\":null,\"unit\":null,\"form\":null,\"roles\":null,\"title\":null}"u8.ToArray()),
        ("members of another type", "{\"name\":5,\"unit\":[],\"roles\":\"x\",\"form\":{},\"title\":true,\"fields\":7,\"kind\":1}"u8.ToArray()),
        ("not JSON", "<xml/>"u8.ToArray()), ("NUL bytes", [0, 0, 0, 0]), ("GBK", Gbk("{\"name\":\"民政局\",\"unit\":\"民政局\"}")),
        ("deep nesting", Encoding.UTF8.GetBytes(new string('[', 5000))), ("a trailing comma", "{\"name\":\"x\",}"u8.ToArray()), ("UTF-16", Encoding.Unicode.GetBytes("{\"name\":\"x\"}")),
    ];

    [Fact]
    public async Task A_malformed_body_is_a_clear_problem_everywhere()
    {
        foreach (var (method, path) in Calls)
        {
            foreach (var (what, body) in Malformed)
            {
                var answer = await platform.Admin.SendAsync(new HttpMethod(method), path, ApiClient.Raw(body, "application/json"));
                // What is missing from a sharing request is asked for, not refused (政务数据共享条例 第21条).
                if (path.EndsWith("sharing-requests", StringComparison.Ordinal) && answer.Status == 201) Assert.Equal("SUPPLEMENT_REQUIRED", answer["state"].ToString());
                else AssertRefused(answer, $"{method} {path} with {what}");
            }
            AssertRefused(await platform.Admin.SendAsync(new HttpMethod(method), path, ApiClient.Raw("a=b"u8.ToArray(), "application/x-www-form-urlencoded")), $"{path} as a form");
        }
    }

    [Theory]
    [InlineData("\"type\":\"NUMBER\"", "/type")]
    [InlineData("\"type\":\"INTEGER, DECIMAL\"", "/type")]
    [InlineData("\"sharingClass\":\"UNCONDITIONAL,CONDITIONAL\",\"conditions\":\"x\"", "/sharingClass")]
    [InlineData("\"classification\":9", "/classification")]
    [InlineData("\"min\":5,\"max\":1", null)]
    [InlineData("\"sharingClass\":\"NOT_SHARED\"", "/legalBasis")]
    [InlineData("\"sharingClass\":\"CONDITIONAL\"", "/conditions")]
    [InlineData("\"name\":\"a\\u0000b\"", "/name")]
    [InlineData("\"name\":\"\\ud800\"", "/name")]
    [InlineData("\"name\":\"\"", "/name")]
    [InlineData("\"source\":\"999999-NOBODY\"", "/source")]
    [InlineData("\"min\":1e400", null)]
    [InlineData("\"validForDays\":-1", "/validForDays")]
    [InlineData("\"frequency\":\"OFTEN\"", "/frequency")]
    [InlineData("\"aggregation\":2", "/aggregation")]
    [InlineData("\"type\":\"TEXT\",\"aggregation\":\"NONE\",\"pattern\":\"(\"", "/pattern")]
    [InlineData("\"type\":\"CHOICE\",\"aggregation\":\"NONE\"", "/choices")]
    public async Task A_wrong_field_is_named(string wrong, string? pointer)
    {
        await platform.Admin.PutAsync("api/rosters/v1/org-units/900001-CIVIL", new { name = "民政局", kind = "DEPARTMENT", division = "900001" });
        var code = $"bad.{Guid.NewGuid():N}";
        var right = Element[1..].Split(',').Where(member => !wrong.Contains(member[..(member.IndexOf(':') + 1)], StringComparison.Ordinal));
        var body = Encoding.UTF8.GetBytes($"{{{string.Join(',', right.Append(wrong))}}}");
        var answer = await platform.Admin.SendAsync(HttpMethod.Put, $"api/exchange/v1/elements/{code}", ApiClient.Raw(body, "application/json"));
        AssertRefused(answer, wrong);
        if (pointer is not null) Assert.Contains(pointer, answer["errors"].AsArray().Select(e => e!["pointer"]!.ToString()));
        (await platform.Admin.GetAsync($"api/exchange/v1/elements/{code}")).Is(404);
    }

    [Theory]
    [InlineData("api/rosters/v1/divisions/50011x")]
    [InlineData("api/rosters/v1/divisions/..%2F..%2Fetc")]
    [InlineData("api/rosters/v1/divisions?under=%E6%B0%91")]
    [InlineData("api/rosters/v1/divisions?under=50&level=HAMLET")]
    [InlineData("api/exchange/v1/values")]
    [InlineData("api/exchange/v1/values?element=no.such&under=50&period=2026-13")]
    [InlineData("api/reports/v1/rollups?element=no.such&period=2026-11&under=50")]
    [InlineData("api/reports/v1/rollups?element=no.such&period=yesterday&under=50")]
    [InlineData("api/reports/v1/tasks/none")]
    [InlineData("api/reports/v1/tasks?unit=x%00y")]
    [InlineData("api/reports/v1/tasks?unit=50&state=LOST")]
    [InlineData("api/reports/v1/burden")]
    [InlineData("api/accountability/v1/duty-lists/500118?on=2026-02-30")]
    [InlineData("api/nothing/v1/here")]
    public async Task An_address_that_means_nothing_is_a_clear_problem(string path) => AssertRefused(await platform.Admin.GetAsync(path), path);

    [Fact]
    public async Task A_csv_keeps_its_good_lines_and_names_its_bad_ones()
    {
        var csv = "code,name\n940101,好县\n94010,短代码\n940101100,\"没有结束的引号\n940101100001,好村\n940101100002\nabc,字母\n";
        var answer = (await platform.Admin.PostCsvAsync("api/rosters/v1/divisions:import", csv)).Is(200);
        Assert.Equal("2", answer["created"].ToString());
        Assert.Equal(["3", "4", "6", "7"], answer["refused"].AsArray().Select(r => r!["line"]!.ToString()));
        Assert.All(answer["refused"].AsArray(), r => Assert.True(r!["code"]!.ToString().Length > 0 && r["reason"]!.ToString().Length > 0));
    }

    [Theory]
    [InlineData("莫𡐓村委会")]
    [InlineData("高\ue170村委会")]
    [InlineData("白䌷村")]
    public async Task A_name_of_any_character_goes_in_and_comes_out_whole(string name)
    {
        var code = $"9402011{name.Length:00}{name[1] % 1000:000}";
        (await platform.Admin.PostCsvAsync("api/rosters/v1/divisions:import", $"code,name\n{code},{name}\n")).Is(200);
        Assert.Equal(name, (await platform.Admin.GetAsync($"api/rosters/v1/divisions/{code}")).Is(200)["name"].ToString());
    }

    [Fact]
    public async Task Gbk_is_refused_by_name_and_nothing_is_written()
    {
        var csv = Gbk("code,name\n940301,某某县\n");
        (await platform.Admin.SendAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", ApiClient.Raw(csv, "text/csv"))).IsProblem(400, "NOT_UTF8");
        (await platform.Admin.GetAsync("api/rosters/v1/divisions/940301")).Is(404);
        (await platform.Admin.SendAsync(HttpMethod.Put, "api/rosters/v1/org-units/940301-X", ApiClient.Raw(Gbk("{\"name\":\"民政局\",\"kind\":\"DEPARTMENT\",\"division\":\"940301\"}"), "application/json"))).IsProblem(400, "NOT_UTF8");
    }

    [Theory]
    [InlineData("application/json; charset=gbk")]
    [InlineData("application/json; charset=no-such")]
    public async Task A_charset_that_is_none_for_JSON_is_a_refusal_and_no_failure(string type)
    {
        var body = ApiClient.Raw("{}"u8.ToArray(), "application/json");
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        (await platform.Admin.SendAsync(HttpMethod.Post, "api/reports/v1/forms:simulate", body)).IsProblem(415, "MEDIA_TYPE_UNSUPPORTED");
    }

    [Theory]
    [InlineData("POST", "reports/v1/requests", """{"form":"x","period":"2026-11","under":"500118","dueOn":"tomorrow"}""", "/dueOn", "BODY_MALFORMED", "yyyy-MM-dd")]
    [InlineData("POST", "reports/v1/requests", """{"form":7,"period":"2026-11","under":"500118","dueOn":"2026-12-01"}""", "/form", "BODY_MALFORMED", "TEXT")]
    [InlineData("POST", "reports/v1/requests", """{"form":null,"period":"2026-11","under":"500118","dueOn":"2026-12-01"}""", "/form", "FIELD_REQUIRED", null)]
    [InlineData("POST", "reports/v1/requests", """{"form":"x","period":"2026-11","under":"500118"}""", "/dueOn", "FIELD_REQUIRED", null)]
    [InlineData("POST", "reports/v1/requests", """{"form":"x","form":"y","period":"2026-11","under":"500118","dueOn":"2026-12-01"}""", "/form", "BODY_MALFORMED", "form × 2")]
    [InlineData("POST", "reports/v1/requests", """["x"]""", "", "BODY_MALFORMED", "{…}")]
    [InlineData("POST", "reports/v1/requests", """{"form":"x",}""", "", "BODY_MALFORMED", "JSON 1:13")]
    [InlineData("PUT", "reports/v1/report-catalogues/500118/2031", """{"items":[{"title":"x","department":"500118-CIVIL","frequency":"MONTHLY"},{"title":"y"}]}""", "/items/1/department", "FIELD_REQUIRED", null)]
    [InlineData("PUT", "accountability/v1/duty-lists/500118/2026-01-01", """[{"code":"x"},null]""", "/1", "FIELD_REQUIRED", null)]
    [InlineData("PUT", "exchange/v1/elements/x.y", """{"name":"x","definition":"half a pair: \ud800"}""", "/definition", "TEXT_INVALID", "UNPAIRED_SURROGATE")]
    [InlineData("PUT", "exchange/v1/elements/x.y", """{"name":"x","definition":"x","type":"WORD"}""", "/type", "BODY_MALFORMED", "INTEGER, DECIMAL, TEXT, DATE, BOOLEAN, CHOICE")]
    [InlineData("PUT", "exchange/v1/elements/x.y", """{"name":"x","definition":"x","type":"TEXT","choices":"a"}""", "/choices", "BODY_MALFORMED", "[…]")]
    [InlineData("PUT", "exchange/v1/elements/x.y", """{"name":"x","definition":"x","type":"TEXT","adverseEvent":"no"}""", "/adverseEvent", "BODY_MALFORMED", "BOOLEAN")]
    [InlineData("PUT", "exchange/v1/elements/x.y", """{"name":"x","definition":"x","type":"TEXT","validForDays":1.5}""", "/validForDays", "BODY_MALFORMED", "INTEGER")]
    public async Task A_body_that_is_another_JSON_is_told_which_field_and_what_would_be_right(string method, string path, string body, string pointer, string code, string? right)
    {
        var problem = (await platform.Admin.SendAsync(new HttpMethod(method), $"api/{path}", ApiClient.Raw(Encoding.UTF8.GetBytes(body), "application/json"))).IsProblem(400, "BODY_MALFORMED");
        Assert.Contains(problem["errors"].AsArray(), e => (string?)e!["pointer"] == pointer && (string?)e["code"] == code && (string?)e["detail"] == right);
        Assert.DoesNotContain("System.", problem.Text);
        Assert.DoesNotContain("Datarun.", problem.Text);
    }

    [Theory]
    [InlineData("reports/v1/tasks?unit=500118&limit=many", "?limit", "INTEGER")]
    [InlineData("exchange/v1/corrections/notices?acknowledged=perhaps", "?acknowledged", "true, false")]
    [InlineData("reports/v1/timeliness?unit=500118&from=yesterday", "?from", "yyyy-MM-dd")]
    [InlineData("reports/v1/tasks?unit=500118&state=LOST", "?state", "PENDING, IN_REVIEW, REVIEWED, COMPLETED, TERMINATED")]
    [InlineData("rosters/v1/divisions?under=500118&level=HAMLET", "?level", "PROVINCE, CITY, COUNTY, TOWNSHIP, VILLAGE")]
    public async Task A_parameter_that_cannot_be_read_is_told_what_would_be_right(string path, string pointer, string right)
    {
        var problem = (await platform.Admin.GetAsync($"api/{path}")).IsProblem(400, "PARAMETER_INVALID");
        Assert.True(problem["errors"].AsArray().Any(e => (string?)e!["pointer"] == pointer && (string?)e["detail"] == right), problem.Text);
    }

    [Theory]
    [InlineData("rosters/v1/org-units?kind=a%00b", "?kind", "≠ U+0000")]
    [InlineData("reports/v1/filings?unit=500118&period=%00", "?period", "≠ U+0000")]
    [InlineData("reports/v1/tasks?unit=500118&state=1", "?state", "PENDING, IN_REVIEW, REVIEWED, COMPLETED, TERMINATED")]
    [InlineData("exchange/v1/elements?sharingClass=-1", "?sharingClass", "UNCONDITIONAL, CONDITIONAL, NOT_SHARED")]
    [InlineData("rosters/v1/divisions?under=500118&level=COUNTY,VILLAGE", "?level", "PROVINCE, CITY, COUNTY, TOWNSHIP, VILLAGE")]
    [InlineData("reports/v1/burden-budgets/units/500118?level=1001", "?level", "PROVINCE, CITY, COUNTY, TOWNSHIP, VILLAGE")]
    [InlineData("reports/v1/filings?unit=500118&period=2026-13", "?period", "2026-13")]
    [InlineData("rosters/v1/divisions?under=5", "?under", "50, 5001, 500118, 500118001, 500118001001")]
    [InlineData("exchange/v1/elements/x.y/sources?unit=5", "?unit", "500118, 500118-CIVIL")]
    public async Task A_parameter_that_can_mean_nothing_is_refused_rather_than_find_nothing(string path, string pointer, string right)
    {
        var problem = (await platform.Admin.GetAsync($"api/{path}")).IsProblem(400, "PARAMETER_INVALID");
        Assert.Equal((pointer, right), ((string?)problem["errors"][0]!["pointer"], (string?)problem["errors"][0]!["detail"]));
    }

    [Fact]
    public async Task A_text_that_the_database_cannot_take_spoils_no_other_caller_s_answer()
    {
        var county = await platform.NewCountyAsync();
        var path = $"api/reports/v1/filings?unit={county.Village}";
        for (var i = 0; i < 40; i++)
        {
            // Statements are prepared at their fifth use on a connection: one that fails just then was kept half prepared.
            (await platform.Admin.GetAsync($"{path}&form=%00")).IsProblem(400, "PARAMETER_INVALID");
            for (var n = 0; n < 3; n++) (await platform.Admin.GetAsync($"{path}&form=f{i}")).Is(200);
        }
    }

    [Fact]
    public async Task The_first_day_of_all_is_a_day_to_ask_from() =>
        (await platform.Admin.GetAsync("api/exchange/v1/audit/uses?unit=500118&since=0001-01-01")).Is(200);

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"a\\u0000b\"")]
    [InlineData("[\"photo\",{\"a\":\"\\udfff\"}]")]
    public async Task Evidence_that_is_no_text_is_named_as_such(string evidence)
    {
        var county = await platform.NewCountyAsync();
        var form = $$$"""{"title":"x","department":"{{{county.Code}}}-CIVIL","level":"VILLAGE","frequency":"MONTHLY","minutesPerFiling":5,"fields":[{"element":"x.y","evidence":{{{evidence}}}}]}""";
        foreach (var (method, path) in new[] { (HttpMethod.Post, "forms:simulate"), (HttpMethod.Put, "forms/no-text") })
        {
            var problem = (await platform.Admin.SendAsync(method, $"api/reports/v1/{path}", ApiClient.Raw(Encoding.UTF8.GetBytes(form), "application/json"))).IsProblem(422, "TEXT_INVALID");
            Assert.Equal("/fields/0/evidence", problem["errors"][0]!["pointer"]!.ToString());
        }
    }

    [Fact]
    public async Task A_search_says_which_member_of_its_body_is_wrong()
    {
        foreach (var (body, pointer) in new[] { ("""{"under":"everywhere"}""", "/under"), ("""{"limit":1001}""", "/limit") })
        {
            var problem = (await platform.Admin.SendAsync(HttpMethod.Post, "api/reports/v1/ledgers/any/entries:search", ApiClient.Raw(Encoding.UTF8.GetBytes(body), "application/json"))).Is(422);
            Assert.Equal(pointer, problem["errors"][0]!["pointer"]!.ToString());
        }
    }

    [Fact]
    public async Task Of_two_sets_of_values_in_one_document_neither_is_taken() =>
        (await platform.Admin.SendAsync(HttpMethod.Post, "api/reports/v1/dataValueSets", ApiClient.Raw("""{"dataValues":[],"dataValues":[]}"""u8.ToArray(), "application/json"))).IsProblem(400, "BODY_MALFORMED");

    [Fact]
    public async Task No_body_is_a_malformed_body() =>
        (await platform.Admin.SendAsync(HttpMethod.Post, "api/reports/v1/forms:simulate", ApiClient.Raw([], "application/json"))).IsProblem(400, "BODY_MALFORMED");

    [Fact]
    public async Task Of_two_values_for_one_cell_neither_is_taken()
    {
        var asked = await Tasks.AskedCounty.NewAsync(platform);
        var reporter = await asked.ReporterAsync(asked.Village);
        var body = $$$"""{"values":{"{{{asked.Elements[0]}}}":5,"{{{asked.Elements[0]}}}":6}}""";
        (await reporter.SendAsync(HttpMethod.Put, $"{asked.TaskOf(asked.Village)}/filing", ApiClient.Raw(Encoding.UTF8.GetBytes(body), "application/json"))).IsProblem(400, "BODY_MALFORMED");
        var line = $$"""{"element":"{{asked.Elements[0]}}","unit":"{{asked.Village}}","period":"{{TestCounty.Month}}","value":5,"value":6}""";
        var answer = (await asked.Office.SendAsync(HttpMethod.Put, "api/reports/v1/values:record", ApiClient.Raw(Encoding.UTF8.GetBytes(line), "application/x-ndjson"))).Is(200);
        Assert.Equal("LINE_MALFORMED", Assert.Single(answer["refused"].AsArray())!["code"]!.ToString());
        Assert.Equal("PENDING", await asked.StateAsync(reporter, asked.Village));
    }

    [Fact]
    public async Task A_line_that_is_not_UTF8_is_named_and_the_others_are_kept()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "counted");
        byte[] Line(string village, string note) => Gbk($$"""{"element":"{{element}}","unit":"{{village}}","period":"{{TestCounty.Month}}","value":1,"note":"{{note}}"}""" + "\r\n");
        var answer = (await civil.SendAsync(HttpMethod.Put, "api/reports/v1/values:record", ApiClient.Raw(
            [.. Line(county.Villages[0], "a"), .. Line(county.Villages[1], "村"), .. Line(county.Villages[2], "b")], "application/x-ndjson"))).Is(200);
        Assert.Equal("2", answer["created"].ToString());
        var refused = Assert.Single(answer["refused"].AsArray())!;
        Assert.Equal(("2", "NOT_UTF8"), (refused["line"]!.ToString(), refused["code"]!.ToString()));
    }

    [Fact]
    public async Task A_last_day_in_the_year_9999_is_refused()
    {
        var asked = await Tasks.AskedCounty.NewAsync(platform);
        var answer = await asked.Office.PostAsync("api/reports/v1/requests", new { form = asked.Form, period = "2026-09", under = asked.County.Code, dueOn = "9999-12-31" });
        answer.IsProblem(422, "OUT_OF_BOUNDS");
        Assert.Equal("/dueOn", answer["errors"].AsArray()[0]!["pointer"]!.ToString());
    }

    [Fact]
    public async Task Lines_that_are_wrong_are_named_and_the_others_are_kept()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "counted");
        var answer = (await civil.PutLinesAsync("api/reports/v1/values:record",
        [
            new { element, unit = county.Villages[0], period = TestCounty.Month, value = 1 }, "{\"element\":", new { element, unit = county.Villages[1], period = "2026-13", value = 1 },
            new { element, unit = county.Villages[2], period = TestCounty.Month, value = "many" }, new { element = "no.such", unit = county.Villages[3], period = TestCounty.Month, value = 1 },
            new { element, unit = "123", period = TestCounty.Month, value = 1 }, new { element, unit = county.Villages[4], period = TestCounty.Month, value = -5 },
            new { element, unit = county.Villages[5], period = TestCounty.Month, value = 2 },
        ])).Is(200);
        Assert.Equal(["2", "3", "4", "5", "6", "7"], answer["refused"].AsArray().Select(r => r!["line"]!.ToString()));
        Assert.Equal("2", answer["created"].ToString());
    }

    [Fact]
    public async Task A_hundred_megabytes_are_refused_where_a_form_is_expected()
    {
        foreach (var path in new[] { "api/reports/v1/forms/large", "api/exchange/v1/elements/large" })
        {
            // Asks before it sends, so that the refusal is read and not lost in a broken pipe.
            (await platform.Admin.SendAsync(HttpMethod.Put, path, new Megabytes(100, "application/json"), ("Expect", "100-continue"))).IsProblem(413, "BODY_TOO_LARGE");
        }
        (await platform.Admin.GetAsync("api/reports/v1/forms/large")).Is(404);
        (await platform.Admin.GetAsync("health/ready")).Is(200);
    }

    [Theory]
    [InlineData("POST", "rosters/v1/divisions:import", "text/csv")]
    [InlineData("POST", "reports/v1/filings:import", "application/x-ndjson")]
    [InlineData("POST", "reports/v1/ledgers/none/entries:import", "text/csv")]
    [InlineData("PUT", "reports/v1/values:record", "application/x-ndjson")]
    [InlineData("POST", "reports/v1/dataValueSets", "application/json")]
    public async Task What_streams_in_is_not_bound_as_a_form_is(string method, string path, string type)
    {
        var answer = await platform.Admin.SendAsync(new HttpMethod(method), $"api/{path}", new Megabytes(5, type), ("Expect", "100-continue"));
        Assert.False(answer.Json?["maxBytes"] is not null, answer.Text);
    }

    [Fact]
    public async Task A_hundred_megabytes_of_rubbish_go_through_an_import_without_harm()
    {
        (await platform.Admin.SendAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", new Megabytes(100, "text/csv"))).Is(200, 400, 413);
        platform.Program.Process.Refresh();
        Assert.True(platform.Program.Process.PeakWorkingSet64 < 900L << 20, $"{platform.Program.Process.PeakWorkingSet64 >> 20} MiB");
        (await platform.Admin.GetAsync("health/ready")).Is(200);
    }

    [Fact]
    public async Task Gzip_is_unpacked_and_a_broken_one_refused()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) await gzip.WriteAsync("code,name\n940401,压缩县\n"u8.ToArray(), TestContext.Current.CancellationToken);
        HttpContent Packed(byte[] bytes) => new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv"), ContentEncoding = { "gzip" } } };
        Assert.Equal("1", (await platform.Admin.SendAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", Packed(packed.ToArray()))).Is(200)["created"].ToString());
        AssertRefused(await platform.Admin.SendAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", Packed("this is no gzip at all"u8.ToArray())), "broken gzip");
    }

    [Theory]
    [InlineData("gzip", "940501")]
    [InlineData("br", "940502")]
    [InlineData("deflate", "940503")]
    public async Task A_packed_file_that_was_cut_off_is_no_shorter_file(string coding, string county)
    {
        using var packed = new MemoryStream();
        await using (Stream pack = coding switch { "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true), "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true), _ => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true) })
            await pack.WriteAsync(Encoding.UTF8.GetBytes("code,name\n" + string.Concat(Enumerable.Range(100, 900).Select(i => $"{county}{i},第{i * 7919 % 1000}镇\n"))), TestContext.Current.CancellationToken);
        HttpContent Of(int bytes) => new ByteArrayContent(packed.ToArray()[..bytes]) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv"), ContentEncoding = { coding } } };
        foreach (var cut in new[] { packed.Length / 2, packed.Length - 5 })
            (await platform.Admin.SendAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", Of((int)cut))).IsProblem(400, "BODY_MALFORMED");
        (await platform.Admin.GetAsync($"api/rosters/v1/divisions/{county}100")).Is(404);
        (await platform.Admin.SendAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", Of((int)packed.Length))).Is(200);
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, gzip")]
    public async Task A_packed_body_that_is_not_unpacked_here_is_not_read_as_if_it_were_plain(string coding)
    {
        var body = new ByteArrayContent("code,name\n940601,某县\n"u8.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        body.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        var answer = (await platform.Admin.SendAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", body)).IsProblem(415, "MEDIA_TYPE_UNSUPPORTED");
        Assert.Equal("gzip, br, deflate", string.Join(", ", answer.Headers.GetValues("Accept-Encoding")));
        (await platform.Admin.GetAsync("api/rosters/v1/divisions/940601")).Is(404);
    }

    [Fact]
    public async Task What_is_no_brotli_is_a_refusal_and_no_failure()
    {
        var body = new ByteArrayContent("code,name\n940601,某县\n"u8.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv"), ContentEncoding = { "br" } } };
        (await platform.Admin.SendAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", body)).IsProblem(400, "BODY_MALFORMED");
    }

    private static void AssertRefused(Answer answer, string what)
    {
        Assert.True(answer.Status is >= 400 and < 500, $"{what}: {answer.Status} {answer.Text}");
        Assert.True(!string.IsNullOrEmpty(answer.Code) && answer.Json!["title"] is not null, $"{what}: no code in {answer.Text}");
        Assert.DoesNotContain("   at ", answer.Text, StringComparison.Ordinal);
    }

    private static byte[] Gbk(string text)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding("GBK").GetBytes(text);
    }

    /// <summary>So many megabytes of one letter, made as they are sent.</summary>
    private sealed class Megabytes : HttpContent
    {
        private readonly int _count;

        public Megabytes(int count, string type)
        {
            _count = count;
            Headers.ContentType = new MediaTypeHeaderValue(type);
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var block = Encoding.ASCII.GetBytes(new string('a', 1 << 20));
            for (var i = 0; i < _count; i++) await stream.WriteAsync(block);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = (long)_count << 20;
            return true;
        }
    }
}
