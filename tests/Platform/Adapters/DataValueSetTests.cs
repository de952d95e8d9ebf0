using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Bulk;
using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Adapters;

/// <summary>Values in the documents of other systems: DHIS2 data value sets and ADX, in and out.</summary>
public sealed class DataValueSetTests(LocalPlatform platform)
{
    private const string Sets = "api/reports/v1/dataValueSets";
    private const string Adx = "application/adx+xml";

    private static Task<Answer> SendAsync(ApiClient client, string document, string type = "application/json") => client.SendAsync(HttpMethod.Post, Sets, ApiClient.Raw(Encoding.UTF8.GetBytes(document), type));

    private static async Task<(TestCounty County, ApiClient Civil, string Number, string Words, string Flag)> DefinedAsync(RunningPlatform platform)
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        return (county, civil, await county.DefineAsync(civil, "number", b => (b["type"], b["min"]) = ("DECIMAL", null)),
            await county.DefineAsync(civil, "words", b => (b["type"], b["min"], b["aggregation"]) = ("TEXT", null, "NONE")),
            await county.DefineAsync(civil, "flag", b => (b["type"], b["min"], b["aggregation"]) = ("BOOLEAN", null, "NONE")));
    }

    [Fact]
    public async Task What_is_no_value_is_named_and_the_values_after_it_are_kept()
    {
        var (county, civil, number, _, _) = await DefinedAsync(platform);
        var document = $$"""
            {"orgUnit":"{{county.Village}}","dataValues":[[],{"dataElement":"{{number}}","period":"202609","value":"1"},[[1],{"dataValues":[]}],null,
              {"dataElement":"{{number}}","period":"202610","value":"2","deleted":true},{"dataElement":"{{number}}","period":"202611","value":"3","deleted":false}]}
            """;
        var answer = (await SendAsync(civil, document)).Is(200);
        Assert.Equal((6, 2), (answer["received"].GetValue<int>(), answer["created"].GetValue<int>()));
        Assert.Equal(["/dataValues/0 LINE_MALFORMED", "/dataValues/2 LINE_MALFORMED", "/dataValues/3 LINE_MALFORMED", "/dataValues/4 DELETION_UNSUPPORTED"], answer["refused"].AsArray().Select(r => $"{r!["at"]} {r["code"]}"));
    }

    [Fact]
    public async Task A_data_value_set_is_recorded_value_by_value_and_what_is_wrong_is_named_by_its_place()
    {
        var (county, civil, number, words, flag) = await DefinedAsync(platform);
        var (other, village) = (await (await platform.NewCountyAsync()).OfficeAsync("OTHER"), county.Village);
        var foreign = await county.DefineAsync(await county.OfficeAsync("HEALTH"), "foreign");
        var document = $$"""
            {"dataSet":"x","completeDate":"2026-11-25","metadata":{"dataValues":[1]},"period":"202610","orgUnit":"{{village}}","dataValues":[
              {"dataElement":"{{number}}","period":"202611","orgUnit":"{{village}}","value":"-12.50","comment":"a"},
              {"dataElement":"{{number}}","value":7},
              {"dataElement":"{{words}}","period":"2026W7","value":"12"},
              {"dataElement":"{{flag}}","period":"2026Q4","categoryOptionCombo":"default","value":"true"},
              {"dataElement":"{{number}}","period":"2026S2","value":"twelve"},
              {"dataElement":"no.such","value":"1"},
              {"dataElement":"{{foreign}}","value":"1"},
              {"dataElement":"{{number}}","period":"202613","value":"1"},
              {"dataElement":"{{number}}","orgUnit":"{{county.Code}}100999","value":"1"},
              {"dataElement":"{{number}}","categoryOptionCombo":"male","value":"1"},
              {"dataElement":"{{number}}","value":""},
              {"value":"1"}, 5
            ],"lastUpdated":"x"}
            """;
        var answer = (await SendAsync(civil, document)).Is(200);
        Assert.Equal((13, 4, 9), (answer["received"].GetValue<int>(), answer["created"].GetValue<int>(), answer["refusedCount"].GetValue<int>()));
        Assert.Equal(
            ["/dataValues/4 WRONG_TYPE", "/dataValues/5 ELEMENT_UNKNOWN", "/dataValues/6 NOT_THE_SOURCE", "/dataValues/7 PERIOD_INVALID", "/dataValues/8 UNIT_UNKNOWN",
                "/dataValues/9 DISAGGREGATION_UNSUPPORTED", "/dataValues/10 NIL_BY_FILING", "/dataValues/11 FIELD_REQUIRED", "/dataValues/12 LINE_MALFORMED"],
            answer["refused"].AsArray().Select(r => $"{r!["at"]} {r["code"]}"));
        var read = (await RunningPlatform.EventuallyAsync(() => civil.GetAsync($"api/exchange/v1/values?elements={number},{words},{flag}"), v => v.Items.Count == 4)).Items;
        Assert.Equal(["2026-Q4 true", "2026-10 7", "2026-11 -12.5", "2026-W07 \"12\""], read.Select(v => $"{v!["period"]} {v["value"]!.ToJsonString()}"));

        var again = (await SendAsync(civil, document)).Is(200);
        Assert.Equal((0, 0, 4), (again["created"].GetValue<int>(), again["updated"].GetValue<int>(), again["unchanged"].GetValue<int>()));
        Assert.Equal(13, (await SendAsync(other, document)).Is(200)["refusedCount"].GetValue<int>());
    }

    [Fact]
    public async Task Adx_is_recorded_and_what_is_wrong_is_named_by_its_place()
    {
        var (county, civil, number, words, _) = await DefinedAsync(platform);
        var answer = (await SendAsync(civil, $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <adx xmlns="urn:ihe:qrph:adx:2015" xmlns:o="urn:other" exported="2026-11-25T00:00:00Z">
              <group orgUnit="{county.Village}" period="2026-11-01/P1M" dataSet="x"><dataValue dataElement="{number}" value="3"/><!-- c --><dataValue dataElement="{words}" value="&lt;三&gt;"><annotation>a</annotation></dataValue></group>
              <group orgUnit="{county.Villages[1]}" period="2026-11-21/P10D"><dataValue dataElement="{number}" value="0.1"/><dataValue dataElement="{number}" value="1" ageGroup="5-9"/><o:x dataElement="n"/></group>
              <group orgUnit="{county.Villages[1]}" period="2026-11-15/P1M"><dataValue dataElement="{number}" value="1"/></group>
              <group period="2026-11-01/P1M"><dataValue dataElement="{number}" value="1"/></group>
            </adx>
            """, Adx)).Is(200);
        Assert.Equal((6, 3, 3), (answer["received"].GetValue<int>(), answer["created"].GetValue<int>(), answer["refusedCount"].GetValue<int>()));
        Assert.Equal(["(//dataValue)[4] DISAGGREGATION_UNSUPPORTED ageGroup", "(//dataValue)[5] PERIOD_INVALID period", "(//dataValue)[6] FIELD_REQUIRED orgUnit"],
            answer["refused"].AsArray().Select(r => $"{r!["at"]} {r["code"]} {r["field"]}"));
        var read = (await RunningPlatform.EventuallyAsync(() => civil.GetAsync($"api/exchange/v1/values?elements={number},{words}"), v => v.Items.Count == 3)).Items;
        Assert.Equal(["2026-11 3", "2026-11-T3 0.1", "2026-11 \"<三>\""], read.Select(v => $"{v!["period"]} {v["value"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })}"));
    }

    [Fact]
    public async Task What_goes_out_comes_in_again_and_changes_nothing()
    {
        var (county, civil, number, words, flag) = await DefinedAsync(platform);
        string[] periods = ["2026", "2026-H2", "2026-Q1", "2026-02", "2026-W01", "2026-02-T3", "2026-02-28"];
        var lines = periods.SelectMany((period, i) => new object[]
        {
            new { element = number, unit = county.Villages[i % 6], period, value = i + 0.25m }, new { element = words, unit = county.Village, period, value = $"第{i}行\n\"<&>\"" },
            new { element = flag, unit = county.Village, period, value = i % 2 == 0 },
        });
        Assert.Equal(21, (await civil.PutLinesAsync("api/reports/v1/values:record", lines)).Is(200)["created"].GetValue<int>());
        await RunningPlatform.EventuallyAsync(() => civil.GetAsync($"api/exchange/v1/values?elements={number},{words},{flag}"), v => v.Items.Count == 21);
        foreach (var (format, type) in new[] { ("ADX", Adx), ("DATA_VALUE_SET", "application/json") })
        {
            var export = await Exported.MakeAsync(civil, new { elements = new[] { number, words, flag }, under = county.Code, format });
            var answer = (await SendAsync(civil, await Exported.TextAsync(civil, export), type)).Is(200);
            Assert.True(answer["unchanged"].GetValue<int>() == 21, $"{format}: {answer.Text}");
        }
    }

    [Fact]
    public async Task A_large_set_streams_in_compressed()
    {
        var (county, civil, number, _, _) = await DefinedAsync(platform);
        var set = new JsonObject
        {
            ["dataValues"] = new JsonArray([.. Enumerable.Range(0, 20000).Select(i => new JsonObject
            {
                ["dataElement"] = number, ["orgUnit"] = county.Villages[i % 6], ["period"] = DateOnly.FromDayNumber(735000 + i / 6).ToString("yyyyMMdd"), ["value"] = $"{i}",
            })]),
        };
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) await gzip.WriteAsync(Encoding.UTF8.GetBytes("\uFEFF" + set.ToJsonString()), TestContext.Current.CancellationToken);
        var body = ApiClient.Raw(packed.ToArray(), "application/json");
        body.Headers.ContentEncoding.Add("gzip");
        Assert.Equal(20000, (await civil.SendAsync(HttpMethod.Post, Sets, body)).Is(200)["created"].GetValue<int>());
    }

    [Theory]
    [InlineData("", "application/json", 400, "BODY_MALFORMED")]
    [InlineData("{}", "application/json", 422, "FIELD_REQUIRED")]
    [InlineData("[]", "application/json", 400, "BODY_MALFORMED")]
    [InlineData("""{"dataValues":{}}""", "application/json", 422, "BODY_INVALID")]
    [InlineData("""{"dataValues":[{"dataElement":"x"}""", "application/json", 400, "BODY_MALFORMED")]
    [InlineData("""{"dataValues":[],"period":"202611"}""", "application/json", 422, "DEFAULTS_TOO_LATE")]
    [InlineData("x", "text/plain", 415, "MEDIA_TYPE_UNSUPPORTED")]
    [InlineData("", Adx, 400, "BODY_MALFORMED")]
    [InlineData("<adx>", Adx, 422, "NOT_ADX")]
    [InlineData("""<adx xmlns="urn:ihe:qrph:adx:2015"><group>""", Adx, 400, "BODY_MALFORMED")]
    [InlineData("""<!DOCTYPE adx [<!ENTITY a "b">]><adx xmlns="urn:ihe:qrph:adx:2015">&a;</adx>""", Adx, 400, "BODY_MALFORMED")]
    [InlineData("""<!DOCTYPE adx SYSTEM "file:///etc/passwd"><adx xmlns="urn:ihe:qrph:adx:2015"/>""", "text/xml", 400, "BODY_MALFORMED")]
    [InlineData("<html/>", "application/xml", 422, "NOT_ADX")]
    public async Task A_document_that_is_none_is_refused(string document, string type, int status, string code) =>
        (await SendAsync(platform.Admin, document, type)).IsProblem(status, code);

    [Fact]
    public async Task A_document_whose_parts_have_no_end_is_refused()
    {
        var endless = new string('x', 4 << 20);
        (await SendAsync(platform.Admin, $$"""{"dataValues":[{"dataElement":"{{endless}}"}]}""")).IsProblem(413, "BODY_TOO_LARGE");
        (await SendAsync(platform.Admin, $"""<adx xmlns="urn:ihe:qrph:adx:2015"><group orgUnit="{endless}"/></adx>""", Adx)).IsProblem(413, "BODY_TOO_LARGE");
        (await SendAsync(await (await platform.NewCountyAsync()).ReporterAsync("90"), "{}")).IsProblem(403, "RIGHT_MISSING");
    }
}
