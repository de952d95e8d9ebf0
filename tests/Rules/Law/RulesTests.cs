using System.Text.Json;
using Datarun.ServiceDefaults.Law;
using Xunit;
using Parameters = Datarun.ServiceDefaults.Law.Rules;

namespace Datarun.Tests.Rules.Law;

public class RulesTests
{
    private static readonly DateOnly Today = new(2026, 11, 23);

    private const string Sound = """
        [{"id":"a","version":"2025-01-01","validTo":"2025-12-31","value":1,"unit":"day","rule":"一","ruleEn":"one","source":"s","verified":"text"},
         {"id":"a","version":"2026-01-01","value":2,"unit":"day","rule":"一","ruleEn":"one","source":"s","verified":"local"}]
        """;

    [Fact]
    public void A_rule_carries_its_source_and_version()
    {
        var rule = Parameters.Default.Get("share.reply.conditional", Today);
        Assert.Equal((10, "workday"), (rule.Int, rule.Unit));
        Assert.Equal(new("share.reply.conditional", "2025-08-01", "政务数据共享条例(国令809) 第21条", RuleBasis.STATUTE), rule.Reference);
    }

    [Theory]
    [InlineData("form.statistical.marks", RuleBasis.STATUTE)] // text
    [InlineData("inspect.central.perDept.perYear", RuleBasis.STATUTE)] // excerpt
    [InlineData("account.appeal.apply", RuleBasis.LOCAL_POLICY)] // unconfirmed
    [InlineData("form.leadTime.min", RuleBasis.LOCAL_POLICY)] // local
    [InlineData("inspection.cap.comprehensive.perYear", RuleBasis.LOCAL_POLICY)] // read, but binds central bodies
    [InlineData("secondment.default.max", RuleBasis.LOCAL_POLICY)] // read, but another province's
    public void Only_wording_that_was_read_and_binds_here_counts_as_statute(string id, RuleBasis basis) =>
        Assert.Equal(basis, Parameters.Default.Get(id, Today).Basis);

    [Theory]
    [InlineData("form.leadTime.min", 1, "workday")]
    [InlineData("form.emergency.cap.perDepartment.perYear", 3, "count")]
    [InlineData("form.burden.department.month", 100000, "minute")]
    [InlineData("form.burden.village.week", 160, "minute")]
    [InlineData("form.filing.minutesPerCell", 1, "minute")]
    [InlineData("inspection.cap.comprehensive.perYear", 1, "count")]
    [InlineData("inspection.overlap.days", 10, "day")]
    public void Local_policy_has_a_value_from_2026_on(string id, int value, string unit)
    {
        var rule = Parameters.Default.Get(id, new(2026, 1, 1));
        Assert.Equal((value, unit), (rule.Int, rule.Unit));
        Assert.Null(Parameters.Default.Find(id, new(2025, 12, 31)));
    }

    [Fact]
    public void Values_are_numbers_truths_lists_and_tables()
    {
        var rules = Parameters.Default;
        Assert.True(rules.Get("share.noRepeatCollection", Today).Bool);
        Assert.False(rules.Get("secondment.fromCountyOrBelow", Today).Bool);
        Assert.Equal("使用依据 使用场景 使用范围 共享方式 使用时限", string.Join(' ', rules.Get("share.request.mandatoryFields", Today).List));
        Assert.Equal(18, rules.Get("discipline.period", Today).Table["记大过"]);
        Assert.Throws<InvalidOperationException>(() => rules.Get("discipline.period", Today).Int);
        Assert.Throws<InvalidOperationException>(() => rules.Get("share.deliver", Today).Bool);
        Assert.Throws<InvalidOperationException>(() => rules.Get("share.deliver", Today).List);
        Assert.Throws<InvalidOperationException>(() => rules.Get("share.deliver", Today).Table);
    }

    [Theory]
    [InlineData("2024-12-31", null)]
    [InlineData("2025-01-01", 1)]
    [InlineData("2025-12-31", 1)]
    [InlineData("2026-01-01", 2)]
    public void The_version_in_force_on_the_day_counts(string on, int? value) => WithFile(Sound, path =>
        Assert.Equal(value, Parameters.Load(path).Find("a", DateOnly.ParseExact(on, "yyyy-MM-dd", null))?.Int));

    [Fact]
    public void What_is_unknown_or_not_in_force_is_an_error_that_names_it() => WithFile(Sound, path =>
    {
        var rules = Parameters.Load(path);
        Assert.Contains("'b'", Assert.Throws<KeyNotFoundException>(() => rules.Get("b", Today)).Message, StringComparison.Ordinal);
        Assert.Contains("2024-12-31", Assert.Throws<KeyNotFoundException>(() => rules.Get("a", new(2024, 12, 31))).Message, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("\"validTo\":\"2025-12-31\"", "\"validTo\":\"2026-01-01\"", "overlap")]
    [InlineData("\"validTo\":\"2025-12-31\",", "", "overlap")]
    [InlineData("\"validTo\":\"2025-12-31\"", "\"validTo\":\"2024-12-31\"", "before version")]
    [InlineData("\"version\":\"2025-01-01\"", "\"version\":\"2025-1-1\"", "version")]
    [InlineData("\"version\":\"2025-01-01\",", "", "version")]
    [InlineData("\"value\":1", "\"value\":\"1\"", "does not fit")]
    [InlineData("\"value\":1", "\"value\":-1", "does not fit")]
    [InlineData("\"value\":1", "\"value\":true", "does not fit")]
    [InlineData("\"value\":1,", "", "value")]
    [InlineData("\"unit\":\"day\"", "\"unit\":\"bool\"", "does not fit")]
    [InlineData("\"unit\":\"day\"", "\"unit\":\"list\"", "does not fit")]
    [InlineData("\"ruleEn\":\"one\"", "\"ruleEn\":\" \"", "must not be empty")]
    [InlineData("\"verified\":\"text\"", "\"verified\":\"sure\"", "sure")]
    [InlineData("\"verified\":\"text\"", "\"verified\":\"text\",\"basis\":\"LAW\"", "basis")]
    [InlineData("\"verified\":\"text\"", "\"verified\":\"text\",\"validTill\":\"2025-12-31\"", "validTill")]
    [InlineData("\"verified\":\"text\"}", "\"verified\":\"text\"", "cannot be read")]
    public void A_file_that_is_wrong_stops_the_start_with_its_reason(string sound, string wrong, string reason)
    {
        var at = Sound.IndexOf(sound, StringComparison.Ordinal);
        WithFile(Sound.Remove(at, sound.Length).Insert(at, wrong), path =>
            Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => Parameters.Load(path)).Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public void A_file_without_rules_stops_the_start(string json) =>
        WithFile(json, path => Assert.Throws<InvalidDataException>(() => Parameters.Load(path)));

    [Fact]
    public void A_missing_file_stops_the_start_with_its_path() => Assert.Contains(
        "nowhere.json", Assert.Throws<InvalidDataException>(() => Parameters.Load("nowhere.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_rule_stands_in_both_languages_and_names_a_source_of_its_own()
    {
        Assert.All(Parameters.Default.All, rule =>
        {
            Assert.True(rule.TextEn.All(char.IsAscii), rule.Id);
            Assert.False(rule.Source.StartsWith("同上", StringComparison.Ordinal), rule.Id);
        });
        Assert.InRange(JsonSerializer.Serialize(Parameters.Default.Get("share.deliver", Today).Reference).Length, 10, 500);
    }

    private static void WithFile(string json, Action<string> check)
    {
        using var folder = new TemporaryFolder("rules.json", json);
        check(Path.Combine(folder.Path, "rules.json"));
    }
}
