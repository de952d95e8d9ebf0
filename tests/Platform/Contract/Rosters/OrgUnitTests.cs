namespace Datarun.Tests.Platform.Contract.Rosters;

/// <summary>Who: departments and other bodies.</summary>
public class OrgUnitTests(LocalPlatform platform)
{
    [Fact]
    public async Task A_body_is_registered_and_read_back()
    {
        var county = await platform.NewCountyAsync();
        var path = $"api/rosters/v1/org-units/{county.Code}-CIVIL";
        var body = new { name = "测试县民政局", kind = "DEPARTMENT", division = county.Code };
        (await platform.Admin.PutAsync(path, body)).Is(201);
        (await platform.Admin.PutAsync(path, body)).Is(200);
        var read = (await platform.Admin.GetAsync(path)).Is(200).Has("code:string name:string kind:string division:string unifiedCreditCode:string?");
        Assert.Equal(("测试县民政局", "DEPARTMENT", county.Code), (read["name"].ToString(), read["kind"].ToString(), read["division"].ToString()));
    }

    [Theory]
    [InlineData("91350100M000100Y43")]
    [InlineData("914403001922038216")]
    [InlineData("9144030071526726XG")]
    [InlineData("91330100799655058B")]
    [InlineData("91110000802100433B")]
    [InlineData("91110108551385082Q")]
    public async Task A_right_unified_credit_code_is_taken(string creditCode)
    {
        var county = await platform.NewCountyAsync();
        (await platform.Admin.PutAsync($"api/rosters/v1/org-units/{county.Code}-FIRM", new { name = "某单位", kind = "INSTITUTION", division = county.Code, unifiedCreditCode = creditCode })).Is(201);
        Assert.Equal(creditCode, (await platform.Admin.GetAsync($"api/rosters/v1/org-units/{county.Code}-FIRM")).Is(200)["unifiedCreditCode"].ToString());
        // An office inside it has none of its own.
        (await platform.Admin.PutAsync($"api/rosters/v1/org-units/{county.Code}-FIRM-OFFICE", new { name = "某单位办公室", kind = "OFFICE", division = county.Code, unifiedCreditCode = creditCode })).Is(201);
    }

    [Theory]
    [InlineData("91350100M000100Y44")] // the last check character
    [InlineData("914403001922038217")]
    [InlineData("91440300715267260G")] // the check character of the organisation code inside
    [InlineData("91330100799655085B")] // two digits changed places
    [InlineData("9133010079965505IB")] // a letter that the standard leaves out
    [InlineData("91330100799655058")] // 17 characters
    [InlineData("")]
    public async Task A_wrong_check_digit_is_refused(string creditCode)
    {
        var county = await platform.NewCountyAsync();
        var path = $"api/rosters/v1/org-units/{county.Code}-FIRM";
        var refused = (await platform.Admin.PutAsync(path, new { name = "某单位", kind = "INSTITUTION", division = county.Code, unifiedCreditCode = creditCode })).IsProblem(422, "CREDIT_CODE_INVALID");
        Assert.Equal("/unifiedCreditCode", refused["errors"][0]!["pointer"]!.ToString());
        (await platform.Admin.GetAsync(path)).Is(404);
    }

    [Fact]
    public async Task A_body_of_an_unknown_place_or_with_a_blank_name_is_refused()
    {
        var county = await platform.NewCountyAsync();
        (await platform.Admin.PutAsync("api/rosters/v1/org-units/999998-CIVIL", new { name = "无处", kind = "DEPARTMENT", division = "999998" })).IsProblem(422, "DIVISION_UNKNOWN");
        (await platform.Admin.PutAsync($"api/rosters/v1/org-units/{county.Code}-CIVIL", new { name = " ", kind = "DEPARTMENT", division = county.Code })).Is(422);
        (await platform.Admin.PutAsync($"api/rosters/v1/org-units/{county.Code}-CIVIL", new { name = "民政局" })).IsProblem(400, "BODY_MALFORMED");
    }

    [Fact]
    public async Task A_name_that_nobody_can_see_is_none_and_spaces_around_one_are_no_other_name()
    {
        var county = await platform.NewCountyAsync();
        var path = $"api/rosters/v1/org-units/{county.Code}-CIVIL";
        (await platform.Admin.PutAsync(path, new { name = "\u200b\ufeff", kind = "DEPARTMENT", division = county.Code })).IsProblem(422, "FIELD_REQUIRED");
        Assert.Equal("民政局", (await platform.Admin.PutAsync(path, new { name = " 民政局\u3000", kind = "DEPARTMENT", division = county.Code })).Is(201)["name"].ToString());
        var again = (await platform.Admin.PostCsvAsync("api/rosters/v1/divisions:import", $"code,name\n{county.Village},  第001村 \n{county.Villages[1]},\u200b\n")).Is(200);
        Assert.Equal((1, 0, "FIELD_REQUIRED"), ((int)again["unchanged"], (int)again["updated"], again["refused"][0]!["code"]!.ToString()));
    }

    [Fact]
    public async Task A_name_with_a_private_character_is_kept_and_marked_for_a_person_to_look_at()
    {
        var county = await platform.NewCountyAsync();
        (await platform.Admin.PostCsvAsync("api/rosters/v1/divisions:import", $"code,name\n{county.Village},高\ue170村\n")).Is(200);
        var villages = (await platform.Admin.GetAsync($"api/rosters/v1/divisions?under={county.Townships[0]}&level=VILLAGE")).Is(200).Items;
        Assert.Equal(["true", "false", "false"], villages.Select(v => v!["privateUse"]!.ToJsonString()));
        Assert.True((bool)(await platform.Admin.GetAsync($"api/rosters/v1/divisions/{county.Village}")).Is(200)["privateUse"]);
    }

    [Fact]
    public async Task Only_a_keeper_of_that_area_registers_bodies()
    {
        var (county, other) = (await platform.NewCountyAsync(), await platform.NewCountyAsync());
        var body = new { name = "民政局", kind = "DEPARTMENT", division = county.Code };
        var path = $"api/rosters/v1/org-units/{county.Code}-CIVIL";
        (await (await platform.NewClientAsync(county.Code, "DEPARTMENT")).PutAsync(path, body)).IsProblem(403, "RIGHT_MISSING");
        (await (await platform.NewClientAsync(other.Code, "ROSTER_KEEPER")).PutAsync(path, body)).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await (await platform.NewClientAsync(county.Code, "ROSTER_KEEPER")).PutAsync(path, body)).Is(201);
    }
}
