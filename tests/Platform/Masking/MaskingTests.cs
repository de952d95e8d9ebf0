using Dapper;

namespace Datarun.Tests.Platform.Masking;

public sealed class MaskingTests(LocalPlatform platform)
{
    private const string Reports = "api/reports/v1/";
    private const string Number = "53010219200508011X";

    private static string Name(string mask) => mask.ToLowerInvariant().Replace('_', '-');

    private static void IsCitizenId(Dictionary<string, object?> element) =>
        (element["type"], element["aggregation"], element["min"], element["identifier"], element["classification"]) = ("TEXT", "NONE", null, "CITIZEN_ID", 3);

    private static async Task<string> AskAsync(TestCounty county, ApiClient office, string form, string element, string? mask, string? personalData = "核对身份")
    {
        var other = await county.DefineAsync(office, $"other-{form}");
        (await office.PutAsync($"{Reports}forms/{form}-{county.Code}", TestCounty.Form(office, [], f =>
        {
            f["personalData"] = personalData;
            f["fields"] = new object[] { new { element, required = true, mask }, new { element = other, required = true } };
        }))).Is(201);
        return (await office.PostAsync($"{Reports}requests", new { form = $"{form}-{county.Code}", period = TestCounty.Month, under = county.Code, dueOn = TestCounty.Today.AddDays(20).ToString("yyyy-MM-dd") })).Is(201)["id"].ToString();
    }

    [Fact]
    public async Task Six_forms_show_one_stored_number_in_six_ways_and_one_without_need_gets_none()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        var village = await county.ReporterAsync(county.Village);
        var element = await county.DefineAsync(office, "head.citizenId", IsCitizenId);
        var shown = new (string Mask, string? Value)[]
        {
            ("FULL", Number), ("MIDDLE_6_HIDDEN", "530102******08011X"), ("LAST_8_HIDDEN", "5301021920********"), ("BIRTH_DATE_HIDDEN", "530102********011X"),
            ("LAST_4_ONLY", "**************011X"), ("BIRTH_YEAR_ONLY", "******1920********"),
        };
        var first = true;
        foreach (var (mask, value) in shown)
        {
            var task = $"{await AskAsync(county, office, Name(mask), element, mask)}.{county.Village}";
            object values = first ? new Dictionary<string, object> { [element] = string.Concat(Number.ToLowerInvariant().Select(c => (char)(c + 0xFEE0))), [county.Element($"other-{Name(mask)}")] = 1 } : new Dictionary<string, object> { [county.Element($"other-{Name(mask)}")] = 1 };
            var filed = (await village.PutAsync($"{Reports}tasks/{task}/filing", new { values })).Is(200);
            var cell = (await village.GetAsync($"{Reports}tasks/{task}")).Is(200)["cells"][0]!;
            Assert.Equal(("KNOWN", mask, value), (cell["state"]!.ToString(), cell["mask"]!.ToString(), cell["value"]?.ToString()));
            if (first) Assert.Equal(value, (await office.GetAsync($"{Reports}filings/{filed["id"]}")).Is(200)["values"]![element]!.ToString());
            first = false;
        }
        var without = $"{await AskAsync(county, office, "none", element, null, personalData: null)}.{county.Village}";
        var hidden = (await village.GetAsync($"{Reports}tasks/{without}")).Is(200);
        Assert.Equal(("KNOWN", "NONE"), (hidden["cells"][0]!["state"]!.ToString(), hidden["cells"][0]!["mask"]!.ToString()));
        Assert.Null(hidden["cells"][0]!["value"]);

        // The number is stored once, with a capital X, and is in no event.
        Assert.Equal(Number, await platform.ReadAsync<string>("reports", "SELECT text FROM value v JOIN element e ON e.id = v.element WHERE e.code = @element", new { element }));
        Assert.Equal(0, await platform.ReadAsync<int>("exchange", "SELECT count(*)::int FROM value_copy WHERE element = @element", new { element }));
    }

    [Fact]
    public async Task A_table_of_filings_has_a_known_number_in_the_mask_of_its_form_and_goes_in_again_as_it_came()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        var village = await county.ReporterAsync(county.Village);
        var element = await county.DefineAsync(office, "head.citizenId", IsCitizenId);
        (await office.PutLinesAsync($"{Reports}values:record", [new { element, unit = county.Village, period = TestCounty.Month, value = Number }])).Is(200);
        var request = await AskAsync(county, office, "middle", element, "MIDDLE_6_HIDDEN");
        (await village.PutAsync($"{Reports}tasks/{request}.{county.Village}/filing", new { values = new Dictionary<string, object> { [county.Element("other-middle")] = 4 } })).Is(200);
        var file = await village.FileAsync($"{Reports}requests/{request}/filings.csv", "text/csv");
        Assert.EndsWith(",530102******08011X,4\r\n", System.Text.Encoding.UTF8.GetString(file), StringComparison.Ordinal);
        var again = (await village.SendAsync(HttpMethod.Post, $"{Reports}filings:import", ApiClient.Raw(file, "text/csv"))).Is(200);
        Assert.Equal((1, 0, "[]"), (again["unchanged"].GetValue<int>(), again["refusedCount"].GetValue<int>(), again["problems"].ToJsonString()));
        // What is no text cannot be what was shown; half a surrogate pair is none.
        (await village.PutAsync($"{Reports}tasks/{request}.{county.Village}/filing", $$$"""{"values":{"{{{element}}}":"\ud800"}}""")).IsProblem(422, "TEXT_INVALID");
    }

    [Fact]
    public async Task What_a_form_hides_from_the_department_is_hidden_in_every_version_and_list()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        var village = await county.ReporterAsync(county.Village);
        var element = await county.DefineAsync(office, "head.citizenId", IsCitizenId);
        var task = $"{await AskAsync(county, office, "last", element, "LAST_4_ONLY")}.{county.Village}";
        object Values(string number, int n) => new { values = new Dictionary<string, object> { [element] = number, [county.Element("other-last")] = n } };
        (await village.PutAsync($"{Reports}tasks/{task}/filing", Values(Number, 1))).Is(200);
        (await village.PutAsync($"{Reports}tasks/{task}/filing", Values("440524188001010014", 2))).Is(200);
        var list = (await office.GetAsync($"{Reports}filings?unit={county.Village}")).Is(200);
        Assert.Equal("**************0014", list.Items[0]!["values"]![element]!.ToString());
        Assert.Equal("**************011X", list.Items[0]!["versions"]![0]!["values"]![element]!.ToString());
        Assert.DoesNotContain(Number, list.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("110105194912310021", "check")]
    [InlineData("110105194902300021", "date")]
    [InlineData("1234", "length ≠ 18")]
    public async Task A_wrong_number_is_refused_everywhere_without_repeating_it(string number, string fault)
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        var village = await county.ReporterAsync(county.Village);
        var element = await county.DefineAsync(office, "head.citizenId", IsCitizenId);
        var task = $"{await AskAsync(county, office, "wrong", element, "LAST_4_ONLY")}.{county.Village}";
        var values = new Dictionary<string, object> { [element] = number, [county.Element("other-wrong")] = 1 };
        var filed = (await village.PutAsync($"{Reports}tasks/{task}/filing", new { values })).IsProblem(422, "CITIZEN_ID_INVALID");
        Assert.Equal(fault, filed["errors"][0]!["detail"]!.ToString());
        var imported = (await village.PostLinesAsync($"{Reports}filings:import", [new { form = $"wrong-{county.Code}", unit = county.Village, period = TestCounty.Month, values }])).Is(200);
        var recorded = (await office.PutLinesAsync($"{Reports}values:record", [new { element, unit = county.Village, period = TestCounty.Month, value = number }])).Is(200);
        foreach (var answer in new[] { filed, imported, recorded })
        {
            Assert.Contains("CITIZEN_ID_INVALID", answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(number, answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_known_number_is_not_told_to_one_who_files_another()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        var village = await county.ReporterAsync(county.Village);
        var element = await county.DefineAsync(office, "head.citizenId", IsCitizenId);
        (await office.PutLinesAsync($"{Reports}values:record", [new { element, unit = county.Village, period = TestCounty.Month, value = Number }])).Is(200);
        var task = $"{await AskAsync(county, office, "differs", element, "LAST_4_ONLY")}.{county.Village}";
        var filed = (await village.PutAsync($"{Reports}tasks/{task}/filing", new { values = new Dictionary<string, object> { [element] = "440524188001010014", [county.Element("other-differs")] = 1 } })).Is(200);
        Assert.Equal("KNOWN_VALUE_DIFFERS", filed["problems"][0]!["code"]!.ToString());
        Assert.DoesNotContain(Number, filed.Text, StringComparison.Ordinal);
        // It did not leave for the one who shares values, either.
        Assert.Empty((await office.GetAsync($"api/exchange/v1/values?element={element}")).Is(200).Items);
    }

    [Fact]
    public async Task Elements_and_forms_that_would_show_too_much_are_refused()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        async Task<Answer> Refused(string code, string pointer, Action<Dictionary<string, object?>> change)
        {
            var body = new Dictionary<string, object?>
            {
                ["name"] = "n", ["definition"] = "d", ["type"] = "TEXT", ["frequency"] = "MONTHLY", ["aggregation"] = "NONE", ["source"] = office.Unit,
                ["sharingClass"] = "UNCONDITIONAL", ["classification"] = 3, ["identifier"] = "CITIZEN_ID",
            };
            change(body);
            var refused = (await office.PutAsync($"api/exchange/v1/elements/{county.Element("bad")}", body)).IsProblem(422, code);
            Assert.Equal(pointer, refused["errors"][0]!["pointer"]!.ToString());
            return refused;
        }
        (await Refused("CLASSIFICATION_INVALID", "/classification", b => b["classification"] = 2)).RestsOn("element.citizenId.classification");
        await Refused("DOES_NOT_FIT_TYPE", "/identifier", b => (b["type"], b["choices"]) = ("CHOICE", new[] { "a" }));
        await Refused("DOES_NOT_FIT_TYPE", "/aggregation", b => b["aggregation"] = "LAST");

        var element = await county.DefineAsync(office, "head.citizenId", IsCitizenId);
        Assert.Equal("CITIZEN_ID", (await office.GetAsync($"api/exchange/v1/elements/{element}")).Is(200)["identifier"].ToString());
        var plain = await county.DefineAsync(office, "count");
        Dictionary<string, object?> Form(string of, string mask) => TestCounty.Form(office, [], f => f["fields"] = new object[] { new { element = of, required = true, mask } });
        (await office.PutAsync($"{Reports}forms/m-{county.Code}", Form(element, "LAST_4_ONLY"))).IsProblem(422, "MASK_NEEDS_PURPOSE").RestsOn("pi.minimum");
        (await office.PutAsync($"{Reports}forms/m-{county.Code}", Form(plain, "LAST_4_ONLY"))).IsProblem(422, "MASK_DOES_NOT_FIT");
        (await office.PutAsync($"{Reports}forms/m-{county.Code}", Form(element, "SOME"))).Is(400);
    }
}
