using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Audit;

public sealed class EvidenceTests(LocalPlatform platform)
{
    private const string Audit = "api/exchange/v1/audit";

    [Fact]
    public async Task An_exported_log_is_checked_without_the_system_that_wrote_it()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "audited");
        await civil.RecordAsync(element, county.Village, 7);
        var auditor = await platform.NewClientAsync("CN", "AUDITOR");
        (await auditor.PostAsync($"{Audit}/checkpoints", new { })).Is(200);
        var key = (await auditor.GetAsync($"{Audit}/keys")).Is(200).Items.Single()!["publicKey"]!.ToString();
        var lines = await ExportAsync(auditor, "?signed=true");
        Assert.Contains(lines, l => l.StartsWith("{\"checkpoint\":", StringComparison.Ordinal));

        var (code, said) = await VerifyAsync(lines, key);
        Assert.True(code == 0, said);
        Assert.StartsWith("OK:", said, StringComparison.Ordinal);
        Assert.StartsWith("{\"checkpoint\":", lines[^1], StringComparison.Ordinal);

        var altered = lines.ToList();
        var read = altered.FindIndex(l => l.Contains("READ", StringComparison.Ordinal));
        altered[read] = altered[read].Replace("READ", "REED", StringComparison.Ordinal);
        (code, said) = await VerifyAsync(altered, key);
        Assert.Equal(1, code);
        Assert.StartsWith($"ALTERED: entry {JsonNode.Parse(altered[read])!["number"]} ", said, StringComparison.Ordinal);

        var removed = lines.ToList();
        removed.RemoveAt(read);
        (code, said) = await VerifyAsync(removed, key);
        Assert.Equal(1, code);
        Assert.StartsWith($"REMOVED: entry {JsonNode.Parse(lines[read])!["number"]} ", said, StringComparison.Ordinal);

        // From the middle on.
        var after = JsonNode.Parse(lines[read])!["number"]!.GetValue<long>();
        var part = await ExportAsync(auditor, $"?signed=true&after={after}");
        Assert.Equal(after, JsonNode.Parse(part[0])!["start"]!["number"]!.GetValue<long>());
        (code, said) = await VerifyAsync(part, key);
        Assert.True(code == 4, said);
        Assert.Contains($"NOT PROVEN: what stands before, entries 1 to {after}", said, StringComparison.Ordinal);
        (code, said) = await VerifyAsync([.. lines.TakeWhile(l => !l.StartsWith($"{{\"number\":{after + 1},", StringComparison.Ordinal)), .. part], key);
        Assert.True(code == 0, said);
    }

    [Fact]
    public async Task What_no_signature_vouches_for_is_never_taken_for_proof()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var auditor = await platform.NewClientAsync("CN", "AUDITOR");
        (await civil.ReadAsync(await county.DefineAsync(civil, "signed"))).Is(200);
        var last = (await auditor.PostAsync($"{Audit}/checkpoints", new { })).Is(200)["number"].GetValue<long>();
        (await civil.ReadAsync(county.Element("signed"))).Is(200);
        var key = (await auditor.GetAsync($"{Audit}/keys")).Is(200).Items.Single()!["publicKey"]!.ToString();

        var lines = await ExportAsync(auditor);
        var (code, said) = await VerifyAsync(lines[..(lines.FindLastIndex(l => l.StartsWith("{\"checkpoint\":", StringComparison.Ordinal)) + 2)], key);
        Assert.True(code == 4 && said.Contains("which are after the last signature", StringComparison.Ordinal), said);
        (code, said) = await VerifyAsync(lines.Where(l => !l.StartsWith("{\"checkpoint\":", StringComparison.Ordinal)), key);
        Assert.True(code == 3 && said.StartsWith("NOT PROVEN: entries 1 to ", StringComparison.Ordinal), said);
        (code, said) = await VerifyAsync((await ExportAsync(auditor, $"?after={last}"))[..2], key);
        Assert.True(code == 3 && said.Contains("nothing of it is signed", StringComparison.Ordinal), said);
    }

    [Fact]
    public async Task Signing_a_head_that_is_signed_answers_the_same_signature()
    {
        var auditor = await platform.NewClientAsync("CN", "AUDITOR");
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        (await civil.ReadAsync(await county.DefineAsync(civil, "read"))).Is(200);
        var first = (await auditor.PostAsync($"{Audit}/checkpoints", new { })).Is(200);
        var listed = (await auditor.GetAsync($"{Audit}/checkpoints?limit=1000")).Is(200).Items.Single(c => c!["number"]!.ToString() == first["number"].ToString())!;
        Assert.Equal(first["signature"].ToString(), listed["signature"]!.ToString());
        (await auditor.GetAsync($"{Audit}/export?after=999999999")).IsProblem(400, "PARAMETER_INVALID");
        (await civil.GetAsync($"{Audit}/export")).IsProblem(403, "RIGHT_MISSING");
    }

    [Fact]
    public async Task An_auditor_reads_what_concerns_its_own_area_and_that_of_the_country_everything()
    {
        var (here, there) = (await platform.NewCountyAsync(), await platform.NewCountyAsync());
        var (civil, health) = (await here.OfficeAsync("CIVIL"), await here.OfficeAsync("HEALTH"));
        var element = await here.DefineAsync(civil, "overseen", e => (e["sharingClass"], e["conditions"]) = ("CONDITIONAL", "限监测帮扶"));
        await civil.RecordAsync(element, here.Village, 5);
        var grant = await Given.GrantAsync(health, civil, element, here.Code);
        (await health.ReadAsync(element, under: here.Code, purpose: Given.Purpose)).Is(200);
        var correction = (await health.PostAsync("api/exchange/v1/corrections", new { element, unit = here.Village, period = TestCounty.Month, proposed = 6, reason = "少一户" })).Is(201)["id"].ToString();
        (await civil.PostAsync($"api/exchange/v1/corrections/{correction}/decision", new { decision = "ACCEPTED", reason = "属实" })).Is(200);
        await RunningPlatform.EventuallyAsync(() => civil.GetAsync($"api/exchange/v1/corrections/{correction}"), a => a["state"].ToString() == "APPLIED");

        foreach (var unit in new[] { $"{here.Code}-AUDIT", here.Code[..2], "CN" })
        {
            var auditor = await platform.NewClientAsync(unit, "AUDITOR");
            (await auditor.GetAsync($"api/exchange/v1/corrections/{correction}")).Is(200);
            Assert.NotEmpty((await auditor.GetAsync("api/exchange/v1/corrections/notices")).Is(200).Items);
            (await auditor.GetAsync($"api/exchange/v1/grants/{grant}/uses")).Is(200);
            Assert.NotEmpty((await auditor.GetAsync($"{Audit}/uses?unit={here.Village}")).Is(200).Items);
            Assert.NotEmpty((await auditor.GetAsync($"{Audit}/uses?element={element}")).Is(200).Items);
            Assert.Contains(health.Unit, await ConsumersAsync(auditor));
        }
        var country = await platform.NewClientAsync("CN", "AUDITOR", "SHARING_AUTHORITY");
        Assert.NotEmpty(await ExportAsync(country));
        Assert.Contains(await country.PagesAsync("api/exchange/v1/grants", 1000), g => g["id"]!.ToString() == grant);
        Assert.Contains(await country.PagesAsync("api/exchange/v1/sharing-requests", 1000), r => r["grantId"]?.ToString() == grant);

        var stranger = await platform.NewClientAsync($"{there.Code}-AUDIT", "AUDITOR", "SHARING_AUTHORITY");
        (await stranger.GetAsync($"api/exchange/v1/corrections/{correction}")).IsProblem(404, "CORRECTION_UNKNOWN");
        Assert.Empty((await stranger.GetAsync("api/exchange/v1/corrections")).Is(200).Items);
        Assert.Empty((await stranger.GetAsync("api/exchange/v1/corrections/notices")).Is(200).Items);
        (await stranger.GetAsync($"api/exchange/v1/grants/{grant}")).IsProblem(404, "GRANT_UNKNOWN");
        (await stranger.GetAsync($"api/exchange/v1/grants/{grant}/uses")).IsProblem(404, "GRANT_UNKNOWN");
        (await stranger.GetAsync($"{Audit}/uses?unit={here.Village}")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await stranger.GetAsync($"{Audit}/uses?element={element}")).IsProblem(403, "NOT_THE_SOURCE");
        Assert.DoesNotContain(health.Unit, await ConsumersAsync(stranger));
        (await stranger.GetAsync($"{Audit}/export")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await (await platform.NewClientAsync(here.Code, "AUDITOR")).GetAsync($"{Audit}/export")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
    }

    [Fact]
    public async Task An_authority_that_was_told_of_a_correction_elsewhere_sees_its_own_notice_only()
    {
        var (here, there) = (await platform.NewCountyAsync(), await platform.NewCountyAsync());
        var (civil, health) = (await here.OfficeAsync("CIVIL"), await here.OfficeAsync("HEALTH"));
        var element = await here.DefineAsync(civil, "spread");
        await civil.RecordAsync(element, here.Village, 5);
        var data = await there.OfficeAsync("DATA", "SHARING_AUTHORITY", "DEPARTMENT");
        foreach (var reader in new[] { health, data }) (await reader.ReadAsync(element, under: here.Code)).Is(200);
        var correction = (await health.PostAsync("api/exchange/v1/corrections", new { element, unit = here.Village, period = TestCounty.Month, proposed = 6, reason = "少一户" })).Is(201)["id"].ToString();
        (await civil.PostAsync($"api/exchange/v1/corrections/{correction}/decision", new { decision = "ACCEPTED", reason = "属实" })).Is(200);
        var told = await RunningPlatform.EventuallyAsync(() => data.GetAsync($"api/exchange/v1/corrections/{correction}"), a => a.Status == 200 && a["state"].ToString() == "APPLIED");
        Assert.Equal([data.Unit], told["notices"].AsArray().Select(n => n!["consumer"]!.ToString()));
        Assert.Null(told.Json!["history"]);
    }

    private static async Task<IReadOnlySet<string>> ConsumersAsync(ApiClient auditor) =>
        (await auditor.PagesAsync(Audit, 1000)).Select(i => i["entry"]!["consumer"]!.ToString()).ToHashSet(StringComparer.Ordinal);

    [Fact]
    public async Task A_village_sees_who_read_about_it_and_a_source_who_read_its_element()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var element = await county.DefineAsync(civil, "seen");
        await civil.RecordAsync(element, county.Village, 3);
        (await health.ReadAsync(element, under: county.Code)).Is(200);
        (await health.ReadAsync(element, under: county.Villages[5])).Is(200); // Another village: none of this one's business.

        var village = await county.ReporterAsync(county.Village);
        var uses = (await village.GetAsync($"{Audit}/uses?unit={county.Village}&limit=1000")).Is(200).Items;
        var byHealth = Assert.Single(uses, u => u!["consumer"]!.ToString() == health.Unit)!;
        Assert.Equal(("READ", element, county.Code), (byHealth["kind"]!.ToString(), byHealth["element"]!.ToString(), byHealth["unit"]!.ToString()));
        Assert.Contains((await civil.GetAsync($"{Audit}/uses?element={element}")).Is(200).Items, u => u!["consumer"]!.ToString() == health.Unit);
        (await village.GetAsync($"{Audit}/uses?unit={county.Villages[1]}")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await health.GetAsync($"{Audit}/uses?element={element}")).IsProblem(403, "NOT_THE_SOURCE");
        (await village.GetAsync($"{Audit}/uses")).IsProblem(400, "PARAMETER_INVALID");
        (await village.GetAsync($"{Audit}/uses?unit=%00")).IsProblem(400, "PARAMETER_INVALID");

        // Page by page the same.
        var paged = (await village.PagesAsync($"{Audit}/uses?unit={county.Village}", 1)).ConvertAll(i => i["number"]!.ToString());
        Assert.Equal(uses.Select(u => u!["number"]!.ToString()), paged);
    }

    [Fact]
    public async Task Reading_the_feed_is_on_record_with_its_numbers()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var element = await county.DefineAsync(civil, "fed");
        (await health.PutAsync("api/exchange/v1/subscriptions/fed", new { elements = new[] { element }, under = county.Code, url = "http://127.0.0.1:9/", secret = "whsec_0123456789abcdef" })).Is(201);
        await civil.RecordAsync(element, county.Village, 1);
        await RunningPlatform.EventuallyAsync(() => health.GetAsync("api/exchange/v1/feed"), a => a.Items.Count == 1);
        var auditor = await platform.NewClientAsync("CN", "AUDITOR");
        var entry = (await auditor.GetAsync($"{Audit}/export")).Is(200).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonNode.Parse(l)!["text"]?.ToString()).Last(t => t?.Contains("FEED_READ", StringComparison.Ordinal) == true && t.Contains(health.Unit, StringComparison.Ordinal))!;
        Assert.Equal("[[1,1]]", JsonNode.Parse(entry)!["sequences"]!.ToJsonString());
        Assert.Contains((await (await county.ReporterAsync(county.Village)).GetAsync($"{Audit}/uses?unit={county.Village}")).Is(200).Items, u => u!["kind"]!.ToString() == "EVENT");
    }

    private static async Task<List<string>> ExportAsync(ApiClient auditor, string query = "") =>
        [.. (await auditor.GetAsync($"{Audit}/export{query}")).Is(200).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    internal static async Task<(int Code, string Said)> VerifyAsync(IEnumerable<string> lines, string key)
    {
        var folder = Directory.CreateTempSubdirectory("datarun-audit-");
        try
        {
            var (export, pem) = (Path.Combine(folder.FullName, "audit.ndjson"), Path.Combine(folder.FullName, "key.pem"));
            await File.WriteAllLinesAsync(export, lines);
            await File.WriteAllTextAsync(pem, key);
            await using var program = RunningProgram.Start("services/Exchange", "--verify-audit", export, "--key", pem);
            var code = await program.EndAsync(TimeSpan.FromSeconds(60));
            return (code, program.Output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
