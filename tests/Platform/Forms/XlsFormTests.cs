using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Workbooks;

namespace Datarun.Tests.Platform.Forms;

public sealed class XlsFormTests(LocalPlatform platform)
{
    private const string Reports = "api/reports/v1/";

    private static Task<Answer> ReadAsync(ApiClient client, Book book, string language = "en") =>
        client.SendAsync(HttpMethod.Post, $"{Reports}forms:fromXlsForm", book.Body, ("Accept-Language", language));

    /// <summary>The settings with which a draft can be submitted as it is.</summary>
    private static (string, object?[][]) Settings(string title) => ("settings", [
        ["form_title", "level", "frequency", "purpose", "legalBasis", "validUntil", "dueAfterWorkdays"], [title, "VILLAGE", "MONTHLY", "防汛", "防洪法 第七条", "2099-12-31", "5"]]);

    [Fact]
    public async Task A_form_that_is_exported_and_read_back_is_the_same_form()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("LAND");
        string[] elements =
        [
            await county.DefineAsync(office, "count", e => e["max"] = 99), await county.DefineAsync(office, "ratio", e => { e["type"] = "DECIMAL"; e["aggregation"] = "AVG"; }),
            await county.DefineAsync(office, "kind", e => { e["type"] = "CHOICE"; e["choices"] = new[] { "水库", "山塘,含病险" }; e["aggregation"] = "NONE"; e.Remove("min"); }),
            await county.DefineAsync(office, "flag", e => { e["type"] = "BOOLEAN"; e["aggregation"] = "NONE"; e.Remove("min"); }),
            await county.DefineAsync(office, "code", e => { e["type"] = "TEXT"; e["pattern"] = "[A-Z]{2}[0-9]+"; e["aggregation"] = "NONE"; e.Remove("min"); }),
            await county.DefineAsync(office, "day", e => { e["type"] = "DATE"; e["aggregation"] = "NONE"; e.Remove("min"); }),
        ];
        var code = $"land-{county.Code}";
        var body = TestCounty.Form(office, elements, f =>
        {
            f["fields"] = elements.Select((e, i) => new { element = e, required = i % 2 == 0 }).ToArray();
            f["personalData"] = "不涉及"; f["formNumber"] = "民统1"; f["dueAfterWorkdays"] = 7; f["outliers"] = true; f["review"] = new[] { "TOWNSHIP", "COUNTY" };
            f["validations"] = new object[]
            {
                new { code = "ratio", expression = $"not given([{elements[1]}]) or [{elements[0]}] > 0 and [{elements[3]}]", message = "没有户数就没有比例", missing = "NEVER_SKIP" },
                new { code = "kind", expression = $"given([{elements[5]}]) or not ([{elements[0]}] >= 10)", message = "十户以上须注明日期", severity = "WARNING" },
                new { code = "growth", expression = $"[{elements[0]}] <= prev([{elements[0]}]) * 1.5", message = "增长过快", messageEn = "grew too fast", exceptionAllowed = false },
                new { code = "sum", expression = $"[{elements[1]}] <= [{elements[0]}] / 4", message = "比例过大" },
            };
        });
        (await office.PutAsync($"{Reports}forms/{code}", body)).Is(201);
        var book = new Book(await office.FileAsync($"{Reports}forms/{code}/xlsform", Book.MediaType)).IsValid();
        Assert.Equal(["survey", "choices", "settings", "validations"], book.Sheets);
        Assert.Equal(("integer", elements[0], ". >= 0 and . <= 99"), (book.Text("A2"), book.Text("B2"), book.Text("F2")));
        // Skip logic and constraints stand where other programs look for them.
        Assert.Equal($"(${{{elements[0]}}} > 0) and ${{{elements[3]}}} = 'yes'", book.Text("E3"));
        Assert.Equal($"(. >= 0) and (. <= (${{{elements[0]}}} div 4))", book.Text("F3"));
        Assert.Equal(("比例过大", $"${{{elements[0]}}} >= 10"), (book.Text("G3"), book.Text("D7")));

        var read = (await ReadAsync(office, book)).Is(200);
        Assert.Empty(read["notMapped"].AsArray());
        Assert.Equal(code, read["code"].ToString());
        // The draft submitted again is the form that stands: no new version.
        var again = (await office.PutAsync($"{Reports}forms/{code}", read["form"].ToJsonString())).Is(200);
        Assert.Equal(1, again["version"].GetValue<int>());
        (await office.GetAsync($"{Reports}forms/none/xlsform")).IsProblem(404, "FORM_UNKNOWN");
    }

    [Fact]
    public async Task What_does_not_map_is_listed_with_its_place_and_reason()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("LAND");
        var (count, kind) = (await county.DefineAsync(office, "households", e => { e["name"] = $"户数{county.Code}"; e["max"] = 500; }),
            await county.DefineAsync(office, "kind", e => { e["type"] = "CHOICE"; e["choices"] = new[] { "a", "b" }; e["aggregation"] = "NONE"; e.Remove("min"); }));
        var (twin1, _) = (await county.DefineAsync(office, "twin1", e => e["name"] = $"同名{county.Code}"), await county.DefineAsync(office, "twin2", e => e["name"] = $"同名{county.Code}"));
        var book = Book.Of(
            ("survey", [
                ["type", "name", "label::Chinese (zh)", "label::English (en)", "required", "relevant", "constraint", "hint", "element", "appearance", "calculation"],
                ["start", "start"],
                ["begin_group", "g1", "基本情况", null, null, "${x} = 1"],
                ["integer", "hh", $"户数{county.Code}", "Households", "yes", null, ". >= 0 and . < 600", null, null, "thousands-sep"],
                ["select_one kinds", "kind", "类别", null, "count(${hh}) > 1", "position(..) > 0", null, "选一个", kind],
                ["end_group"],
                ["integer", "t", $"同名{county.Code}"],
                ["integer", "again", "又一次", null, null, null, ". < 100", null, count],
                ["text", "unknown", "没有的数据项"],
                ["geopoint", "place", "位置"],
                ["image", "photo", "现场照片"],
                ["calculate", "sum", null, null, null, null, null, null, null, null, "${hh} * 2"],
                ["begin repeat", "dams", "水库"],
                ["text", "dam_name", "名称", null, "yes"],
                ["integer", "volume", "库容"],
                ["end repeat"],
                ["end_group"],
                ["decimal", "twin", "x", null, "no", null, "regex(., '^[0-9]$') or . > 0", null, twin1],
            ]),
            ("choices", [["list name", "name", "label"], ["kinds", "a", "A"], ["kinds", "c", "C"]]),
            ("settings", [["form_title", "form_id", "frequency", "style", "level"], ["水库月报", "dams", "OFTEN", "pages", "VILLAGE"]]));
        var read = (await ReadAsync(office, book)).Is(200);
        Assert.Equal([count, kind, twin1], read["form"]["fields"]!.AsArray().Select(f => f!["element"]!.ToString()));
        // When the group is asked cannot be said here, so nobody is made to answer what is required in it.
        Assert.Equal([false, false, false], read["form"]["fields"]!.AsArray().Select(f => f!["required"]!.GetValue<bool>()));
        Assert.Equal(("水库月报", "VILLAGE", office.Unit, 3), (read["form"]["title"]!.ToString(), read["form"]["level"]!.ToString(), read["form"]["department"]!.ToString(), read["form"]["minutesPerFiling"]!.GetValue<int>()));
        Assert.Equal(
        [
            "2 type PRESENTATION", "3 type GROUP", "3 relevant SKIP_LOGIC", "4 label LABEL_DIFFERS", "4 appearance PRESENTATION", "5 type CHOICES_DIFFER", "5 label LABEL_DIFFERS",
            "5 hint HINT", "5 relevant SKIP_LOGIC", "5 required REQUIRED_EXPRESSION", "7 label ELEMENT_AMBIGUOUS", "8 name ELEMENT_TWICE", "9 name ELEMENT_UNKNOWN", "10 type TYPE_UNKNOWN", "11 type TYPE_UNKNOWN",
            "12 type CALCULATION", "13 type REPEAT", "14 type REPEAT", "15 type REPEAT", "17 type STRUCTURE", "18 label LABEL_DIFFERS", "18 constraint CONSTRAINT", "2 style SETTING_UNKNOWN", "2 frequency SETTING_INVALID",
        ], read["notMapped"].AsArray().Select(n => $"{n!["row"]} {n["column"]} {n["code"]}"));
        var ledger = read["ledgers"].AsArray().Single()!;
        Assert.Equal(("dams", "水库", "dam_name text True,volume integer False"), (ledger["name"]!.ToString(), ledger["label"]!.ToString(),
            string.Join(',', ledger["columns"]!.AsArray().Select(c => $"{c!["name"]} {c["type"]} {c["required"]!.GetValue<bool>()}"))));
        Assert.Contains(read["notMapped"].AsArray(), n => n!["why"]!.ToString().Contains("catalogue", StringComparison.Ordinal));
        Assert.Contains((await ReadAsync(office, book, "zh-CN")).Is(200)["notMapped"].AsArray(), n => n!["why"]!.ToString().Contains("目录", StringComparison.Ordinal));
        // Nothing was made of it, and the draft needs its frequency.
        (await office.GetAsync($"{Reports}forms/dams")).IsProblem(404, "FORM_UNKNOWN");
        (await office.PutAsync($"{Reports}forms/dams-{county.Code}", read["form"].ToJsonString())).Is(400);
    }

    [Fact]
    public async Task Skip_logic_and_constraints_become_rules_that_filings_are_checked_by()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("LAND");
        var dams = await county.DefineAsync(office, "dams");
        var weak = await county.DefineAsync(office, "weak");
        var kind = await county.DefineAsync(office, "kind", e => { e["type"] = "CHOICE"; e["choices"] = new[] { "土坝", "石坝" }; e["aggregation"] = "NONE"; e.Remove("min"); });
        var book = Book.Of(
            ("survey", [
                ["type", "name", "required", "relevant", "constraint", "constraint_message", "element"],
                ["integer", "n", "yes", null, null, null, dams],
                ["begin group", "g", null, "${n} > 0"],
                ["integer", "w", "yes", null, ". <= ${n}", "病险水库不能多于水库", weak],
                ["select_one k", "k", "${w} > 0", "${n} < 100", null, null, kind],
                ["end group", "g"],
            ]),
            ("choices", [["list_name", "name"], ["k", "土坝"], ["k", "石坝"]]),
            Settings("水库月报"));
        var read = (await ReadAsync(office, book)).Is(200);
        Assert.Equal(["GROUP"], read["notMapped"].AsArray().Select(n => n!["code"]!.ToString()));
        Assert.Equal(["w.constraint", "w.relevant", "w.required", "k.relevant", "k.required"], read["form"]["validations"]!.AsArray().Select(v => v!["code"]!.ToString()));
        Assert.Equal([true, false, false], read["form"]["fields"]!.AsArray().Select(f => f!["required"]!.GetValue<bool>()));

        var code = $"dams-{county.Code}";
        (await office.PutAsync($"{Reports}forms/{code}", read["form"].ToJsonString())).Is(201);
        var request = (await office.PostAsync($"{Reports}requests", new { form = code, period = TestCounty.Month, under = county.Code, dueOn = $"{TestCounty.Today.AddDays(20):yyyy-MM-dd}" })).Is(201)["id"].ToString();
        var village = await county.ReporterAsync(county.Village);
        async Task<string[]> BrokenAsync(object values) => [.. (await village.PostAsync($"{Reports}tasks/{request}.{county.Village}/check", new { values })).Is(200)["errors"].AsArray().Select(e => $"{e!["code"]} {e["detail"]!.ToString().Split(':')[0]}").Distinct()];
        string[] none = [];
        Assert.Equal(none, await BrokenAsync(new Dictionary<string, object> { [dams] = 0 }));
        Assert.Equal(["VALIDATION_FAILED w.relevant"], await BrokenAsync(new Dictionary<string, object> { [dams] = 0, [weak] = 0 }));
        Assert.Equal(["VALIDATION_FAILED w.required"], await BrokenAsync(new Dictionary<string, object> { [dams] = 2 }));
        Assert.Equal(["VALIDATION_FAILED w.constraint", "VALIDATION_FAILED k.required"], await BrokenAsync(new Dictionary<string, object> { [dams] = 2, [weak] = 3 }));
        Assert.Equal(none, await BrokenAsync(new Dictionary<string, object> { [dams] = 2, [weak] = 1, [kind] = "土坝" }));
        Assert.Equal(["VALIDATION_FAILED k.relevant"], await BrokenAsync(new Dictionary<string, object> { [dams] = 200, [weak] = 0, [kind] = "土坝" }));
    }

    [Fact]
    public async Task What_is_not_answered_demands_nothing_and_coded_choices_are_the_elements_own()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("LAND");
        var (dams, weak, repaired) = (await county.DefineAsync(office, "dams"), await county.DefineAsync(office, "weak"), await county.DefineAsync(office, "repaired"));
        var kind = await county.DefineAsync(office, "kind", e => { e["type"] = "CHOICE"; e["choices"] = new[] { "土坝", "石坝" }; e["aggregation"] = "NONE"; e.Remove("min"); });
        var book = Book.Of(
            ("survey", [
                ["type", "name", "required", "relevant", "constraint", "constraint_message::English (en)", "constraint_message::Chinese (zh)", "element", "choice_filter"],
                ["integer", "n", null, null, null, null, null, dams],
                ["select_one k", "k", null, null, null, null, null, kind, "river = ${n}"],
                ["integer", "w", "yes", "${n} = 0", null, null, null, weak],
                ["integer", "r", "selected(${k}, '2')", "${k} != '3'", ". >= 1", "One at least", "至少一座", repaired],
            ]),
            ("choices", [["list_name", "name", "label"], ["k", "1", "土坝"], ["k", "2", "石坝"]]),
            Settings("水库月报"));
        var read = (await ReadAsync(office, book)).Is(200);
        // What the element has no such choice for is listed, not guessed.
        Assert.Equal(["3 choice_filter CHOICE_FILTER", "5 relevant SKIP_LOGIC"], read["notMapped"].AsArray().Select(n => $"{n!["row"]} {n["column"]} {n["code"]}"));
        var code = $"dams-{county.Code}";
        (await office.PutAsync($"{Reports}forms/{code}", read["form"].ToJsonString())).Is(201);
        var request = (await office.PostAsync($"{Reports}requests", new { form = code, period = TestCounty.Month, under = county.Code, dueOn = $"{TestCounty.Today.AddDays(20):yyyy-MM-dd}" })).Is(201)["id"].ToString();
        var village = await county.ReporterAsync(county.Village);
        async Task<string> BrokenAsync(Dictionary<string, object> values, string language = "en") => string.Join("; ", (await village.SendAsync(
            HttpMethod.Post, $"{Reports}tasks/{request}.{county.Village}/check", ApiClient.Raw(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { values }), "application/json"), ("Accept-Language", language)))
            .Is(200)["errors"].AsArray().Select(e => $"{e!["detail"]!.ToString().Split(':')[0]} {e["title"]}").Distinct());
        Assert.Equal("", await BrokenAsync([]));
        Assert.StartsWith("w.required", await BrokenAsync(new() { [dams] = 0 }));
        Assert.Equal("", await BrokenAsync(new() { [dams] = 0, [weak] = 0 }));
        Assert.StartsWith("w.relevant", await BrokenAsync(new() { [dams] = 1, [weak] = 0 }));
        Assert.StartsWith("r.required", await BrokenAsync(new() { [kind] = "石坝" }));
        Assert.Equal("", await BrokenAsync(new() { [kind] = "土坝" }));
        Assert.Equal("r.constraint One at least", await BrokenAsync(new() { [repaired] = 0 }));
        Assert.Equal("r.constraint 至少一座", await BrokenAsync(new() { [repaired] = 0 }, "zh-CN"));
        // Out and in again it is the same form.
        var again = new Book(await office.FileAsync($"{Reports}forms/{code}/xlsform", Book.MediaType));
        Assert.True(JsonNode.DeepEquals(read["form"], (await ReadAsync(office, again)).Is(200)["form"]));
    }

    [Fact]
    public async Task Skip_logic_of_alternatives_goes_out_as_skip_logic_and_a_flag_that_is_not_answered_is_no_no()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("LAND");
        var (dams, weak, repaired) = (await county.DefineAsync(office, "dams"), await county.DefineAsync(office, "weak"), await county.DefineAsync(office, "repaired"));
        var flag = await county.DefineAsync(office, "flag", e => { e["type"] = "BOOLEAN"; e["aggregation"] = "NONE"; e.Remove("min"); });
        var book = Book.Of(
            ("survey", [
                ["type", "name", "required", "relevant", "element"],
                ["integer", "n", "yes", null, dams],
                ["select_one yn", "f", null, null, flag],
                ["integer", "w", "${n} > 1 or ${f} = 'yes' or ${n} = 1", "${n} > 1 or ${f} = 'yes' or ${n} = 1", weak],
                ["integer", "r", null, "not(selected(${f}, 'no'))", repaired],
            ]),
            ("choices", [["list_name", "name"], ["yn", "yes"], ["yn", "no"]]),
            Settings("水库月报"));
        var read = (await ReadAsync(office, book)).Is(200);
        Assert.Empty(read["notMapped"].AsArray());
        var code = $"dams-{county.Code}";
        (await office.PutAsync($"{Reports}forms/{code}", read["form"].ToJsonString())).Is(201);
        var request = (await office.PostAsync($"{Reports}requests", new { form = code, period = TestCounty.Month, under = county.Code, dueOn = $"{TestCounty.Today.AddDays(20):yyyy-MM-dd}" })).Is(201)["id"].ToString();
        var village = await county.ReporterAsync(county.Village);
        async Task<bool> IsTakenAsync(object values) => (await village.PostAsync($"{Reports}tasks/{request}.{county.Village}/check", new { values })).Is(200)["accepted"].GetValue<bool>();
        Assert.True(await IsTakenAsync(new Dictionary<string, object> { [dams] = 0, [repaired] = 1 }));
        Assert.False(await IsTakenAsync(new Dictionary<string, object> { [dams] = 0, [repaired] = 1, [flag] = false }));

        var exported = new Book(await office.FileAsync($"{Reports}forms/{code}/xlsform", Book.MediaType)).IsValid();
        var (n, f) = ($"${{{dams}}}", $"${{{flag}}}");
        var alternatives = $"(({n} > 1) or {f} = 'yes') or ({n} = 1)";
        Assert.Equal((alternatives, alternatives, ". >= 0"), (exported.Text("D4"), exported.Text("E4"), exported.Text("F4")));
        Assert.True(JsonNode.DeepEquals(read["form"], (await ReadAsync(office, exported)).Is(200)["form"]));
    }

    [Fact]
    public async Task What_is_asked_under_a_condition_that_cannot_be_said_is_demanded_of_nobody()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("LAND");
        var (dams, weak, repaired) = (await county.DefineAsync(office, "dams"), await county.DefineAsync(office, "weak"), await county.DefineAsync(office, "repaired"));
        var book = Book.Of(
            ("survey", [
                ["type", "name", "required", "relevant", "element"],
                ["integer", "n", "yes", "true()", dams],
                ["begin group", "g", null, "count-selected(${crops}) > 1"],
                ["integer", "w", "yes", "${n} > 0", weak],
                ["integer", "r", "yes", "position(..) > 1", repaired],
                ["end group"],
            ]),
            ("settings", [["title", "id_string"], ["水库月报", "dams"]]));
        var read = (await ReadAsync(office, book)).Is(200);
        Assert.Equal(("dams", "水库月报"), (read["code"].ToString(), read["form"]["title"]!.ToString()));
        Assert.Equal(["3 type GROUP", "3 relevant SKIP_LOGIC", "5 relevant SKIP_LOGIC"], read["notMapped"].AsArray().Where(n => n!["sheet"]!.ToString() == "survey").Select(n => $"{n!["row"]} {n["column"]} {n["code"]}"));
        Assert.Equal([true, false, false], read["form"]["fields"]!.AsArray().Select(f => f!["required"]!.GetValue<bool>()));
        // What of the condition can be said holds all the same.
        Assert.Equal("w.relevant", read["form"]["validations"]!.AsArray().Single()!["code"]!.ToString());
    }

    [Fact]
    public async Task A_question_that_only_yes_is_an_answer_to_is_a_rule_that_can_be_submitted()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("LAND");
        var flag = await county.DefineAsync(office, "agreed", e => { e["type"] = "BOOLEAN"; e["aggregation"] = "NONE"; e.Remove("min"); });
        var book = Book.Of(
            ("survey", [["type", "name", "required", "constraint", "constraint_message", "element"], ["select_one yn", "f", "yes", ". = 'yes'", "须同意", flag]]),
            ("choices", [["list_name", "name"], ["yn", "yes"], ["yn", "no"]]),
            Settings("承诺书"));
        var code = $"agreed-{county.Code}";
        (await office.PutAsync($"{Reports}forms/{code}", (await ReadAsync(office, book)).Is(200)["form"].ToJsonString())).Is(201);
        var request = (await office.PostAsync($"{Reports}requests", new { form = code, period = TestCounty.Month, under = county.Code, dueOn = $"{TestCounty.Today.AddDays(20):yyyy-MM-dd}" })).Is(201)["id"].ToString();
        var filing = $"{Reports}tasks/{request}.{county.Village}/filing";
        var village = await county.ReporterAsync(county.Village);
        var refused = (await village.PutAsync(filing, new { values = new Dictionary<string, bool> { [flag] = false } })).IsProblem(422, "VALIDATION_FAILED");
        Assert.Equal("须同意", refused["errors"].AsArray().Single()!["title"]!.ToString());
        (await village.PutAsync(filing, new { values = new Dictionary<string, bool> { [flag] = true } })).Is(200);
        Assert.Equal(". = 'yes'", new Book(await office.FileAsync($"{Reports}forms/{code}/xlsform", Book.MediaType)).Text("F2"));
    }

    [Fact]
    public async Task What_is_no_xlsform_is_refused()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("LAND");
        (await ReadAsync(office, Book.Of(("Sheet1", [["a"]])))).IsProblem(422, "XLSFORM_INVALID");
        (await ReadAsync(office, Book.Of(("survey", [["type", "label"]])))).IsProblem(422, "XLSFORM_INVALID");
        (await office.SendAsync(HttpMethod.Post, $"{Reports}forms:fromXlsForm", ApiClient.Raw("a,b"u8.ToArray(), Book.MediaType))).IsProblem(400, "WORKBOOK_UNREADABLE");
        (await ReadAsync(await county.ReporterAsync(county.Village), Book.Of(("survey", [["type", "name"]])))).IsProblem(403, "RIGHT_MISSING");
        var empty = (await ReadAsync(office, Book.Of(("survey", [["type", "name"]])))).Is(200);
        Assert.Empty(empty["form"]["fields"]!.AsArray());
    }
}
