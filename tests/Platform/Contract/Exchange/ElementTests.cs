namespace Datarun.Tests.Platform.Contract.Exchange;

/// <summary>What is known: a data element has one meaning, one source and terms of sharing.</summary>
public class ElementTests(LocalPlatform platform)
{
    private static Dictionary<string, object?> Whole(string source) => new()
    {
        ["name"] = "低保户数", ["definition"] = "报告期末在册的最低生活保障家庭户数", ["type"] = "DECIMAL", ["unit"] = "户", ["min"] = 0.5m, ["max"] = 99999.25m,
        ["frequency"] = "MONTHLY", ["validForDays"] = 45, ["aggregation"] = "SUM", ["source"] = source, ["sharingClass"] = "CONDITIONAL",
        ["conditions"] = "限履行社会救助职责使用", ["legalBasis"] = "社会救助暂行办法", ["classification"] = 3, ["adverseEvent"] = false,
    };

    [Fact]
    public async Task An_element_is_read_back_with_every_field_as_it_was_defined()
    {
        var civil = await (await platform.NewCountyAsync()).OfficeAsync("CIVIL");
        var path = $"api/exchange/v1/elements/t{civil.Unit[..6]}.whole";
        (await civil.PutAsync(path, Whole(civil.Unit))).Is(201);
        var read = (await civil.GetAsync(path)).Is(200).Has(
            "code:string name:string definition:string type=DECIMAL unit:string choices:array? min:number max:number pattern:string? frequency=MONTHLY validForDays:integer aggregation=SUM " +
            "source:string sharingClass=CONDITIONAL conditions:string legalBasis:string classification:integer adverseEvent:bool");
        Assert.Equal(("0.5", "99999.25", "45", "3"), (read["min"].ToJsonString(), read["max"].ToJsonString(), read["validForDays"].ToJsonString(), read["classification"].ToJsonString()));
        Assert.Equal(civil.Unit, read["source"].ToString());
    }

    [Theory]
    [InlineData("INTEGER", "SUM")]
    [InlineData("DECIMAL", "AVG")]
    [InlineData("TEXT", "LAST")]
    [InlineData("DATE", "MAX")]
    [InlineData("BOOLEAN", "NONE")]
    [InlineData("CHOICE", "NONE")]
    public async Task Every_type_can_be_defined(string type, string aggregation)
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        await county.DefineAsync(civil, type, b =>
        {
            (b["type"], b["aggregation"]) = (type, aggregation);
            if (type is not ("INTEGER" or "DECIMAL")) b.Remove("min");
            if (type == "CHOICE") b["choices"] = new[] { "砖混", "土坯" };
            if (type == "TEXT") b["pattern"] = "[0-9]{4}";
        });
    }

    [Fact]
    public async Task A_code_may_have_underscores_and_a_number_an_empty_list_of_choices()
    {
        var county = await platform.NewCountyAsync();
        var element = await county.DefineAsync(await county.OfficeAsync("CIVIL"), "low_income.households_total", b => b["choices"] = Array.Empty<string>());
        Assert.EndsWith("low_income.households_total", (await platform.Admin.GetAsync($"api/exchange/v1/elements/{element}")).Is(200)["code"].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ONCE")]
    [InlineData("YEARLY")]
    [InlineData("HALF_YEARLY")]
    [InlineData("QUARTERLY")]
    [InlineData("MONTHLY")]
    [InlineData("TEN_DAY")]
    [InlineData("WEEKLY")]
    [InlineData("DAILY")]
    [InlineData("EVENT")]
    public async Task Every_frequency_can_be_defined(string frequency)
    {
        var county = await platform.NewCountyAsync();
        var element = await county.DefineAsync(await county.OfficeAsync("CIVIL"), "x", b => b["frequency"] = frequency);
        Assert.Equal(frequency, (await platform.Admin.GetAsync($"api/exchange/v1/elements/{element}")).Is(200)["frequency"].ToString());
    }

    [Fact]
    public async Task What_is_not_shared_names_its_law_and_what_is_shared_on_terms_names_the_terms()
    {
        var civil = await (await platform.NewCountyAsync()).OfficeAsync("CIVIL");
        await RefusedAsync(civil, b => (b["sharingClass"], b["legalBasis"]) = ("NOT_SHARED", null), "LEGAL_BASIS_MISSING", "/legalBasis");
        await RefusedAsync(civil, b => (b["sharingClass"], b["legalBasis"]) = ("NOT_SHARED", "  "), "LEGAL_BASIS_MISSING", "/legalBasis");
        await RefusedAsync(civil, b => b["conditions"] = null, "CONDITIONS_MISSING", "/conditions");
    }

    [Fact]
    public async Task What_does_not_fit_together_is_refused_with_a_pointer_to_the_field()
    {
        var civil = await (await platform.NewCountyAsync()).OfficeAsync("CIVIL");
        await RefusedAsync(civil, b => b["classification"] = 0, "CLASSIFICATION_INVALID", "/classification");
        await RefusedAsync(civil, b => b["classification"] = 5, "CLASSIFICATION_INVALID", "/classification");
        await RefusedAsync(civil, b => (b["min"], b["max"]) = (2, 1), "BOUNDS_INVALID", "/max");
        await RefusedAsync(civil, b => b["validForDays"] = 0, "VALIDITY_INVALID", "/validForDays");
        await RefusedAsync(civil, b => (b["type"], b["min"], b["max"], b["aggregation"]) = ("CHOICE", null, null, "NONE"), "CHOICES_INVALID", "/choices");
        await RefusedAsync(civil, b => (b["type"], b["min"], b["max"], b["aggregation"], b["choices"]) = ("CHOICE", null, null, "NONE", new[] { "甲", "甲" }), "CHOICES_INVALID", "/choices");
        await RefusedAsync(civil, b => (b["type"], b["min"], b["max"], b["aggregation"], b["pattern"]) = ("TEXT", null, null, "NONE", "("), "PATTERN_INVALID", "/pattern");
        await RefusedAsync(civil, b => (b["type"], b["min"], b["max"]) = ("TEXT", null, null), "DOES_NOT_FIT_TYPE", "/aggregation");
        await RefusedAsync(civil, b => b["name"] = "", "FIELD_REQUIRED", "/name");
        await RefusedAsync(civil, b => b["definition"] = null, "FIELD_REQUIRED", "/definition");
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        var civil = await (await platform.NewCountyAsync()).OfficeAsync("CIVIL");
        var body = Whole(civil.Unit);
        (body["classification"], body["conditions"], body["name"]) = (9, null, null);
        var refused = (await civil.PutAsync($"api/exchange/v1/elements/t{civil.Unit[..6]}.bad", body)).IsProblem(422, "BODY_INVALID");
        Assert.Equal(["/classification", "/conditions", "/name"], refused["errors"].AsArray().Select(e => e!["pointer"]!.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_word_that_no_enumeration_has_is_refused()
    {
        var civil = await (await platform.NewCountyAsync()).OfficeAsync("CIVIL");
        foreach (var field in new[] { "type", "frequency", "aggregation", "sharingClass" })
        {
            var body = Whole(civil.Unit);
            body[field] = "SOMETHING";
            (await civil.PutAsync($"api/exchange/v1/elements/t{civil.Unit[..6]}.bad", body)).IsProblem(400, "BODY_MALFORMED");
        }
    }

    [Fact]
    public async Task Only_the_source_itself_defines_an_element_and_only_a_known_body_can_be_one()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        (await health.PutAsync($"api/exchange/v1/elements/{county.Element("x")}", Whole(civil.Unit))).IsProblem(403, "NOT_THE_SOURCE");
        await county.DefineAsync(civil, "x");
        (await health.PutAsync($"api/exchange/v1/elements/{county.Element("x")}", Whole(health.Unit))).IsProblem(403, "NOT_THE_SOURCE");
        (await platform.Admin.PutAsync($"api/exchange/v1/elements/{county.Element("y")}", Whole(county.Code + "-NOBODY"))).IsProblem(422, "UNKNOWN_ORG_UNIT");
        (await (await county.ReporterAsync(county.Village)).PutAsync($"api/exchange/v1/elements/{county.Element("y")}", Whole(civil.Unit))).IsProblem(403, "RIGHT_MISSING");
    }

    [Fact]
    public async Task What_has_values_keeps_its_meaning()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "x");
        await civil.RecordAsync(element, county.Village, 3);
        var body = Whole(civil.Unit);
        (await civil.PutAsync($"api/exchange/v1/elements/{element}", body)).IsProblem(409, "DEFINITION_IN_USE");
    }

    [Fact]
    public async Task A_stale_version_is_not_overwritten()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var path = $"api/exchange/v1/elements/{county.Element("x")}";
        var tag = (await civil.PutAsync(path, Whole(civil.Unit))).Is(201).Headers.ETag!.ToString();
        var changed = Whole(civil.Unit);
        changed["name"] = "改名一";
        (await civil.PutAsync(path, changed, ("If-Match", tag))).Is(200);
        changed["name"] = "改名二";
        (await civil.PutAsync(path, changed, ("If-Match", tag))).IsProblem(412, "VERSION_STALE");
        Assert.Equal("改名一", (await civil.GetAsync(path)).Is(200)["name"].ToString());
    }

    [Fact]
    public async Task Elements_are_found_by_Chinese_words_in_name_and_definition()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var mark = $"麻柳{county.Code}桥";
        var byName = await county.DefineAsync(civil, "a", b => b["name"] = $"某{mark}户数");
        var byDefinition = await county.DefineAsync(civil, "b", b => b["definition"] = $"居住在{mark}的人\n\U00021413字");
        await county.DefineAsync(civil, "c");
        Assert.Equal($"{byName} {byDefinition}", await FindAsync(civil, mark));
        Assert.Equal(byDefinition, await FindAsync(civil, $"{mark}的 \U00021413"));
        Assert.Equal("", await FindAsync(civil, mark + "没有"));
        (await civil.GetAsync("api/exchange/v1/elements/no.such.element")).IsProblem(404, "ELEMENT_UNKNOWN");
    }

    private static async Task<string> FindAsync(ApiClient client, string q) => string.Join(
        ' ', (await client.GetAsync($"api/exchange/v1/elements?q={Uri.EscapeDataString(q)}")).Is(200).Has("items:array next:string?").Items.Select(i => i!["code"]!.ToString()));

    private static async Task RefusedAsync(ApiClient source, Action<Dictionary<string, object?>> change, string code, string pointer)
    {
        var body = Whole(source.Unit);
        change(body);
        var refused = (await source.PutAsync($"api/exchange/v1/elements/t{source.Unit[..6]}.bad", body)).Is(422);
        Assert.NotEqual("", refused["title"].ToString());
        Assert.Contains(refused["errors"].AsArray(), e => e!["code"]!.ToString() == code && e["pointer"]!.ToString() == pointer);
    }
}
