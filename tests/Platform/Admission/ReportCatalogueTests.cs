using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Admission;

/// <summary>The yearly list of forms (报表目录清单): what is outside it is one-off.</summary>
public sealed class ReportCatalogueTests(LocalPlatform platform)
{
    private const string Reports = "api/reports/v1/";

    private static string Day(int offset) => TestCounty.Today.AddDays(offset).ToString("yyyy-MM-dd");

    private static string Of(TestCounty county, int? year = null) => $"{Reports}report-catalogues/{county.Code}/{year ?? TestCounty.Today.Year}";

    private static object Item(ApiClient office, string form, string frequency = "MONTHLY") => new { title = "在册月报", department = office.Unit, frequency, form };

    private static async Task<(TestCounty County, ApiClient Civil, ApiClient Authority, string Element)> CountyAsync(RunningPlatform platform)
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        return (county, civil, await county.OfficeAsync("DATA", "SHARING_AUTHORITY"), await county.DefineAsync(civil, "x"));
    }

    [Fact]
    public async Task Without_a_list_nothing_changes_and_with_one_a_form_is_listed_or_one_off()
    {
        var (county, civil, authority, element) = await CountyAsync(platform);
        Assert.Null((await civil.PostAsync($"{Reports}forms:simulate", TestCounty.Form(civil, [element]))).Is(200)["admission"]["admissionKind"]);
        (await authority.PutAsync(Of(county), new { items = new[] { Item(civil, $"listed-{county.Code}") } })).Is(201);
        var listed = (await civil.PutAsync($"{Reports}forms/listed-{county.Code}", TestCounty.Form(civil, [element]))).Is(201)["admission"];
        Assert.Equal("LISTED", listed["admissionKind"]!.ToString());

        var second = await county.DefineAsync(civil, "y");
        var lasting = (await civil.PutAsync($"{Reports}forms/off-{county.Code}", TestCounty.Form(civil, [second]))).IsProblem(422, "FORM_REFUSED");
        var ground = Assert.Single(lasting["admission"]["grounds"]!.AsArray())!;
        Assert.Equal(("ONE_OFF_VALID_TOO_LONG", "form.oneOff.validDays", "true"), (ground["code"]!.ToString(), ground["rule"]!["id"]!.ToString(), ground["waivable"]!.ToString()));
        var once = (await civil.PutAsync($"{Reports}forms/off-{county.Code}", TestCounty.Form(civil, [second], f => f["validUntil"] = Day(60)))).Is(201)["admission"];
        Assert.Equal("ONE_OFF", once["admissionKind"]!.ToString());
        (await AskAsync(county, civil, "off", 0)).Is(201);
        (await AskAsync(county, civil, "off", 1)).IsProblem(409, "FORM_ASKED_ONCE");
        (await AskAsync(county, civil, "listed", 0)).Is(201);
        (await AskAsync(county, civil, "listed", 1)).Is(201);

        // On the list it is no longer one-off.
        (await authority.PutAsync(Of(county), new { items = new[] { Item(civil, $"listed-{county.Code}"), Item(civil, $"off-{county.Code}") } })).Is(200);
        (await AskAsync(county, civil, "off", 1)).Is(201);
    }

    [Fact]
    public async Task A_form_is_not_asked_for_a_year_whose_list_leaves_it_out()
    {
        var (county, civil, authority, element) = await CountyAsync(platform);
        var second = await county.DefineAsync(civil, "y");
        (await authority.PutAsync(Of(county), new { items = new[] { Item(civil, $"gone-{county.Code}"), Item(civil, $"rare-{county.Code}") } })).Is(201);
        (await civil.PutAsync($"{Reports}forms/gone-{county.Code}", TestCounty.Form(civil, [element]))).Is(201);
        (await civil.PutAsync($"{Reports}forms/rare-{county.Code}", TestCounty.Form(civil, [second]))).Is(201);
        var next = TestCounty.Today.Year + 1;
        Task<Answer> Ask(string form, string period) => civil.PostAsync($"{Reports}requests", new { form = $"{form}-{county.Code}", period, under = county.Code, dueOn = Day(30) });
        (await Ask("gone", $"{next}-02")).Is(201);

        (await authority.PutAsync(Of(county, next), new { items = new[] { Item(civil, $"rare-{county.Code}", "YEARLY") } })).Is(201);
        foreach (var form in new[] { "gone", "rare" })
        {
            Assert.Equal($"{next}", (await Ask(form, $"{next}-01")).IsProblem(422, "FORM_NOT_ON_LIST_OF_YEAR")["year"].ToString());
            (await Ask(form, TestCounty.Month)).Is(201);
        }
        (await authority.PutAsync(Of(county, next), new { items = new[] { Item(civil, $"gone-{county.Code}") } })).Is(200);
        (await Ask("gone", $"{next}-01")).Is(201);
    }

    [Fact]
    public async Task A_form_that_asks_more_often_than_the_list_is_outside_it()
    {
        var (county, civil, authority, element) = await CountyAsync(platform);
        (await authority.PutAsync(Of(county), new { items = new[] { Item(civil, $"f-{county.Code}", "YEARLY") } })).Is(201);
        var simulated = (await civil.PostAsync($"{Reports}forms:simulate?code=f-{county.Code}", TestCounty.Form(civil, [element], f => f["validUntil"] = Day(30)))).Is(200);
        Assert.Equal("ONE_OFF", simulated["admission"]["admissionKind"]!.ToString());
    }

    [Fact]
    public async Task Every_version_is_kept_and_the_same_list_is_no_new_one()
    {
        var (county, civil, authority, _) = await CountyAsync(platform);
        var first = new { items = new object[] { new { title = "台账", department = civil.Unit, frequency = "YEARLY", issuedBy = "COUNTY", level = "VILLAGE", fields = new[] { "户数" }, method = "线上", inSystem = true, note = "备注" } } };
        var tag = (await authority.PutAsync(Of(county), first)).Is(201).Headers.ETag!.Tag;
        (await authority.PutAsync(Of(county), first)).Is(200);
        Assert.Equal("1", (await civil.GetAsync(Of(county))).Is(200)["version"].ToString());
        (await authority.PutAsync(Of(county), new { items = new[] { Item(civil, "f") } }, ("If-Match", tag))).Is(200);
        (await authority.PutAsync(Of(county), first, ("If-Match", tag))).IsProblem(412, "VERSION_STALE");
        Assert.Equal("在册月报", (await civil.GetAsync(Of(county))).Is(200).Items.Single()!["title"]!.ToString());
        var old = (await civil.GetAsync(Of(county) + "?version=1")).Is(200).Items.Single()!;
        Assert.Equal(("台账", "户数", "true"), (old["title"]!.ToString(), old["fields"]![0]!.ToString(), old["inSystem"]!.ToString()));
        (await civil.GetAsync(Of(county) + "?version=3")).IsProblem(404, "REPORT_CATALOGUE_UNKNOWN");
        (await civil.GetAsync(Of(county, 2031))).IsProblem(404, "REPORT_CATALOGUE_UNKNOWN");
    }

    [Fact]
    public async Task Only_the_authority_of_the_area_itself_publishes_and_bad_lists_are_refused()
    {
        var (county, civil, authority, _) = await CountyAsync(platform);
        var other = await (await platform.NewCountyAsync()).OfficeAsync("DATA", "SHARING_AUTHORITY");
        var list = new { items = new[] { Item(civil, "f") } };
        (await other.PutAsync(Of(county), list)).IsProblem(403, "NOT_YOUR_AREA");
        (await civil.PutAsync(Of(county), list)).IsProblem(403, "RIGHT_MISSING");
        (await authority.PutAsync(Of(county), new { items = Array.Empty<object>() })).IsProblem(422, "CATALOGUE_ITEMS_MISSING");
        (await authority.PutAsync(Of(county), new { items = new[] { Item(civil, "f"), Item(civil, "f") } })).IsProblem(422, "CATALOGUE_ITEM_TWICE");
        (await authority.PutAsync(Of(county), """{"items":[null]}""")).IsProblem(422, "FIELD_REQUIRED");
        (await authority.PutAsync(Of(county), new { items = new[] { Item(civil, "a\0b") } })).IsProblem(422, "TEXT_INVALID");
        (await authority.PutAsync(Of(county), new { items = new[] { Item(civil, "f", "OFTEN") } })).IsProblem(400, "BODY_MALFORMED");
        (await authority.PutAsync(Of(county, 99999), list)).IsProblem(422, "OUT_OF_BOUNDS");
    }

    private static Task<Answer> AskAsync(TestCounty county, ApiClient office, string form, int month) => office.PostAsync($"{Reports}requests", new
    {
        form = $"{form}-{county.Code}", period = TestCounty.Today.AddDays(1 - TestCounty.Today.Day).AddMonths(month).ToString("yyyy-MM"), under = county.Code, dueOn = Day(30),
    });
}
