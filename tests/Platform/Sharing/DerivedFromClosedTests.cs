using Datarun.Tests.Platform.Contract;
using Datarun.Tests.Platform.Values;

namespace Datarun.Tests.Platform.Sharing;

/// <summary>A department tightens the terms of an element; what others derived from it before opens it no longer.</summary>
public sealed class DerivedFromClosedTests(LocalPlatform platform)
{
    private sealed record Two(TestCounty County, ApiClient Civil, ApiClient Health, ApiClient Roads, string Income, string Derived);

    /// <summary>Civil's element, open at first; health derives its own from it, shared without conditions, and from that another.</summary>
    private async Task<Two> DerivedAsync(string expression = "[{0}] * 1")
    {
        var county = await platform.NewCountyAsync();
        var (civil, health, roads) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"), await county.OfficeAsync("ROADS"));
        var (income, derived, again) = (await county.DefineAsync(civil, "income"), await county.DefineAsync(health, "derived"), await county.DefineAsync(health, "again"));
        foreach (var village in county.Villages.Take(2)) await civil.RecordAsync(income, village, 700);
        (await health.PutAsync($"api/reports/v1/formulas/{derived}", new { expression = string.Format(System.Globalization.CultureInfo.InvariantCulture, expression, income) })).Is(201);
        (await health.PutAsync($"api/reports/v1/formulas/{again}", new { expression = $"[{derived}] + 0" })).Is(201);
        (await health.PutAsync($"api/reports/v1/forms/d{county.Code}", TestCounty.Form(health, [derived, again, await county.DefineAsync(health, "own")]))).Is(201);
        (await health.PostAsync("api/reports/v1/requests", new { form = $"d{county.Code}", period = TestCounty.Month, under = county.Code, dueOn = TestCounty.Today.AddDays(20).ToString("yyyy-MM-dd") })).Is(201);
        if (!expression.Contains("PREVIOUS", StringComparison.Ordinal))
            foreach (var element in new[] { derived, again }) await RunningPlatform.EventuallyAsync(() => roads.ReadAsync(element, county.Code), a => a.Status == 200 && a.Items.Count == 2);
        return new(county, civil, health, roads, income, derived);
    }

    private static Task TightenAsync(Two two, string sharing = "CONDITIONAL") => two.County.DefineAsync(two.Civil, "income", b =>
        (b["sharingClass"], b["conditions"], b["legalBasis"]) = (sharing, sharing == "CONDITIONAL" ? "限救助审核使用" : null, sharing == "NOT_SHARED" ? "某法 第九条" : null));

    [Theory]
    [InlineData("CONDITIONAL", "GRANT_MISSING")]
    [InlineData("NOT_SHARED", "ELEMENT_NOT_SHARED")]
    public async Task What_is_derived_from_a_tightened_element_is_read_by_nobody_who_may_not_read_that(string sharing, string code)
    {
        var two = await DerivedAsync();
        await TightenAsync(two, sharing);
        foreach (var (reader, element) in new[] { (two.Roads, two.Derived), (two.Health, two.Derived), (two.Roads, two.County.Element("again")), (two.Health, two.County.Element("again")) })
        {
            var refused = (await reader.ReadAsync(element, two.County.Code)).IsProblem(403, "DERIVED_FROM_CLOSED");
            Assert.Equal($"{two.Income} {two.Civil.Unit} {code}", $"{refused["derivedFrom"][0]!["element"]} {refused["derivedFrom"][0]!["source"]} {refused["derivedFrom"][0]!["code"]}");
            await RunningPlatform.EventuallyAsync(() => reader.GetAsync($"api/reports/v1/values/history?element={element}&unit={two.County.Village}&period={TestCounty.Month}"), a => a.Code == "MAY_NOT_SEE");
            (await reader.GetAsync($"api/reports/v1/rollups?element={element}&period={TestCounty.Month}&under={two.County.Code}&level=VILLAGE")).IsProblem(403, "MAY_NOT_SEE");
        }
        (await two.Roads.PutAsync("api/exchange/v1/subscriptions/d" + two.County.Code, new { elements = new[] { two.Derived }, under = two.County.Code, url = "http://127.0.0.1:9/", secret = new string('s', 32) })).IsProblem(403, "DERIVED_FROM_CLOSED");

        // Its own source and the places that it is about lose nothing.
        Assert.Equal(2, (await two.Civil.ReadAsync(two.Derived, two.County.Code)).Is(200).Items.Count);
        Assert.Single((await (await two.County.ReporterAsync(two.County.Village)).ReadAsync(two.Derived, two.County.Village)).Is(200).Items);
        Assert.Equal(2, (await platform.Admin.ReadAsync(two.Derived, two.County.Code)).Is(200).Items.Count);
    }

    [Fact]
    public async Task A_grant_of_the_tightened_element_opens_what_is_derived_from_it_for_its_purpose_and_area()
    {
        var two = await DerivedAsync();
        await TightenAsync(two);
        (await two.Roads.ReadAsync(two.Derived, two.County.Code)).IsProblem(403, "DERIVED_FROM_CLOSED");
        await Given.GrantAsync(two.Roads, two.Civil, two.Income, two.County.Village);
        Assert.Single((await two.Roads.ReadAsync(two.Derived, two.County.Code, purpose: Given.Purpose)).Is(200).Items);
        (await two.Roads.ReadAsync(two.Derived, two.County.Townships[1], purpose: Given.Purpose)).IsProblem(403, "DERIVED_FROM_CLOSED");
        (await two.Roads.ReadAsync(two.Derived, two.County.Code)).IsProblem(403, "DERIVED_FROM_CLOSED");
        await RunningPlatform.EventuallyAsync(() => two.Roads.GetAsync($"api/reports/v1/values/history?element={two.Derived}&unit={two.County.Village}&period={TestCounty.Month}"), a => a.Status == 200);

        // Opened again, it is open again.
        await two.County.DefineAsync(two.Civil, "income");
        Assert.Equal(2, (await two.Roads.ReadAsync(two.Derived, two.County.Code)).Is(200).Items.Count);
    }

    [Fact]
    public async Task What_is_derived_from_an_earlier_period_of_it_is_closed_too()
    {
        var two = await DerivedAsync("PREVIOUS([{0}], 1)");
        await TightenAsync(two);
        await RunningPlatform.EventuallyAsync(() => two.Roads.ReadAsync(two.Derived, two.County.Code), a => a.Code == "DERIVED_FROM_CLOSED");
    }
}
