using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Workbooks;

namespace Datarun.Tests.Platform.Forms;

/// <summary>XLSForms as people of the field make them: read, listed what did not map, submitted, and out and in again the same.</summary>
public sealed class RealXlsFormTests(LocalPlatform platform)
{
    private const string Reports = "api/reports/v1/";

    private static readonly object?[][] Settings =
    [
        ["form_title", "form_id", "version", "default_language", "level", "frequency", "purpose", "legalBasis", "validUntil", "dueAfterWorkdays"],
        ["月报", "x", 2026120101, "中文(zh)", "VILLAGE", "MONTHLY", "防汛", "防洪法 第七条", "2099-12-31", 5],
    ];

    private async Task<Case> NewAsync()
    {
        var county = await platform.NewCountyAsync();
        return new Case(county, await county.OfficeAsync("LAND"));
    }

    [Fact]
    public async Task A_monthly_form_in_groups_with_labels_and_messages_in_several_languages()
    {
        var c = await NewAsync();
        var dams = await c.DefineAsync("dams", "水库座数");
        var weak = await c.DefineAsync("weak", "病险水库座数");
        var kind = await c.ChoiceAsync("kind", "坝型", "土坝", "石坝");
        var read = await c.ReadAsync(
        [
            ["type", "name", "label::中文(zh)", "label::English (en)", "hint::中文(zh)", "required", "relevant", "constraint", "constraint_message::中文(zh)", "constraint_message::English (en)", "appearance"],
            ["begin_group", "basics", "基本情况", "Basics", null, null, null, null, null, null, "field-list"],
            ["note", "intro", "请如实填写", "Please fill in truthfully"],
            ["integer", "n", "水库座数", "Reservoirs", "按台账", "yes", null, ". >= 0", "不能为负", "Not negative"],
            ["end_group"],
            ["begin group", "risk", "病险情况", "At risk", null, null, "${n} > 0"],
            ["integer", "w", "病险水库座数", "At risk", null, "yes", null, ". <= ${n}", "病险不多于总数", "No more than all", "thousands-sep"],
            ["select_one kinds", "k", "坝型", "Kind", null, "${w} > 0", "${w} != 9"],
            ["end group", "risk"],
        ], [["list_name", "name", "label::中文(zh)", "label::English (en)"], ["kinds", 1, "土坝", "Earth"], ["kinds", 2, "石坝", "Stone"]], Settings);
        Assert.Equal([dams, weak, kind], Case.Fields(read));
        Assert.Equal(
        [
            "2 type GROUP", "2 appearance PRESENTATION", "3 type PRESENTATION", "4 label LABEL_DIFFERS", "4 hint HINT", "6 type GROUP", "7 label LABEL_DIFFERS", "7 appearance PRESENTATION", "8 label LABEL_DIFFERS",
        ], Case.NotMapped(read));
        Assert.Equal(
        [
            $"w.constraint [{weak}] <= [{dams}] 病险不多于总数/No more than all", $"w.relevant not given([{weak}]) or [{dams}] > 0", $"w.required given([{weak}]) or not ([{dams}] > 0)",
            $"k.relevant not given([{kind}]) or ([{dams}] > 0) and ([{weak}] != 9)", $"k.required given([{kind}]) or not (([{dams}] > 0) and ([{weak}] != 9) and ([{weak}] > 0))",
        ], Case.Rules(read));
        await c.IsSameAgainAsync(read);
    }

    [Fact]
    public async Task A_household_survey_whose_repeats_become_ledgers()
    {
        var c = await NewAsync();
        var (households, persons) = (await c.DefineAsync("households", "户数"), await c.DefineAsync("persons", "人数"));
        var read = await c.ReadAsync(
        [
            ["type", "name", "label", "required", "repeat_count", "calculation", "relevant"],
            ["start", "start"], ["end", "end"], ["today", "today"], ["deviceid", "deviceid"],
            ["integer", "hh", "户数", true],
            ["begin_repeat", "member", "家庭成员", null, "${hh}"],
            ["begin_group", "person", "个人"],
            ["text", "who", "姓名", "yes"],
            ["select_one sex", "sex", "性别"],
            ["note", "thanks", "谢谢"],
            ["calculate", "age", null, null, null, "int((today() - ${born}) div 365)"],
            ["end_group"],
            ["begin_repeat", "animal", "牲畜"],
            ["integer", "persons", "人数"],
            ["end_repeat"],
            ["end_repeat"],
            ["calculate", "total", null, null, null, "sum(${persons})"],
            ["integer", "p", "人数", "true()", null, null, "${persons} > 0"],
        ], [["list_name", "name", "label"], ["sex", "m", "男"], ["sex", "f", "女"]], Settings);
        Assert.Equal([households, persons], Case.Fields(read));
        Assert.Equal(
        [
            "2 type PRESENTATION", "3 type PRESENTATION", "4 type PRESENTATION", "5 type PRESENTATION", "7 type REPEAT", "7 repeat_count PRESENTATION", "8 type GROUP", "9 type REPEAT", "10 type REPEAT", "11 type PRESENTATION",
            "12 type CALCULATION", "14 type REPEAT", "15 type REPEAT", "18 type CALCULATION", "19 relevant SKIP_LOGIC",
        ], Case.NotMapped(read));
        Assert.Equal(["animal(persons integer)", "member(who text*,sex select_one sex)"], read["ledgers"].AsArray().Select(l =>
            $"{l!["name"]}({string.Join(',', l["columns"]!.AsArray().Select(x => $"{x!["name"]} {x["type"]}{(x["required"]!.GetValue<bool>() ? "*" : "")}"))})").Order());
        await c.IsSameAgainAsync(read);
    }

    [Fact]
    public async Task Choices_of_many_kinds_cascades_several_at_once_and_another_one()
    {
        var c = await NewAsync();
        var kind = await c.ChoiceAsync("kind", "类别", "甲", "乙");
        var town = await c.ChoiceAsync("town", "乡镇", "东镇", "西镇");
        var count = await c.DefineAsync("count", "剂次");
        var read = await c.ReadAsync(
        [
            ["type", "name", "label::中文(zh)", "required", "relevant", "choice_filter", "appearance", "parameters", "default"],
            ["select_one kinds", "k", "类别", "yes", null, null, "minimal"],
            ["select_one towns", "t", "乡镇", null, "${k} = 2", "district = ${k}", null, "randomize=true", "1"],
            ["select_multiple reasons", "r", "原因"],
            ["select_one kinds or_other", "k2", "又一类别", null, null, null, null, null, null],
            ["rank kinds", "rank", "排序"],
            ["select_one_from_file towns.csv", "f", "从文件"],
            ["integer", "n", "剂次", "selected(${k}, 1) or ${t} = '2'", "not(selected(${r}, 'x'))"],
        ],
        [
            ["list_name", "name", "label::English (en)", "label::中文(zh)", "district"],
            ["kinds", 1, "First", "甲"], ["kinds", 2, "Second", "乙"], [null, "  "], ["towns", 1, "East", "东镇", 1], ["towns", 2, "West", "西镇", 2], ["reasons", "x", "X", "某"],
        ], Settings);
        Assert.Equal([kind, town, count], Case.Fields(read));
        Assert.Equal(
        [
            "2 appearance PRESENTATION", "3 choice_filter CHOICE_FILTER", "3 parameters PRESENTATION", "3 default PRESENTATION", "4 type TYPE_UNKNOWN", "5 name ELEMENT_UNKNOWN", "6 type TYPE_UNKNOWN", "7 name ELEMENT_UNKNOWN",
            "8 relevant SKIP_LOGIC",
        ], Case.NotMapped(read));
        Assert.Equal([$"t.relevant not given([{town}]) or [{kind}] = '乙'", $"n.required given([{count}]) or not ([{kind}] = '甲' or [{town}] = '西镇')"], Case.Rules(read));
        await c.IsSameAgainAsync(read);
    }

    [Fact]
    public async Task A_choice_with_another_one_keeps_the_choices_of_its_element()
    {
        var c = await NewAsync();
        var kind = await c.ChoiceAsync("kind", "类别", "甲", "乙");
        foreach (var type in new[] { "select_one kinds or_other", "select one from kinds or specify other", "SELECT_ONE kinds OR_OTHER" })
        {
            var read = await c.ReadAsync([["type", "name", "label"], [type, "k", "类别"]], [["list name", "value", "caption"], ["kinds", "a", "甲"], ["kinds", "b", "乙"]], Settings);
            Assert.Equal([kind], Case.Fields(read));
            Assert.Equal(["2 type CHOICES_DIFFER"], Case.NotMapped(read));
        }
    }

    [Fact]
    public async Task Headings_and_types_as_older_programs_write_them()
    {
        var c = await NewAsync();
        var (count, kind, code) = (await c.DefineAsync("count", "座数"), await c.ChoiceAsync("kind", "坝型", "土坝", "石坝"), await c.TextAsync("code", "编码"));
        var read = await c.ReadAsync(
        [
            ["Type", "NAME", "Caption：中文", "bind::required", "relevance", "Constraint", "constraint message", "bind::jr:requiredMsg", "calculate"],
            ["int", "n", "座数", "Yes", null, ". > 0 and . < 100", "一至九十九", "必填"],
            ["add select one prompt using kinds", "k", "坝型", "TRUE", "${n} >= 1"],
            ["string", "c", "编码", "FALSE", null, "regex(., '[0-9]+')", "数字"],
            ["begin lgroup", "each", "逐座"], ["decimal", "height", "坝高"], ["end lgroup"],
        ], [["list name", "value", "caption:中文"], ["kinds", "a", "土坝"], ["kinds", "b", "石坝"]], Settings);
        Assert.Equal([count, kind, code], Case.Fields(read));
        Assert.Equal(["2 required_message PRESENTATION", "4 constraint CONSTRAINT", "5 type REPEAT", "6 type REPEAT"], Case.NotMapped(read));
        Assert.Equal(
            [$"n.constraint [{count}] > 0 and [{count}] < 100 一至九十九", $"k.relevant not given([{kind}]) or [{count}] >= 1", $"k.required given([{kind}]) or not ([{count}] >= 1)"], Case.Rules(read));
        Assert.Equal([true, false, false], read["form"]["fields"]!.AsArray().Select(f => f!["required"]!.GetValue<bool>()));
        await c.IsSameAgainAsync(read);
    }

    [Fact]
    public async Task A_form_without_settings_with_rows_that_are_blank_switched_off_or_half_written()
    {
        var c = await NewAsync();
        var count = await c.DefineAsync("count", "座数");
        var read = await c.ReadAsync(
        [
            ["type", "name", "label", "disabled", "备注"],
            ["integer", "n", "座数", "no", "按台账"],
            ["integer", "old", "旧题", "yes"],
            [null, "forgotten", "忘了题型"],
            ["   ", "  ", " "],
            [null, null, null, null, "只有备注"],
            ["integr", "typo", "写错的题型"],
            [" "], [""], [null, "\u00A0"],
        ], null, null);
        Assert.Equal([count], Case.Fields(read));
        Assert.Equal(["2 备注 PRESENTATION", "4 type TYPE_UNKNOWN", "7 type TYPE_UNKNOWN", "0 level SETTING_MISSING", "0 frequency SETTING_MISSING"], Case.NotMapped(read));
        Assert.Null(read.Json!["code"]);
        await c.IsSameAgainAsync(read, form =>
        {
            (form["title"], form["level"], form["frequency"]) = ("月报", "VILLAGE", "MONTHLY");
            (form["purpose"], form["legalBasis"], form["validUntil"], form["dueAfterWorkdays"]) = ("防汛", "防洪法 第七条", "2099-12-31", 5);
        });
    }

    [Fact]
    public async Task Answers_of_yes_and_no_ranges_days_and_conditions_from_a_word_processor()
    {
        var c = await NewAsync();
        var (flag, share, day, note) = (await c.FlagAsync("flag", "已建档"), await c.DefineAsync("share", "完好率", e => (e["type"], e["aggregation"]) = ("DECIMAL", "AVG")), await c.DayAsync("day", "检查日期"), await c.TextAsync("note", "说明"));
        var read = await c.ReadAsync(
        [
            ["type", "name", "label", "required", "relevant", "constraint", "parameters"],
            ["select_one yn", "f", "已建档", "true()"],
            ["range", "s", "完好率", null, "${f} = 1", null, "start=0 end=100 step=5"],
            ["date", "d", "检查日期", "${f} = ‘1’", null, ". <= today()"],
            ["text", "t", "说明", null, "${f} = 0 or ${s} < 60", "string-length(.) <= 200"],
            ["dateTime", "at", "时间"],
            ["geopoint", "where", "位置"],
            ["acknowledge", "ack", "已阅"],
        ], [["list_name", "name", "label"], ["yn", 1, "是"], ["yn", 0, "否"]], Settings);
        Assert.Equal([flag, share, day, note], Case.Fields(read));
        Assert.Equal(["3 parameters PRESENTATION", "4 constraint CONSTRAINT", "5 constraint CONSTRAINT", "6 type TYPE_UNKNOWN", "7 type TYPE_UNKNOWN", "8 type TYPE_UNKNOWN"], Case.NotMapped(read));
        Assert.Equal(
            [$"s.relevant not given([{share}]) or [{flag}]", $"d.required given([{day}]) or not ([{flag}])", $"t.relevant not given([{note}]) or (given([{flag}]) and not [{flag}]) or [{share}] < 60"], Case.Rules(read));
        await c.IsSameAgainAsync(read);
    }

    [Fact]
    public async Task Columns_of_our_own_are_listed_where_they_cannot_be_read()
    {
        var c = await NewAsync();
        var count = await c.DefineAsync("count", "座数");
        object?[] settings = [.. Settings[1]];
        settings[8] = 73049m; // A day as a spreadsheet stores it, without the format that shows it as one.
        var read = await c.ReadAsync(
        [
            ["type", "name", "label", "element", "minimum", "mask", "evidence"],
            ["integer", "n", "座数", count, "不少于一", "MASKED_SOMEHOW", "[\"photo\""],
        ], null, [Settings[0], settings]);
        Assert.Equal([count], Case.Fields(read));
        Assert.Equal(["2 minimum SETTING_INVALID", "2 mask SETTING_INVALID", "2 validuntil SETTING_INVALID"], Case.NotMapped(read));
    }

    [Fact]
    public async Task A_repeat_that_is_never_closed_is_a_ledger_all_the_same()
    {
        var c = await NewAsync();
        var count = await c.DefineAsync("count", "座数");
        var read = await c.ReadAsync(
            [["type", "name", "label"], ["begin group", "g", "组"], ["integer", "n", "座数"], ["end repeat"], ["begin repeat", "dam", "水库"], ["text", "who", "名称"], [null]], null, Settings);
        Assert.Equal([count], Case.Fields(read));
        Assert.Equal(["2 type GROUP", "4 type STRUCTURE", "5 type REPEAT", "6 type REPEAT", "6 type STRUCTURE"], Case.NotMapped(read));
        Assert.Equal(("dam", "who"), (read["ledgers"][0]!["name"]!.ToString(), read["ledgers"][0]!["columns"]![0]!["name"]!.ToString()));
    }

    private sealed record Case(TestCounty County, ApiClient Office)
    {
        public Task<string> DefineAsync(string code, string name, Action<Dictionary<string, object?>>? change = null) => County.DefineAsync(Office, code, e =>
        {
            e["name"] = Named(name);
            change?.Invoke(e);
        });

        public Task<string> ChoiceAsync(string code, string name, params string[] choices) => DefineAsync(code, name, e =>
        {
            Plain(e, "CHOICE");
            e["choices"] = choices;
        });

        public Task<string> TextAsync(string code, string name) => DefineAsync(code, name, e => Plain(e, "TEXT"));

        public Task<string> DayAsync(string code, string name) => DefineAsync(code, name, e => Plain(e, "DATE"));

        public Task<string> FlagAsync(string code, string name) => DefineAsync(code, name, e => Plain(e, "BOOLEAN"));

        /// <summary>Names of elements are of this county alone; in the form they stand as they are.</summary>
        public async Task<Answer> ReadAsync(object?[][] survey, object?[][]? choices, object?[][]? settings)
        {
            var labels = survey[0].Index().Where(h => h.Item!.ToString()!.Contains("label", StringComparison.OrdinalIgnoreCase) || h.Item.ToString()!.StartsWith("Caption", StringComparison.Ordinal)).Select(h => h.Index).First();
            var named = survey.Select((row, i) => row.Select((cell, n) => i > 0 && n == labels && cell is string { Length: > 0 } label && !string.IsNullOrWhiteSpace(label) ? Named(label) : cell).ToArray()).ToArray();
            var book = Book.Of([("Survey ", named), .. choices is null ? Array.Empty<(string, object?[][])>() : [("choices", choices)], .. settings is null ? Array.Empty<(string, object?[][])>() : [("settings", settings)]]);
            return (await Office.SendAsync(HttpMethod.Post, $"{Reports}forms:fromXlsForm", book.Body)).Is(200);
        }

        public static string[] Fields(Answer read) => [.. read["form"]["fields"]!.AsArray().Select(f => f!["element"]!.ToString())];

        public static string[] NotMapped(Answer read) => [.. read["notMapped"].AsArray().Select(n => $"{n!["row"]} {n["column"]} {n["code"]}")];

        public static string[] Rules(Answer read) => [.. read["form"]["validations"]!.AsArray().Select(v =>
            $"{v!["code"]} {v["expression"]}{(v["code"]!.ToString().EndsWith("constraint", StringComparison.Ordinal) ? $" {v["message"]}{(v["messageEn"] is { } english ? $"/{english}" : "")}" : "")}")];

        /// <summary>The draft is admitted as it is, and the form out and in again is the draft, with nothing left over.</summary>
        public async Task IsSameAgainAsync(Answer read, Action<JsonObject>? fill = null)
        {
            var (draft, code) = (read["form"].DeepClone().AsObject(), $"real-{County.Code}");
            fill?.Invoke(draft);
            (await Office.PutAsync($"{Reports}forms/{code}", draft.ToJsonString())).Is(201);
            var book = new Book(await Office.FileAsync($"{Reports}forms/{code}/xlsform", Book.MediaType)).IsValid();
            var again = (await Office.SendAsync(HttpMethod.Post, $"{Reports}forms:fromXlsForm", book.Body)).Is(200);
            Assert.Empty(again["notMapped"].AsArray());
            Assert.Equal(code, again["code"].ToString());
            Assert.True(JsonNode.DeepEquals(draft, again["form"]), $"{draft.ToJsonString()}\n{again["form"].ToJsonString()}");
        }

        private string Named(string name) => $"{name}{County.Code}";

        private static void Plain(Dictionary<string, object?> element, string type)
        {
            (element["type"], element["aggregation"]) = (type, "NONE");
            element.Remove("min");
        }
    }
}
