using static Datarun.Tests.Platform.BadInput.Bad;

namespace Datarun.Tests.Platform.BadInput;

/// <summary>Addresses and their parameters that mean nothing.</summary>
public sealed class AddressTests(LocalPlatform platform)
{
    [Theory]
    [InlineData("api/rosters/v1/divisions/50011x")]
    [InlineData("api/rosters/v1/divisions/..%2F..%2Fetc")]
    [InlineData("api/rosters/v1/divisions?under=%E6%B0%91")]
    [InlineData("api/rosters/v1/divisions?under=50&level=HAMLET")]
    [InlineData("api/exchange/v1/values")]
    [InlineData("api/exchange/v1/values?element=no.such&under=50&period=2026-13")]
    [InlineData("api/reports/v1/rollups?element=no.such&period=2026-11&under=50")]
    [InlineData("api/reports/v1/rollups?element=no.such&period=yesterday&under=50")]
    [InlineData("api/reports/v1/tasks/none")]
    [InlineData("api/reports/v1/tasks?unit=x%00y")]
    [InlineData("api/reports/v1/tasks?unit=50&state=LOST")]
    [InlineData("api/reports/v1/burden")]
    [InlineData("api/accountability/v1/duty-lists/500118?on=2026-02-30")]
    [InlineData("api/nothing/v1/here")]
    public async Task An_address_that_means_nothing_is_a_clear_problem(string path) => AssertRefused(await platform.Admin.GetAsync(path), path);

    [Theory]
    [InlineData("reports/v1/tasks?unit=500118&limit=many", "?limit", "INTEGER")]
    [InlineData("exchange/v1/corrections/notices?acknowledged=perhaps", "?acknowledged", "true, false")]
    [InlineData("reports/v1/timeliness?unit=500118&from=yesterday", "?from", "yyyy-MM-dd")]
    [InlineData("reports/v1/tasks?unit=500118&state=LOST", "?state", "PENDING, IN_REVIEW, REVIEWED, COMPLETED, TERMINATED")]
    [InlineData("rosters/v1/divisions?under=500118&level=HAMLET", "?level", "PROVINCE, CITY, COUNTY, TOWNSHIP, VILLAGE")]
    public async Task A_parameter_that_cannot_be_read_is_told_what_would_be_right(string path, string pointer, string right)
    {
        var problem = (await platform.Admin.GetAsync($"api/{path}")).IsProblem(400, "PARAMETER_INVALID");
        Assert.True(problem["errors"].AsArray().Any(e => (string?)e!["pointer"] == pointer && (string?)e["detail"] == right), problem.Text);
    }

    [Theory]
    [InlineData("rosters/v1/org-units?kind=a%00b", "?kind", "≠ U+0000")]
    [InlineData("reports/v1/filings?unit=500118&period=%00", "?period", "≠ U+0000")]
    [InlineData("reports/v1/tasks?unit=500118&state=1", "?state", "PENDING, IN_REVIEW, REVIEWED, COMPLETED, TERMINATED")]
    [InlineData("exchange/v1/elements?sharingClass=-1", "?sharingClass", "UNCONDITIONAL, CONDITIONAL, NOT_SHARED")]
    [InlineData("rosters/v1/divisions?under=500118&level=COUNTY,VILLAGE", "?level", "PROVINCE, CITY, COUNTY, TOWNSHIP, VILLAGE")]
    [InlineData("reports/v1/burden-budgets/units/500118?level=1001", "?level", "PROVINCE, CITY, COUNTY, TOWNSHIP, VILLAGE")]
    [InlineData("reports/v1/filings?unit=500118&period=2026-13", "?period", "2026-13")]
    [InlineData("rosters/v1/divisions?under=5", "?under", "50, 5001, 500118, 500118001, 500118001001")]
    [InlineData("exchange/v1/elements/x.y/sources?unit=5", "?unit", "500118, 500118-CIVIL")]
    [InlineData("reports/v1/missing?unit=50011X%2F", "?unit", "500118, 500118-CIVIL")]
    [InlineData("reports/v1/forms?department=%E6%B0%91%E6%94%BF%E5%B1%80", "?department", "500118, 500118-CIVIL")]
    [InlineData("rosters/v1/posts?unit=50011", "?unit", "500118, 500118-CIVIL")]
    [InlineData("accountability/v1/cases?unit=12345678", "?unit", "500118, 500118-CIVIL")]
    [InlineData("exchange/v1/values?element=x.y&under=1", "?under", "500118, 500118-CIVIL")]
    [InlineData("exchange/v1/audit/uses?unit=12345", "?unit", "500118, 500118-CIVIL")]
    [InlineData("reports/v1/tasks?unit=500118-CIVIL", "?unit", "50, 5001, 500118, 500118001, 500118001001")]
    [InlineData("reports/v1/values/stale?under=500118-CIVIL", "?under", "50, 5001, 500118, 500118001, 500118001001")]
    public async Task A_parameter_that_can_mean_nothing_is_refused_rather_than_find_nothing(string path, string pointer, string right)
    {
        var problem = (await platform.Admin.GetAsync($"api/{path}")).IsProblem(400, "PARAMETER_INVALID");
        Assert.Equal((pointer, right), ((string?)problem["errors"][0]!["pointer"], (string?)problem["errors"][0]!["detail"]));
    }

    [Theory]
    [InlineData("reports/v1/missing?unit=", "?unit")]
    [InlineData("reports/v1/tasks?unit=", "?unit")]
    [InlineData("reports/v1/filings?unit=", "?unit")]
    [InlineData("reports/v1/refusals?unit=", "?unit")]
    [InlineData("reports/v1/reminders?unit=", "?unit")]
    [InlineData("reports/v1/values/stale?under=", "?under")]
    [InlineData("accountability/v1/inspections?unit=", "?unit")]
    [InlineData("accountability/v1/cases?unit=", "?unit")]
    public async Task A_place_that_nobody_knows_is_not_answered_as_one_where_nothing_is_missing(string list, string pointer)
    {
        var county = (await platform.NewCountyAsync()).Code;
        (await platform.Admin.GetAsync($"api/{list}{county}")).Is(200);
        foreach (var unknown in new[] { "899999", "899999001001" })
        {
            var problem = (await platform.Admin.GetAsync($"api/{list}{unknown}")).IsProblem(422, "UNIT_UNKNOWN");
            Assert.Equal((pointer, unknown), ((string?)problem["errors"][0]!["pointer"], (string?)problem["errors"][0]!["detail"]));
        }
    }

    [Theory]
    [InlineData("reports/v1/forms?department=")]
    [InlineData("reports/v1/ledgers?department=")]
    [InlineData("reports/v1/admission-decisions?department=")]
    public async Task A_department_that_nobody_knows_is_not_answered_as_one_that_asks_for_nothing(string list)
    {
        var county = await platform.NewCountyAsync();
        (await platform.Admin.GetAsync($"api/{list}{county.Code}-NONE")).IsProblem(422, "UNIT_UNKNOWN");
        Assert.Empty((await platform.Admin.GetAsync($"api/{list}{(await county.OfficeAsync("HEALTH")).Unit}")).Is(200).Items); // Registered this moment.
    }

    [Fact]
    public async Task A_text_that_the_database_cannot_take_spoils_no_other_caller_s_answer()
    {
        var county = await platform.NewCountyAsync();
        var path = $"api/reports/v1/filings?unit={county.Village}";
        for (var i = 0; i < 40; i++)
        {
            // Statements are prepared at their fifth use on a connection: one that fails just then was kept half prepared.
            (await platform.Admin.GetAsync($"{path}&form=%00")).IsProblem(400, "PARAMETER_INVALID");
            for (var n = 0; n < 3; n++) (await platform.Admin.GetAsync($"{path}&form=f{i}")).Is(200);
        }
    }

    [Fact]
    public async Task The_first_day_of_all_is_a_day_to_ask_from() =>
        (await platform.Admin.GetAsync("api/exchange/v1/audit/uses?unit=500118&since=0001-01-01")).Is(200);

    /// <summary>The web server refuses it before any call is found, so none looks for it in its path.</summary>
    [Theory]
    [InlineData("GET", "reports/v1/formulas/a%00b")]
    [InlineData("POST", "reports/v1/forms/a%00b/retrospective")]
    [InlineData("GET", "reports/v1/validation-rules/a%00b")]
    [InlineData("DELETE", "reports/v1/validation-rules/a%00b")]
    [InlineData("DELETE", "reports/v1/workbook-templates/a%00b")]
    [InlineData("GET", "reports/v1/report-catalogues/a%00b/2026")]
    [InlineData("PUT", "reports/v1/standing-nils/500118001001/a%00b")]
    [InlineData("DELETE", "reports/v1/standing-nils/a%00b/x")]
    [InlineData("GET", "accountability/v1/duty-lists/a%00b")]
    [InlineData("GET", "accountability/v1/inspection-plans/%00/2026")]
    [InlineData("GET", "exchange/v1/subscriptions/a%00b/deliveries")]
    public async Task U0000_in_a_path_comes_to_no_call(string method, string path)
    {
        var answer = (await platform.Admin.SendAsync(new HttpMethod(method), $"api/{path}", method == "PUT" ? ApiClient.Raw("{}"u8.ToArray(), "application/json") : null)).Is(400);
        Assert.Equal("", answer.Text);
    }
}
