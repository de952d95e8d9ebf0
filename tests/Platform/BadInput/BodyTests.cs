using System.Text;
using static Datarun.Tests.Platform.BadInput.Bad;

namespace Datarun.Tests.Platform.BadInput;

/// <summary>Bodies that are another JSON than the call takes, or none: a clear problem, never a 500, nothing half-written.</summary>
public sealed class BodyTests(LocalPlatform platform)
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
    [InlineData("POST", "reports/v1/requests", """{"form":"x","period":"2026-11","under":"500118","dueOn":"tomorrow"}""", "/dueOn", "BODY_MALFORMED", "yyyy-MM-dd")]
    [InlineData("POST", "reports/v1/requests", """{"form":7,"period":"2026-11","under":"500118","dueOn":"2026-12-01"}""", "/form", "BODY_MALFORMED", "TEXT")]
    [InlineData("POST", "reports/v1/requests", """{"form":null,"period":"2026-11","under":"500118","dueOn":"2026-12-01"}""", "/form", "FIELD_REQUIRED", null)]
    [InlineData("POST", "reports/v1/requests", """{"form":"x","period":"2026-11","under":"500118"}""", "/dueOn", "FIELD_REQUIRED", null)]
    [InlineData("POST", "reports/v1/requests", """{"form":"x","form":"y","period":"2026-11","under":"500118","dueOn":"2026-12-01"}""", "/form", "BODY_MALFORMED", "form × 2")]
    [InlineData("POST", "reports/v1/requests", """["x"]""", "", "BODY_MALFORMED", "{…}")]
    [InlineData("POST", "reports/v1/requests", """{"form":"x",}""", "", "BODY_MALFORMED", "JSON 1:13")]
    [InlineData("PUT", "reports/v1/tasks/x/filing", """{"values":{"a.b":1,"a.b":2}}""", "/values/a.b", "BODY_MALFORMED", "JSON 1:27")]
    [InlineData("PUT", "reports/v1/tasks/x/filing", """{"values":{"a/b~c":nope}}""", "/values/a~1b~0c", "BODY_MALFORMED", "JSON 1:21")]
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
    public async Task A_last_day_in_the_year_9999_is_refused()
    {
        var asked = await Tasks.AskedCounty.NewAsync(platform);
        var answer = await asked.Office.PostAsync("api/reports/v1/requests", new { form = asked.Form, period = "2026-09", under = asked.County.Code, dueOn = "9999-12-31" });
        answer.IsProblem(422, "OUT_OF_BOUNDS");
        Assert.Equal("/dueOn", answer["errors"].AsArray()[0]!["pointer"]!.ToString());
    }
}
