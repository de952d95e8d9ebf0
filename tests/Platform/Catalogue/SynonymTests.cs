using Datarun.Tests.Platform.Contract;
using Datarun.Tests.Platform.Sharing;

namespace Datarun.Tests.Platform.Catalogue;

/// <summary>What people call a thing is not what its source calls it.</summary>
public sealed class SynonymTests(LocalPlatform platform)
{
    private const string Elements = "api/exchange/v1/elements";

    private static string[] Codes(Answer found) => [.. found.Is(200).Items.Select(i => i!["code"]!.ToString())];

    [Theory]
    [InlineData("吃低保的", "吃低保的")]
    [InlineData("ＡＢＣ户", "abc户")]
    [InlineData("臺灣居民", "台湾居民")]
    [InlineData("广场舞", "廣場舞")]
    [InlineData("𡐓村 ｶﾀｶﾅ", "カタカナ")]
    [InlineData("𦫵户", "升户", false)]
    [InlineData("𩷶鱼", "𩷶魚")]
    public async Task An_element_is_found_by_a_synonym_in_whatever_form_it_is_written(string synonym, string asked, bool found = true)
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "households", b => b["synonyms"] = new[] { synonym });
        Assert.Equal([synonym], (await civil.GetAsync($"{Elements}/{element}")).Is(200)["synonyms"].AsArray().Select(s => s!.ToString()));
        Assert.Equal(found ? [element] : [], Codes(await civil.GetAsync($"{Elements}?source={civil.Unit}&q={Uri.EscapeDataString(asked)}")));

        await county.DefineAsync(civil, "households");
        Assert.Empty(Codes(await civil.GetAsync($"{Elements}?source={civil.Unit}&q={Uri.EscapeDataString(asked)}")));
    }

    [Fact]
    public async Task Synonyms_that_are_none_are_refused_where_they_stand()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        object Body(params string[] synonyms) => new
        {
            name = "户数", definition = "户数", type = "INTEGER", frequency = "MONTHLY", aggregation = "SUM", source = civil.Unit, sharingClass = "UNCONDITIONAL", classification = 1, synonyms,
        };
        Assert.Equal("/synonyms/1", (await civil.PutAsync($"{Elements}/{county.Element("x")}", Body("户", " "))).IsProblem(422, "FIELD_REQUIRED")["errors"][0]!["pointer"]!.ToString());
        (await civil.PutAsync($"{Elements}/{county.Element("x")}", Body([.. Enumerable.Range(0, 51).Select(i => $"名{i}")]))).IsProblem(422, "TEXT_INVALID");
        (await civil.PutAsync($"{Elements}/{county.Element("x")}", Body(new string('名', 201)))).IsProblem(422, "TEXT_INVALID");
    }

    [Fact]
    public async Task Another_department_proposes_a_name_and_it_counts_once_the_source_has_taken_it()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var element = await county.DefineAsync(civil, "households");
        var proposal = (await health.PostAsync($"{Elements}/{element}/synonyms", new { synonym = "低保对象" })).Is(200).Has("id:string proposedBy:string proposedAt:instant");
        Assert.False(proposal["taken"].GetValue<bool>());
        Assert.Equal(proposal["id"].ToString(), (await health.PostAsync($"{Elements}/{element}/synonyms", new { synonym = "低保对象" })).Is(200)["id"].ToString());
        Assert.Equal(["RECEIVED"], await TwoSides.NoticesAsync(civil, proposal["id"].ToString()));
        Assert.Empty(Codes(await health.GetAsync($"{Elements}?source={civil.Unit}&q=低保对象")));
        await county.DefineAsync(civil, "households", b => b["synonyms"] = new[] { "低保对象" });
        Assert.Equal([element], Codes(await health.GetAsync($"{Elements}?source={civil.Unit}&q=低保对象")));
        Assert.True((await civil.GetAsync($"{Elements}/{element}/synonyms")).Is(200).Items[0]!["taken"]!.GetValue<bool>());
        (await health.PostAsync($"{Elements}/no.such/synonyms", new { synonym = "x" })).IsProblem(404, "ELEMENT_UNKNOWN");
        (await health.PostAsync($"{Elements}/{element}/synonyms", new { })).IsProblem(422, "FIELD_REQUIRED");
    }

    [Fact]
    public async Task Whoever_asks_for_a_field_by_a_synonym_is_told_which_element_is_meant()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var known = await county.DefineAsync(civil, "held", b => (b["name"], b["synonyms"]) = ("最低生活保障家庭", new[] { "困难户", "吃补助人家" }));
        var asked = await county.DefineAsync(health, "asked", b => b["name"] = "吃补助的人家");
        async Task<string[]> SimilarAsync() =>
            [.. (await health.PostAsync("api/reports/v1/forms:simulate", TestCounty.Form(health, [asked]))).Is(200)["admission"]["fields"]![0]!["similar"]!.AsArray().Select(s => s!["element"]!.ToString())];
        Assert.Equal([known], await SimilarAsync());
        await county.DefineAsync(civil, "held", b => b["name"] = "最低生活保障家庭");
        Assert.Empty(await SimilarAsync());
    }

    [Fact]
    public async Task Each_facet_counts_what_the_search_finds_when_it_is_narrowed_so()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health, authority) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"), await county.OfficeAsync("DATA", "SHARING_AUTHORITY"));
        var street = await platform.NewClientAsync(county.Townships[0], "DEPARTMENT");
        var open = await county.DefineAsync(civil, "open", b => b["synonyms"] = new[] { "刻面" });
        var terms = await county.DefineAsync(health, "terms", b => (b["sharingClass"], b["conditions"], b["synonyms"]) = ("CONDITIONAL", "限核对", new[] { "刻面" }));
        var local = await county.DefineAsync(street, "local", b => b["synonyms"] = new[] { "刻面" });
        await civil.RecordAsync(open, county.Village, 1);
        await PublishAsync(civil, "a", open);
        await PublishAsync(health, "b", terms);
        await PublishAsync(street, "c", local);
        await PublishAsync(civil, "gone", open);
        (await authority.PostAsync($"api/exchange/v1/datasets/ds{county.Code}.gone/review", new { decision = "WITHDRAWN", reason = "并入其他条目" })).Is(200);
        (await health.PutAsync($"api/exchange/v1/datasets/ds{county.Code}.draft", Entry(terms))).Is(201);

        foreach (var reader in new[] { civil, health, authority, platform.Admin })
        {
            var query = $"under={county.Code}&q=刻面";
            var facets = (await reader.GetAsync($"api/exchange/v1/datasets/facets?{query}")).Is(200);
            foreach (var (facet, parameter) in new[] { ("providers", "provider"), ("areas", "under"), ("classes", "sharingClass"), ("freshness", "freshness") })
            {
                Assert.NotEmpty(facets[facet].AsObject());
                foreach (var (key, count) in facets[facet].AsObject())
                {
                    var narrowed = parameter == "under" ? $"under={(key.Length < county.Code.Length ? county.Code : key)}&q=刻面" : $"{query}&{parameter}={key}";
                    Assert.Equal((facet, key, count!.GetValue<int>()), (facet, key, Codes(await reader.GetAsync($"api/exchange/v1/datasets?{narrowed}")).Length));
                }
            }
        }
        var seen = (await civil.GetAsync($"api/exchange/v1/datasets/facets?under={county.Code}&q=刻面")).Is(200);
        Assert.Equal((3, 1), (seen["areas"][county.Code]!.GetValue<int>() - 1, seen["areas"][county.Townships[0]]!.GetValue<int>())); // One's own withdrawn entry is found, too.
        Assert.Equal((2, 2), (seen["freshness"]["DAY"]!.GetValue<int>(), seen["freshness"]["NONE"]!.GetValue<int>()));
        (await civil.GetAsync("api/exchange/v1/datasets?freshness=SOON")).IsProblem(400, "PARAMETER_INVALID");

        object Entry(string element) => new
        {
            title = "目录条目", description = "说明", elements = new[] { element }, formats = new[] { "JSON" }, methods = new[] { "API" },
            assessment = new { secrecyRisk = "不涉密", personalInformation = "无", approvedBy = "分管负责人", approvedOn = TestCounty.Today.ToString("yyyy-MM-dd") },
        };
        async Task PublishAsync(ApiClient provider, string name, string element)
        {
            (await provider.PutAsync($"api/exchange/v1/datasets/ds{county.Code}.{name}", Entry(element))).Is(201);
            (await authority.PostAsync($"api/exchange/v1/datasets/ds{county.Code}.{name}/review", new { decision = "PUBLISHED" })).Is(200);
        }
    }
}
