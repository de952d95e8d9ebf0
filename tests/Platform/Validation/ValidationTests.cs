using System.Text.Json.Nodes;
using Dapper;
using Datarun.Tests.Platform.Workbooks;
using Npgsql;

namespace Datarun.Tests.Platform.Validation;

public sealed class ValidationTests(LocalPlatform platform)
{
    private const string Reports = "api/reports/v1/";

    private static string MonthAt(int offset) => TestCounty.Today.AddDays(1 - TestCounty.Today.Day).AddMonths(offset).ToString("yyyy-MM");

    private sealed record Case(TestCounty County, ApiClient Office, ApiClient Village, string Form, string[] Elements)
    {
        public async Task<string> AskAsync(int month = 0, string? form = null) => (await Office.PostAsync($"{Reports}requests", new
        {
            form = form ?? Form, period = MonthAt(month), under = County.Code, dueOn = TestCounty.Today.AddDays(20).ToString("yyyy-MM-dd"),
        })).Is(201)["id"].ToString();

        public Task<Answer> FileAsync(string request, object[] values, object? exceptions = null, string verb = "filing") => verb == "filing"
            ? Village.PutAsync($"{Reports}tasks/{request}.{County.Village}/filing", Body(values, exceptions))
            : Village.PostAsync($"{Reports}tasks/{request}.{County.Village}/check", Body(values, exceptions));

        private object Body(object[] values, object? exceptions) => new { values = Elements.Zip(values).ToDictionary(v => v.First, v => v.Second), exceptions };
    }

    private async Task<Case> CaseAsync(Func<string[], object[]>? validations = null, bool outliers = false, string form = "checked")
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        string[] elements = [await county.DefineAsync(office, "men"), await county.DefineAsync(office, "women"), await county.DefineAsync(office, "all")];
        var code = $"{form}-{county.Code}";
        (await office.PutAsync($"{Reports}forms/{code}", TestCounty.Form(office, elements, body =>
        {
            body["validations"] = validations?.Invoke(elements);
            body["outliers"] = outliers;
        }))).Is(201);
        return new Case(county, office, await county.ReporterAsync(county.Village), code, elements);
    }

    private static object[] Sum(string[] e, string severity = "ERROR", bool exceptionAllowed = true) =>
        [new { code = "sum", expression = $"{e[0]} + {e[1]} = {e[2]}", severity, message = "男女之和应等于总数", messageEn = "Men and women make all", exceptionAllowed }];

    [Fact]
    public async Task A_contradiction_refuses_the_filing_in_words_until_it_is_mended()
    {
        var c = await CaseAsync(e => Sum(e));
        var request = await c.AskAsync();
        var refused = (await c.FileAsync(request, [5, 3, 9])).IsProblem(422, "VALIDATION_FAILED");
        Assert.Equal(c.Elements.Select(e => $"/values/{e}"), refused["errors"].AsArray().Select(e => e!["pointer"]!.ToString()));
        Assert.All(refused["errors"].AsArray(), e => Assert.Equal("男女之和应等于总数", e!["title"]!.ToString()));
        Assert.EndsWith($"{c.Elements[0]} 5, {c.Elements[1]} 3, {c.Elements[2]} 9", refused["errors"][0]!["detail"]!.ToString());
        Assert.Equal("PENDING", (await c.Village.GetAsync($"{Reports}tasks/{request}.{c.County.Village}")).Is(200)["state"].ToString());
        Assert.Empty((await c.FileAsync(request, [5, 3, 8])).Is(200)["problems"].AsArray());
    }

    [Fact]
    public async Task A_justified_exception_is_kept_and_the_department_sees_it()
    {
        var c = await CaseAsync(e => Sum(e));
        var request = await c.AskAsync();
        (await c.FileAsync(request, [5, 3, 9], new[] { new { rule = "nothing", reason = "x" } })).Is(422);
        (await c.FileAsync(request, [5, 3, 9], new[] { new { rule = "sum", reason = "  " } })).Is(422);
        (await c.FileAsync(request, [5, 3, 9], new[] { new { rule = "sum", reason = "a\u0000b" } })).Is(422);
        object[] exceptions = [new { rule = "sum", reason = "一人性别待核实" }];
        var filed = (await c.FileAsync(request, [5, 3, 9], exceptions)).Is(200);
        Assert.Equal("VALIDATION_EXCEPTED", Assert.Single(filed["problems"].AsArray())!["code"]!.ToString());
        Assert.Equal("sum", filed["problems"][0]!["rule"]!.ToString());
        // The same again: nothing new.
        Assert.Equal(1, (await c.FileAsync(request, [5, 3, 9], exceptions)).Is(200)["version"].GetValue<int>());
        var seen = (await c.Office.GetAsync($"{Reports}filings/{filed["id"]}")).Is(200);
        var kept = Assert.Single(seen["exceptions"].AsArray())!;
        Assert.Equal(("sum", "一人性别待核实", c.County.Village, 1), (kept["rule"]!.ToString(), kept["reason"]!.ToString(), kept["by"]!.ToString(), kept["version"]!.GetValue<int>()));
        // Mended: the new version needs no excuse, and the old one stays on record.
        var mended = (await c.FileAsync(request, [5, 4, 9])).Is(200);
        Assert.Equal(2, mended["version"].GetValue<int>());
        Assert.Empty(mended["problems"].AsArray());
        Assert.Equal(1, (await c.Office.GetAsync($"{Reports}filings?unit={c.County.Village}")).Is(200).Items.Single()!["exceptions"]![0]!["version"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_workbook_carries_the_reasons_of_exceptions_as_the_api_does()
    {
        var c = await CaseAsync(e => [.. Sum(e), new { code = "men", expression = $"{e[0]} < 1000", message = "男性过多", exceptionAllowed = false }], outliers: true);
        (await c.Office.PutLinesAsync($"{Reports}values:record", Enumerable.Range(1, 8).Select(n => new { element = c.Elements[2], unit = c.County.Village, period = MonthAt(-n), value = 100 + (n % 3) }))).Is(200);
        var request = await c.AskAsync();
        var (path, sheet) = ($"{Reports}tasks/{request}.{c.County.Village}/workbook", "例外理由");
        async Task<Book> GetAsync(string language = "zh-CN") => new Book(await c.Village.FileAsync(path, Book.MediaType, ("Accept-Language", language))).IsValid();
        Task<Answer> SendAsync(Book of) => c.Village.SendAsync(HttpMethod.Put, path, of.Body, ("Accept-Language", "zh-CN"));
        Book Fill(Book of, params int[] values) => c.Elements.Zip(values).Aggregate(of, (b, v) => b.Type($"D{b.RowOf(v.First)}", v.Second));
        string ReasonOf(Book of, string rule, string on) => of.Where(rule, on).Replace('B', 'C');

        var book = await GetAsync();
        var (sum, outlier) = (ReasonOf(book, "sum", sheet), ReasonOf(book, $"outlier:{c.Elements[2]}", sheet));
        Assert.Equal("男女之和应等于总数", book.Text(sum.Replace('C', 'A'), sheet));
        Assert.DoesNotContain(Enumerable.Range(1, 9), row => book.Text($"B{row}", sheet) == "men");
        var english = await GetAsync("en");
        Assert.Equal("Men and women make all", english.Text(ReasonOf(english, "sum", "Reasons").Replace('C', 'A'), "Reasons"));

        var filled = Fill(book, 5, 3, 900);
        (await SendAsync(filled)).IsProblem(422, "VALIDATION_FAILED");
        (await SendAsync(filled.Change(d => d.WorkbookPart!.Workbook!.Descendants<DocumentFormat.OpenXml.Spreadsheet.Sheet>().Single(s => s.Name == sheet).Remove()))).IsProblem(422, "VALIDATION_FAILED");
        var filed = (await SendAsync(filled.Type(sum, "一人性别待核实", sheet))).Is(200);
        Assert.Equal(["VALIDATION_EXCEPTED sum", $"OUTLIER outlier:{c.Elements[2]}"], filed["problems"].AsArray().Select(p => $"{p!["code"]} {p["rule"]}"));
        // A reason comes to the same values, in the file from before they were filed.
        var both = filled.Type(sum, "一人性别待核实", sheet).Type(outlier, "九月洪灾后\n集中补报", sheet);
        foreach (var _ in new[] { 1, 2 })
        {
            var justified = (await SendAsync(both)).Is(200);
            Assert.Equal(["VALIDATION_EXCEPTED", "VALIDATION_EXCEPTED"], justified["problems"].AsArray().Select(p => p!["code"]!.ToString()));
            Assert.Equal(1, justified["version"].GetValue<int>());
        }
        async Task<string[]> KeptAsync() => [.. (await c.Office.GetAsync($"{Reports}filings/{filed["id"]}")).Is(200)["exceptions"].AsArray().Select(e => $"{e!["version"]} {e["rule"]} {e["reason"]}")];
        string[] first = [$"1 outlier:{c.Elements[2]} 九月洪灾后\n集中补报", "1 sum 一人性别待核实"];
        Assert.Equal(first, await KeptAsync());
        // The same by the API is the same.
        (await c.FileAsync(request, [5, 3, 900], new[] { new { rule = "sum", reason = "一人性别待核实" } })).Is(200);
        Assert.Equal(first, await KeptAsync());

        // Fetched again the reasons stand there, and go with the values that are changed beside them.
        var again = await GetAsync();
        Assert.Equal("一人性别待核实", again.Text(sum, sheet));
        Assert.Equal(2, (await SendAsync(Fill(again, 5, 3, 901))).Is(200)["version"].GetValue<int>());
        string[] second = [$"2 outlier:{c.Elements[2]} 九月洪灾后\n集中补报", "2 sum 一人性别待核实", .. first];
        Assert.Equal(second, await KeptAsync());
        // One about a number that is gone goes with it; what is wrong with a reason is said with its cell.
        var nil = (await GetAsync()).Type("D8", "是");
        foreach (var element in c.Elements) nil = nil.Type($"D{nil.RowOf(element)}", null);
        Assert.Equal(3, (await SendAsync(nil)).Is(200)["version"].GetValue<int>());
        async Task<Book> AnewAsync() => Fill((await GetAsync()).Type("D8", null), 5, 3, 9);
        var wrong = (await SendAsync((await AnewAsync()).Type(sum, new string('长', 1001), sheet))).IsProblem(422, "TEXT_INVALID");
        Assert.Equal(("/exceptions/0/reason", $"{sheet}!{sum}: ≤ 1000"), (wrong["errors"][0]!["pointer"]!.ToString(), wrong["errors"][0]!["detail"]!.ToString()));
        var unknown = (await SendAsync((await AnewAsync()).Type(sum.Replace('C', 'B'), "no.such", sheet).Type(sum, "理由", sheet))).Is(422);
        Assert.Contains(("/exceptions/0/rule", "EXCEPTION_UNKNOWN_RULE"), unknown["errors"].AsArray().Select(e => (e!["pointer"]!.ToString(), e["code"]!.ToString())));
    }

    [Fact]
    public async Task A_workbook_of_many_units_carries_their_reasons_by_unit_and_rule()
    {
        var c = await CaseAsync(e => [.. Sum(e), new { code = "men", expression = $"{e[0]} < 1000", message = "男性过多", exceptionAllowed = false }], outliers: true);
        var (villages, elsewhere, outlier) = (c.County.Villages.Take(3).ToArray(), c.County.Villages[3], $"outlier:{c.Elements[2]}");
        (await c.Office.PutLinesAsync($"{Reports}values:record", Enumerable.Range(1, 8).Select(n => new { element = c.Elements[2], unit = villages[0], period = MonthAt(-n), value = 100 + (n % 3) }))).Is(200);
        var (request, township, sheet) = (await c.AskAsync(), await c.County.ReporterAsync(c.County.Townships[0]), "例外理由");
        var path = $"{Reports}requests/{request}/workbook";
        async Task<Book> GetAsync(string language = "zh-CN") => new Book(await township.FileAsync(path, Book.MediaType, ("Accept-Language", language))).IsValid();
        async Task<string> SendAsync(Book of)
        {
            var answer = (await township.SendAsync(HttpMethod.Post, path, of.Body, ("Accept-Language", "zh-CN"))).Is(200);
            return string.Join("; ", new[] { $"{answer["received"]} {answer["accepted"]} {answer["unchanged"]}" }
                .Concat(new[] { "refused", "problems" }.SelectMany(of => answer[of].AsArray().Select(r => $"{r!["line"]} {r["code"]} {r["detail"]}".Split(':')[0]))));
        }
        Book Fill(Book of, string unit, params int[] values) => values.Index().Aggregate(of, (b, v) => b.Type($"{(char)('E' + v.Index)}{b.RowOf(unit)}", v.Item));
        static Book Say(Book of, int row, string unit, string rule, string reason) => of.Type($"A{row}", unit, "例外理由").Type($"B{row}", rule, "例外理由").Type($"C{row}", reason, "例外理由");
        async Task<string[]> KeptAsync(string unit) =>
            [.. (await c.Office.GetAsync($"{Reports}filings?unit={unit}")).Is(200).Items.Single()!["exceptions"]!.AsArray().Select(e => $"{e!["version"]} {e["rule"]} {e["reason"]}")];

        // The rules that may be excused stand beside the lines, in the reader's language.
        var book = await GetAsync();
        Assert.Equal(("E4", "男女之和应等于总数", "E7"), (book.Where("sum", sheet), book.Text("F4", sheet), book.Where(outlier, sheet)));
        Assert.DoesNotContain(Enumerable.Range(1, 9), row => book.Text($"E{row}", sheet) == "men");
        Assert.Equal("Men and women make all", (await GetAsync("en")).Text("F4", "Reasons"));

        // One gives a reason, one does not, one needs none; a reason without a line is nobody's.
        var filled = Say(Fill(Fill(Fill(book, villages[0], 5, 3, 900), villages[1], 5, 3, 9), villages[2], 5, 3, 8), 4, villages[0], "sum", "一人性别待核实");
        var (first, second) = (book.RowOf(villages[0]), book.RowOf(villages[1]));
        string[] answered = (await SendAsync(Say(filled, 5, elsewhere, "sum", "理由"))).Split("; "), expected =
            ["4 2 0", $"5 REASON_ALONE {sheet}!A5", $"{second} VALIDATION_FAILED 填报!E{second}", $"{first} VALIDATION_EXCEPTED 填报!E{first}", $"{first} OUTLIER 填报!G{first}"];
        Assert.Equal(expected.Order(StringComparer.Ordinal), answered.Order(StringComparer.Ordinal));
        Assert.Equal(["1 sum 一人性别待核实"], await KeptAsync(villages[0]));
        // Reasons come to what was filed and to what was not, in the file from before; the same file again changes nothing.
        var more = Say(Say(filled, 5, villages[1], "sum", "待核实"), 6, villages[0], outlier, "洪灾后\n集中补报");
        foreach (var accepted in new[] { 1, 0 })
        {
            Assert.Equal($"3 {accepted} {3 - accepted}; {first} VALIDATION_EXCEPTED; {first} VALIDATION_EXCEPTED; {second} VALIDATION_EXCEPTED",
                string.Join("; ", (await SendAsync(more)).Split("; ").Select(p => p.Split(" 填报")[0])));
        }
        string[] kept = [$"1 {outlier} 洪灾后\n集中补报", "1 sum 一人性别待核实"];
        Assert.Equal(kept, await KeptAsync(villages[0]));
        Assert.Equal(["1 sum 待核实"], await KeptAsync(villages[1]));
        // The same by the API is the same.
        (await c.FileAsync(request, [5, 3, 900], new[] { new { rule = "sum", reason = "一人性别待核实" } })).Is(200);
        Assert.Equal(kept, await KeptAsync(villages[0]));

        // Fetched again the reasons stand there, and go with the values that are changed beside them; a line that nobody touched is left out.
        var again = await GetAsync();
        Assert.Equal(("一人性别待核实", villages[0]), (again.Text(again.Where("一人性别待核实", sheet), sheet), again.Text(again.Where("一人性别待核实", sheet).Replace('C', 'A'), sheet)));
        Assert.StartsWith($"3 1 2; {first} VALIDATION_EXCEPTED", await SendAsync(Fill(again, villages[0], 5, 3, 901)));
        string[] changed = [$"2 {outlier} 洪灾后\n集中补报", "2 sum 一人性别待核实", .. kept];
        Assert.Equal(changed, await KeptAsync(villages[0]));
        // What is wrong with a reason is said with its cell.
        var wrong = await SendAsync(Say(Fill(await GetAsync(), villages[2], 5, 4, 9), 20, villages[2], "no.such", "理由"));
        Assert.Equal($"3 0 2; {book.RowOf(villages[2])} EXCEPTION_UNKNOWN_RULE {sheet}!C20", wrong);
    }

    [Fact]
    public async Task A_rule_without_exceptions_allows_none()
    {
        var c = await CaseAsync(e => Sum(e, exceptionAllowed: false));
        var refused = (await c.FileAsync(await c.AskAsync(), [5, 3, 9], new[] { new { rule = "sum", reason = "特殊" } })).Is(422);
        Assert.Contains("EXCEPTION_NOT_ALLOWED", refused["errors"].AsArray().Select(e => e!["code"]!.ToString()));
    }

    [Fact]
    public async Task A_warning_is_taken_and_comes_back_in_words()
    {
        var c = await CaseAsync(e => Sum(e, "WARNING"));
        var filed = (await c.FileAsync(await c.AskAsync(), [5, 3, 9])).Is(200);
        Assert.Equal(("VALIDATION_FAILED", "男女之和应等于总数"), (filed["problems"][0]!["code"]!.ToString(), filed["problems"][0]!["title"]!.ToString()));
    }

    [Fact]
    public async Task A_check_answers_the_same_and_changes_nothing()
    {
        var c = await CaseAsync(e => Sum(e));
        var request = await c.AskAsync();
        var check = (await c.FileAsync(request, [5, 3, 9], verb: "check")).Is(200);
        Assert.False(check["accepted"].GetValue<bool>());
        Assert.Equal("VALIDATION_FAILED", check["errors"][0]!["code"]!.ToString());
        Assert.True((await c.FileAsync(request, [5, 4, 9], verb: "check")).Is(200)["accepted"].GetValue<bool>());
        Assert.Equal("WRONG_TYPE", (await c.FileAsync(request, ["x", 4, 9], verb: "check")).Is(200)["errors"][0]!["code"]!.ToString());
        var task = (await c.Village.GetAsync($"{Reports}tasks/{request}.{c.County.Village}")).Is(200);
        Assert.Equal("PENDING", task["state"].ToString());
        Assert.All(task["cells"].AsArray(), cell => Assert.Equal("MISSING", cell!["state"]!.ToString()));
        var other = await c.County.ReporterAsync(c.County.Villages[1]);
        (await other.PostAsync($"{Reports}tasks/{request}.{c.County.Village}/check", new { values = new { } })).Is(403);
        (await c.Village.PostAsync($"{Reports}tasks/{Guid.NewGuid()}.{c.County.Village}/check", new { values = new { } })).IsProblem(404, "TASK_UNKNOWN");
    }

    [Fact]
    public async Task Earlier_periods_are_compared_when_they_are_known()
    {
        var c = await CaseAsync(e => [new { code = "jump", expression = $"{e[2]} <= prev({e[2]}) * 1.5 and {e[2]} >= prev({e[2]}, 1) / 2", message = "较上月变化过大" }]);
        var (last, now) = (await c.AskAsync(-1), await c.AskAsync());
        (await c.FileAsync(last, [0, 9, 10])).Is(200);
        var refused = (await c.FileAsync(now, [0, 9, 16])).IsProblem(422, "VALIDATION_FAILED");
        Assert.Contains($"prev({c.Elements[2]}) 10", Assert.Single(refused["errors"].AsArray())!["detail"]!.ToString(), StringComparison.Ordinal);
        (await c.FileAsync(now, [0, 9, 15])).Is(200);
    }

    [Fact]
    public async Task A_department_rules_across_forms_on_its_own_elements_only()
    {
        var c = await CaseAsync();
        var health = await c.County.OfficeAsync("HEALTH");
        var insured = await c.County.DefineAsync(health, "insured");
        var form = $"health-{c.County.Code}";
        (await health.PutAsync($"{Reports}forms/{form}", TestCounty.Form(health, [insured]))).Is(201);
        var rule = $"insured-{c.County.Code}";
        var body = new { expression = $"{insured} <= {c.Elements[2]}", message = "参保人数不应多于总人数" };
        (await c.Village.PutAsync($"{Reports}validation-rules/{rule}", body)).Is(403);
        (await (await c.County.OfficeAsync("LAND")).PutAsync($"{Reports}validation-rules/{rule}", body)).IsProblem(403, "NOT_SOURCE_OF_ANY");
        (await health.PutAsync($"{Reports}validation-rules/{rule}", body)).Is(201);
        (await health.PutAsync($"{Reports}validation-rules/{rule}", body)).Is(200);
        (await c.Office.PutAsync($"{Reports}validation-rules/{rule}", body)).IsProblem(409, "RULE_OF_ANOTHER_DEPARTMENT");
        Assert.Equal(health.Unit, (await c.Village.GetAsync($"{Reports}validation-rules/{rule}")).Is(200)["department"].ToString());
        var (mine, theirs) = (await c.AskAsync(), (await health.PostAsync($"{Reports}requests", new
        {
            form, period = MonthAt(0), under = c.County.Code, dueOn = TestCounty.Today.AddDays(20).ToString("yyyy-MM-dd"),
        })).Is(201)["id"].ToString());
        object Insured(int n) => new { values = new Dictionary<string, object> { [insured] = n } };
        Assert.Empty((await c.FileAsync(mine, [5, 5, 10])).Is(200)["problems"].AsArray());
        (await c.Village.PutAsync($"{Reports}tasks/{theirs}.{c.County.Village}/filing", Insured(11))).IsProblem(422, "VALIDATION_FAILED");
        (await c.Village.PutAsync($"{Reports}tasks/{theirs}.{c.County.Village}/filing", Insured(10))).Is(200);
        // Civil affairs' own form is remarked on by the rule of health, and not refused.
        Assert.Equal(rule, (await c.FileAsync(mine, [4, 5, 9])).Is(200)["problems"][0]!["rule"]!.ToString());
        (await c.Office.DeleteAsync($"{Reports}validation-rules/{rule}")).Is(403);
        (await health.DeleteAsync($"{Reports}validation-rules/{rule}")).Is(204);
        Assert.Empty((await c.FileAsync(mine, [3, 5, 8])).Is(200)["problems"].AsArray());
        (await health.GetAsync($"{Reports}validation-rules/{rule}")).IsProblem(404, "VALIDATION_RULE_UNKNOWN");
    }

    [Fact]
    public async Task What_is_unlike_the_units_own_history_is_remarked_on_and_never_refused()
    {
        var c = await CaseAsync(outliers: true);
        var history = Enumerable.Range(1, 8).Select(n => new { element = c.Elements[2], unit = c.County.Village, period = MonthAt(-n), value = 100 + (n % 3) });
        (await c.Office.PutLinesAsync($"{Reports}values:record", history)).Is(200);
        var request = await c.AskAsync();
        var odd = Assert.Single((await c.FileAsync(request, [1, 2, 900])).Is(200)["problems"].AsArray())!;
        Assert.Equal(("OUTLIER", $"/values/{c.Elements[2]}"), (odd["code"]!.ToString(), odd["pointer"]!.ToString()));
        Assert.Matches("^900; .+–.+, n = 8$", odd["detail"]!.ToString());

        // Sent again it says the same; with a reason, which stays on record with the version of the filing, it says so.
        Assert.Equal("OUTLIER", Assert.Single((await c.FileAsync(request, [1, 2, 900])).Is(200)["problems"].AsArray())!["code"]!.ToString());
        object[] Because(string rule) => [new { rule, reason = "九月洪灾后集中补报" }];
        var justified = (await c.FileAsync(request, [1, 2, 900], Because(odd["rule"]!.ToString()))).Is(200);
        Assert.Equal(("VALIDATION_EXCEPTED", 1), (Assert.Single(justified["problems"].AsArray())!["code"]!.ToString(), justified["version"].GetValue<int>()));
        var kept = Assert.Single((await c.Office.GetAsync($"{Reports}filings/{justified["id"]}")).Is(200)["exceptions"].AsArray())!;
        Assert.Equal(($"outlier:{c.Elements[2]}", "九月洪灾后集中补报", 1), (kept["rule"]!.ToString(), kept["reason"]!.ToString(), kept["version"]!.GetValue<int>()));
        (await c.FileAsync(request, [1, 2, 900], Because("outlier:no.such"))).IsProblem(422, "EXCEPTION_UNKNOWN_RULE");

        // A workbook of many units says it too, once the reason is taken out of it.
        var workbook = $"{Reports}requests/{request}/workbook";
        var book = new Book(await c.Village.FileAsync(workbook, Book.MediaType, ("Accept-Language", "zh-CN")));
        book = book.Type(book.Where("九月洪灾后集中补报", "例外理由"), null, "例外理由");
        var sent = (await c.Village.SendAsync(HttpMethod.Post, workbook, book.Type("G5", 901).Body)).Is(200)["problems"].AsArray();
        Assert.Equal(("OUTLIER", 5), (Assert.Single(sent)!["code"]!.ToString(), sent[0]!["line"]!.GetValue<int>()));
        Assert.Empty((await c.FileAsync(request, [1, 2, 103])).Is(200)["problems"].AsArray());
    }

    [Fact]
    public async Task An_import_checks_each_line_and_the_lines_before_it()
    {
        var c = await CaseAsync(e => [.. Sum(e), new { code = "grow", expression = $"{e[2]} >= prev({e[2]})", severity = "WARNING", message = "总数较上月减少" }]);
        foreach (var month in new[] { -2, -1, 0 }) await c.AskAsync(month);
        object Line(int month, int men, int women, int all, object? exceptions = null) => new
        {
            form = c.Form, unit = c.County.Village, period = MonthAt(month), exceptions,
            values = new Dictionary<string, int> { [c.Elements[0]] = men, [c.Elements[1]] = women, [c.Elements[2]] = all },
        };
        object[] lines = [Line(-2, 5, 5, 10), Line(-1, 4, 5, 9), Line(0, 1, 1, 3)];
        var answer = (await c.Village.PostLinesAsync($"{Reports}filings:import", lines)).Is(200);
        Assert.Equal((3, 2, 1, 1), (answer["received"].GetValue<int>(), answer["accepted"].GetValue<int>(), answer["refusedCount"].GetValue<int>(), answer["problemCount"].GetValue<int>()));
        Assert.Equal((3, "VALIDATION_FAILED", "男女之和应等于总数"), (answer["refused"][0]!["line"]!.GetValue<int>(), answer["refused"][0]!["code"]!.ToString(), answer["refused"][0]!["reason"]!.ToString()));
        Assert.Equal((2, "总数较上月减少"), (answer["problems"][0]!["line"]!.GetValue<int>(), answer["problems"][0]!["reason"]!.ToString()));
        var excused = (await c.Village.PostLinesAsync($"{Reports}filings:import", [Line(0, 5, 5, 11, new[] { new { rule = "sum", reason = "迁入一人" } })])).Is(200);
        Assert.Equal(1, excused["accepted"].GetValue<int>());
        await using var reports = new NpgsqlConnection(platform.ConnectionString("reports"));
        Assert.Equal("迁入一人", await reports.QuerySingleAsync<string>("SELECT reason FROM filing_exception e JOIN filing f ON f.id = e.filing WHERE f.unit = @Village", new { c.County.Village }));
    }

    [Theory]
    [InlineData("a +", "EXPRESSION_INVALID")]
    [InlineData("{0} = ghost.element", "EXPRESSION_UNKNOWN_ELEMENT")]
    [InlineData("{0} + 1", "EXPRESSION_WRONG_TYPE")]
    [InlineData("{0} = 'x'", "EXPRESSION_WRONG_TYPE")]
    [InlineData("prev({0}) > 0", "EXPRESSION_ELSEWHERE")]
    [InlineData("1 = 1", "EXPRESSION_ELSEWHERE")]
    public async Task A_rule_that_cannot_work_is_refused_with_the_form(string expression, string code)
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(office, "men");
        var form = TestCounty.Form(office, [element], f => f["validations"] = new[] { new { code = "r", expression = expression.Replace("{0}", element, StringComparison.Ordinal), message = "m" } });
        foreach (var answer in new[] { await office.PutAsync($"{Reports}forms/bad-{county.Code}", form), await office.PostAsync($"{Reports}forms:simulate", form) })
        {
            Assert.Contains((answer.Is(422)["errors"].AsArray()), e => e!["code"]!.ToString() == code && e["pointer"]!.ToString() == "/validations/0/expression");
        }
    }

    [Fact]
    public async Task A_form_shows_its_rules()
    {
        var c = await CaseAsync(e => Sum(e));
        var shown = (await c.Village.GetAsync($"{Reports}forms/{c.Form}")).Is(200);
        Assert.Equal(("sum", "ERROR", "SKIP_IF_ANY_VALUE_MISSING"), (shown["validations"][0]!["code"]!.ToString(), shown["validations"][0]!["severity"]!.ToString(), shown["validations"][0]!["missing"]!.ToString()));
        (await c.Office.PutAsync($"{Reports}forms/{c.Form}", TestCounty.Form(c.Office, c.Elements, f => f["validations"] = new object?[] { null }))).Is(422);
    }
}
