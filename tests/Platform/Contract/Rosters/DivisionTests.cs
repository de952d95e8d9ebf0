using System.Text;

namespace Datarun.Tests.Platform.Contract.Rosters;

/// <summary>Where: divisions of five levels, by file.</summary>
public class DivisionTests(LocalPlatform platform)
{
    private const string Import = "api/rosters/v1/divisions:import";

    private static int _provinces = 60;

    /// <summary>A province of two digits that only one test uses.</summary>
    private static string Province() => $"{Interlocked.Increment(ref _provinces)}";

    [Fact]
    public async Task A_file_of_all_five_levels_goes_in_and_levels_and_parents_follow_from_the_codes()
    {
        var p = Province();
        // The county comes before its province: a file needs no order.
        var answer = (await platform.Admin.PostCsvAsync(Import, $"code,name\n{p}0102,某县\n{p},某省\n{p}01,某市\n{p}0102100,某镇\n{p}0102100201,某村\n"))
            .Is(200).Has("received:integer created:integer updated:integer unchanged:integer refused:array");
        AssertCounts(answer, received: 5, created: 5);

        await IsAsync(p, "PROVINCE", null, "某省");
        await IsAsync(p + "01", "CITY", p, "某市");
        await IsAsync(p + "0102", "COUNTY", p + "01", "某县");
        await IsAsync(p + "0102100", "TOWNSHIP", p + "0102", "某镇");
        await IsAsync(p + "0102100201", "VILLAGE", p + "0102100", "某村");
    }

    [Fact]
    public async Task The_same_file_twice_changes_nothing()
    {
        var p = Province();
        var csv = $"code,name\n{p},某省\n{p}01,某市\n";
        AssertCounts((await platform.Admin.PostCsvAsync(Import, csv)).Is(200), received: 2, created: 2);
        AssertCounts((await platform.Admin.PostCsvAsync(Import, csv)).Is(200), received: 2, unchanged: 2);
    }

    [Fact]
    public async Task A_byte_order_mark_CRLF_quoted_names_and_further_columns_are_understood()
    {
        var p = Province();
        var csv = $"\ufeffname,code,note,more\r\n\"某省, \"\"旧称\"\"\",{p},x,y\r\n某市,{p}01,,\r\n某县, {p}0102\t,\"a,b\",\r\n";
        var answer = (await platform.Admin.PostCsvAsync(Import, csv)).Is(200);
        Assert.Equal("某省, \"旧称\"", (await GetAsync(p))["name"].ToString());
        Assert.Equal("某县", (await GetAsync(p + "0102"))["name"].ToString());
        Assert.Empty(answer["refused"].AsArray());
    }

    [Fact]
    public async Task Bad_lines_are_refused_by_their_number_and_the_good_ones_kept()
    {
        var p = Province();
        var csv = $"code,name\n{p},某省\n{p}0,五位不对\n{p}01,\nABCDEF,字母\n{p}0102,某县\n{p}02\n";
        var answer = (await platform.Admin.PostCsvAsync(Import, csv)).Is(200);
        AssertCounts(answer, received: 6, created: 2, refused: 4);
        var refused = answer["refused"].AsArray();
        foreach (var line in refused) Shape.Of(line, "line:integer code:string reason:string");
        Assert.Equal([3, 4, 5, 7], refused.Select(r => (int)r!["line"]!));
        Assert.Equal("某县", (await GetAsync(p + "0102"))["name"].ToString());
        (await platform.Admin.GetAsync($"api/rosters/v1/divisions/{p}02")).Is(404);
    }

    [Fact]
    public async Task Reasons_are_given_in_the_language_of_the_caller()
    {
        var p = Province();
        var csv = ApiClient.Raw(Encoding.UTF8.GetBytes($"code,name\n{p}0,x\n"), "text/csv");
        var english = (await platform.Admin.SendAsync(HttpMethod.Post, Import, csv, ("Accept-Language", "en"))).Is(200);
        Assert.All(english["refused"][0]!["reason"]!.ToString(), c => Assert.True(c < 128));
        csv = ApiClient.Raw(Encoding.UTF8.GetBytes($"code,name\n{p}0,x\n"), "text/csv");
        var chinese = (await platform.Admin.SendAsync(HttpMethod.Post, Import, csv, ("Accept-Language", "zh-CN"))).Is(200);
        Assert.Contains(chinese["refused"][0]!["reason"]!.ToString(), c => c >= 0x4E00);
    }

    [Fact]
    public async Task A_file_without_the_header_is_refused_whole()
    {
        (await platform.Admin.PostCsvAsync(Import, "代码,名称\n11,北京\n")).IsProblem(400, "CSV_HEADER_INVALID");
        (await platform.Admin.PostCsvAsync(Import, "")).Is(400);
    }

    [Fact]
    public async Task A_renamed_place_is_updated()
    {
        var p = Province();
        AssertCounts((await platform.Admin.PostCsvAsync($"{Import}?validFrom=2020-01-01", $"code,name\n{p},旧名省\n")).Is(200), received: 1, created: 1);
        AssertCounts((await platform.Admin.PostCsvAsync($"{Import}?validFrom=2026-03-01", $"code,name\n{p},新名省\n")).Is(200), received: 1, updated: 1);
        var now = await GetAsync(p);
        Assert.Equal(("新名省", "2026-03-01"), (now["name"].ToString(), now["validFrom"].ToString()));
        Assert.Null(now.Json!["validTo"]);
    }

    [Fact]
    public async Task A_place_has_a_first_day_of_its_own_beside_that_of_its_name()
    {
        var p = Province();
        AssertCounts((await platform.Admin.PostCsvAsync($"{Import}?validFrom=2026-06-01", $"code,name,began\n{p},某省,\n{p}01,新设市, 2026-03-15 \n")).Is(200), received: 2, created: 2);
        Assert.Null((await GetAsync(p)).Json!["began"]);
        var made = await GetAsync(p + "01");
        Assert.Equal(("2026-03-15", "2026-06-01"), (made["began"].ToString(), made["validFrom"].ToString()));
        Assert.Equal("2026-03-15", (await platform.Admin.GetAsync($"api/rosters/v1/divisions?under={p}&level=CITY")).Is(200).Items.Single()!["began"]!.ToString());

        // A file that says nothing about it, or leaves it blank, changes nothing; and neither does another name.
        AssertCounts((await platform.Admin.PostCsvAsync(Import, $"code,name\n{p}01,新设市\n")).Is(200), received: 1, unchanged: 1);
        AssertCounts((await platform.Admin.PostCsvAsync(Import, $"code,name,began\n{p}01,新设市,\n")).Is(200), received: 1, unchanged: 1);
        AssertCounts((await platform.Admin.PostCsvAsync($"{Import}?validFrom=2026-09-01", $"code,name,began\n{p}01,改名市,\n")).Is(200), received: 1, updated: 1);
        Assert.Equal("2026-03-15", (await GetAsync(p + "01"))["began"].ToString());
        // Another day mends it, and the name's first day stays.
        AssertCounts((await platform.Admin.PostCsvAsync(Import, $"code,name,began\n{p}01,改名市,2026-04-01\n")).Is(200), received: 1, updated: 1);
        var mended = await GetAsync(p + "01");
        Assert.Equal(("改名市", "2026-04-01", "2026-09-01"), (mended["name"].ToString(), mended["began"].ToString(), mended["validFrom"].ToString()));
        AssertCounts((await platform.Admin.PostCsvAsync(Import, $"code,name,began\n{p}01,改名市,2026-04-01\n")).Is(200), received: 1, unchanged: 1);
    }

    [Fact]
    public async Task A_first_day_that_is_none_or_far_ahead_or_said_twice_is_refused_by_its_line()
    {
        var p = Province();
        var csv = $"code,name,began\n{p}01,甲市,2026/3/1\n{p}02,乙市,2026-02-30\n{p}03,丙市,2206-03-01\n{p}04,丁市\n{p}05,戊市,2026-03-01\n{p}05,戊市,2026-03-02\n";
        var answer = (await platform.Admin.PostCsvAsync(Import, csv)).Is(200);
        AssertCounts(answer, received: 6, created: 1, refused: 5);
        Assert.Equal(
            ["2 BEGAN_INVALID", "3 BEGAN_INVALID", "4 BEGAN_INVALID", "5 CSV_FIELD_MISSING", "7 CODE_TWICE"], answer["refused"].AsArray().Select(r => $"{r!["line"]} {r["code"]}"));
        Assert.Equal("2026-03-01", (await GetAsync(p + "05"))["began"].ToString());
        (await platform.Admin.PostCsvAsync(Import, $"code,name,began,began\n{p},某省,,\n")).IsProblem(400, "CSV_HEADER_INVALID");
    }

    [Fact]
    public async Task A_list_gives_what_lies_under_a_place_itself_included_by_level_and_page_by_page()
    {
        var county = await platform.NewCountyAsync();
        var all = (await platform.Admin.GetAsync($"api/rosters/v1/divisions?under={county.Code}")).Is(200).Has("items:array next:string?");
        Assert.Equal([county.Code, .. county.Townships.Concat(county.Villages).Order(StringComparer.Ordinal)], all.Items.Select(d => d!["code"]!.ToString()));
        Assert.Null(all.Json!["next"]);

        var villages = await platform.Admin.PagesAsync($"api/rosters/v1/divisions?under={county.Code}&level=VILLAGE", 4);
        Assert.All(villages, v => Shape.Of(v, "code:string name:string level=VILLAGE parent:string validFrom:date validTo:date?"));
        Assert.Equal(county.Villages.Order(StringComparer.Ordinal), villages.Select(v => v["code"]!.ToString()));

        var township = (await platform.Admin.GetAsync($"api/rosters/v1/divisions?under={county.Townships[0]}&level=VILLAGE")).Is(200);
        Assert.Equal(3, township.Items.Count);
    }

    [Fact]
    public async Task What_is_no_place_no_level_or_no_page_is_refused()
    {
        (await platform.Admin.GetAsync("api/rosters/v1/divisions/999999")).IsProblem(404, "DIVISION_UNKNOWN");
        (await platform.Admin.GetAsync("api/rosters/v1/divisions/12345")).Is(400, 404);
        (await platform.Admin.GetAsync("api/rosters/v1/divisions?level=HAMLET")).Is(400);
        foreach (var limit in new[] { "0", "1001", "-1", "x" }) (await platform.Admin.GetAsync($"api/rosters/v1/divisions?limit={limit}")).Is(400);
        (await platform.Admin.GetAsync("api/rosters/v1/divisions?after=made-up")).IsProblem(400, "CURSOR_INVALID");
    }

    [Fact]
    public async Task Only_a_keeper_of_rosters_imports_and_only_for_its_own_area()
    {
        var p = Province();
        var department = await platform.NewClientAsync(p + "-CIVIL", "DEPARTMENT");
        (await department.PostCsvAsync(Import, $"code,name\n{p},某省\n")).IsProblem(403, "RIGHT_MISSING");
        var keeper = await platform.NewClientAsync(p + "01", "ROSTER_KEEPER");
        var answer = (await keeper.PostCsvAsync(Import, $"code,name\n{p}0102,本市的县\n{p}0202,邻市的县\n")).Is(200);
        AssertCounts(answer, received: 2, created: 1, refused: 1);
        Assert.Equal(3, (int)answer["refused"][0]!["line"]!);
    }

    private async Task<Answer> GetAsync(string code) =>
        (await platform.Admin.GetAsync($"api/rosters/v1/divisions/{code}")).Is(200).Has("code:string name:string level:string parent:string? validFrom:date validTo:date?");

    private async Task IsAsync(string code, string level, string? parent, string name)
    {
        var place = await GetAsync(code);
        Assert.Equal((code, name, level, parent), (place["code"].ToString(), place["name"].ToString(), place["level"].ToString(), place.Json!["parent"]?.ToString()));
    }

    private static void AssertCounts(Answer answer, int received, int created = 0, int updated = 0, int unchanged = 0, int refused = 0) =>
        Assert.Equal((received, created, updated, unchanged, refused),
            ((int)answer["received"], (int)answer["created"], (int)answer["updated"], (int)answer["unchanged"], answer["refused"].AsArray().Count));
}
