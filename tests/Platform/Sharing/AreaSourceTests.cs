using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Sharing;

/// <summary>One source for each element and area: the one named for the smallest area counts, for everything that asks who the source is.</summary>
public sealed class AreaSourceTests(LocalPlatform platform)
{
    private const string Namings = "api/exchange/v1/source-namings";
    private const string Corrections = "api/exchange/v1/corrections";

    private sealed record Named(TwoSides Sides, ApiClient Street, string Element)
    {
        public string Town => Sides.County.Townships[0];

        public string Here => Sides.County.Villages[0];

        public string Elsewhere => Sides.County.Villages[3];
    }

    /// <summary>An element whose source in the first township is that township's own office.</summary>
    private async Task<Named> NamedAsync()
    {
        var sides = await TwoSides.InAsync(platform);
        var named = new Named(sides, await sides.County.OfficeAsync("STREET"), await sides.DefineAsync("residence"));
        await NameAsync(sides, named.Element, named.Street, named.Town);
        return named;
    }

    private static async Task NameAsync(TwoSides sides, string element, ApiClient source, string? under)
    {
        var naming = (await sides.Asker.PostAsync(Namings, new { elements = new[] { element }, candidates = new[] { source.Unit }, reason = "登记更准", under })).Is(201);
        Assert.Equal(under, naming.Json!["under"]?.ToString());
        (await sides.Authority.PostAsync($"{Namings}/{naming["id"]}/decision", new { decision = "NAMED", source = source.Unit, reason = "一数一源" })).Is(200);
    }

    private static async Task<string> SourceAsync(ApiClient reader, string element, string? unit = null) =>
        (await reader.GetAsync($"api/exchange/v1/elements/{element}/sources{(unit is null ? "" : $"?unit={unit}")}")).Is(200)["source"].ToString();

    [Fact]
    public async Task The_smallest_area_that_has_a_source_counts_and_the_elements_own_source_elsewhere()
    {
        var named = await NamedAsync();
        var (sides, element) = (named.Sides, named.Element);
        var clinic = await sides.County.OfficeAsync("CLINIC");
        await NameAsync(sides, element, clinic, named.Here);
        Assert.Equal(sides.Holder.Unit, await SourceAsync(sides.Asker, element));
        Assert.Equal(sides.Holder.Unit, await SourceAsync(sides.Asker, element, named.Elsewhere));
        Assert.Equal(named.Street.Unit, await SourceAsync(sides.Asker, element, named.Town));
        Assert.Equal(named.Street.Unit, await SourceAsync(sides.Asker, element, sides.County.Villages[1]));
        Assert.Equal(clinic.Unit, await SourceAsync(sides.Asker, element, named.Here));
        var areas = (await sides.Asker.GetAsync($"api/exchange/v1/elements/{element}/sources")).Is(200)["areas"].AsArray();
        Assert.Equal([named.Town, named.Here], areas.Select(a => a!["under"]!.ToString()));
        Assert.Equal(sides.Holder.Unit, (await sides.Asker.GetAsync($"api/exchange/v1/elements/{element}")).Is(200)["source"].ToString());

        // A source that is named for everywhere leaves the areas as they are.
        await NameAsync(sides, element, sides.Asker, null);
        Assert.Equal((sides.Asker.Unit, clinic.Unit), (await SourceAsync(sides.Asker, element, named.Elsewhere), await SourceAsync(sides.Asker, element, named.Here)));
        (await sides.Asker.GetAsync($"api/exchange/v1/elements/{element}/sources?unit=%E6%9D%91")).IsProblem(400, "PARAMETER_INVALID");
        (await sides.Asker.GetAsync("api/exchange/v1/elements/no.such/sources")).IsProblem(404, "ELEMENT_UNKNOWN");
    }

    [Fact]
    public async Task The_authority_of_the_place_decides_and_another_ask_about_the_same_place_waits()
    {
        var sides = await TwoSides.InAsync(platform);
        var stats = $"{sides.County.Code[..4]}-STATS";
        (await platform.Admin.PutAsync($"api/rosters/v1/org-units/{stats}", new { name = "市统计局", kind = "DEPARTMENT", division = sides.County.Code })).Is(200, 201);
        var national = await sides.DefineAsync("national", await platform.NewClientAsync(stats, "DEPARTMENT"));
        var (town, other) = (sides.County.Townships[0], sides.County.Townships[1]);
        object Ask(string? under) => new { elements = new[] { national }, reason = "本县登记", under };
        var naming = (await sides.Asker.PostAsync(Namings, Ask(town))).Is(201);
        Assert.Equal(sides.County.Code, naming["area"].ToString());
        (await sides.Asker.PostAsync(Namings, Ask(sides.County.Village))).IsProblem(409, "NAMING_OPEN");
        (await sides.Asker.PostAsync(Namings, Ask(null))).IsProblem(409, "NAMING_OPEN");
        (await sides.Asker.PostAsync(Namings, Ask(other))).Is(201);
        (await sides.Asker.PostAsync(Namings, Ask("12345"))).IsProblem(422, "CODE_INVALID");
        (await sides.Authority.PostAsync($"{Namings}/{naming["id"]}/decision", new { decision = "NAMED", source = sides.Asker.Unit, reason = "一数一源" })).Is(200);
        Assert.Equal((sides.Asker.Unit, stats), (await SourceAsync(sides.Asker, national, town), await SourceAsync(sides.Asker, national, sides.County.Code)));
    }

    [Fact]
    public async Task Values_are_given_and_read_and_corrections_decided_by_the_source_of_their_place()
    {
        var named = await NamedAsync();
        var (sides, element, street) = (named.Sides, named.Element, named.Street);
        await street.RecordAsync(element, named.Here, 30);
        await sides.Holder.RecordAsync(element, named.Elsewhere, 40);
        async Task<string?> RefusedAsync(ApiClient by, string unit) =>
            (await by.PutLinesAsync("api/reports/v1/values:record", [new { element, unit, period = TestCounty.Month, value = 1 }])).Is(200)["refused"].AsArray().SingleOrDefault()?["code"]!.ToString();
        Assert.Equal("NOT_THE_SOURCE", await RefusedAsync(sides.Holder, named.Here));
        Assert.Equal("NOT_THE_SOURCE", await RefusedAsync(street, named.Elsewhere));
        // A conditional element: its area is open to the area's source, the rest is not.
        Assert.Equal([named.Here], (await street.ReadAsync(element)).Is(200).ByUnit().Keys);
        (await street.ReadAsync(element, named.Elsewhere)).IsProblem(403, "GRANT_MISSING");
        Assert.Equal(2, (await sides.Holder.ReadAsync(element)).Is(200).Items.Count);

        await Given.GrantAsync(sides.Asker, street, element, named.Here);
        await Given.GrantAsync(sides.Asker, sides.Holder, element, named.Elsewhere);
        object Correction(string unit, int proposed) => new { element, unit, period = TestCounty.Month, proposed, reason = "入户核查不符" };
        var here = (await sides.Asker.PostAsync(Corrections, Correction(named.Here, 31))).Is(201);
        var elsewhere = (await sides.Asker.PostAsync(Corrections, Correction(named.Elsewhere, 41))).Is(201);
        Assert.Equal((street.Unit, sides.Holder.Unit), (here["source"].ToString(), elsewhere["source"].ToString()));
        (await sides.Holder.PostAsync($"{Corrections}/{here["id"]}/decision", new { decision = "ACCEPTED", reason = "x" })).IsProblem(403, "NOT_THE_SOURCE");
        (await street.PostAsync($"{Corrections}/{here["id"]}/decision", new { decision = "ACCEPTED", reason = "属实" })).Is(200);
        // While the source of another place is in doubt, corrections here go on.
        (await sides.Asker.PostAsync(Namings, new { elements = new[] { element }, reason = "存疑", under = sides.County.Townships[1] })).Is(201);
        (await sides.Holder.PostAsync($"{Corrections}/{elsewhere["id"]}/decision", new { decision = "ACCEPTED", reason = "x" })).IsProblem(409, "SOURCE_NOT_NAMED");
        Assert.Equal("ACCEPTED", (await street.PostAsync(Corrections, Correction(named.Here, 32))).Is(201)["state"].ToString());
    }

    [Fact]
    public async Task A_request_goes_to_the_source_of_its_area_and_what_is_open_follows_a_naming()
    {
        var sides = await TwoSides.InAsync(platform);
        var (element, street) = (await sides.DefineAsync("residence"), await sides.County.OfficeAsync("STREET"));
        var town = sides.County.Townships[0];
        var open = (await sides.Asker.PostAsync(TwoSides.Requests, Given.Ask([element], town))).Is(201);
        var wide = (await sides.Asker.PostAsync(TwoSides.Requests, Given.Ask([element], sides.County.Code))).Is(201);
        var grant = await Given.GrantAsync(sides.Asker, sides.Holder, element, town);
        await NameAsync(sides, element, street, town);
        Assert.Equal(street.Unit, (await sides.Asker.GetAsync($"{TwoSides.Requests}/{open["id"]}")).Is(200)["provider"].ToString());
        Assert.Equal(sides.Holder.Unit, (await sides.Asker.GetAsync($"{TwoSides.Requests}/{wide["id"]}")).Is(200)["provider"].ToString());
        Assert.Equal(street.Unit, (await sides.Asker.GetAsync($"{TwoSides.Grants}/{grant}")).Is(200)["provider"].ToString());
        Assert.Equal(street.Unit, (await sides.Asker.PostAsync(TwoSides.Requests, Given.Ask([element], sides.County.Village))).Is(201)["provider"].ToString());
        (await street.PostAsync(TwoSides.Requests, Given.Ask([element], sides.County.Village))).IsProblem(422, "OWN_ELEMENTS");
        // The area's source lists what it is the source of.
        (await street.PutAsync($"api/exchange/v1/datasets/street{sides.County.Code}", new
        {
            title = "本镇住户", description = "说明", elements = new[] { element }, formats = new[] { "JSON" }, methods = new[] { "API" },
            assessment = new { secrecyRisk = "不涉密", personalInformation = "无", approvedBy = "镇长", approvedOn = TestCounty.Today.ToString("yyyy-MM-dd") },
        })).Is(201);
    }
}
