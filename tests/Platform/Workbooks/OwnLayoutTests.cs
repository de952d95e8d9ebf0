using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Datarun.Tests.Platform.Workbooks;

public sealed class OwnLayoutTests(LocalPlatform platform)
{
    private const string Reports = "api/reports/v1/";

    /// <summary>A county bureau's sheet: a coloured heading, placeholders, a table by villages with a sum of its own below.</summary>
    private static Book Layout(TestCounty county, string open, string closed) => Book.Of(
        ("月报", [
            ["{{unit.name}}{{period}}月报"],
            ["村", "户数(户)", "内部数"],
            ["第001村", null, null],
            ["没有的村", null, null],
            [county.Villages[1], null, null],
            [null, null, null],
            ["合计", "=SUM(B3:B6)|0", null],
            ["全县户数", $"{{{{{open}}}}}", "备注", $"保密 {{{{{closed}}}}} 户", "{{no.such}}"],
        ]), ("说明", [["不动"]])).Change(document =>
    {
        var styles = document.WorkbookPart!.AddNewPart<WorkbookStylesPart>();
        styles.Stylesheet = new Stylesheet(
            new Fonts(new Font()), new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 }),
                new Fill(new PatternFill(new ForegroundColor { Rgb = "FFFF0000" }) { PatternType = PatternValues.Solid })),
            new Borders(new Border()), new CellStyleFormats(new CellFormat()), new CellFormats(new CellFormat(), new CellFormat { FillId = 2, ApplyFill = true }));
        Book.Find(Book.Part(document, "月报"), "A1")!.StyleIndex = 1;
        var sheet = Book.Part(document, "月报").Worksheet!;
        sheet.Descendants<Row>().First(r => r.RowIndex! == 3).Append(new Cell { CellReference = "B3", StyleIndex = 1 });
        sheet.InsertBefore(new Columns(new Column { Min = 1, Max = 1, Width = 33, CustomWidth = true }), sheet.GetFirstChild<SheetData>());
    });

    internal static Task<Answer> PutAsync(ApiClient client, string code, string form, Book book, params (string, string)[] headers) =>
        client.SendAsync(HttpMethod.Put, $"{Reports}workbook-templates/{code}?form={form}", book.Body, headers);

    [Fact]
    public async Task A_departments_own_workbook_comes_back_filled_in_its_own_layout()
    {
        var county = await platform.NewCountyAsync();
        var (office, other) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("POLICE"));
        var open = await county.DefineAsync(office, "open", e => e["name"] = $"户数{county.Code}");
        var closed = await county.DefineAsync(other, "closed", e => { e["sharingClass"] = "CONDITIONAL"; e["conditions"] = "办案需要"; });
        var (form, code) = ($"own-{county.Code}", $"sheet-{county.Code}");
        var request = await county.AskAsync(office, form, [open, closed]);
        foreach (var (i, village) in county.Villages.Take(2).Index())
        {
            (await (await county.ReporterAsync(village)).PutAsync($"{Reports}tasks/{request}.{village}/filing", new { values = new Dictionary<string, object> { [open] = 10 + i, [closed] = 3 } })).Is(200);
        }
        var layout = Layout(county, open, closed);
        var put = (await PutAsync(office, code, form, layout)).Is(201);
        Assert.Equal(["月报", "说明"], put["sheets"].AsArray().Select(s => s!.ToString()));
        Assert.Equal(["月报!A1", "月报!B8", "月报!D8", "月报!E8"], put["placeholders"].AsArray().Select(p => p!["cell"]!.ToString()));
        Assert.Equal(1, (await PutAsync(office, code, form, layout)).Is(200)["version"].GetValue<int>());
        object mapping = new
        {
            cells = Array.Empty<object>(),
            tables = new[] { new { sheet = "月报", firstRow = 3, lastRow = 6, unitColumn = "A", columns = new[] { new { element = open, column = "B" }, new { element = closed, column = "C" } } } },
        };
        var mapped = (await office.PutAsync($"{Reports}workbook-templates/{code}/mapping", mapping, ("If-Match", "\"1\""))).Is(200);
        Assert.Equal(2, mapped["version"].GetValue<int>());
        Assert.Equal(2, (await office.PutAsync($"{Reports}workbook-templates/{code}/mapping", mapping)).Is(200)["version"].GetValue<int>());
        (await office.PutAsync($"{Reports}workbook-templates/{code}/mapping", mapping, ("If-Match", "\"1\""))).IsProblem(412, "VERSION_STALE");

        // Two units share the name of the first line, so it is nobody's until the place is a township.
        var path = $"{Reports}workbook-templates/{code}/filled?period={TestCounty.Month}&under={county.Townships[0]}";
        var filled = new Book(await office.FileAsync(path, Book.MediaType));
        Assert.Equal(["月报", "说明"], filled.Sheets);
        Assert.Equal($"第100镇{TestCounty.Month}月报", filled.Text("A1", "月报"));
        Assert.Equal(("10", "11", "21"), (filled.Text("B3", "月报"), filled.Text("B5", "月报"), filled.Text("B8", "月报")));
        Assert.Equal(("", "", "保密  户"), (filled.Text("C3", "月报"), filled.Text("B6", "月报"), filled.Text("D8", "月报")));
        Assert.Equal("第201村", filled.Text("A6", "月报"));
        Assert.Equal("不动", filled.Text("A1", "说明"));
        // Styles, widths and formulas are the department's own; the sum is calculated anew.
        Assert.Equal((2u, 2u), (filled.FillOf("A1", "月报"), filled.FillOf("B3", "月报")));
        Assert.Equal("SUM(B3:B6)", filled.Read(d => Book.Find(Book.Part(d, "月报"), "B7")!.CellFormula!.Text));
        Assert.Equal(33, filled.Read(d => Book.Part(d, "月报").Worksheet!.Descendants<Column>().Single().Width!.Value));
        Assert.True(filled.Read(d => d.WorkbookPart!.Workbook!.CalculationProperties!.FullCalculationOnLoad!.Value));

        var coverage = (await office.GetAsync(path.Replace("/filled", "/coverage", StringComparison.Ordinal))).Is(200);
        var empty = coverage["empty"].AsArray().Select(c => $"{c!["cell"]} {c["why"]}").Order(StringComparer.Ordinal);
        Assert.Equal(
            ["月报!A4 UNIT_UNKNOWN", "月报!B6 MISSING", "月报!C3 NEEDS_GRANT", "月报!C5 NEEDS_GRANT", "月报!C6 NEEDS_GRANT", "月报!D8 NEEDS_GRANT", "月报!E8 NAME_UNKNOWN"], empty);

        // A grant lets the conditional values in.
        var asked = (await office.PostAsync("api/exchange/v1/sharing-requests", new
        {
            legalBasis = "某某条例 第一条", scenario = "核对", scope = new { elements = new[] { closed }, under = county.Code }, method = "API", until = $"{TestCounty.Today.Year + 1}-06-30",
        })).Is(201);
        (await other.PostAsync($"api/exchange/v1/sharing-requests/{asked["id"]}/reply", new { decision = "AGREED" })).Is(200);
        await RunningPlatform.EventuallyAsync(() => office.GetAsync(path.Replace("/filled", "/coverage", StringComparison.Ordinal)), a => !a.Text.Contains("NEEDS_GRANT", StringComparison.Ordinal));
        Assert.Equal(("3", "保密 6 户"), (new Book(await office.FileAsync(path, Book.MediaType)).Text("C3", "月报"), new Book(await office.FileAsync(path, Book.MediaType)).Text("D8", "月报")));
    }

    [Fact]
    public async Task A_line_may_name_a_village_as_it_is_called_every_day()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        string[] names = ["泼机村民委员会", "龙翔社区居民委员会", "庙山村民委员会"];
        (await platform.Admin.SendAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", ApiClient.Raw(
            System.Text.Encoding.UTF8.GetBytes("code,name\n" + string.Concat(county.Villages.Take(3).Zip(names, (code, name) => $"{code},{name}\n"))), "text/csv"))).Is(200);
        var open = await county.DefineAsync(office, "open");
        var (form, code) = ($"own-{county.Code}", $"sheet-{county.Code}");
        var request = await county.AskAsync(office, form, [open]);
        foreach (var (i, village) in county.Villages.Take(3).Index())
            (await (await county.ReporterAsync(village)).PutAsync($"{Reports}tasks/{request}.{village}/filing", new { values = new Dictionary<string, object> { [open] = 10 + i } })).Is(200);
        (await PutAsync(office, code, form, Book.Of(("表1", [["庙山村", null], ["龙翔社区", null], ["泼机村民委员会", null]])))).Is(201);
        (await office.PutAsync($"{Reports}workbook-templates/{code}/mapping", new
        {
            tables = new[] { new { sheet = "表1", firstRow = 1, lastRow = 3, unitColumn = "A", columns = new[] { new { element = open, column = "B" } } } },
        })).Is(200);
        var filled = new Book(await office.FileAsync($"{Reports}workbook-templates/{code}/filled?period={TestCounty.Month}&under={county.Townships[0]}", Book.MediaType));
        Assert.Equal(("12", "11", "10"), (filled.Text("B1"), filled.Text("B2"), filled.Text("B3")));
        Assert.Equal("庙山村", filled.Text("A1"));
    }

    [Fact]
    public async Task What_looks_like_an_element_is_suggested()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        var (a, b) = (await county.DefineAsync(office, "a", e => e["name"] = "低保户数"), await county.DefineAsync(office, "b", e => e["name"] = "特困人数"));
        var (form, code) = ($"own-{county.Code}", $"sheet-{county.Code}");
        await county.AskAsync(office, form, [a, b]);
        (await PutAsync(office, code, form, Book.Of(("表1", [["低保户数（户）：", null, "特困人数", "说明"], [null, null, null, null]])))).Is(201);
        var suggested = (await office.GetAsync($"{Reports}workbook-templates/{code}/suggestion")).Is(200);
        Assert.Equal([$"{a} 表1!B1", $"{b} 表1!C2"], suggested["cells"].AsArray().Select(c => $"{c!["element"]} {c["cell"]}"));
        (await office.PutAsync($"{Reports}workbook-templates/{code}/mapping", suggested.Text)).Is(200);
    }

    [Fact]
    public async Task Templates_are_a_departments_own_and_fit_their_form()
    {
        var county = await platform.NewCountyAsync();
        var (office, other) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var (a, b) = (await county.DefineAsync(office, "a"), await county.DefineAsync(office, "b"));
        var (form, code) = ($"own-{county.Code}", $"sheet-{county.Code}");
        await county.AskAsync(office, form, [a, b]);
        var (book, path) = (Book.Of(("表1", [["x"]])), $"{Reports}workbook-templates/{code}");
        (await PutAsync(other, code, form, book)).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await PutAsync(office, code, "none", book)).IsProblem(404, "FORM_UNKNOWN");
        (await PutAsync(office, "a%20b", form, book)).IsProblem(422, "CODE_INVALID");
        (await office.GetAsync(path)).IsProblem(404, "TEMPLATE_UNKNOWN");
        (await PutAsync(office, code, form, book)).Is(201);
        (await other.GetAsync(path)).IsProblem(404, "TEMPLATE_UNKNOWN");
        (await other.PutAsync($"{path}/mapping", new { })).IsProblem(404, "TEMPLATE_UNKNOWN");
        object Cell(string element, string cell) => new { cells = new[] { new { element, cell } } };
        (await office.PutAsync($"{path}/mapping", Cell("no.such", "表1!A1"))).IsProblem(422, "ELEMENT_NOT_ON_FORM");
        foreach (var cell in new[] { "表2!A1", "A1", "表1!A0", "表1!AAAA1", "表1!A1:B2", "表1!A1048577" }) (await office.PutAsync($"{path}/mapping", Cell(a, cell))).IsProblem(422, "CELL_UNKNOWN");
        (await office.PutAsync($"{path}/mapping", new { tables = new[] { new { sheet = "表1", firstRow = 5, lastRow = 4, unitColumn = "A", columns = Array.Empty<object>() } } })).IsProblem(422, "OUT_OF_BOUNDS");
        (await office.PutAsync($"{path}/mapping", new { tables = new[] { new { sheet = "表1", firstRow = 1, lastRow = 9000, unitColumn = "A", columns = Array.Empty<object>() } } })).IsProblem(422, "OUT_OF_BOUNDS");
        (await office.PutAsync($"{path}/mapping", new { cells = new object?[] { null } })).IsProblem(422, "FIELD_REQUIRED");
        // What would hide something else: two figures in one cell, in one column, or over the names of the units.
        (await office.PutAsync($"{path}/mapping", new { cells = new[] { new { element = a, cell = "表1!B2" }, new { element = b, cell = "表1!B2" } } })).IsProblem(422, "CELL_TWICE");
        foreach (var column in new[] { "A", "B" })
            (await office.PutAsync($"{path}/mapping", new { tables = new[] { new { sheet = "表1", firstRow = 1, lastRow = 4, unitColumn = "A", columns = new[] { new { element = a, column = "B" }, new { element = b, column } } } } })).IsProblem(422, "CELL_TWICE");
        foreach (var call in new[] { "filled", "coverage" })
        {
            (await office.GetAsync($"{path}/{call}?period=soon&under={county.Code}")).IsProblem(400, "PARAMETER_INVALID");
            (await office.GetAsync($"{path}/{call}?period={TestCounty.Month}&under=x")).IsProblem(400, "PARAMETER_INVALID");
            (await office.GetAsync($"{path}/{call}?period={TestCounty.Month}&under=110101")).IsProblem(403, "OUTSIDE_YOUR_AREA");
        }
    }

    [Fact]
    public async Task A_department_ends_its_template_and_only_what_was_never_asked_for_is_erased()
    {
        var county = await platform.NewCountyAsync();
        var (office, other) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("POLICE"));
        var element = await county.DefineAsync(office, "open");
        var (form, code) = ($"own-{county.Code}", $"sheet-{county.Code}");
        var (book, path) = (Book.Of(("表1", [["{{unit.name}}"]])), $"{Reports}workbook-templates/{code}");
        (await office.PutAsync($"{Reports}forms/{form}", TestCounty.Form(office, [element]))).Is(201);
        (await PutAsync(office, code, form, book)).Is(201);
        (await other.DeleteAsync(path)).IsProblem(404, "TEMPLATE_UNKNOWN");
        (await (await county.ReporterAsync(county.Village)).DeleteAsync(path)).IsProblem(403, "RIGHT_MISSING");
        (await office.DeleteAsync(path, ("If-Match", "\"7\""))).IsProblem(412, "VERSION_STALE");
        Assert.True((await office.DeleteAsync(path)).Is(200)["erased"].GetValue<bool>());
        (await office.GetAsync(path)).IsProblem(404, "TEMPLATE_UNKNOWN");
        (await office.DeleteAsync(path)).IsProblem(404, "TEMPLATE_UNKNOWN");

        (await PutAsync(office, code, form, book)).Is(201);
        await county.AskAsync(office, form, [element]);
        var ended = (await office.DeleteAsync(path)).Is(200);
        Assert.False(ended["erased"].GetValue<bool>());
        Assert.Equal(ended["endedAt"].ToString(), (await office.DeleteAsync(path)).Is(200)["endedAt"].ToString());
        Assert.Equal(ended["endedAt"].ToString(), (await office.GetAsync(path)).Is(200)["endedAt"].ToString());
        Assert.NotNull((await office.GetAsync($"{Reports}workbook-templates?form={form}")).Is(200).Items.Single()!["endedAt"]);
        foreach (var use in new[] { $"filled?period={TestCounty.Month}&under={county.Code}", $"coverage?period={TestCounty.Month}&under={county.Code}", "suggestion" })
            (await office.GetAsync($"{path}/{use}")).IsProblem(409, "TEMPLATE_ENDED");
        (await office.PutAsync($"{path}/mapping", new { cells = Array.Empty<object>(), tables = Array.Empty<object>() })).IsProblem(409, "TEMPLATE_ENDED");
        Assert.Equal(2, (await PutAsync(office, code, form, book)).Is(200)["version"].GetValue<int>());
        (await office.GetAsync($"{path}/filled?period={TestCounty.Month}&under={county.Code}")).Is(200);
    }

    [Fact]
    public async Task A_department_lists_its_own_templates_and_nobody_elses()
    {
        var county = await platform.NewCountyAsync();
        var (office, other) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var (a, b) = (await county.DefineAsync(office, "a"), await county.DefineAsync(other, "b"));
        await county.AskAsync(office, $"own-{county.Code}", [a]);
        await county.AskAsync(other, $"other-{county.Code}", [b]);
        foreach (var code in new[] { "c", "a", "b" }) (await PutAsync(office, $"{code}-{county.Code}", $"own-{county.Code}", Book.Of(("表1", [[code]])))).Is(201);
        (await PutAsync(office, $"a-{county.Code}", $"own-{county.Code}", Book.Of(("表1", [["new"]])))).Is(200);
        (await PutAsync(other, $"d-{county.Code}", $"other-{county.Code}", Book.Of(("表1", [["d"]])))).Is(201);
        var first = (await office.GetAsync($"{Reports}workbook-templates?limit=2")).Is(200);
        Assert.Equal([$"a-{county.Code} 2", $"b-{county.Code} 1"], first.Items.Select(t => $"{t!["code"]} {t["version"]}"));
        var second = (await office.GetAsync($"{Reports}workbook-templates?limit=2&after={first["next"]}")).Is(200);
        Assert.Equal([$"c-{county.Code}"], second.Items.Select(t => t!["code"]!.ToString()));
        Assert.Empty((await other.GetAsync($"{Reports}workbook-templates?form=own-{county.Code}")).Is(200).Items);
    }
}
