using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Admission;

/// <summary>Did you mean: near-synonyms in Chinese, and one name with two definitions.</summary>
public sealed class SimilarElementTests(LocalPlatform platform)
{
    private const string Forms = "api/reports/v1/forms";

    private static Task<string> DefineAsync(TestCounty county, ApiClient office, string code, string name, string definition) =>
        county.DefineAsync(office, code, b => (b["name"], b["definition"]) = (name, definition));

    [Theory]
    [InlineData("低保户数", "最低生活保障户数")]
    [InlineData("低保", "最低生活保障")]
    [InlineData("户数", "户籍数")]
    [InlineData("残疾人数", "残疾人总数")]
    [InlineData("household count", "households counted")]
    [InlineData("城乡低保户数", "最低生活保障户数")]
    [InlineData("最低生活保障家庭户数", "城乡低保户数")]
    [InlineData("新农合参合人数", "新型农村合作医疗参加者")]
    [InlineData("计生特扶对象", "计划生育家庭特别扶助人员")]
    public async Task A_near_synonym_is_found_with_its_holder(string asked, string held)
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var known = await DefineAsync(county, civil, "held", held, "民政部门登记在册的");
        await DefineAsync(county, civil, "other", "农药经营网点", "持有农药经营许可证的门店");
        var fresh = await DefineAsync(county, health, "asked", asked, "本表所称");
        var field = (await health.PostAsync($"{Forms}:simulate", TestCounty.Form(health, [fresh]))).Is(200)["admission"]["fields"]![0]!;
        var similar = Assert.Single(field["similar"]!.AsArray())!;
        Assert.Equal((known, held, civil.Unit, false), (similar["element"]!.ToString(), similar["name"]!.ToString(), similar["heldBy"]!.ToString(), similar["sameName"]!.GetValue<bool>()));
        Assert.InRange(similar["similarity"]!.GetValue<decimal>(), 0.25m, 1m);
    }

    [Theory]
    [InlineData("中医保健门诊", "基本医疗保险参保率")]
    [InlineData("设计生产能力", "计划生育家庭数")]
    [InlineData("降低保证金", "最低生活保障标准")]
    public async Task Characters_that_stand_together_by_chance_make_no_synonym(string asked, string held)
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        await DefineAsync(county, civil, "held", held, "民政部门登记在册的");
        var fresh = await DefineAsync(county, civil, "asked", asked, "本表所称");
        Assert.Empty((await civil.PostAsync($"{Forms}:simulate", TestCounty.Form(civil, [fresh]))).Is(200)["admission"]["fields"]![0]!["similar"]!.AsArray());
    }

    [Fact]
    public async Task What_has_nothing_in_common_is_not_offered()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        await DefineAsync(county, civil, "other", "农药经营网点", "持有农药经营许可证的门店");
        var fresh = await DefineAsync(county, civil, "asked", "残疾人数", "本表所称");
        var admission = (await civil.PostAsync($"{Forms}:simulate", TestCounty.Form(civil, [fresh]))).Is(200)["admission"];
        Assert.Empty(admission["fields"]![0]!["similar"]!.AsArray());
        Assert.Empty(admission["remarks"]!.AsArray());
    }

    [Fact]
    public async Task Another_name_for_the_same_definition_is_found()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var known = await DefineAsync(county, civil, "held", "特困人员", "无劳动能力、无生活来源且无法定赡养人的老年人、残疾人和未成年人");
        var fresh = await DefineAsync(county, civil, "asked", "三无对象", "无劳动能力、无生活来源、无法定赡养人的老年人、残疾人和未成年人");
        var similar = Assert.Single((await civil.PostAsync($"{Forms}:simulate", TestCounty.Form(civil, [fresh]))).Is(200)["admission"]["fields"]![0]!["similar"]!.AsArray())!;
        Assert.Equal(known, similar["element"]!.ToString());
        Assert.InRange(similar["similarity"]!.GetValue<decimal>(), 0.6m, 0.99m);
    }

    [Fact]
    public async Task One_name_with_two_definitions_is_pointed_out_and_rejects_nothing()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var known = await DefineAsync(county, civil, "held", "困难家庭", "人均收入低于低保标准 1.5 倍的家庭");
        var fresh = await DefineAsync(county, health, "asked", "困难家庭", "自付医疗费用超过上年收入的家庭");
        var admission = (await health.PutAsync($"{Forms}/h{county.Code}", TestCounty.Form(health, [fresh]), ("Accept-Language", "zh-CN"))).Is(201)["admission"];
        Assert.Empty(admission["grounds"]!.AsArray());
        var remark = admission["remarks"]!.AsArray().Single(r => r!["code"]!.ToString() == "SAME_NAME_OTHER_DEFINITION")!;
        Assert.Equal(fresh, remark["field"]!.ToString());
        Assert.Contains(civil.Unit, remark["text"]!.ToString(), StringComparison.Ordinal);
        var similar = admission["fields"]![0]!["similar"]![0]!;
        Assert.Equal((known, true), (similar["element"]!.ToString(), similar["sameName"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task What_is_not_in_the_catalogue_is_looked_for_by_what_the_asker_calls_it()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var known = await DefineAsync(county, civil, "held", "孤儿人数", "失去父母的未成年人");
        var form = TestCounty.Form(civil, [], f => f["fields"] = new[] { new { element = county.Element("unheard"), required = true, name = "孤儿数" } });
        var refused = (await civil.PutAsync($"{Forms}/f{county.Code}", form)).IsProblem(422, "FORM_REFUSED");
        Assert.Equal("OFF_CATALOGUE", Assert.Single(refused["admission"]["grounds"]!.AsArray())!["code"]!.ToString());
        Assert.Equal(known, refused["admission"]["fields"]![0]!["similar"]![0]!["element"]!.ToString());
    }

    [Fact]
    public async Task Another_countys_element_is_not_offered()
    {
        var (here, there) = (await platform.NewCountyAsync(), await platform.NewCountyAsync());
        var (civil, other) = (await here.OfficeAsync("CIVIL"), await there.OfficeAsync("CIVIL"));
        await DefineAsync(there, other, "held", "五保供养人数", "集中供养与分散供养");
        var fresh = await DefineAsync(here, civil, "asked", "五保供养人数", "本表所称");
        Assert.Empty((await civil.PostAsync($"{Forms}:simulate", TestCounty.Form(civil, [fresh]))).Is(200)["admission"]["fields"]![0]!["similar"]!.AsArray());
    }
}
