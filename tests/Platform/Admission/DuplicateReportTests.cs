using System.Text.Json.Nodes;
using Npgsql;

namespace Datarun.Tests.Platform.Admission;

/// <summary>Whoever is asked twice says so, and nobody learns who it was.</summary>
public sealed class DuplicateReportTests(LocalPlatform platform)
{
    private const string Reports = "api/reports/v1/";

    private static async Task<(TestCounty County, ApiClient Civil, ApiClient Authority, string Form)> AskedAsync(RunningPlatform platform, string? under = null)
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var form = $"f{county.Code}";
        (await civil.PutAsync($"{Reports}forms/{form}", TestCounty.Form(civil, [await county.DefineAsync(civil, "x")]))).Is(201);
        (await AskAsync(civil, form, under is null ? county.Code : county.Code + under, TestCounty.Month)).Is(201);
        return (county, civil, await county.OfficeAsync("DATA", "SHARING_AUTHORITY"), form);
    }

    private static Task<Answer> AskAsync(ApiClient office, string form, string under, string period) =>
        office.PostAsync($"{Reports}requests", new { form, period, under, dueOn = TestCounty.Today.AddDays(30).ToString("yyyy-MM-dd") });

    [Fact]
    public async Task A_confirmed_report_suspends_the_form_until_it_is_changed()
    {
        var (county, civil, authority, form) = await AskedAsync(platform);
        var village = await county.ReporterAsync(county.Village);
        var id = (await village.PostAsync($"{Reports}duplicate-reports", new { form, text = "与卫健月报完全一样" })).Is(201)["id"].ToString();
        Assert.Equal("OPEN", (await civil.GetAsync($"{Reports}duplicate-reports?form={form}")).Is(200).Items.Single()!["state"]!.ToString());
        (await authority.PostAsync($"{Reports}duplicate-reports/{id}/decision", new { outcome = "CONFIRMED", reason = " " })).IsProblem(422, "FIELD_REQUIRED");
        (await authority.PostAsync($"{Reports}duplicate-reports/{id}/decision", new { outcome = "CONFIRMED", reason = "确属重复" })).Is(200);
        (await authority.PostAsync($"{Reports}duplicate-reports/{id}/decision", new { outcome = "DISMISSED", reason = "改判" })).IsProblem(409, "DUPLICATE_REPORT_DECIDED");
        Assert.Equal("CONFIRMED", (await village.GetAsync($"{Reports}duplicate-reports/{id}")).Is(200)["state"].ToString());

        var next = TestCounty.Today.AddDays(1 - TestCounty.Today.Day).AddMonths(1).ToString("yyyy-MM");
        (await AskAsync(civil, form, county.Code, next)).IsProblem(409, "FORM_SUSPENDED");
        Assert.Equal(id, (await civil.GetAsync($"{Reports}forms/{form}")).Is(200)["suspended"].ToString());
        (await civil.PutAsync($"{Reports}forms/{form}", TestCounty.Form(civil, [county.Element("x")]))).IsProblem(409, "FORM_SUSPENDED");
        (await civil.PutAsync($"{Reports}forms/{form}", TestCounty.Form(civil, [await county.DefineAsync(civil, "y")]))).Is(200);
        (await AskAsync(civil, form, county.Code, next)).Is(201);
    }

    [Fact]
    public async Task A_dismissed_report_changes_nothing()
    {
        var (county, civil, authority, form) = await AskedAsync(platform);
        var id = (await (await county.ReporterAsync(county.Townships[0])).PostAsync($"{Reports}duplicate-reports", new { form, text = "重复" })).Is(201)["id"].ToString();
        (await authority.PostAsync($"{Reports}duplicate-reports/{id}/decision", new { outcome = "DISMISSED", reason = "口径不同" })).Is(200);
        (await AskAsync(civil, form, county.Code, TestCounty.Today.AddDays(1 - TestCounty.Today.Day).AddMonths(1).ToString("yyyy-MM"))).Is(201);
        Assert.Equal("口径不同", (await civil.GetAsync($"{Reports}duplicate-reports/{id}")).Is(200)["reason"].ToString());
    }

    [Fact]
    public async Task Nothing_that_is_shown_or_kept_says_who_reported()
    {
        var (county, civil, authority, form) = await AskedAsync(platform);
        var client = $"whistle-{Guid.NewGuid():N}";
        var secret = (await platform.Admin.PutAsync($"api/identity/v1/clients/{client}", new { unit = county.Village, roles = new[] { "REPORTER" } })).Is(200)["secret"].ToString();
        var village = new ApiClient(platform.Http, client, secret, county.Village);
        var id = (await village.PostAsync($"{Reports}duplicate-reports", new { form, text = "重复报送" })).Is(201)["id"].ToString();
        Assert.Equal('4', id[14]); // A version 7 id would tell the second.
        foreach (var reader in new[] { civil, authority })
        {
            var seen = (await reader.GetAsync($"{Reports}duplicate-reports/{id}")).Is(200).Text;
            Assert.DoesNotContain(county.Village, seen, StringComparison.Ordinal);
            Assert.DoesNotContain(county.Townships[0], seen, StringComparison.Ordinal);
            Assert.DoesNotContain(client, seen, StringComparison.Ordinal);
        }
        await using var reports = NpgsqlDataSource.Create(platform.ConnectionString("reports"));
        await using var rows = reports.CreateCommand(
            "SELECT (SELECT to_jsonb(r)::text FROM duplicate_report r WHERE id = @id) || (SELECT string_agg(to_jsonb(c)::text, ' ') FROM duplicate_report_count c)");
        rows.Parameters.AddWithValue("id", Guid.Parse(id));
        var kept = (string)(await rows.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        Assert.Contains("重复报送", kept, StringComparison.Ordinal);
        Assert.DoesNotContain(county.Village, kept, StringComparison.Ordinal);
        Assert.DoesNotContain(client, kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_one_village_was_asked_only_the_authority_sees_the_report()
    {
        var (county, civil, authority, form) = await AskedAsync(platform, under: "100001");
        var village = await county.ReporterAsync(county.Village);
        var id = (await village.PostAsync($"{Reports}duplicate-reports", new { form, text = "重复" })).Is(201)["id"].ToString();
        Assert.Empty((await civil.GetAsync($"{Reports}duplicate-reports?form={form}")).Is(200).Items);
        (await civil.GetAsync($"{Reports}duplicate-reports/{id}")).IsProblem(404, "DUPLICATE_REPORT_UNKNOWN");
        Assert.Single((await authority.GetAsync($"{Reports}duplicate-reports?form={form}&state=OPEN")).Is(200).Items);
    }

    [Fact]
    public async Task An_ask_outside_the_system_is_reported_by_its_title()
    {
        var (county, civil, authority, _) = await AskedAsync(platform);
        var village = await county.ReporterAsync(county.Village);
        var made = (await village.PostAsync($"{Reports}duplicate-reports", new { title = "微信群接龙统计表", department = civil.Unit, duplicateOf = $"f{county.Code}", text = "与月报一样" })).Is(201);
        Assert.Equal(civil.Unit, made["department"].ToString());
        (await authority.PostAsync($"{Reports}duplicate-reports/{made["id"]}/decision", new { outcome = "CONFIRMED", reason = "已责令停止" })).Is(200);
        // Who asked outside the system may be anyone; the form that it repeats goes on.
        Assert.Null((await civil.GetAsync($"{Reports}forms/f{county.Code}")).Is(200).Json!["suspended"]);
    }

    [Fact]
    public async Task Only_who_is_asked_may_report_and_not_without_end()
    {
        var (county, civil, _, form) = await AskedAsync(platform);
        var elsewhere = await (await platform.NewCountyAsync()).ReporterAsync("900000");
        var village = await county.ReporterAsync(county.Village);
        Task<Answer> Report(ApiClient who, object body) => who.PostAsync($"{Reports}duplicate-reports", body);
        (await Report(elsewhere, new { form, text = "重复" })).IsProblem(422, "NOT_REQUESTED");
        (await Report(civil, new { form, text = "重复" })).IsProblem(403, "RIGHT_MISSING");
        (await Report(village, new { form = "none", text = "重复" })).IsProblem(404, "FORM_UNKNOWN");
        (await Report(village, new { text = "重复" })).IsProblem(422, "FORM_OR_TITLE");
        (await Report(village, new { form, title = "两者", text = "重复" })).IsProblem(422, "FORM_OR_TITLE");
        (await Report(village, new { form, duplicateOf = "none", text = "重复" })).IsProblem(404, "FORM_UNKNOWN");
        (await Report(village, new { form, text = "a\0b" })).IsProblem(422, "TEXT_INVALID");
        for (var n = 0; n < 5; n++) (await Report(village, new { form, text = $"第{n}次" })).Is(201);
        Assert.Equal("5", (await Report(village, new { form, text = "第六次" })).IsProblem(429, "TOO_MANY_REPORTS")["most"].ToString());
        (await Report(await county.ReporterAsync(county.Village), new { form, text = "另一人" })).Is(201);
    }

    [Fact]
    public async Task The_asker_and_other_areas_do_not_decide()
    {
        var (county, civil, _, form) = await AskedAsync(platform);
        var id = (await (await county.ReporterAsync(county.Village)).PostAsync($"{Reports}duplicate-reports", new { form, text = "重复" })).Is(201)["id"].ToString();
        var body = new { outcome = "DISMISSED", reason = "不重复" };
        (await (await platform.NewClientAsync(civil.Unit, "SHARING_AUTHORITY")).PostAsync($"{Reports}duplicate-reports/{id}/decision", body)).IsProblem(403, "DECIDES_OWN_CASE");
        (await (await (await platform.NewCountyAsync()).OfficeAsync("DATA", "SHARING_AUTHORITY")).PostAsync($"{Reports}duplicate-reports/{id}/decision", body)).IsProblem(404, "DUPLICATE_REPORT_UNKNOWN");
        (await civil.PostAsync($"{Reports}duplicate-reports/{id}/decision", body)).IsProblem(403, "RIGHT_MISSING");
    }
}
