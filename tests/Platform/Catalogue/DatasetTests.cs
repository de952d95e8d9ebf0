using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Catalogue;

public sealed class DatasetTests(LocalPlatform platform)
{
    private const string Exchange = "api/exchange/v1/";

    private static readonly object Assessment = new { secrecyRisk = "不涉密", personalInformation = "无个人信息", approvedBy = "分管负责人", approvedOn = TestCounty.Today.ToString("yyyy-MM-dd") };

    internal static Dictionary<string, object?> Entry(IEnumerable<string> elements, Action<Dictionary<string, object?>>? change = null)
    {
        var entry = new Dictionary<string, object?>
        {
            ["title"] = "困难群众基本信息", ["description"] = "低保、特困对象按月统计", ["elements"] = elements, ["formats"] = new[] { "JSON" }, ["methods"] = new[] { "API", "SUBSCRIPTION" },
            ["assessment"] = Assessment, ["keywords"] = new[] { "低保户", "莫𡐓村" },
        };
        change?.Invoke(entry);
        return entry;
    }

    private async Task<(TestCounty County, ApiClient Civil, ApiClient Authority, string Code, string[] Elements)> SidesAsync()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        string[] elements =
        [
            await county.DefineAsync(civil, "households"),
            await county.DefineAsync(civil, "persons", b => (b["sharingClass"], b["conditions"], b["classification"], b["frequency"]) = ("CONDITIONAL", "限救助核对使用", 3, "WEEKLY")),
        ];
        return (county, civil, await platform.NewClientAsync($"{county.Code}-DATA", "SHARING_AUTHORITY"), $"ds{county.Code}", elements);
    }

    [Fact]
    public async Task An_entry_is_published_by_the_authority_of_its_own_level_and_says_what_follows_from_its_elements()
    {
        var (county, civil, authority, code, elements) = await SidesAsync();
        var health = await county.OfficeAsync("HEALTH");
        var submitted = (await civil.PutAsync($"{Exchange}datasets/{code}", Entry(elements))).Is(201);
        Assert.Equal("IN_REVIEW", submitted["state"].ToString());
        Assert.Equal("catalogue.review", submitted["rule"]["id"]!.ToString());
        (await health.GetAsync($"{Exchange}datasets/{code}")).IsProblem(404, "DATASET_UNKNOWN");
        Assert.Empty((await health.GetAsync($"{Exchange}datasets?under={county.Code}")).Is(200).Items);

        (await civil.PostAsync($"{Exchange}datasets/{code}/review", new { decision = "PUBLISHED" })).IsProblem(403, "RIGHT_MISSING");
        var stranger = await platform.NewClientAsync((await platform.NewCountyAsync()).Code, "SHARING_AUTHORITY");
        (await stranger.PostAsync($"{Exchange}datasets/{code}/review", new { decision = "PUBLISHED" })).IsProblem(404, "DATASET_UNKNOWN");
        foreach (var above in new[] { county.Code[..4], county.Code[..2] })
        {
            var higher = await platform.NewClientAsync($"{above}-DATA", "SHARING_AUTHORITY");
            (await higher.PostAsync($"{Exchange}datasets/{code}/review", new { decision = "PUBLISHED" })).IsProblem(403, "NOT_THE_AUTHORITY");
        }
        (await authority.PostAsync($"{Exchange}datasets/{code}/review", new { decision = "RETURNED" })).IsProblem(422, "REASON_REQUIRED");
        (await authority.PostAsync($"{Exchange}datasets/{code}/review", new { decision = "PUBLISHED" })).Is(200);
        (await authority.PostAsync($"{Exchange}datasets/{code}/review", new { decision = "PUBLISHED" })).IsProblem(409, "NOT_IN_REVIEW");

        var read = (await health.GetAsync($"{Exchange}datasets/{code}")).Is(200);
        Assert.Equal(("PUBLISHED", "CONDITIONAL", "WEEKLY", 3), (read["state"].ToString(), read["terms"]["sharingClass"]!.ToString(), read["terms"]["frequency"]!.ToString(), read["terms"]["classification"]!.GetValue<int>()));
        Assert.Equal("限救助核对使用", read["terms"]["conditions"]![0]!.ToString());
        Assert.Null(read.Json!["pending"]);

        // A change waits for review while what was published stays.
        (await civil.PutAsync($"{Exchange}datasets/{code}", Entry(elements, e => e["title"] = "困难群众信息(修订)"))).Is(200);
        Assert.Equal("困难群众基本信息", (await health.GetAsync($"{Exchange}datasets/{code}")).Is(200)["title"].ToString());
        Assert.Equal("困难群众信息(修订)", (await authority.GetAsync($"{Exchange}datasets/{code}")).Is(200)["pending"]["title"]!.ToString());
        (await authority.PostAsync($"{Exchange}datasets/{code}/review", new { decision = "RETURNED", reason = "名称不规范" })).Is(200);
        Assert.Equal("困难群众基本信息", (await health.GetAsync($"{Exchange}datasets/{code}")).Is(200)["title"].ToString());
    }

    [Fact]
    public async Task What_is_missing_or_another_sources_is_refused_by_name()
    {
        var (county, civil, _, code, elements) = await SidesAsync();
        var health = await county.OfficeAsync("HEALTH");
        (await civil.PutAsync($"{Exchange}datasets/{code}", Entry(elements, e => e["assessment"] = null))).IsProblem(422, "ASSESSMENT_MISSING");
        (await civil.PutAsync($"{Exchange}datasets/{code}", Entry([]))).IsProblem(422, "FIELD_REQUIRED");
        (await civil.PutAsync($"{Exchange}datasets/{code}", Entry(["no.such"]))).IsProblem(422, "UNKNOWN_ELEMENT");
        (await health.PutAsync($"{Exchange}datasets/{code}", Entry(elements.Take(1)))).IsProblem(422, "NOT_OF_PROVIDER");
        (await civil.PutAsync($"{Exchange}datasets/%E4%B8%AD", Entry(elements))).IsProblem(422, "DATASET_CODE_INVALID");
        (await civil.PutAsync($"{Exchange}datasets/{code}", Entry(elements, e => e["changedOn"] = "2999-01-01"))).Is(422);
        (await civil.PutAsync($"{Exchange}datasets/{code}", Entry(elements, e => e["title"] = "a\0b"))).Is(400, 422);
        var late = (await civil.PutAsync($"{Exchange}datasets/{code}", Entry(elements, e => e["changedOn"] = TestCounty.Today.AddMonths(-2).ToString("yyyy-MM-dd")))).Is(201);
        Assert.True(late["updatedLate"].GetValue<bool>());
        (await civil.PutAsync($"{Exchange}datasets/{code}", Entry(elements), ("If-Match", "\"7\""))).IsProblem(412, "VERSION_STALE");
    }

    [Fact]
    public async Task Entries_are_found_by_Chinese_words_and_counted_by_what_narrows_the_search()
    {
        var (county, civil, authority, code, elements) = await SidesAsync();
        await PublishAsync(civil, authority, code, Entry(elements));
        await PublishAsync(civil, authority, code + ".open", Entry(elements.Take(1), e => e["title"] = "低保户数"));
        await civil.RecordAsync(elements[0], county.Village, 5);
        string[] Codes(Answer a) => [.. a.Is(200).Items.Select(i => i!["code"]!.ToString())];
        var mine = $"{Exchange}datasets?under={county.Code}";
        Assert.Equal([code, code + ".open"], Codes(await civil.GetAsync($"{mine}&q=低保")));
        Assert.Equal([code], Codes(await civil.GetAsync($"{mine}&q=特困 persons")));
        Assert.Equal([code, code + ".open"], Codes(await civil.GetAsync($"{mine}&q={Uri.EscapeDataString("莫𡐓")}")));
        Assert.Equal([code], Codes(await civil.GetAsync($"{mine}&sharingClass=CONDITIONAL")));
        Assert.Equal([code + ".open"], Codes(await civil.GetAsync($"{mine}&sharingClass=UNCONDITIONAL")));
        Assert.Empty(Codes(await civil.GetAsync($"{mine}&sharingClass=NOT_SHARED")));
        Assert.Empty(Codes(await civil.GetAsync($"{mine}&since={Uri.EscapeDataString(DateTimeOffset.UtcNow.AddHours(1).ToString("O"))}")));
        Assert.Equal([code], Codes(await civil.GetAsync($"{mine}&limit=1")));
        var facets = (await civil.GetAsync($"{Exchange}datasets/facets?under={county.Code}")).Is(200);
        Assert.Equal((2, 1, 1, 2), (facets["providers"][civil.Unit]!.GetValue<int>(), facets["classes"]["CONDITIONAL"]!.GetValue<int>(), facets["classes"]["UNCONDITIONAL"]!.GetValue<int>(), facets["freshness"]["DAY"]!.GetValue<int>()));
        (await civil.GetAsync($"{Exchange}datasets?under=x")).IsProblem(400, "PARAMETER_INVALID");
    }

    [Fact]
    public async Task A_harvester_reads_DCAT_page_by_page_and_only_what_changed()
    {
        var (county, civil, authority, code, elements) = await SidesAsync();
        var began = DateTimeOffset.UtcNow;
        await PublishAsync(civil, authority, code, Entry(elements));
        await PublishAsync(civil, authority, code + ".two", Entry(elements.Take(1)));
        var since = Uri.EscapeDataString(began.ToString("O"));
        var (found, path) = (new List<JsonNode>(), $"{Exchange}catalogue.jsonld?since={since}&limit=1");
        while (path.Length > 0)
        {
            var page = (await civil.GetAsync(path)).Is(200).Json!;
            Assert.Equal("dcat:Catalog", page["@type"]!.ToString());
            found.AddRange(page["dcat:dataset"]!.AsArray().Select(d => d!));
            var next = page["hydra:view"]?["hydra:next"]?["@id"]?.ToString();
            path = next is null ? "" : next[next.IndexOf("api/", StringComparison.Ordinal)..];
        }
        var entry = found.Single(d => d["dct:identifier"]!.ToString() == code);
        Assert.Contains(found, d => d["dct:identifier"]!.ToString() == code + ".two");
        Assert.EndsWith("/WEEKLY", entry["dct:accrualPeriodicity"]!["@id"]!.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("/RESTRICTED", entry["dct:accessRights"]!["@id"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(civil.Unit, entry["dct:publisher"]!["dct:identifier"]!.ToString());
        Assert.Equal(2, entry["dcat:distribution"]!.AsArray().Count);
        Assert.Equal("限救助核对使用", entry["odrl:hasPolicy"]!["odrl:permission"]!["odrl:constraint"]![0]!["odrl:rightOperand"]!["@value"]!.ToString());

        var whole = await civil.GetAsync($"{Exchange}catalogue.jsonld?since={since}");
        (await civil.GetAsync($"{Exchange}catalogue.jsonld?since={since}", ("If-None-Match", whole.Is(200).Headers.ETag!.Tag))).Is(304);
        (await authority.PostAsync($"{Exchange}datasets/{code}/review", new { decision = "WITHDRAWN", reason = "职责调整" })).Is(200);
        var after = (await civil.GetAsync($"{Exchange}catalogue.jsonld?since={since}", ("If-None-Match", whole.Headers.ETag!.Tag))).Is(200).Json!;
        Assert.DoesNotContain(after["dcat:dataset"]!.AsArray(), d => d!["dct:identifier"]!.ToString() == code);
        Assert.Contains(after["datarun:withdrawn"]!.AsArray(), d => d!["@id"]!.ToString().EndsWith($"/datasets/{code}", StringComparison.Ordinal));
    }

    private static async Task PublishAsync(ApiClient provider, ApiClient authority, string code, object entry)
    {
        (await provider.PutAsync($"{Exchange}datasets/{code}", entry)).Is(201);
        (await authority.PostAsync($"{Exchange}datasets/{code}/review", new { decision = "PUBLISHED" })).Is(200);
    }
}
