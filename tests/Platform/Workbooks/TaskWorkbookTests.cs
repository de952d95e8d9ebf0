using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Datarun.Tests.Platform.Workbooks;

public sealed class TaskWorkbookTests(LocalPlatform platform)
{
    private const string Reports = "api/reports/v1/";

    /// <summary>A form of eight fields of every type; the first is recorded by the office's system, so it is known.</summary>
    private static async Task<(TestCounty County, ApiClient Office, string Request, Dictionary<string, string> Elements)> AskAsync(RunningPlatform platform)
    {
        var county = await platform.NewCountyAsync();
        var (office, civil) = (await county.OfficeAsync("LAND"), await county.OfficeAsync("CIVIL"));
        var elements = new Dictionary<string, string>
        {
            ["known"] = await county.DefineAsync(civil, "known", e => e["unit"] = "户"),
            ["count"] = await county.DefineAsync(office, "count", e => e["max"] = 5000000),
            ["share"] = await county.DefineAsync(office, "share", e => { e["type"] = "DECIMAL"; e["unit"] = "%"; e["max"] = 100; e["aggregation"] = "AVG"; }),
            ["ratio"] = await county.DefineAsync(office, "ratio", e => { e["type"] = "DECIMAL"; e["aggregation"] = "AVG"; }),
            ["day"] = await county.DefineAsync(office, "day", Plain("DATE")),
            ["flag"] = await county.DefineAsync(office, "flag", Plain("BOOLEAN")),
            ["kind"] = await county.DefineAsync(office, "kind", e => { Plain("CHOICE")(e); e["choices"] = new[] { "水库", "山塘,含病险", "=cmd" }; }),
            ["text"] = await county.DefineAsync(office, "text", Plain("TEXT")),
        };
        (await civil.PutLinesAsync($"{Reports}values:record", [new { element = elements["known"], unit = county.Village, period = TestCounty.Month, value = 41 }])).Is(200);
        var form = $"land-{county.Code}";
        (await office.PutAsync($"{Reports}forms/{form}", TestCounty.Form(office, elements.Values, f => f["fields"] = elements.Values.Select((e, i) => new { element = e, required = i < 2 }).ToArray()))).Is(201);
        var request = (await office.PostAsync($"{Reports}requests", new { form, period = TestCounty.Month, under = county.Code, dueOn = TestCounty.Today.AddDays(20).ToString("yyyy-MM-dd") })).Is(201);
        return (county, office, request["id"].ToString(), elements);

        static Action<Dictionary<string, object?>> Plain(string type) => e => { e["type"] = type; e["aggregation"] = "NONE"; e.Remove("min"); };
    }

    private static async Task<Book> GetAsync(ApiClient client, string path, string language = "zh-CN") =>
        new Book(await client.FileAsync(path, Book.MediaType, ("Accept-Language", language))).IsValid();

    private static Task<Answer> PutAsync(ApiClient client, string path, Book book, params (string, string)[] headers) => client.SendAsync(HttpMethod.Put, path, book.Body, headers);

    private static string ValueOf(Book book, string element) => $"D{book.RowOf(element)}";

    /// <summary>Programs that go by the bare names, such as ExcelJS, find no sheet in a workbook whose elements have a prefix.</summary>
    [Fact]
    public async Task What_goes_out_names_its_elements_as_Excel_does()
    {
        var (county, _, request, _) = await AskAsync(platform);
        var book = await GetAsync(await county.ReporterAsync(county.Village), $"{Reports}tasks/{request}.{county.Village}/workbook");
        using var archive = new ZipArchive(new MemoryStream(book.Bytes));
        foreach (var part in archive.Entries.Where(e => e.FullName.StartsWith("xl/", StringComparison.Ordinal)))
        {
            await using var xml = await part.OpenAsync(TestContext.Current.CancellationToken);
            Assert.All((await XDocument.LoadAsync(xml, LoadOptions.None, TestContext.Current.CancellationToken)).Descendants(), e => Assert.Equal("", e.GetPrefixOfNamespace(e.Name.Namespace) ?? ""));
        }
    }

    [Fact]
    public async Task A_task_goes_out_prefilled_locked_and_with_drop_downs_and_comes_back_like_the_api()
    {
        var (county, _, request, e) = await AskAsync(platform);
        var village = await county.ReporterAsync(county.Village);
        var path = $"{Reports}tasks/{request}.{county.Village}/workbook";
        var book = await GetAsync(village, path);
        Assert.Equal(["填报", "_datarun_lists hidden", "_datarun hidden", "_datarun_held hidden"], book.Sheets);
        Assert.True(book.IsProtected);
        var known = book.RowOf(e["known"]);
        Assert.Equal(("41", "已掌握", "部门系统", $"{county.Code}-CIVIL 测试县CIVIL"), (book.Text($"D{known}"), book.Text($"G{known}"), book.Text($"I{known}"), book.Text($"J{known}")));
        Assert.True(book.IsLocked($"D{known}"));
        Assert.NotEqual(0u, book.FillOf($"D{known}"));
        Assert.All(e.Values.Skip(1), element => Assert.False(book.IsLocked(ValueOf(book, element))));
        Assert.Equal(("whole", "0", "5000000"), book.Validation(ValueOf(book, e["count"])));
        Assert.Equal("list", book.Validation(ValueOf(book, e["kind"])).Type);
        Assert.Equal("date", book.Validation(ValueOf(book, e["day"])).Type);
        Assert.Contains(county.Village, book.Text("B2"), StringComparison.Ordinal);
        // Types, bounds and states are said in the reader's language too.
        string[] Hints(Book of, char column) => [.. e.Values.Select(element => of.Text($"{column}{of.RowOf(element)}"))];
        Assert.Equal(["整数 ≥ 0 户", "整数 ≥ 0 ≤ 5000000", "小数 ≥ 0 ≤ 100 %", "小数 ≥ 0", "日期", "是或否", "选项", "文字"], Hints(book, 'E').Select(h => h.Trim()));
        Assert.Equal("待填", book.Text($"G{book.RowOf(e["count"])}"));
        var english = await GetAsync(village, path, "en");
        Assert.Equal("Filing", english.Sheets[0]);
        Assert.Equal(["whole number ≥ 0 户", "known"], [Hints(english, 'E')[0], Hints(english, 'G')[0]]);

        // As people type: full width with a thousands separator, a percentage, a formula, a date as it is written here, blanks around.
        var filled = book.Type(ValueOf(book, e["count"]), " １，２３４，５６７ ").Type(ValueOf(book, e["share"]), 0.125m).Format(ValueOf(book, e["share"]), "0.0%")
            .Type(ValueOf(book, e["ratio"]), "=1/3|0.30000000000000004").Type(ValueOf(book, e["day"]), "2026年3月8日").Type(ValueOf(book, e["flag"]), "是")
            .Type(ValueOf(book, e["kind"]), "山塘，含病险").Type(ValueOf(book, e["text"]), "\u3000𠮷家村东侧 ");
        var filed = (await PutAsync(village, path, filled)).Is(200);
        Assert.Equal((1, 7, 1), (filed["version"].GetValue<int>(), filed["typed"].GetValue<int>(), filed["reused"].GetValue<int>()));
        Assert.Empty(filed["problems"].AsArray());
        var values = (await village.GetAsync($"{Reports}filings/{filed["id"]}")).Is(200)["values"];
        var expected = new JsonObject
        {
            [e["count"]] = 1234567, [e["share"]] = 12.5, [e["ratio"]] = 0.3, [e["day"]] = "2026-03-08", [e["flag"]] = true, [e["kind"]] = "山塘,含病险", [e["text"]] = "𠮷家村东侧",
        };
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected.ToJsonString()), JsonNode.Parse(values.ToJsonString())), values.ToJsonString());

        // The same by the API changes nothing and counts the same.
        var same = (await village.PutAsync($"{Reports}tasks/{request}.{county.Village}/filing", new { values = JsonNode.Parse(expected.ToJsonString()) })).Is(200);
        Assert.Equal((1, 7, 1), (same["version"].GetValue<int>(), same["typed"].GetValue<int>(), same["reused"].GetValue<int>()));

        // Once more the same file: nothing changes. Downloaded again and sent back untouched: nothing changes either.
        Assert.Equal(1, (await PutAsync(village, path, filled)).Is(200)["version"].GetValue<int>());
        var again = await GetAsync(village, path);
        Assert.Equal("2026-03-08", DateOnly.FromDateTime(DateTime.FromOADate(double.Parse(again.Text(ValueOf(again, e["day"])), System.Globalization.CultureInfo.InvariantCulture))).ToString("yyyy-MM-dd"));
        Assert.Equal(1, (await PutAsync(village, path, again)).Is(200)["version"].GetValue<int>());
        var changed = (await PutAsync(village, path, again.Type(ValueOf(again, e["count"]), 8))).Is(200);
        Assert.Equal((2, 7), (changed["version"].GetValue<int>(), changed["typed"].GetValue<int>()));
        // The file from before somebody filed again.
        (await PutAsync(village, path, again.Type(ValueOf(again, e["count"]), 9))).IsProblem(412, "VERSION_STALE");
        (await PutAsync(village, path, again.Type(ValueOf(again, e["count"]), 9), ("If-Match", "\"2\""))).Is(200);
    }

    [Fact]
    public async Task A_locked_cell_that_was_changed_all_the_same_is_named_and_not_taken()
    {
        var (county, _, request, e) = await AskAsync(platform);
        var village = await county.ReporterAsync(county.Village);
        var path = $"{Reports}tasks/{request}.{county.Village}/workbook";
        var book = await GetAsync(village, path);
        var known = ValueOf(book, e["known"]);
        var answer = (await PutAsync(village, path, book.Type(known, 42).Type(ValueOf(book, e["count"]), 3), ("Idempotency-Key", "w-" + county.Code))).Is(200);
        var problem = answer["problems"].AsArray().Single()!;
        Assert.Equal(("KNOWN_VALUE_DIFFERS", $"/values/{e["known"]}", $"填报!{known}: 41"), (problem["code"]!.ToString(), problem["pointer"]!.ToString(), problem["detail"]!.ToString()));
        var replayed = (await PutAsync(village, path, book.Type(known, 42).Type(ValueOf(book, e["count"]), 3), ("Idempotency-Key", "w-" + county.Code))).Is(200);
        Assert.Equal(answer.Text, replayed.Text);
    }

    [Fact]
    public async Task Wrong_cells_are_refused_as_by_the_api_and_named_by_their_address()
    {
        var (county, _, request, e) = await AskAsync(platform);
        var village = await county.ReporterAsync(county.Village);
        var path = $"{Reports}tasks/{request}.{county.Village}/workbook";
        var book = await GetAsync(village, path);
        var wrong = book.Type(ValueOf(book, e["count"]), "十二").Type(ValueOf(book, e["share"]), 101).Type(ValueOf(book, e["kind"]), "别的").Type(ValueOf(book, e["day"]), "三月八日");
        var refused = (await PutAsync(village, path, wrong)).IsProblem(422, "BODY_INVALID");
        var errors = refused["errors"].AsArray().ToDictionary(x => x!["pointer"]!.ToString(), x => (x!["code"]!.ToString(), x["detail"]!.ToString().Split(':')[0]));
        Assert.Equal(("WRONG_TYPE", $"填报!{ValueOf(book, e["count"])}"), errors[$"/values/{e["count"]}"]);
        Assert.Equal(("OUT_OF_BOUNDS", $"填报!{ValueOf(book, e["share"])}"), errors[$"/values/{e["share"]}"]);
        Assert.Equal(("NOT_A_CHOICE", $"填报!{ValueOf(book, e["kind"])}"), errors[$"/values/{e["kind"]}"]);
        Assert.Equal(("WRONG_TYPE", $"填报!{ValueOf(book, e["day"])}"), errors[$"/values/{e["day"]}"]);
        var missing = (await PutAsync(village, path, book)).IsProblem(422, "REQUIRED_MISSING");
        Assert.Equal($"填报!{ValueOf(book, e["count"])}", missing["errors"][0]!["detail"]!.ToString());
        var strange = (await PutAsync(village, path, book.Type("C9", "no.such"))).IsProblem(422, "BODY_INVALID");
        Assert.Contains(("/values/no.such", "ELEMENT_NOT_ON_FORM"), strange["errors"].AsArray().Select(x => (x!["pointer"]!.ToString(), x["code"]!.ToString())));
        (await PutAsync(village, path, book.Type("C10", e["known"]))).IsProblem(422, "LINE_TWICE");
        Assert.Empty((await village.GetAsync($"{Reports}filings?unit={county.Village}")).Is(200).Items);
    }

    [Fact]
    public async Task A_nil_return_and_a_stale_value_are_said_in_the_sheet()
    {
        var county = await platform.NewCountyAsync();
        var (office, civil) = (await county.OfficeAsync("LAND"), await county.OfficeAsync("CIVIL"));
        var old = await county.DefineAsync(civil, "old", x => { x["validForDays"] = 30; x["aggregation"] = "NONE"; });
        var count = await county.DefineAsync(office, "count");
        (await civil.PutLinesAsync($"{Reports}values:record", [new { element = old, unit = county.Village, period = "2025-01", value = 5 }])).Is(200);
        var request = await county.AskAsync(office, $"land-{county.Code}", [old, count]);
        var village = await county.ReporterAsync(county.Village);
        var path = $"{Reports}tasks/{request}.{county.Village}/workbook";
        var book = await GetAsync(village, path);
        var row = book.RowOf(old);
        Assert.Equal(("5", "已过期"), (book.Text($"D{row}"), book.Text($"G{row}")));
        Assert.False(book.IsLocked($"D{row}"));
        Assert.Equal("list", book.Validation($"H{row}").Type);
        // Left as it was, it is not taken for true in silence.
        (await PutAsync(village, path, book.Type($"D{book.RowOf(count)}", 1))).IsProblem(422, "REQUIRED_MISSING");
        (await PutAsync(village, path, book.Type("D8", "是").Type($"D{book.RowOf(count)}", 1))).IsProblem(422, "NIL_WITH_VALUES");
        var confirmed = (await PutAsync(village, path, book.Type($"H{row}", "是").Type($"D{book.RowOf(count)}", 1))).Is(200);
        Assert.Equal((1, 1), (confirmed["typed"].GetValue<int>(), confirmed["reused"].GetValue<int>()));
        var nil = await GetAsync(village, path);
        Assert.True((await PutAsync(village, path, nil.Type("D8", "是").Type($"D{nil.RowOf(count)}", null).Type($"D{nil.RowOf(old)}", null))).Is(200)["version"].GetValue<int>() == 2);
        Assert.True((await village.GetAsync($"{Reports}filings?unit={county.Village}")).Is(200).Items.Single()!["nil"]!.GetValue<bool>());
        Assert.Equal("是", (await GetAsync(village, path)).Text("D8"));
    }

    [Fact]
    public async Task Only_the_unit_and_those_above_it_get_and_send_its_workbook()
    {
        var (county, office, request, _) = await AskAsync(platform);
        var path = $"{Reports}tasks/{request}.{county.Village}/workbook";
        var (village, other) = (await county.ReporterAsync(county.Village), await county.ReporterAsync(county.Villages[1]));
        var township = await county.ReporterAsync(county.Townships[0]);
        var book = await GetAsync(township, path);
        (await other.GetAsync(path)).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await office.GetAsync(path)).IsProblem(403, "RIGHT_MISSING");
        (await PutAsync(other, path, book)).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await PutAsync(office, path, book)).IsProblem(403, "RIGHT_MISSING");
        (await village.GetAsync($"{Reports}tasks/{request}.{county.Village[..^3]}999/workbook")).IsProblem(404, "TASK_UNKNOWN");
        (await PutAsync(township, $"{Reports}tasks/{request}.{county.Villages[1]}/workbook", book)).IsProblem(422, "WORKBOOK_OF_ANOTHER");
        (await PutAsync(township, path, Book.Of(("填报", [["a"]])))).IsProblem(422, "WORKBOOK_NOT_OURS");
        (await PutAsync(township, path, book.Type("B5", "9", "_datarun"))).IsProblem(409, "WORKBOOK_OUTDATED");
        (await PutAsync(township, path, book.Type("B1", "9", "_datarun"))).IsProblem(409, "WORKBOOK_OUTDATED");
        (await PutAsync(township, path, book.Type("B5", "x", "_datarun"))).IsProblem(409, "WORKBOOK_OUTDATED");
    }

    [Fact]
    public async Task A_township_files_for_all_its_villages_by_one_workbook()
    {
        var (county, _, request, e) = await AskAsync(platform);
        var township = await county.ReporterAsync(county.Townships[0]);
        var path = $"{Reports}requests/{request}/workbook";
        var book = await GetAsync(township, path);
        Assert.Equal(["填报", "来源", "_datarun_lists hidden", "_datarun hidden", "_datarun_held hidden"], book.Sheets);
        Assert.Equal(county.Villages.Take(3), new[] { "A5", "A6", "A7" }.Select(at => book.Text(at)));
        Assert.Equal("41", book.Text("E5"));
        Assert.True(book.IsLocked("E5"));
        Assert.False(book.IsLocked("E6"));
        Assert.Equal(("whole", "0", "5000000"), book.Validation("F5:F7"));
        Assert.Contains($"{county.Code}-CIVIL", book.Text("E2", "来源"), StringComparison.Ordinal);

        Task<Answer> Send(Book filled) => township.SendAsync(HttpMethod.Post, path, filled.Body);
        Assert.Equal((3, 0, 3, 0), Counts((await Send(book)).Is(200)));
        // One line good with a locked cell changed, one wrong, one untouched.
        var filled = book.Type("E5", 40).Type("F5", "１２").Type("E6", 1).Type("F6", "many");
        var answer = (await Send(filled)).Is(200);
        Assert.Equal((3, 1, 1, 1), Counts(answer));
        var refused = answer["refused"][0]!;
        Assert.Equal((6, "WRONG_TYPE", $"values/{e["count"]}", "填报!F6: INTEGER"), (refused["line"]!.GetValue<int>(), refused["code"]!.ToString(), refused["field"]!.ToString(), refused["detail"]!.ToString()));
        // Everything that is wrong with a line is named at once.
        var twice = (await Send(filled.Type("J6", "不知道"))).Is(200)["refused"][0]!;
        Assert.Equal(("填报!F6: INTEGER", "WRONG_TYPE", $"values/{e["flag"]}", "填报!J6: BOOLEAN"), (twice["detail"]!.ToString(), twice["more"]![0]!["code"]!.ToString(), twice["more"]![0]!["field"]!.ToString(), twice["more"]![0]!["detail"]!.ToString()));
        Assert.Null(refused["more"]);
        var problem = answer["problems"][0]!;
        Assert.Equal((5, "KNOWN_VALUE_DIFFERS", "填报!E5: 41"), (problem["line"]!.GetValue<int>(), problem["code"]!.ToString(), problem["detail"]!.ToString()));
        Assert.Equal((3, 0, 2, 1), Counts((await Send(filled)).Is(200)));
        // Filed by the village in between: the township's old file does not overwrite it.
        var village = await county.ReporterAsync(county.Village);
        (await village.PutAsync($"{Reports}tasks/{request}.{county.Village}/filing", new { values = new Dictionary<string, object> { [e["count"]] = 13 } })).Is(200);
        Assert.Equal("VERSION_STALE", (await Send(book.Type("F5", 99))).Is(200)["refused"][0]!["code"]!.ToString());
        Assert.Equal("13", (await GetAsync(township, path)).Text("F5"));
        // Another's villages, a village twice: neither line is taken, as nobody knows which was meant; other places.
        Assert.Equal("OUTSIDE_YOUR_UNIT", (await Send(book.Type("A6", county.Villages[4]).Type("F6", 1).Type("E6", 1))).Is(200)["refused"][0]!["code"]!.ToString());
        var same = (await Send(book.Type("A6", county.Village).Type("E7", 1).Type("F7", 7))).Is(200);
        Assert.Equal((3, 1, 0, 2), Counts(same));
        Assert.Equal([$"5 LINE_TWICE 填报!A5: {county.Village}", $"6 LINE_TWICE 填报!A6: {county.Village}"], same["refused"].AsArray().Select(r => $"{r!["line"]} {r["code"]} {r["detail"]}").Order());
        // What nobody has calculated is no empty cell: it is not taken for one that was cleared.
        Assert.Equal("7 WRONG_TYPE 填报!F7: INTEGER", (await Send(book.Type("F7", "=3+4|"))).Is(200)["refused"].AsArray().Select(r => $"{r!["line"]} {r["code"]} {r["detail"]}").Single());
        Assert.Equal("NOT_REQUESTED", (await Send(book.Type("A6", county.Townships[0] + "999").Type("F6", 1))).Is(200)["refused"][0]!["code"]!.ToString());
        (await township.GetAsync($"{path}?under={county.Code}")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await township.GetAsync($"{path}?under=x")).IsProblem(400, "PARAMETER_INVALID");
        var whole = await county.ReporterAsync(county.Code);
        Assert.Equal(county.Villages[5], (await GetAsync(whole, path)).Text("A10"));
        (await whole.GetAsync($"{Reports}requests/{Guid.NewGuid()}/workbook")).IsProblem(404, "REQUEST_UNKNOWN");
        // A village that began only after the period is in no new file, and its line of an old one is refused for that.
        await platform.ExecuteAsync("reports", "UPDATE division SET began = '2099-03-15' WHERE code = @code", new { code = county.Villages[1] });
        var late = (await Send(book.Type("E6", 1).Type("F6", 1))).Is(200)["refused"][0]!;
        Assert.Equal((6, "UNIT_NOT_BEGUN", "2099-03-15"), (late["line"]!.GetValue<int>(), late["code"]!.ToString(), late["detail"]!.ToString()));
        var now = await GetAsync(township, path);
        Assert.Equal([county.Villages[0], county.Villages[2]], new[] { "A5", "A6" }.Select(at => now.Text(at)));
    }

    private static (int, int, int, int) Counts(Answer answer) =>
        (answer["received"].GetValue<int>(), answer["accepted"].GetValue<int>(), answer["unchanged"].GetValue<int>(), answer["refusedCount"].GetValue<int>());
}
