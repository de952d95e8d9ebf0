using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Admission;

/// <summary>What a form would cost, and cheaper ways, before anybody is asked.</summary>
public sealed class SimulationTests(LocalPlatform platform)
{
    private const string Forms = "api/reports/v1/forms";

    [Fact]
    public async Task A_simulation_tells_hours_units_clashes_and_cheaper_ways()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var known = await county.DefineAsync(civil, "known");
        var fresh = await county.DefineAsync(health, "fresh");
        (await civil.PutAsync($"{Forms}/c{county.Code}", TestCounty.Form(civil, [known]))).Is(201);
        var form = TestCounty.Form(health, [known, fresh], f => f["minutesPerFiling"] = 60);
        var simulated = (await health.PostAsync($"{Forms}:simulate", form, ("Accept-Language", "en"))).Is(200);
        // Half of an hour is known; six villages, twelve months.
        var hours = simulated["hours"];
        Assert.Equal((0.5m, 3m, 6m, 36m), (Of(hours, "perUnitPerPeriod"), Of(hours, "totalPerPeriod"), Of(hours, "perUnitPerYear"), Of(hours, "totalPerYear")));
        Assert.Equal("6", simulated["unitsHit"].ToString());
        var clash = Assert.Single(simulated["clashes"].AsArray())!;
        Assert.Equal(($"c{county.Code}", civil.Unit, "12", known), (clash["form"]!.ToString(), clash["department"]!.ToString(), clash["sharedWeeks"]!.ToString(), clash["sharedElements"]!.AsArray().Single()!.ToString()));
        var saved = simulated["alternatives"].AsArray().ToDictionary(a => a!["kind"]!.ToString(), a => a!["minutesSaved"]!.GetValue<long>());
        Assert.Equal((30 * 6 * 12, 30 * 6 * (12 - 4), 30 * (6 - 2) * 12), (saved["SHARING"], saved["LOWER_FREQUENCY"], saved["HIGHER_LEVEL"]));
        Assert.Equal(saved.Values.OrderDescending(), saved.Values);
        Assert.All(simulated["alternatives"].AsArray(), a => Assert.DoesNotContain(a!["text"]!.ToString(), c => c > 0x3000));
        Assert.Equal(civil.Unit, simulated["sharingRequests"].AsArray().Single()!["provider"]!.ToString());
        (await health.PostAsync("api/exchange/v1/sharing-requests", simulated["sharingRequests"][0]!.ToJsonString())).Is(201);
        Assert.Empty((await health.GetAsync($"{Forms}?department={health.Unit}")).Is(200).Items);
        Assert.Empty((await health.GetAsync($"api/reports/v1/admission-decisions?department={health.Unit}")).Is(200).Items);
    }

    [Fact]
    public async Task Whoever_is_refused_a_dispute_a_day_is_offered_the_lawful_way()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("JUSTICE");
        var disputes = await county.DefineAsync(office, "disputes", b => (b["frequency"], b["adverseEvent"]) = ("DAILY", true));
        var refused = (await office.PutAsync($"{Forms}/d{county.Code}", TestCounty.Form(office, [disputes], f =>
            (f["frequency"], f["minutesPerFiling"], f["fields"]) = ("DAILY", 1, new[] { new { element = disputes, required = true, minimum = 1 } })))).IsProblem(422, "FORM_REFUSED");
        var ledger = refused["alternatives"].AsArray().Single(a => a!["kind"]!.ToString() == "EVENT_LEDGER")!;
        Assert.Equal("EVENT", ledger["change"]!["frequency"]!.ToString());
    }

    [Fact]
    public async Task What_narrower_places_collect_does_not_make_it_known_for_the_wider_one()
    {
        var county = await platform.NewCountyAsync();
        var town = await platform.NewClientAsync(county.Townships[0], "DEPARTMENT");
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "x");
        (await town.PutAsync($"{Forms}/t{county.Code}", TestCounty.Form(town, [element]))).Is(201);
        Assert.Equal("NEW", (await civil.PostAsync($"{Forms}:simulate", TestCounty.Form(civil, [element]))).Is(200)["admission"]["fields"]![0]!["verdict"]!.ToString());
        (await civil.PutAsync($"{Forms}/c{county.Code}", TestCounty.Form(civil, [element]))).Is(201);
        Assert.Equal("KNOWN", (await town.PostAsync($"{Forms}:simulate", TestCounty.Form(town, [element]))).Is(200)["admission"]["fields"]![0]!["verdict"]!.ToString());
    }

    private static decimal Of(JsonNode hours, string member) => hours[member]!.GetValue<decimal>();
}
