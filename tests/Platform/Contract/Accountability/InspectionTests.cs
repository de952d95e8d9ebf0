namespace Datarun.Tests.Platform.Contract.Accountability;

/// <summary>Inspections come from a plan, are capped, and go together.</summary>
public class InspectionTests(LocalPlatform platform)
{
    private const string Inspections = "api/accountability/v1/inspections";
    private static readonly int Year = TestCounty.Today.Year + 1;

    [Fact]
    public async Task An_inspection_that_the_plan_has_is_scheduled()
    {
        var (county, emergency) = await PlannedAsync();
        var made = (await emergency.PostAsync(Inspections, Asked(emergency, county.Townships[0]))).Is(201)
            .Has("id:string by:string unit:string subject:string kind=SPECIAL plan:string from:date to:date");
        Assert.Equal((emergency.Unit, county.Townships[0], "S-1"), (made["by"].ToString(), made["unit"].ToString(), made["plan"].ToString()));
        Assert.Single((await emergency.GetAsync($"{Inspections}?unit={county.Townships[0]}")).Is(200).Has("items:array next:string?").Items);
    }

    [Fact]
    public async Task A_plan_that_names_no_place_is_for_the_departments_whole_area()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("WATER", "INSPECTOR");
        (await office.PutAsync($"api/accountability/v1/inspection-plans/{office.Unit}/{Year}", new[] { new { code = "S-1", subject = "安全生产", kind = "SPECIAL" } })).Is(201);
        (await office.PostAsync(Inspections, Asked(office, county.Townships[1]))).Is(201);
        (await office.PostAsync(Inspections, Asked(office, county.Villages[0]))).Is(201);
        (await office.PostAsync(Inspections, Asked(office, (await platform.NewCountyAsync()).Townships[0]))).IsProblem(403, "OUTSIDE_YOUR_UNIT");
    }

    [Fact]
    public async Task What_the_plan_does_not_have_is_refused()
    {
        var (county, emergency) = await PlannedAsync();
        (await emergency.PostAsync(Inspections, Asked(emergency, county.Townships[0], subject: "文明创建"))).IsProblem(422, "INSPECTION_NOT_IN_PLAN");
        (await emergency.PostAsync(Inspections, Asked(emergency, county.Townships[0], kind: "COMPREHENSIVE"))).IsProblem(422, "INSPECTION_NOT_IN_PLAN");
        (await emergency.PostAsync(Inspections, Asked(emergency, county.Townships[0], from: $"{Year + 1}-05-10", to: $"{Year + 1}-05-11"))).IsProblem(422, "INSPECTION_NOT_IN_PLAN");
        var unplanned = await county.OfficeAsync("CULTURE", "INSPECTOR");
        (await unplanned.PostAsync(Inspections, Asked(unplanned, county.Townships[0]))).IsProblem(422, "INSPECTION_NOT_IN_PLAN");
    }

    [Fact]
    public async Task A_second_comprehensive_inspection_in_the_year_is_over_the_cap()
    {
        var (county, emergency) = await PlannedAsync();
        (await emergency.PostAsync(Inspections, Asked(emergency, county.Townships[0], "综合考核", "COMPREHENSIVE"))).Is(201);
        var refused = (await emergency.PostAsync(Inspections, Asked(emergency, county.Townships[1], "综合考核", "COMPREHENSIVE", $"{Year}-09-01", $"{Year}-09-02"))).IsProblem(422, "INSPECTION_CAP_REACHED");
        Assert.Equal("1", refused["cap"].ToJsonString());
        (await emergency.PostAsync(Inspections, Asked(emergency, county.Townships[1]))).Is(201);
    }

    [Theory]
    [InlineData(0)] // the same days
    [InlineData(11)] // begins ten days after the other's last day
    [InlineData(-11)] // ends ten days before the other's first day
    public async Task Two_departments_on_one_subject_within_ten_days_are_offered_one_joint_visit(int daysLater)
    {
        var (county, emergency) = await PlannedAsync();
        var (_, fire) = await PlannedAsync(county, "FIRE");
        var first = (await emergency.PostAsync(Inspections, Asked(emergency, county.Townships[0], from: $"{Year}-05-10", to: $"{Year}-05-11"))).Is(201);
        var (from, to) = (new DateOnly(Year, 5, 10).AddDays(daysLater), new DateOnly(Year, 5, 11).AddDays(daysLater));
        var refused = (await fire.PostAsync(Inspections, Asked(fire, county.Townships[0], from: $"{from:yyyy-MM-dd}", to: $"{to:yyyy-MM-dd}"))).IsProblem(409, "INSPECTION_OVERLAPS");
        Assert.Equal(first["id"].ToString(), Assert.Single(refused["others"].AsArray())!["id"]!.ToString());
        var joint = Shape.Of(refused["joint"], "from:date to:date");
        (await fire.PostAsync(Inspections, Asked(fire, county.Townships[0], from: joint["from"]!.ToString(), to: joint["to"]!.ToString(), jointWith: first["id"].ToString()))).Is(201);
    }

    [Fact]
    public async Task Other_subjects_other_townships_and_later_days_do_not_overlap()
    {
        var (county, emergency) = await PlannedAsync();
        var (_, fire) = await PlannedAsync(county, "FIRE");
        (await emergency.PostAsync(Inspections, Asked(emergency, county.Townships[0]))).Is(201);
        (await fire.PostAsync(Inspections, Asked(fire, county.Townships[1]))).Is(201);
        (await fire.PostAsync(Inspections, Asked(fire, county.Townships[0], subject: "汛期准备"))).Is(201);
        (await fire.PostAsync(Inspections, Asked(fire, county.Townships[0], from: $"{Year}-05-22", to: $"{Year}-05-23"))).Is(201);
    }

    [Fact]
    public async Task A_village_is_inspected_with_its_township()
    {
        var (county, emergency) = await PlannedAsync();
        var (_, fire) = await PlannedAsync(county, "FIRE");
        (await emergency.PostAsync(Inspections, Asked(emergency, county.Townships[0]))).Is(201);
        (await fire.PostAsync(Inspections, Asked(fire, county.Villages[0]))).IsProblem(409, "INSPECTION_OVERLAPS");
        (await fire.PostAsync(Inspections, Asked(fire, county.Villages[3]))).Is(201);
    }

    [Fact]
    public async Task Only_a_visit_that_stands_near_on_the_same_subject_is_joined()
    {
        var (county, emergency) = await PlannedAsync();
        var (_, fire) = await PlannedAsync(county, "FIRE");
        (await fire.PostAsync(Inspections, Asked(fire, county.Townships[0], jointWith: $"{Guid.NewGuid()}"))).IsProblem(422, "JOINT_VISIT_UNKNOWN");
        var elsewhere = (await emergency.PostAsync(Inspections, Asked(emergency, county.Townships[1]))).Is(201)["id"].ToString();
        (await fire.PostAsync(Inspections, Asked(fire, county.Townships[0], jointWith: elsewhere))).IsProblem(422, "JOINT_VISIT_UNKNOWN");
        (await fire.PostAsync(Inspections, Asked(fire, county.Townships[1], jointWith: elsewhere))).Is(201);
    }

    [Fact]
    public async Task A_place_that_will_have_ended_is_not_inspected_and_neither_are_its_bodies()
    {
        var (county, emergency) = await PlannedAsync();
        (await platform.Admin.PutAsync($"api/rosters/v1/org-units/{county.Townships[0]}-OFFICE", new { name = "安监所", kind = "OFFICE", division = county.Townships[0] })).Is(201);
        await county.EndAsync(new(Year, 5, 10), county.Townships[0]);
        foreach (var unit in new[] { county.Townships[0], county.Villages[0], $"{county.Townships[0]}-OFFICE" })
            Assert.Equal($"{county.Townships[0]}: {Year}-05-10", (await emergency.PostAsync(Inspections, Asked(emergency, unit))).IsProblem(422, "PLACE_ENDED")["errors"][0]!["detail"]!.ToString());
        (await emergency.PostAsync(Inspections, Asked(emergency, county.Townships[0], from: $"{Year}-05-09", to: $"{Year}-05-10"))).Is(201);
        await county.EndAsync(null, county.Townships[0]);
        (await emergency.PostAsync(Inspections, Asked(emergency, $"{county.Townships[0]}-OFFICE", from: $"{Year}-08-01", to: $"{Year}-08-02"))).Is(201);
    }

    [Fact]
    public async Task Photos_are_nothing_to_score()
    {
        var (county, emergency) = await PlannedAsync();
        (await emergency.PostAsync(Inspections, new
        {
            by = emergency.Unit, unit = county.Townships[0], subject = "安全生产", kind = "SPECIAL", from = $"{Year}-05-10", to = $"{Year}-05-11",
            items = new[] { new { title = "隐患整改", evidence = "现场照片" } },
        })).IsProblem(422, "INSPECTION_ITEM_IS_TRACE");
    }

    [Fact]
    public async Task An_inspector_inspects_for_its_own_body_and_with_days_in_order()
    {
        var (county, emergency) = await PlannedAsync();
        var other = await county.OfficeAsync("CULTURE", "INSPECTOR");
        (await other.PostAsync(Inspections, Asked(emergency, county.Townships[0]))).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await (await county.OfficeAsync("CIVIL")).PostAsync(Inspections, Asked(emergency, county.Townships[0]))).IsProblem(403, "RIGHT_MISSING");
        (await emergency.PostAsync(Inspections, Asked(emergency, county.Townships[0], from: $"{Year}-05-11", to: $"{Year}-05-10"))).IsProblem(422, "DATES_REVERSED");
        (await emergency.PostAsync(Inspections, Asked(emergency, "999996001"))).IsProblem(422, "UNIT_UNKNOWN");
    }

    private static Dictionary<string, object?> Asked(
        ApiClient by, string unit, string subject = "安全生产", string kind = "SPECIAL", string? from = null, string? to = null, string? jointWith = null)
    {
        var body = new Dictionary<string, object?>
        {
            ["by"] = by.Unit, ["unit"] = unit, ["subject"] = subject, ["kind"] = kind, ["from"] = from ?? $"{Year}-05-10", ["to"] = to ?? $"{Year}-05-11",
        };
        if (jointWith is not null) body["jointWith"] = jointWith;
        return body;
    }

    private async Task<(TestCounty County, ApiClient Office)> PlannedAsync(TestCounty? county = null, string name = "EMERGENCY")
    {
        county ??= await platform.NewCountyAsync();
        var office = await county.OfficeAsync(name, "INSPECTOR");
        (await office.PutAsync($"api/accountability/v1/inspection-plans/{office.Unit}/{Year}", new object[]
        {
            new { code = "S-1", subject = "安全生产", kind = "SPECIAL", under = county.Code },
            new { code = "S-2", subject = "汛期准备", kind = "SPECIAL", under = county.Code },
            new { code = "K-1", subject = "综合考核", kind = "COMPREHENSIVE", under = county.Code },
        })).Is(201);
        return (county, office);
    }
}
