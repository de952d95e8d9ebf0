using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Datarun.Tests.Platform.Workbooks;

/// <summary>Which cells of a department's own layout take a value, and how a date stands in them.</summary>
public sealed class LayoutCellsTests(LocalPlatform platform)
{
    private const string Reports = "api/reports/v1/";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_date_is_put_in_as_a_date_in_the_layouts_own_format_and_comes_back_the_same(bool is1904)
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        var day = await county.DefineAsync(office, "day", e => { e["type"] = "DATE"; e["aggregation"] = "NONE"; e.Remove("min"); });
        var (form, code, ledger) = ($"own-{county.Code}", $"sheet-{county.Code}", $"l{county.Code}_days");
        var request = await county.AskAsync(office, form, [day]);
        string[] days = ["2026-11-05", "1999-12-31", "1900-01-05"]; // The last is before the first day that all programs count alike, in both ways of counting.
        foreach (var (village, on) in county.Villages.Zip(days))
            (await (await county.ReporterAsync(village)).PutAsync($"{Reports}tasks/{request}.{village}/filing", new { values = new Dictionary<string, object> { [day] = on } })).Is(200);
        // C2 has a date format of its own and a colour, column C (so C3 and C4) one colour only.
        var layout = Book.Of(("表1", [["unit", "no", "since"], [county.Villages[0], "1", 0], [county.Villages[1], "2"], [county.Villages[2], "3"]]), ("表2", [[$"登记于{{{{{day}}}}}。"]])).Change(document =>
        {
            var workbook = document.WorkbookPart!;
            if (is1904) workbook.Workbook!.WorkbookProperties = new WorkbookProperties { Date1904 = true };
            var styles = workbook.AddNewPart<WorkbookStylesPart>();
            styles.Stylesheet = new Stylesheet(
                new NumberingFormats(new NumberingFormat { NumberFormatId = 170, FormatCode = "yyyy\"年\"m\"月\"d\"日\"" }), new Fonts(new Font()),
                new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 }), new Fill(new PatternFill(new ForegroundColor { Rgb = "FFFF0000" }) { PatternType = PatternValues.Solid })),
                new Borders(new Border()), new CellStyleFormats(new CellFormat()),
                new CellFormats(new CellFormat(), new CellFormat { NumberFormatId = 170, ApplyNumberFormat = true, FillId = 2, ApplyFill = true }, new CellFormat { FillId = 2, ApplyFill = true }));
            Book.Find(Book.Part(document, "表1"), "C2")!.StyleIndex = 1;
            var sheet = Book.Part(document, "表1").Worksheet!;
            sheet.InsertBefore(new Columns(new Column { Min = 3, Max = 3, Width = 20, CustomWidth = true, Style = 2 }), sheet.GetFirstChild<SheetData>());
        });
        (await OwnLayoutTests.PutAsync(office, code, form, layout)).Is(201);
        (await office.PutAsync($"{Reports}workbook-templates/{code}/mapping", new
        {
            tables = new[] { new { sheet = "表1", firstRow = 2, lastRow = 4, unitColumn = "A", columns = new[] { new { element = day, column = "C" } } } },
        })).Is(200);
        var path = $"{Reports}workbook-templates/{code}/filled?period={TestCounty.Month}&under=";
        var file = new Book(await office.FileAsync(path + county.Code, Book.MediaType)).IsValid();
        int Number(string on) => DateOnly.Parse(on, System.Globalization.CultureInfo.InvariantCulture).DayNumber - (is1904 ? new DateOnly(1904, 1, 1) : new DateOnly(1899, 12, 30)).DayNumber;
        // What no program shows as it is, stays a text.
        string[] cells = ["C2", "C3", "C4"];
        Assert.Equal([$"{Number(days[0])}", is1904 ? $"{Number(days[1])}" : "36525", days[2]], cells.Select(at => file.Text(at)));
        Assert.Equal([("yyyy\"年\"m\"月\"d\"日\"", 2u), ("yyyy\\-mm\\-dd", 2u), ("", 2u)], cells.Select(at => (file.FormatOf(at), file.FillOf(at))));
        Assert.Equal("登记于2026-11-05。", new Book(await office.FileAsync(path + county.Villages[0], Book.MediaType)).Text("A1", "表2"));

        (await office.PutAsync($"{Reports}ledgers/{ledger}", new
        {
            title = "登记台账", department = office.Unit, subject = "OTHER", level = "VILLAGE", key = new[] { "no" },
            fields = new object[] { new { code = "no", name = "编号", type = "TEXT", required = true }, new { code = "since", name = "日期", type = "DATE", required = true } },
        })).Is(201);
        var clerk = await county.ReporterAsync(county.Code);
        Assert.Equal(0, (await clerk.SendAsync(HttpMethod.Post, $"{Reports}ledgers/{ledger}/entries:import", file.Body)).Is(200)["refusedCount"].GetValue<int>());
        Assert.Equal(days, (await clerk.GetAsync($"{Reports}ledgers/{ledger}/entries")).Is(200).Items.OrderBy(e => e!["values"]!["no"]!.ToString()).Select(e => e!["values"]!["since"]!.ToString()));
    }

    [Fact]
    public async Task A_share_stands_right_in_a_cell_that_shows_percentages_and_in_one_that_does_not()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        var rate = await county.DefineAsync(office, "rate", e => (e["type"], e["unit"], e["aggregation"]) = ("DECIMAL", "%", "AVG"));
        var (form, code) = ($"own-{county.Code}", $"sheet-{county.Code}");
        var request = await county.AskAsync(office, form, [rate]);
        (await (await county.ReporterAsync(county.Village)).PutAsync($"{Reports}tasks/{request}.{county.Village}/filing", new { values = new Dictionary<string, object> { [rate] = 12.5m } })).Is(200);
        var layout = Book.Of(("表1", [["比例", 0, 0, $"占{{{{{rate}}}}}%"]])).Change(document =>
        {
            document.WorkbookPart!.AddNewPart<WorkbookStylesPart>().Stylesheet = new Stylesheet(
                new Fonts(new Font()), new Fills(new Fill()), new Borders(new Border()), new CellStyleFormats(new CellFormat()),
                new CellFormats(new CellFormat(), new CellFormat { NumberFormatId = 10, ApplyNumberFormat = true }));
            Book.Find(Book.Part(document, "表1"), "B1")!.StyleIndex = 1;
        });
        (await OwnLayoutTests.PutAsync(office, code, form, layout)).Is(201);
        (await office.PutAsync($"{Reports}workbook-templates/{code}/mapping", new { cells = new[] { new { element = rate, cell = "表1!B1" }, new { element = rate, cell = "表1!C1" } } })).Is(200);
        var filled = new Book(await office.FileAsync($"{Reports}workbook-templates/{code}/filled?period={TestCounty.Month}&under={county.Village}", Book.MediaType));
        Assert.Equal(["0.125", "12.5", "占12.5%"], new[] { "B1", "C1", "D1" }.Select(at => filled.Text(at)));
    }

    [Fact]
    public async Task An_element_is_not_mapped_to_a_cell_that_would_hide_it_or_to_a_formula()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        var (a, b) = (await county.DefineAsync(office, "a", e => e["name"] = "低保户数"), await county.DefineAsync(office, "b", e => e["name"] = "特困人数"));
        var (form, code) = ($"own-{county.Code}", $"sheet-{county.Code}");
        await county.AskAsync(office, form, [a, b]);
        var path = $"{Reports}workbook-templates/{code}";
        (await OwnLayoutTests.PutAsync(office, code, form, Book.Of(("表1", [
            ["低保户数", null, null, null, "=C1*2|0"],
            ["一、东片", null, null, null],
            [null, null, null, null, "=C3*2|0"],
            [null, "特困人数", "=1+1|2", "=B3|"],
            [null, null],
            [county.Village, null, null, "=C6|0"]])).Merge("表1", "A1:B1", "C1:D1", "A2:D2", "A3:B3", "A5:B5"))).Is(201);
        async Task RefusesAsync(object mapping, string problem, string pointer, string detail)
        {
            var error = Assert.Single((await office.PutAsync($"{path}/mapping", mapping)).IsProblem(422, problem)["errors"].AsArray())!;
            Assert.Equal((problem, pointer, detail), (error["code"]!.ToString(), error["pointer"]!.ToString(), error["detail"]!.ToString()));
        }
        object Cell(string cell) => new { cells = new[] { new { element = b, cell = "表1!F9" }, new { element = a, cell } } };
        object Table(int firstRow, int lastRow, string column, string unitColumn = "A") => new { tables = new[] { new { sheet = "表1", firstRow, lastRow, unitColumn, columns = new[] { new { element = a, column } } } } };
        await RefusesAsync(Cell("表1!D1"), "CELL_IN_MERGED_RANGE", "/cells/1/cell", "表1!D1 → 表1!C1");
        await RefusesAsync(Cell("表1!E1"), "CELL_HOLDS_FORMULA", "/cells/1/cell", "表1!E1 =C1*2");
        await RefusesAsync(Cell("表1!D4"), "CELL_HOLDS_FORMULA", "/cells/1/cell", "表1!D4 =B3"); // Not calculated yet.
        await RefusesAsync(Table(2, 3, "B"), "CELL_IN_MERGED_RANGE", "/tables/0/columns/0/column", "表1!B3 → 表1!A3");
        await RefusesAsync(Table(2, 3, "E"), "CELL_HOLDS_FORMULA", "/tables/0/columns/0/column", "表1!E3 =C3*2");
        await RefusesAsync(Table(3, 3, "C", unitColumn: "B"), "CELL_IN_MERGED_RANGE", "/tables/0/unitColumn", "表1!B3 → 表1!A3");
        await RefusesAsync(Table(6, 6, "D"), "CELL_HOLDS_FORMULA", "/tables/0/columns/0/column", "表1!D6 =C6");
        // The first cell of a merged range is fine, and nothing is put into the heading between the lines.
        foreach (var fine in new[] { Cell("表1!C1"), Cell("表1!A5"), Table(2, 3, "C") }) (await office.PutAsync($"{path}/mapping", fine)).Is(200);
        var suggested = (await office.GetAsync($"{path}/suggestion")).Is(200);
        Assert.Equal([$"{a} 表1!C1", $"{b} 表1!A5"], suggested["cells"].AsArray().Select(c => $"{c!["element"]} {c["cell"]}"));
    }
}
