using Datarun.ServiceDefaults.Law;
using Xunit;

namespace Datarun.Tests.Rules.Law;

public class AbbreviationsTests
{
    private static readonly Abbreviations Known = Abbreviations.Default;

    [Theory]
    [InlineData("城乡低保户数", "城乡最低生活保障户数")]
    [InlineData("农村最低生活保障对象人数", "农村低保对象人数")]
    [InlineData("低保边缘家庭数", "最低生活保障边缘家庭数")]
    [InlineData("新农合参合人数", "新型农村合作医疗参合人数")]
    [InlineData("医疗保障参保人数", "医保参保人数")]
    [InlineData("残联登记人数", "残疾人联合会登记人数")]
    [InlineData("计生特扶家庭数", "计划生育特别扶助家庭数")]
    [InlineData("低保和五保人数", "最低生活保障和特困人员供养人数")]
    [InlineData("最低生活保障和五保人数", "低保和五保人数")]
    public void A_name_is_known_in_its_other_spelling(string name, string other) => Assert.Contains(other, Known.SpellingsOf(name));

    [Theory]
    [InlineData("中医保健门诊人次")]
    [InlineData("降低保证金项目数")]
    [InlineData("设计生产能力")]
    [InlineData("第五保障房小区户数")]
    [InlineData("困难职工人社会救助数")]
    [InlineData("城镇居住建筑面积")]
    [InlineData("供销合作社保有量")]
    [InlineData("户籍人口数")]
    [InlineData("household count")]
    [InlineData("")]
    public void Characters_that_stand_together_by_chance_are_no_short_name(string name) => Assert.Empty(Known.SpellingsOf(name));

    [Fact]
    public void Every_short_name_has_its_source_and_is_spelled_out_and_back()
    {
        Assert.All(Known.All, e =>
        {
            Assert.NotEmpty(e.Source);
            Assert.Contains(e.Full[0], Known.SpellingsOf(e.Short));
            Assert.Contains(e.Short, Known.SpellingsOf(e.Full[0]));
        });
    }

    [Theory]
    [InlineData("""[{ "short": "低保", "full": [], "notIn": [], "source": "x", "verified": "text" }]""")]
    [InlineData("""[{ "short": "低保", "full": ["最低生活保障"], "notIn": [], "verified": "text" }]""")]
    [InlineData("""[{ "short": "a", "full": ["b"], "notIn": [], "source": "x", "verified": "text" }, { "short": "a", "full": ["c"], "notIn": [], "source": "x", "verified": "text" }]""")]
    [InlineData("{")]
    public void A_broken_file_stops_the_start(string text)
    {
        using var folder = new TemporaryFolder("abbreviations.json", text);
        var path = Path.Combine(folder.Path, "abbreviations.json");
        Assert.Contains(path, Assert.Throws<InvalidDataException>(() => Abbreviations.Load(path)).Message, StringComparison.Ordinal);
    }
}
