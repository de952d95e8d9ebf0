using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Datarun.Tests.Platform.Workbooks;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using MiniExcelLibs;

namespace Datarun.Tests.Platform.Ledgers;

public sealed class LedgerEntryTests(LocalPlatform platform)
{
    [Theory]
    [InlineData("csv", "text/csv")]
    [InlineData("xlsx", Book.MediaType)]
    [InlineData("ndjson", "application/x-ndjson")]
    public async Task What_was_exported_is_what_is_there_when_it_is_imported(string format, string type)
    {
        var at = await LedgerCounty.NewAsync(platform);
        var ledger = await at.DefineAsync("people", new { code = "note", name = "备注", type = "TEXT" }, new { code = "amount", name = "金额", type = "DECIMAL" });
        string[] notes = [" 张三　", "'=1+1", "-3\r\n下一行", "\t@x", "\"引号\",", "𡐓村\ue170", "_x000D_", "'", "é", "   ", "007", "#N/A"];
        foreach (var (i, note) in notes.Index())
            (await LedgerCounty.PostAsync(at.County.Platform.Admin, ledger, at.County.Village, new { no = $" {i} ", note, amount = 999999999999999.9999999999m - i })).Is(201);
        // The same person is not entered twice for a space that nobody sees.
        (await LedgerCounty.PostAsync(at.County.Platform.Admin, ledger, at.County.Village, new { no = "1" })).IsProblem(409, "LEDGER_ENTRY_EXISTS");
        (await LedgerCounty.PostAsync(at.County.Platform.Admin, ledger, at.County.Village, new { no = "　" })).IsProblem(422, "FIELD_REQUIRED");
        var file = await at.Office.FileAsync($"{LedgerCounty.Reports}ledgers/{ledger}/entries:export?format={format}", type);
        var again = (await at.County.Platform.Admin.SendAsync(HttpMethod.Post, $"{LedgerCounty.Reports}ledgers/{ledger}/entries:import", ApiClient.Raw(file, type))).Is(200);
        Assert.Equal($"{notes.Length} 0 0 {notes.Length} 0", LedgerCounty.Counts(again));
        var kept = (await at.Office.GetAsync($"{LedgerCounty.Reports}ledgers/{ledger}/entries")).Is(200).Items.Select(e => e!["values"]!).ToDictionary(v => v["no"]!.ToString(), v => v["note"]?.ToString());
        Assert.Equal(notes.Select(n => n.Trim() is { Length: > 0 } said ? said.Replace("\r\n", "\n") : null), notes.Select((_, i) => kept[$"{i}"]));
    }

    [Fact]
    public async Task A_cell_of_a_ledger_is_read_as_one_of_a_filing()
    {
        var at = await LedgerCounty.NewAsync(platform);
        var ledger = await at.DefineAsync("rates", new { code = "rate", name = "比例", type = "DECIMAL", unit = "%" }, new { code = "count", name = "户数", type = "INTEGER" }, new { code = "poor", name = "低保", type = "BOOLEAN" },
            new { code = "day", name = "日期", type = "DATE" }, new { code = "note", name = "备注", type = "TEXT" });
        var village = at.County.Village;
        var csv = $"unit,编号,比例,户数,低保,日期\n{village},1,12.5％,\"１,034\",有,2026年3月5日\n{village},2,12.5,1034,√,20260305\n{village},3,十二,\"1,03\",?,2026-02-30\n";
        var answer = (await LedgerCounty.ImportAsync(at.County.Platform.Admin, ledger, csv)).Is(200);
        Assert.Equal("3 2 0 0 1", LedgerCounty.Counts(answer));
        var kept = (await at.Office.GetAsync($"{LedgerCounty.Reports}ledgers/{ledger}/entries")).Is(200).Items.Select(e => e!["values"]!).ToList();
        Assert.All(kept, v => Assert.Equal("12.5 1034 true 2026-03-05", $"{v["rate"]} {v["count"]} {v["poor"]} {v["day"]}"));

        // A cell that a spreadsheet shows as 12.5 % is 12.5 of a field in %, and neither a formula that failed nor a number that lost its last digits is a text.
        var book = Book.Of(("底账", [["unit", "no", "rate", "note"], [village, "1", 0.13m, "x"], [village, "4", null, "x"], [village, "5", null, 110105194912310021m]])).Change(d =>
        {
            var styles = d.WorkbookPart!.AddNewPart<WorkbookStylesPart>();
            styles.Stylesheet = new Stylesheet(new Fonts(new Font()), new Fills(new Fill()), new Borders(new Border()), new CellStyleFormats(new CellFormat()), new CellFormats(new CellFormat(), new CellFormat { NumberFormatId = 10, ApplyNumberFormat = true }));
            Book.Find(Book.Part(d, null), "C2")!.StyleIndex = 1;
            var failed = Book.Find(Book.Part(d, null), "D3")!;
            (failed.DataType, failed.InlineString, failed.CellValue) = (CellValues.Error, null, new CellValue("#N/A"));
        });
        var sheet = (await at.County.Platform.Admin.SendAsync(HttpMethod.Post, $"{LedgerCounty.Reports}ledgers/{ledger}/entries:import", book.Body)).Is(200);
        Assert.Equal("3 0 1 0 2", LedgerCounty.Counts(sheet));
        Assert.Equal(["3 WRONG_TYPE note", "4 WRONG_TYPE note"], sheet["refused"].AsArray().Select(r => $"{r!["line"]} {r["code"]} {r["field"]}"));
        Assert.Contains("13", (await at.Office.GetAsync($"{LedgerCounty.Reports}ledgers/{ledger}/entries")).Items.Select(e => e!["values"]!["rate"]?.ToString()));
    }

    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("\t")]
    public async Task A_title_above_the_headings_is_passed_over_and_every_line_keeps_its_number(string separator)
    {
        var at = await LedgerCounty.NewAsync(platform);
        var ledger = await at.DefineAsync("titled", new { code = "count", name = "户数", type = "INTEGER" });
        object?[][] rows = [["某村困难群众底账"], [null], ["填报单位：", "某村"], ["Unit", "编号", "户数"], [at.County.Village, "1", "3"], [at.County.Village, "2", "many"]];
        var csv = string.Join('\n', rows.Select(row => string.Join(separator, row)));
        var book = await at.County.Platform.Admin.SendAsync(HttpMethod.Post, $"{Reports}ledgers/{ledger}/entries:import", Book.Of(("说明", [["填表说明"]]), ("底账", rows)).Body);
        foreach (var answer in new[] { book, await LedgerCounty.ImportAsync(at.County.Platform.Admin, ledger, csv) })
        {
            Assert.Equal((2, 1), (answer.Is(200)["received"].GetValue<int>(), answer["refusedCount"].GetValue<int>()));
            Assert.Equal("6 WRONG_TYPE count", $"{answer["refused"][0]!["line"]} {answer["refused"][0]!["code"]} {answer["refused"][0]!["field"]}");
        }
        var untitled = string.Concat(Enumerable.Range(0, 10).Select(i => $"第{i}行\n")) + csv;
        Assert.Equal("unit", (await LedgerCounty.ImportAsync(at.County.Platform.Admin, ledger, untitled)).IsProblem(422, "LEDGER_HEADER_INVALID")["detail"].ToString());
    }

    private const string Reports = LedgerCounty.Reports;
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private static object[] PersonFields =>
    [
        new { code = "name", name = "姓名", type = "TEXT", classification = 3 },
        new { code = "citizen", name = "身份证号", type = "TEXT", identifier = "CITIZEN_ID", classification = 4 },
        new { code = "income", name = "收入", type = "DECIMAL", min = 0 },
        new { code = "kind", name = "类别", type = "CHOICE", choices = new[] { "低保", "特困" } },
        new { code = "since", name = "认定日期", type = "DATE" },
        new { code = "alone", name = "独居", type = "BOOLEAN" },
    ];

    [Theory]
    [InlineData("utf-8")]
    [InlineData("GB18030")]
    public async Task A_file_is_taken_in_either_encoding_and_the_same_file_changes_nothing(string charset)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var at = await LedgerCounty.NewAsync(platform);
        var (ledger, village) = (await at.DefineAsync("people", PersonFields), at.County.Village);
        var clerk = await at.County.ReporterAsync(village);
        var csv = $"""
            unit,编号,姓名,身份证号,income,类别,认定日期,独居
            {village},1,张𡐓,11010519491231002x,1200.50,低保,2024/3/1,是
            {village},2,"李,四",,,特困,,否
            {village},3,王五,110105194912310021,1,低保,,
            {village},4,赵六,,abc,豪富,昨天,
            {at.County.Villages[1]},5,外村,,1,低保,,
            {village},1,重复,,1,低保,,
            {village},,无号,,1,低保,,
            """;
        var first = (await LedgerCounty.ImportAsync(clerk, ledger, csv, Encoding.GetEncoding(charset))).Is(200);
        Assert.Equal("7 2 0 0 5", LedgerCounty.Counts(first));
        Assert.Equal(
            ["4 citizen IDENTIFIER_INVALID", "5 income WRONG_TYPE", "6 unit OUTSIDE_YOUR_UNIT", "7  LEDGER_ENTRY_TWICE", "8 no FIELD_REQUIRED"],
            first["refused"].AsArray().Select(r => $"{r!["line"]} {r["field"]} {r["code"]}"));
        Assert.Equal(["kind NOT_A_CHOICE", "since WRONG_TYPE"], first["refused"][1]!["more"]!.AsArray().Select(r => $"{r!["field"]} {r["code"]}"));
        Assert.DoesNotContain("110105194912310021", first.Text, StringComparison.Ordinal);
        Assert.Equal("7 0 0 2 5", LedgerCounty.Counts((await LedgerCounty.ImportAsync(clerk, ledger, csv, Encoding.GetEncoding(charset))).Is(200)));

        var listed = (await clerk.GetAsync($"{Reports}ledgers/{ledger}/entries?where={Uri.EscapeDataString("income > 1000 and kind in ('低保') and since < '2025-01-01'")}")).Is(200).Items.Single()!;
        Assert.Equal(("张𡐓", "110105************", "true"), (listed["values"]!["name"]!.ToString(), listed["values"]!["citizen"]!.ToString(), listed["values"]!["alone"]!.ToString()));
        var whole = (await clerk.GetAsync($"{Reports}ledger-entries/{listed["id"]}")).Is(200);
        Assert.Equal("11010519491231002X", whole["entry"]["values"]!["citizen"]!.ToString());
        (await clerk.GetAsync($"{Reports}ledgers/{ledger}/entries?where={Uri.EscapeDataString("name = '张𡐓'")}")).IsProblem(422, "PROTECTED_FIELD_IN_ADDRESS");
        Assert.Single((await clerk.PostAsync($"{Reports}ledgers/{ledger}/entries:search", new { where = "citizen = '11010519491231002X'" })).Is(200).Items);
        Assert.Equal(0, await platform.ReadAsync<int>("reports", "SELECT count(*)::int FROM outbox WHERE body::text LIKE '%1101051949%'"));
    }

    [Fact]
    public async Task What_is_exported_can_be_imported_again_and_is_never_a_formula()
    {
        var at = await LedgerCounty.NewAsync(platform);
        var (ledger, village) = (await at.DefineAsync("people", PersonFields), at.County.Village);
        var clerk = await at.County.ReporterAsync(village);
        string[] names = ["=HYPERLINK(\"x\")", "+1", "-1", "@a", "'=b", "'q", "a,\"b\"", "𣒍", "_x0041_"];
        foreach (var (i, name) in names.Index()) (await LedgerCounty.PostAsync(clerk, ledger, village, new { no = $"{i}", name, income = i * 0.1m, alone = true, since = "2020-02-29" })).Is(201);
        var csv = (await clerk.GetAsync($"{Reports}ledgers/{ledger}/entries:export?format=csv")).Is(200);
        Assert.DoesNotContain(csv.Text.Split("\r\n").SelectMany(l => l.Split(',')), c => c.TrimStart('"') is ['=' or '+' or '-' or '@', ..]);
        Assert.Equal("9 0 0 9 0", LedgerCounty.Counts((await LedgerCounty.ImportAsync(clerk, ledger, csv.Text)).Is(200)));

        using var http = new HttpClient { BaseAddress = platform.Address };
        using var get = new HttpRequestMessage(HttpMethod.Get, $"{Reports}ledgers/{ledger}/entries:export?format=XLSX");
        get.Headers.Authorization = new("Bearer", await clerk.TokenAsync());
        using var file = await http.SendAsync(get, TestContext.Current.CancellationToken);
        var bytes = await file.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal("9 0 0 9 0", LedgerCounty.Counts((await clerk.SendAsync(HttpMethod.Post, $"{Reports}ledgers/{ledger}/entries:import", ApiClient.Raw(bytes, Xlsx))).Is(200)));

        using var bad = new MemoryStream();
        bad.SaveAs(new[] { new Dictionary<string, object> { ["unit"] = village, ["编号"] = "x1", ["收入"] = -1 }, new() { ["unit"] = village, ["编号"] = "x2", ["收入"] = 2.5 } });
        var imported = (await clerk.SendAsync(HttpMethod.Post, $"{Reports}ledgers/{ledger}/entries:import", ApiClient.Raw(bad.ToArray(), Xlsx))).Is(200);
        Assert.Equal("2 1 0 0 1", LedgerCounty.Counts(imported));
        Assert.Equal((2, "OUT_OF_BOUNDS"), (imported["refused"][0]!["line"]!.GetValue<int>(), imported["refused"][0]!["code"]!.ToString()));
        (await clerk.SendAsync(HttpMethod.Post, $"{Reports}ledgers/{ledger}/entries:import", ApiClient.Raw("not a workbook"u8.ToArray(), Xlsx))).IsProblem(400, "WORKBOOK_UNREADABLE");
        using (var archive = new ZipArchive(bad, ZipArchiveMode.Update, leaveOpen: true))
        {
            using var part = archive.CreateEntry("xl/blanks.xml", CompressionLevel.SmallestSize).Open();
            for (var i = 0; i < 20; i++) part.Write(new byte[1 << 20]);
        }
        (await clerk.SendAsync(HttpMethod.Post, $"{Reports}ledgers/{ledger}/entries:import", ApiClient.Raw(bad.ToArray(), Xlsx))).IsProblem(422, "WORKBOOK_TOO_LARGE");
        (await LedgerCounty.ImportAsync(clerk, ledger, "unit,没有\n")).IsProblem(422, "LEDGER_HEADER_INVALID");
        var broken = (await LedgerCounty.ImportAsync(clerk, ledger, $"unit,no,name\n{village},y1,\"两\n行\"\n{village},y2,一,多\n{village},y3,\"丙")).Is(200);
        Assert.Equal("3 1 0 0 2", LedgerCounty.Counts(broken));
        Assert.Equal(["4 CSV_MALFORMED", "5 CSV_MALFORMED"], broken["refused"].AsArray().Select(r => $"{r!["line"]} {r["code"]}"));
        var lines = (await clerk.SendAsync(HttpMethod.Post, $"{Reports}ledgers/{ledger}/entries:import", ApiClient.Raw(
            Encoding.UTF8.GetBytes($"{{\"unit\":\"{village}\",\"values\":{{\"no\":\"n1\",\"income\":3}}}}\n[]\n"), "application/x-ndjson"))).Is(200);
        Assert.Equal("2 1 0 0 1", LedgerCounty.Counts(lines));
    }

    [Fact]
    public async Task Parallel_edits_meet_in_a_soft_conflict_and_merge_where_they_touch_other_fields()
    {
        var at = await LedgerCounty.NewAsync(platform);
        var (ledger, village) = (await at.DefineAsync("people", PersonFields), at.County.Village);
        var clerk = await at.County.ReporterAsync(village);
        var id = (await LedgerCounty.PostAsync(clerk, ledger, village, new { no = "1", name = "甲", income = 1 })).Is(201)["id"].ToString();
        (await LedgerCounty.PostAsync(clerk, ledger, village, new { no = "1" })).IsProblem(409, "LEDGER_ENTRY_EXISTS");
        Task<Answer> Put(object values, string version, bool merge = false) => clerk.PutAsync($"{Reports}ledger-entries/{id}", new { values, merge }, ("If-Match", $"\"{version}\""));
        (await Put(new { no = "1", name = "甲", income = 2 }, "1")).Is(200);

        // Another field: said, and joined when asked.
        var stale = (await Put(new { no = "1", name = "乙", income = 1 }, "1")).IsProblem(412, "VERSION_STALE");
        Assert.Equal((1, 2, 0), (stale["conflict"]["baseVersion"]!.GetValue<int>(), stale["conflict"]["currentVersion"]!.GetValue<int>(), stale["conflict"]["fields"]!.AsArray().Count));
        var merged = (await Put(new { no = "1", name = "乙", income = 1 }, "1", merge: true)).Is(200);
        Assert.Equal(("乙", 2), (merged["values"]["name"]!.ToString(), merged["values"]["income"]!.GetValue<int>()));

        // The same field: both versions, field by field.
        var conflict = (await Put(new { no = "1", name = "甲", income = 9 }, "1", merge: true)).IsProblem(412, "VERSION_STALE")["conflict"]["fields"]!.AsArray().Single()!;
        Assert.Equal(("income", "1", "2", "9"), (conflict["field"]!.ToString(), conflict["base"]!.ToString(), conflict["current"]!.ToString(), conflict["yours"]!.ToString()));

        (await clerk.SendAsync(HttpMethod.Delete, $"{Reports}ledger-entries/{id}", ApiClient.Raw("{\"reason\":\"迁出\"}"u8.ToArray(), "application/json"))).Is(200);
        (await Put(new { no = "1" }, "4")).IsProblem(409, "LEDGER_ENTRY_CLOSED");
        Assert.Equal("1 0 0 0 1", LedgerCounty.Counts((await LedgerCounty.ImportAsync(clerk, ledger, $"unit,no\n{village},1\n")).Is(200)));
        var history = (await clerk.GetAsync($"{Reports}ledger-entries/{id}")).Is(200)["history"].AsArray();
        Assert.Equal(["CLOSED", "CHANGED", "CHANGED", "CREATED"], history.Select(h => h!["act"]!.ToString()));
        Assert.Equal(("迁出", village), (history[0]!["reason"]!.ToString(), history[0]!["unit"]!.ToString()));
        Assert.Equal(["name"], history[1]!["fields"]!.AsArray().Select(f => f!["field"]!.ToString()));
    }

    [Fact]
    public async Task Rows_are_for_those_who_keep_them_and_for_the_owner()
    {
        var at = await LedgerCounty.NewAsync(platform);
        var (ledger, village) = (await at.DefineAsync("people", PersonFields), at.County.Village);
        var clerk = await at.County.ReporterAsync(village);
        var id = (await LedgerCounty.PostAsync(clerk, ledger, village, new { no = "1", name = "甲" })).Is(201)["id"].ToString();
        var (township, neighbour, other) = (await at.County.ReporterAsync(at.County.Townships[0]), await at.County.ReporterAsync(at.County.Townships[1]), await at.County.OfficeAsync("OTHER"));
        foreach (var path in new[] { $"ledger-entries/{id}", $"ledgers/{ledger}/entries?under={village}", $"ledgers/{ledger}/entries:export?under={village}" })
        {
            foreach (var may in new[] { clerk, township, at.Office }) (await may.GetAsync(Reports + path)).Is(200);
            foreach (var mayNot in new[] { neighbour, other }) (await mayNot.GetAsync(Reports + path)).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        }
        (await LedgerCounty.PostAsync(neighbour, ledger, village, new { no = "2" })).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await LedgerCounty.PostAsync(township, ledger, at.County.Townships[0], new { no = "2" })).IsProblem(422, "LEDGER_KEPT_AT_ANOTHER_LEVEL");
        (await LedgerCounty.PostAsync(clerk, ledger, village, new { no = "a\0b" })).IsProblem(422, "TEXT_INVALID");
        (await LedgerCounty.PostAsync(clerk, ledger, village, new { no = "2", nothing = 1 })).IsProblem(422, "LEDGER_FIELD_UNKNOWN");
        (await other.PutAsync($"{Reports}ledgers/{ledger}", at.Schema([], b => b["department"] = other.Unit))).IsProblem(409, "LEDGER_OF_ANOTHER_DEPARTMENT");

        // Others take sums and averages of what is protected, no single values.
        var element = await at.County.DefineAsync(other, "taken");
        (await other.PutAsync($"{Reports}formulas/{element}", new { expression = $"COUNT({ledger}, name = '甲')" })).IsProblem(422, "FORMULA_FIELD_PROTECTED");
        (await other.PutAsync($"{Reports}formulas/{element}", new { expression = $"COUNT({ledger}, kind = '低保')" })).Is(201);
    }

    [Fact]
    public async Task A_schema_grows_but_does_not_break_what_is_stored()
    {
        var at = await LedgerCounty.NewAsync(platform);
        var ledger = await at.DefineAsync("houses", new { code = "area", name = "面积", type = "DECIMAL" });
        var clerk = await at.County.ReporterAsync(at.County.Village);
        var id = (await LedgerCounty.PostAsync(clerk, ledger, at.County.Village, new { no = "1", area = 120.5m })).Is(201)["id"].ToString();
        await at.DeriveAsync("area", $"SUM({ledger}.area)");
        Task<Answer> Put(params object[] fields) => at.Office.PutAsync($"{Reports}ledgers/{ledger}", at.Schema(fields));
        (await Put(new { code = "area", name = "面积", type = "DECIMAL" }, new { code = "year", name = "年份", type = "INTEGER" })).Is(200);
        var narrow = (await Put(new { code = "area", name = "面积", type = "DECIMAL", max = 100 })).IsProblem(409, "LEDGER_SCHEMA_BREAKS_ENTRIES");
        Assert.Equal((id, "area", "OUT_OF_BOUNDS"), (narrow["entries"][0]!["id"]!.ToString(), narrow["entries"][0]!["field"]!.ToString(), narrow["entries"][0]!["code"]!.ToString()));
        (await Put(new { code = "area", name = "面积", type = "TEXT" })).IsProblem(409, "LEDGER_SCHEMA_FIXED");
        (await clerk.PutAsync($"{Reports}ledger-entries/{id}", new { values = new { no = "1" } })).Is(200);
        Assert.Equal(at.County.Element("area"), (await Put(new { code = "year", name = "年份", type = "INTEGER" })).IsProblem(409, "LEDGER_FIELD_IN_FORMULA")["formulas"][0]!.ToString());
        Assert.Equal(2, (await at.Office.GetAsync($"{Reports}ledgers/{ledger}")).Is(200)["keepYears"].GetValue<int>());
    }
}
