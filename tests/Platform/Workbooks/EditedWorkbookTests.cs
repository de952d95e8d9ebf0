using System.Text.Json.Nodes;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Datarun.Tests.Platform.Workbooks;

/// <summary>Workbooks that went through other programs and other hands: they mean the same as the API, or it is said which cell is wrong.</summary>
public sealed class EditedWorkbookTests(LocalPlatform platform)
{
    private const string Reports = "api/reports/v1/";

    private static async Task<(TestCounty County, string Request, Dictionary<string, string> Elements)> AskAsync(RunningPlatform platform, bool required = false)
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("LAND");
        static Action<Dictionary<string, object?>> Plain(string type) => e => { e["type"] = type; e["aggregation"] = "NONE"; e.Remove("min"); };
        var elements = new Dictionary<string, string>
        {
            ["count"] = await county.DefineAsync(office, "count"), ["more"] = await county.DefineAsync(office, "more"),
            ["share"] = await county.DefineAsync(office, "share", e => { e["type"] = "DECIMAL"; e["unit"] = "%"; e["aggregation"] = "AVG"; }),
            ["day"] = await county.DefineAsync(office, "day", Plain("DATE")), ["until"] = await county.DefineAsync(office, "until", Plain("DATE")),
            ["flag"] = await county.DefineAsync(office, "flag", Plain("BOOLEAN")), ["text"] = await county.DefineAsync(office, "text", Plain("TEXT")),
        };
        (await office.PutAsync($"{Reports}forms/land-{county.Code}", TestCounty.Form(office, elements.Values, f => f["fields"] = elements.Values.Select(e => new { element = e, required }).ToArray()))).Is(201);
        var request = (await office.PostAsync($"{Reports}requests", new { form = $"land-{county.Code}", period = TestCounty.Month, under = county.Code, dueOn = $"{TestCounty.Today.AddDays(20):yyyy-MM-dd}" })).Is(201);
        return (county, request["id"].ToString(), elements);
    }

    /// <summary>As LibreOffice and WPS write it: all texts shared and in runs, with how to read them aloud; other names, hidden rows and columns, a sheet before.</summary>
    private static Book Rewritten(Book book) => book.Change(document =>
    {
        var workbook = document.WorkbookPart!;
        var table = workbook.AddNewPart<SharedStringTablePart>().SharedStringTable = new SharedStringTable();
        foreach (var part in workbook.WorksheetParts)
        {
            foreach (var cell in part.Worksheet!.Descendants<Cell>().Where(c => c.InlineString is not null))
            {
                var text = cell.InlineString!.InnerText;
                table.Append(new SharedStringItem(
                    new Run(new RunProperties(new Bold()), new Text(text[..(text.Length / 2)]) { Space = SpaceProcessingModeValues.Preserve }), new Run(new Text(text[(text.Length / 2)..]) { Space = SpaceProcessingModeValues.Preserve }),
                    new PhoneticRun(new Text("pinyin")) { BaseTextStartIndex = 0, EndingBaseIndex = 1 }));
                (cell.DataType, cell.CellValue, cell.InlineString) = (CellValues.SharedString, new CellValue($"{table.ChildElements.Count - 1}"), null);
            }
            foreach (var row in part.Worksheet.Descendants<Row>().Where(r => r.RowIndex! % 2 == 1)) row.Hidden = true;
            var columns = part.Worksheet.GetFirstChild<Columns>();
            foreach (var column in columns?.Elements<Column>() ?? []) column.Hidden = true;
        }
        var sheets = workbook.Workbook!.Sheets!;
        foreach (var sheet in sheets.Elements<Sheet>()) (sheet.Name, sheet.State) = (sheet.Name!.Value!.StartsWith('_') ? sheet.Name : $"{sheet.Name} 已改名", SheetStateValues.Visible);
        var cover = workbook.AddNewPart<WorksheetPart>();
        cover.Worksheet = new Worksheet(new SheetData(new Row(new Cell { CellReference = "A1", DataType = CellValues.InlineString, InlineString = new InlineString(new Text("封面")) }) { RowIndex = 1 }));
        sheets.InsertAt(new Sheet { Name = "封面", SheetId = 99, Id = workbook.GetIdOfPart(cover) }, 0);
    });

    [Fact]
    public async Task What_other_programs_make_of_a_workbook_means_what_the_API_means()
    {
        var (county, request, e) = await AskAsync(platform);
        var village = await county.ReporterAsync(county.Village);
        var path = $"{Reports}tasks/{request}.{county.Village}/workbook";
        var book = new Book(await village.FileAsync(path, Book.MediaType));
        string At(string name) => $"D{book.RowOf(e[name])}";
        var filled = Rewritten(book
            .Type(At("count"), "'１２，３４５\u200B").Type(At("more"), "\u202D'7\u202C").Type(At("share"), 0.375m).Format(At("share"), "0.00%")
            .Type(At("day"), "2026/3/8 0:00:00").Type(At("until"), 46089).Type(At("flag"), true).Type(At("text"), "前后\u200B'"));
        filled = filled.Change(d =>
        {
            // A day as a number, shown as one by a format of Chinese programs; and lines in another order.
            var part = Book.Part(d, "填报 已改名");
            var styles = d.WorkbookPart!.WorkbookStylesPart!.Stylesheet!.CellFormats!;
            styles.Append(new CellFormat { NumberFormatId = 31, ApplyNumberFormat = true });
            Book.Find(part, At("until"))!.StyleIndex = (uint)styles.ChildElements.Count - 1;
            Swap(part, book.RowOf(e["count"]), book.RowOf(e["text"]));
        });
        var filed = (await village.SendAsync(HttpMethod.Put, path, filled.Body)).Is(200);
        Assert.Empty(filed["problems"].AsArray());
        var expected = new JsonObject
        {
            [e["count"]] = 12345, [e["more"]] = 7, [e["share"]] = 37.5, [e["day"]] = "2026-03-08", [e["until"]] = "2026-03-08", [e["flag"]] = true, [e["text"]] = "前后\u200B'",
        };
        var values = (await village.GetAsync($"{Reports}filings/{filed["id"]}")).Is(200)["values"];
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected.ToJsonString()), JsonNode.Parse(values.ToJsonString())), values.ToJsonString());
        Assert.Equal(1, (await village.PutAsync($"{Reports}tasks/{request}.{county.Village}/filing", new { values = JsonNode.Parse(expected.ToJsonString()) })).Is(200)["version"].GetValue<int>());
    }

    [Fact]
    public async Task A_line_that_was_deleted_takes_nothing_back_and_one_whose_code_is_gone_is_named()
    {
        var (county, request, e) = await AskAsync(platform);
        var village = await county.ReporterAsync(county.Village);
        var path = $"{Reports}tasks/{request}.{county.Village}/workbook";
        (await village.PutAsync($"{Reports}tasks/{request}.{county.Village}/filing", new { values = new Dictionary<string, object> { [e["count"]] = 3, [e["more"]] = 4, [e["text"]] = "旧" } })).Is(200);
        var book = new Book(await village.FileAsync(path, Book.MediaType));
        string At(string name) => $"D{book.RowOf(e[name])}";
        async Task<string> SendAsync(Book sent) => (await village.SendAsync(HttpMethod.Put, path, sent.Body)).Is(200)["id"].ToString();
        async Task<string> ValuesAsync(string id) => (await village.GetAsync($"{Reports}filings/{id}")).Is(200)["values"] is var v ? $"{v[e["count"]]} {v[e["more"]]} {v[e["text"]]}" : "";
        // Deleted or emptied, it is as it was: as by the API, what is not sent stays.
        Assert.Equal("3 5 旧", await ValuesAsync(await SendAsync(Without(book, book.RowOf(e["count"])).Type(At("more"), 5))));
        book = new Book(await village.FileAsync(path, Book.MediaType));
        Assert.Equal("3 5 旧", await ValuesAsync(await SendAsync(book.Type(At("text"), null))));

        book = new Book(await village.FileAsync(path, Book.MediaType));
        var nameless = (await village.SendAsync(HttpMethod.Put, path, book.Type($"C{book.RowOf(e["count"])}", null).Type(At("count"), 9).Body)).IsProblem(422, "FIELD_REQUIRED");
        Assert.Equal($"填报!C{book.RowOf(e["count"])}", nameless["errors"][0]!["detail"]!.ToString());
        // A note below the table is none of its lines.
        Assert.Equal("8 5 旧", await ValuesAsync(await SendAsync(book.Type("D40", "填表人:张三").Type(At("count"), 8))));
    }

    [Fact]
    public async Task Of_a_sheet_and_its_copy_neither_is_taken()
    {
        var (county, request, e) = await AskAsync(platform);
        var (village, township) = (await county.ReporterAsync(county.Village), await county.ReporterAsync(county.Townships[0]));
        foreach (var (client, method, path, cell) in new[] { (village, HttpMethod.Put, $"{Reports}tasks/{request}.{county.Village}/workbook", "C7: #element"), (township, HttpMethod.Post, $"{Reports}requests/{request}/workbook", "A4: #unit") })
        {
            var book = new Book(await client.FileAsync(path, Book.MediaType)).Change(d =>
            {
                var copy = d.WorkbookPart!.AddNewPart<WorksheetPart>();
                copy.Worksheet = new Worksheet((SheetData)Book.Part(d, null).Worksheet!.GetFirstChild<SheetData>()!.CloneNode(true));
                d.WorkbookPart.Workbook!.Sheets!.Append(new Sheet { Name = "填报 (2)", SheetId = 77, Id = d.WorkbookPart.GetIdOfPart(copy) });
            });
            Assert.Equal($"填报 (2)!{cell}", (await client.SendAsync(method, path, book.Body)).IsProblem(422, "LINE_TWICE")["errors"][0]!["detail"]!.ToString());
        }
        Assert.NotEmpty(e);
    }

    [Fact]
    public async Task Lines_of_many_units_in_another_order_deleted_merged_and_without_a_unit()
    {
        var (county, request, e) = await AskAsync(platform);
        var township = await county.ReporterAsync(county.Townships[0]);
        var path = $"{Reports}requests/{request}/workbook";
        var book = new Book(await township.FileAsync(path, Book.MediaType));
        Task<Answer> Send(Book sent) => township.SendAsync(HttpMethod.Post, path, sent.Body);
        static string Counts(Answer a) => $"{a["received"]} {a["accepted"]} {a["unchanged"]} {a["refusedCount"]}";
        var column = book.Where(e["count"])[..1];
        // The second village is deleted; the first and the third change places, and below them stand a sum without a unit and a note.
        var edited = Rewritten(Without(book.Type($"{column}5", "'1").Type($"{column}7", "３").Type($"{column}9", 4).Type("B9", "合计").Type("B11", "填表人"), 6)).Change(d => Swap(Book.Part(d, "填报 已改名"), 5, 7));
        var answer = (await Send(edited)).Is(200);
        Assert.Equal("3 2 0 1", Counts(answer));
        var refused = answer["refused"][0]!;
        Assert.Equal((9, "FIELD_REQUIRED", "unit", "填报 已改名!A9"), (refused["line"]!.GetValue<int>(), refused["code"]!.ToString(), refused["field"]!.ToString(), refused["detail"]!.ToString()));
        var filings = (await township.GetAsync($"{Reports}filings?unit={county.Townships[0]}")).Is(200).Items;
        Assert.Equal([$"{county.Villages[0]} 1", $"{county.Villages[2]} 3"], filings.Select(f => $"{f!["unit"]} {f["values"]![e["count"]]}").Order());
        Assert.Equal("3 0 2 1", Counts((await Send(edited)).Is(200)));

        // Units merged over several lines leave all but the first without one; a column that was deleted takes nothing back.
        book = new Book(await township.FileAsync(path, Book.MediaType));
        var merged = book.Type("A6", null).Merge("填报", "A5:A6").Type($"{column}6", 2);
        Assert.Equal("填报!A6", (await Send(merged)).Is(200)["refused"][0]!["detail"]!.ToString());
        var more = book.Where(e["more"])[..1];
        var narrow = book.Type($"{column}4", null).Type($"{column}5", null).Type($"{more}5", 6);
        Assert.Equal("3 1 2 0", Counts((await Send(narrow)).Is(200)));
        var kept = (await township.GetAsync($"{Reports}filings?unit={county.Village}")).Is(200).Items.Single()!["values"]!;
        Assert.Equal("1 6", $"{kept[e["count"]]} {kept[e["more"]]}");
    }

    [Fact]
    public async Task A_ledger_behind_a_cover_is_found_and_its_wrong_cells_are_named()
    {
        var at = await Ledgers.LedgerCounty.NewAsync(platform);
        var ledger = await at.DefineAsync("people", new { code = "income", name = "收入", type = "DECIMAL", min = 0 }, new { code = "since", name = "认定日期", type = "DATE" });
        var clerk = await at.County.ReporterAsync(at.County.Village);
        object?[] Line(string no, object? income, object? since) => [no, at.County.Village, null, income, since];
        Task<Answer> Send(Book book) => clerk.SendAsync(HttpMethod.Post, $"{Reports}ledgers/{ledger}/entries:import", book.Body);
        var book = Rewritten(Book.Of(
            ("封面", [["某村台账"]]), ("空", []),
            ("底账", [["编号", "unit", null, "收入", "认定日期"], Line("1", "'１，２００．５", "2024年3月1日"), Line("2", "约三百", "昨天"), Line("3", -1, null), ["4", null, null, 5], Line("5", "12%", 20240301), [null], Line("1", 7, null)])));
        var answer = (await Send(book)).Is(200);
        Assert.Equal("6 2 0 0 4", Ledgers.LedgerCounty.Counts(answer));
        Assert.Equal(["3 D3 income WRONG_TYPE", "4 D4 income OUT_OF_BOUNDS", "5 B5 unit FIELD_REQUIRED", "8   LEDGER_ENTRY_TWICE"], answer["refused"].AsArray().Select(r => $"{r!["line"]} {r["at"]} {r["field"]} {r["code"]}"));
        Assert.Equal(("E3", "since"), (answer["refused"][0]!["more"]![0]!["at"]!.ToString(), answer["refused"][0]!["more"]![0]!["field"]!.ToString()));
        Assert.Equal(["0.12", "1200.5"], (await at.Office.GetAsync($"{Reports}ledgers/{ledger}/entries")).Is(200).Items.Select(x => x!["values"]!["income"]!.ToString()).Order());
        // A CSV names no cells, and a book in which no sheet has a unit is told so.
        Assert.Null((await Ledgers.LedgerCounty.ImportAsync(clerk, ledger, $"unit,no,income\n{at.County.Village},9,x\n")).Is(200)["refused"][0]!["at"]);
        (await Send(Book.Of(("封面", [["某村台账"]])))).IsProblem(422, "LEDGER_HEADER_INVALID");
    }

    /// <summary>Takes a row away; those below stay where they are, as programs leave a gap.</summary>
    private static Book Without(Book book, int row) => book.Change(d => Book.Part(d, null).Worksheet!.Descendants<Row>().Single(r => r.RowIndex! == (uint)row).Remove());

    /// <summary>Two rows change places.</summary>
    private static void Swap(WorksheetPart part, int one, int other)
    {
        Row Of(int number) => part.Worksheet!.Descendants<Row>().Single(r => r.RowIndex! == (uint)number);
        var (a, b) = (Of(one), Of(other));
        var (first, second) = (a.Elements<Cell>().ToList(), b.Elements<Cell>().ToList());
        a.RemoveAllChildren();
        b.RemoveAllChildren();
        foreach (var (cells, row, number) in new[] { (second, a, one), (first, b, other) })
        {
            foreach (var cell in cells)
            {
                cell.CellReference = cell.CellReference!.Value!.TrimEnd([.. "0123456789"]) + number;
                row.Append(cell);
            }
        }
    }
}
