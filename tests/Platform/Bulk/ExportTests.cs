using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Dapper;
using Datarun.Tests.Platform.Contract;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Npgsql;
using Parquet;

namespace Datarun.Tests.Platform.Bulk;

/// <summary>Much at once: of one moment, in parts that can be checked and fetched again.</summary>
public sealed class ExportTests(LocalPlatform platform)
{
    private const string Exports = Exported.Exports;

    private static async Task<(TestCounty County, ApiClient Civil, string A, string B)> FilledAsync(RunningPlatform platform)
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var (a, b) = (await county.DefineAsync(civil, "a", x => (x["type"], x["min"]) = ("DECIMAL", null)), await county.DefineAsync(civil, "b", x => (x["type"], x["min"], x["aggregation"]) = ("TEXT", null, "NONE")));
        var lines = county.Villages.SelectMany((village, i) => new object[]
        {
            new { element = a, unit = village, period = "2026-01", value = -0.1m - i }, new { element = a, unit = village, period = "2026-02", value = 123456789012345.6789m },
            new { element = b, unit = village, period = "2026-01", value = $"=SUM(A1:A9),\"引号\"{i}" },
        });
        Assert.Empty((await civil.PutLinesAsync("api/reports/v1/values:record", lines)).Is(200)["refused"].AsArray());
        await RunningPlatform.EventuallyAsync(() => civil.GetAsync($"api/exchange/v1/values?elements={a},{b}"), v => v.Items.Count == 18);
        return (county, civil, a, b);
    }

    [Fact]
    public async Task An_export_stays_as_it_was_and_its_parts_are_those_of_the_manifest()
    {
        var (county, civil, a, b) = await FilledAsync(platform);
        var ask = new { elements = new[] { b, a }, under = county.Code, format = "NDJSON", rowsPerPart = 7 };
        var manifest = await Exported.MakeAsync(civil, ask);
        Assert.Equal((18, 3, true), (manifest["rows"]!.GetValue<int>(), manifest["parts"]!.AsArray().Count, manifest["complete"]!.GetValue<bool>()));
        Assert.Equal([7, 7, 4], manifest["parts"]!.AsArray().Select(p => p!["rows"]!.GetValue<int>()));
        Assert.Equal("element unit period value nil version sourceKind sourceId sourceBy sourceAt", string.Join(' ', manifest["columns"]!.AsArray().Select(c => c!["name"]!.ToString())));
        var before = await Exported.TextAsync(civil, manifest);
        var held = (await civil.GetAsync($"api/exchange/v1/values?elements={a},{b}")).Is(200).Items;
        Assert.Equal(held.Select(i => i!.ToJsonString()), before.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!.ToJsonString()));

        // Values change, one is corrected: the export does not, and whoever fetches a wrong value afterwards is told.
        await civil.RecordAsync(a, county.Villages[0], 5, "2026-01");
        (await civil.PostAsync("api/exchange/v1/corrections", new { element = b, unit = county.Villages[1], period = "2026-01", proposed = "改", reason = "抄错" })).Is(201);
        await RunningPlatform.EventuallyAsync(() => civil.ReadAsync(b, county.Villages[1], "2026-01"), v => v.Items[0]!["value"]!.ToString() == "改");
        Assert.Equal(before, await Exported.TextAsync(civil, manifest));
        var again = await Exported.MakeAsync(civil, new { elements = new[] { a, b }, under = county.Code, format = "NDJSON", asOf = manifest["asOf"]!.ToString() });
        Assert.Equal(before, await Exported.TextAsync(civil, again));
        Assert.NotEqual(before, await Exported.TextAsync(civil, await Exported.MakeAsync(civil, ask)));
        Assert.Contains((await civil.GetAsync("api/exchange/v1/feed")).Is(200).Items, i => i!["event"]!["data"]!["value"]!.ToString() == "改");
        Assert.Contains((await civil.GetAsync($"{Exports}?limit=1000")).Is(200).Items, e => e!["id"]!.ToString() == again["id"]!.ToString());
    }

    [Fact]
    public async Task What_was_known_at_a_day_or_at_an_instant_of_China_is_exported()
    {
        var (county, civil, a, _) = await FilledAsync(platform);
        var then = DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8));
        var ask = new { elements = new[] { a }, under = county.Code, format = "NDJSON" };
        var known = (await Exported.MakeAsync(civil, ask))["rows"]!.GetValue<int>();
        foreach (var (asOf, rows) in new[] { (then.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffffzzz"), known), (TestCounty.Today.ToString("yyyy-MM-dd"), known), (TestCounty.Today.AddDays(-1).ToString("yyyy-MM-dd"), 0) })
        {
            var manifest = await Exported.MakeAsync(civil, new { ask.elements, ask.under, ask.format, asOf });
            Assert.Equal((rows, 'Z'), (manifest["rows"]!.GetValue<int>(), manifest["asOf"]!.ToString()[^1]));
        }
    }

    [Fact]
    public async Task A_download_that_was_broken_off_goes_on_where_it_was()
    {
        var (county, civil, a, _) = await FilledAsync(platform);
        var manifest = await Exported.MakeAsync(civil, new { elements = new[] { a }, under = county.Code, format = "CSV" });
        var part = manifest["parts"]![0]!;
        var (status, whole, response) = await platform.PartAsync(civil, part);
        Assert.Equal((200, $"\"{part["sha256"]}\"", "bytes"), (status, response.Headers.ETag!.Tag, response.Headers.AcceptRanges.Single()));
        var (half, rest, partial) = await platform.PartAsync(civil, part, $"bytes=100-");
        Assert.Equal((206, $"bytes 100-{whole.Length - 1}/{whole.Length}"), (half, partial.Content.Headers.ContentRange!.ToString()));
        Assert.Equal(whole[100..], rest);
        Assert.Equal(whole[10..21], (await platform.PartAsync(civil, part, "bytes=10-20")).Bytes);
        Assert.Equal(whole[^5..], (await platform.PartAsync(civil, part, "bytes=-5")).Bytes);
        Assert.Equal(416, (await platform.PartAsync(civil, part, $"bytes={whole.Length}-")).Status);
        Assert.Equal(whole, (await platform.PartAsync(civil, part, "bytes=1-2,4-5")).Bytes);
        Assert.Equal(whole, (await platform.PartAsync(civil, part, "lines=1-2")).Bytes);
    }

    [Fact]
    public async Task A_grant_that_has_ended_gives_no_further_part()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var element = await county.DefineAsync(civil, "terms", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限履职使用"));
        await civil.RecordAsync(element, county.Villages[0], 1);
        await civil.RecordAsync(element, county.Villages[3], 2);
        var (ask, purpose) = (new { elements = new[] { element }, format = "CSV", bom = false }, ("X-Purpose", Uri.EscapeDataString(Given.Purpose)));
        (await health.PostAsync(Exports, ask, purpose)).IsProblem(403, "GRANT_MISSING");
        var grant = await Given.GrantAsync(health, civil, element, county.Townships[0]);
        (await health.PostAsync(Exports, ask)).IsProblem(403, "PURPOSE_MISMATCH");
        var manifest = await Exported.MakeAsync(health, ask, purpose);
        Assert.Equal(1, manifest["rows"]!.GetValue<int>());
        var part = manifest["parts"]![0]!;
        Assert.StartsWith("element,unit,", Encoding.UTF8.GetString((await platform.PartAsync(health, part, purpose: Given.Purpose)).Bytes), StringComparison.Ordinal);
        Assert.Equal(403, (await platform.PartAsync(health, part)).Status);
        Assert.Equal(404, (await platform.PartAsync(civil, part, purpose: Given.Purpose)).Status);

        (await civil.PostAsync($"api/exchange/v1/grants/{grant}/suspend", new { reason = "整改" })).Is(200);
        Assert.Equal(403, (await platform.PartAsync(health, part, purpose: Given.Purpose)).Status);
        // A narrower grant does not cover what was exported under the wider one.
        await Given.GrantAsync(health, civil, element, county.Villages[0]);
        var refused = await platform.PartAsync(health, part, purpose: Given.Purpose);
        Assert.Equal("EXPORT_NO_LONGER_COVERED", JsonNode.Parse(refused.Bytes)!["code"]!.ToString());
        (await civil.PostAsync($"api/exchange/v1/grants/{grant}/resume", new { reason = "已整改" })).Is(200);
        Assert.Equal(200, (await platform.PartAsync(health, part, purpose: Given.Purpose)).Status);

        await using var database = new NpgsqlConnection(platform.ConnectionString("exchange"));
        var entries = (await database.QueryAsync<(string Action, int? Rows, string? Outcome)>(
            "SELECT action, (entry::jsonb ->> 'rows')::integer, entry::jsonb ->> 'outcome' FROM audit_entry WHERE entry::jsonb ->> 'subject' = @id ORDER BY number", new { id = manifest["id"]!.ToString() })).ToList();
        Assert.Equal([
            ("EXPORT_MADE", null, "CSV"), ("READ", 1, null), ("READ_REFUSED", null, "PURPOSE_MISMATCH"), ("READ_REFUSED", null, "GRANT_MISSING"),
            ("READ_REFUSED", null, "EXPORT_NO_LONGER_COVERED"), ("READ", 1, null)], entries);
    }

    [Fact]
    public async Task An_export_for_another_purpose_is_refused_and_suspends_the_grant_as_a_read_does()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var element = await county.DefineAsync(civil, "purpose", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限履职使用"));
        var ask = new { elements = new[] { element }, format = "CSV" };
        var grant = await Given.GrantAsync(health, civil, element, county.Code);
        var manifest = await Exported.MakeAsync(health, ask, ("X-Purpose", Uri.EscapeDataString(Given.Purpose)));

        var refused = (await health.PostAsync(Exports, ask, ("X-Purpose", Uri.EscapeDataString("纳税信用核查")), ("Idempotency-Key", $"misuse-{county.Code}"))).IsProblem(403, "PURPOSE_MISMATCH");
        Assert.Equal([grant], refused["suspended"].AsArray().Select(g => g!.ToString()));
        Assert.Equal("SUSPENDED", (await civil.GetAsync($"api/exchange/v1/grants/{grant}")).Is(200)["state"].ToString());
        (await health.PostAsync(Exports, ask, ("X-Purpose", Uri.EscapeDataString(Given.Purpose)))).IsProblem(403, "GRANT_MISSING");
        Assert.Equal([manifest["id"]!.ToString()], (await health.GetAsync($"{Exports}?limit=1000")).Is(200).Items.Select(e => e!["id"]!.ToString()));
        var uses = (await civil.GetAsync($"api/exchange/v1/grants/{grant}/uses")).Is(200).Items;
        Assert.Contains(uses, u => u!["kind"]!.ToString() == "REFUSED" && u["purpose"]!.ToString() == "纳税信用核查");
    }

    [Fact]
    public async Task A_client_may_have_only_so_many_exports_waiting_and_others_are_not_held_up()
    {
        const int Most = 10; // "export.waiting.most"
        var (county, civil, a, _) = await FilledAsync(platform);
        var ask = new { elements = new[] { a }, under = county.Code, format = "CSV" };
        await using var database = new NpgsqlConnection(platform.ConnectionString("exchange"));
        await database.OpenAsync(TestContext.Current.CancellationToken);
        await using (var holding = await database.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await database.ExecuteAsync("LOCK TABLE value_export_part IN SHARE ROW EXCLUSIVE MODE"); // Nothing is prepared meanwhile.
            var asked = await Task.WhenAll(Enumerable.Range(0, Most + 3).Select(_ => civil.PostAsync(Exports, ask)));
            Assert.Equal(Most, asked.Count(x => x.Status == 201));
            foreach (var refused in asked.Where(x => x.Status != 201))
            {
                Assert.Equal((Most, "LOCAL_POLICY"), (refused.IsProblem(429, "TOO_MANY_EXPORTS_WAITING")["most"].GetValue<int>(), refused["rule"]["basis"]!.ToString()));
                Assert.NotNull(refused.Headers.RetryAfter);
            }
            (await (await platform.NewClientAsync(civil.Unit, "DEPARTMENT")).PostAsync(Exports, ask)).Is(201);
        }
        await RunningPlatform.EventuallyAsync(() => civil.GetAsync($"{Exports}?limit=1000"), x => x.Is(200).Items.All(e => e!["state"]!.ToString() == "READY"));
        (await civil.PostAsync(Exports, ask)).Is(201);
    }

    [Fact]
    public async Task Every_format_says_the_same()
    {
        var (county, civil, a, b) = await FilledAsync(platform);
        (await civil.PutLinesAsync("api/reports/v1/values:record", [new { element = a, unit = county.Townships[0], period = "2026-W07", value = 0.5m }])).Is(200);
        await RunningPlatform.EventuallyAsync(() => civil.GetAsync($"api/exchange/v1/values?element={a}&period=2026-W07"), v => v.Items.Count == 1);
        async Task<byte[]> FileAsync(string format) =>
            Assert.Single(await Exported.FilesAsync(civil, await Exported.MakeAsync(civil, new { elements = new[] { a, b }, under = county.Code, format })));

        var csv = Encoding.UTF8.GetString(await FileAsync("CSV"));
        Assert.StartsWith("\uFEFFelement,unit,period,value,nil,", csv, StringComparison.Ordinal);
        Assert.Contains($"{a},{county.Villages[0]},2026-01,-0.1,false,1,SYSTEM,", csv, StringComparison.Ordinal);
        Assert.Contains($"{a},{county.Villages[0]},2026-02,123456789012345.6789,", csv, StringComparison.Ordinal);
        Assert.Contains($"{b},{county.Villages[0]},2026-01,\"'=SUM(A1:A9),\"\"引号\"\"0\",false,", csv, StringComparison.Ordinal);

        using (var book = SpreadsheetDocument.Open(new MemoryStream(await FileAsync("XLSX")), false))
        {
            var rows = book.WorkbookPart!.WorksheetParts.Single().Worksheet!.Descendants<Row>().Select(r => r.Elements<Cell>().ToList()).ToList();
            Assert.Equal(20, rows.Count);
            var first = rows.Single(r => r[1].InnerText == county.Villages[0] && r[2].InnerText == "2026-01" && r[0].InnerText == a);
            Assert.Equal(("-0.1", CellValues.Number), (first[3].InnerText, first[3].DataType!.Value));
            Assert.All(rows.Where(r => r[2].InnerText == "2026-02"), r => Assert.Equal(("123456789012345.6789", CellValues.InlineString), (r[3].InnerText, r[3].DataType!.Value)));
            Assert.Empty(book.WorkbookPart.WorksheetParts.Single().Worksheet!.Descendants<CellFormula>());
        }

        await using (var parquet = await ParquetReader.CreateAsync(new MemoryStream(await FileAsync("PARQUET")), cancellationToken: TestContext.Current.CancellationToken))
        {
            using var group = parquet.OpenRowGroupReader(0);
            var (number, text) = (new decimal?[group.RowCount], new string[group.RowCount]);
            await group.ReadAsync<decimal>(parquet.Schema.FindDataField("number"), number, cancellationToken: TestContext.Current.CancellationToken);
            await group.ReadAsync(parquet.Schema.FindDataField("text"), text, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(6, number.Count(n => n == 123456789012345.6789m));
            Assert.Equal(6, number.Count(n => n is null));
            Assert.Contains("=SUM(A1:A9),\"引号\"3", text);
        }

        XNamespace adx = "urn:ihe:qrph:adx:2015";
        var document = XDocument.Load(new MemoryStream(await FileAsync("ADX")));
        var week = document.Root!.Elements(adx + "group").Single(g => g.Attribute("period")!.Value == "2026-02-09/P7D");
        Assert.Equal((county.Townships[0], civil.Unit, "0.5"), (week.Attribute("orgUnit")!.Value, week.Attribute("dataSet")!.Value, week.Element(adx + "dataValue")!.Attribute("value")!.Value));
        Assert.Equal(19, document.Descendants(adx + "dataValue").Count());

        var set = JsonNode.Parse(await FileAsync("DATA_VALUE_SET"))!["dataValues"]!.AsArray();
        Assert.Equal(19, set.Count);
        Assert.Contains(set, v => v!["period"]!.ToString() == "2026W7" && v["value"]!.ToString() == "0.5" && v["orgUnit"]!.ToString() == county.Townships[0]);
        Assert.Equal(6, set.Count(v => v!["period"]!.ToString() == "202602"));
    }

    [Theory]
    [InlineData("""{"elements":["x"]}""", 422, "FIELD_REQUIRED", "/format")]
    [InlineData("""{"elements":["x"],"format":"PDF"}""", 400, "BODY_MALFORMED", "/format")]
    [InlineData("""{"elements":[],"format":"CSV"}""", 422, "EXPORT_INVALID", "/elements")]
    [InlineData("""{"elements":["x"],"format":"CSV","period":"2026-13"}""", 422, "EXPORT_INVALID", "/period")]
    [InlineData("""{"elements":["x"],"format":"CSV","asOf":"2999-01-01"}""", 422, "EXPORT_INVALID", "/asOf")]
    [InlineData("""{"elements":["x"],"format":"CSV","rowsPerPart":0}""", 422, "EXPORT_INVALID", "/rowsPerPart")]
    [InlineData("""{"elements":["x"],"format":"CSV","rowsPerPart":99999999}""", 422, "EXPORT_INVALID", "/rowsPerPart")]
    [InlineData("""{"elements":["x"],"format":"CSV","level":"HAMLET"}""", 422, "EXPORT_INVALID", "/level")]
    [InlineData("""{"elements":["x"],"format":"CSV","under":"5001"}""", 404, "ELEMENT_UNKNOWN", null)]
    [InlineData("""{"elements":["\u0000"],"format":"CSV"}""", 404, "ELEMENT_UNKNOWN", null)]
    [InlineData("""{"elements":[null],"format":"CSV"}""", 422, "EXPORT_INVALID", "/elements")]
    public async Task An_ask_that_says_nothing_is_refused_with_its_member(string ask, int status, string code, string? pointer)
    {
        var refused = (await platform.Admin.PostAsync(Exports, ask)).IsProblem(status, code);
        if (pointer is not null) Assert.Equal(pointer, Assert.Single(refused["errors"].AsArray())!["pointer"]!.ToString());
    }

    [Fact]
    public async Task The_same_key_makes_one_export_and_an_empty_one_is_complete()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "none");
        var (ask, key) = (new { elements = new[] { element }, format = "CSV" }, ("Idempotency-Key", Guid.NewGuid().ToString()));
        Assert.Equal((await civil.PostAsync(Exports, ask, key)).Is(201)["id"].ToString(), (await civil.PostAsync(Exports, ask, key)).Is(201)["id"].ToString());
        var manifest = await Exported.MakeAsync(civil, ask);
        Assert.Equal((0, 0, true), (manifest["rows"]!.GetValue<int>(), manifest["parts"]!.AsArray().Count, manifest["complete"]!.GetValue<bool>()));
        (await civil.GetAsync($"{Exports}/{manifest["id"]}/parts/1")).IsProblem(404, "EXPORT_PART_UNKNOWN");
        (await civil.GetAsync($"{Exports}/{Guid.NewGuid()}")).IsProblem(404, "EXPORT_UNKNOWN");
    }
}
