using Datarun.Tests.Platform.Workbooks;

namespace Datarun.Tests.Platform.Validation;

/// <summary>Justified exceptions from rules.</summary>
public sealed class ExceptionTests(LocalPlatform platform) : CheckedForm(platform)
{
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
}
