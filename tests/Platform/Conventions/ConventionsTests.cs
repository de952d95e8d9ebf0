using System.Net;

namespace Datarun.Tests.Platform.Conventions;

/// <summary>What holds for every service.</summary>
public sealed class ConventionsTests(LocalPlatform platform)
{
    [Fact]
    public async Task A_problem_speaks_the_language_that_the_caller_reads()
    {
        const string path = "api/rosters/v1/divisions/99999999";
        var chinese = (await platform.Admin.GetAsync(path, ("Accept-Language", "zh-CN,zh;q=0.9,en;q=0.5"))).Is(400, 404, 422);
        var english = (await platform.Admin.GetAsync(path, ("Accept-Language", "en-GB,en;q=0.9"))).Is(400, 404, 422);
        var unasked = await platform.Admin.GetAsync(path);
        Assert.Equal(chinese.Code, english.Code);
        Assert.Contains(chinese["title"].ToString(), c => c > 0x3000);
        Assert.DoesNotContain(english["title"].ToString(), c => c > 0x3000);
        Assert.Equal(chinese["title"].ToString(), unasked["title"].ToString());
    }

    [Fact]
    public async Task The_same_key_and_body_give_the_same_answer_and_one_effect()
    {
        var county = await platform.NewCountyAsync();
        var (path, key) = ("api/accountability/v1/objections", ("Idempotency-Key", Guid.NewGuid().ToString()));
        object Objection(string text) => new { unit = county.Townships[0], order = "限时清零", orderedBy = $"{county.Code}-CIVIL", saidOn = "2026-05-06", text };
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => platform.Admin.PostAsync(path, Objection("不符合政策"), key)));
        Assert.Single(answers.Select(a => a.Is(201).Text).Distinct());
        Assert.Equal(7, answers.Count(a => a.Headers.TryGetValues("Idempotency-Replayed", out var replayed) && replayed.Single() == "true"));
        Assert.Single((await platform.Admin.GetAsync($"{path}?unit={county.Townships[0]}")).Is(200).Items);
        (await platform.Admin.PostAsync(path, Objection("另一段话"), key)).IsProblem(422, "IDEMPOTENCY_KEY_REUSED");
        (await platform.Admin.PostAsync(path, Objection("不符合政策"), ("Idempotency-Key", new string('k', 300)))).IsProblem(400, "IDEMPOTENCY_KEY_TOO_LONG");
    }

    [Fact]
    public async Task An_update_of_what_has_changed_since_is_refused()
    {
        var county = await platform.NewCountyAsync();
        var path = $"api/rosters/v1/org-units/{county.Code}-CIVIL";
        object Body(string name) => new { name, kind = "DEPARTMENT", division = county.Code };
        var first = (await platform.Admin.PutAsync(path, Body("民政局"))).Is(201).Headers.ETag!.Tag;
        var second = (await platform.Admin.PutAsync(path, Body("民政和社工局"), ("If-Match", first))).Is(200).Headers.ETag!.Tag;
        Assert.NotEqual(first, second);
        (await platform.Admin.PutAsync(path, Body("别的名字"), ("If-Match", first))).IsProblem(412, "VERSION_STALE");
        Assert.Equal("民政和社工局", (await platform.Admin.GetAsync(path)).Is(200)["name"].ToString());
    }

    [Fact]
    public async Task A_list_pages_through_everything_once_and_in_order()
    {
        var county = await platform.NewCountyAsync();
        var seen = (await platform.Admin.PagesAsync($"api/rosters/v1/divisions?under={county.Code}", 2)).ConvertAll(i => i["code"]!.ToString());
        Assert.Equal(new[] { county.Code }.Concat(county.Townships).Concat(county.Villages).Order(StringComparer.Ordinal), seen);
    }

    [Fact]
    public async Task The_place_where_a_page_of_one_list_ends_is_none_in_another()
    {
        var county = await platform.NewCountyAsync();
        await county.OfficeAsync("CIVIL");
        await county.OfficeAsync("HEALTH");
        var (divisions, bodies) = ($"api/rosters/v1/divisions?under={county.Code}&limit=1", $"api/rosters/v1/org-units?under={county.Code}&limit=1");
        var next = Uri.EscapeDataString((await platform.Admin.GetAsync(bodies)).Is(200)["next"].ToString());
        Assert.Single((await platform.Admin.GetAsync($"{bodies}&after={next}")).Is(200).Items);
        (await platform.Admin.GetAsync($"{divisions}&after={next}")).IsProblem(400, "CURSOR_INVALID");
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("limit=abc")]
    [InlineData("after=made-up")]
    [InlineData("after=WyJhIiwiYiIsImMiXQ")]
    [InlineData("after=%00")]
    public async Task A_page_that_cannot_be_is_refused(string query)
    {
        foreach (var list in new[] { "rosters/v1/divisions?under=90", "exchange/v1/elements?q=a", "reports/v1/forms?q=a", "exchange/v1/feed?x=1", "identity/v1/clients?x=1" })
        {
            if (list.Contains("feed", StringComparison.Ordinal) && query.StartsWith("after", StringComparison.Ordinal)) continue; // Its cursor is a number.
            var answer = await platform.Admin.GetAsync($"api/{list}&{query}");
            Assert.True(answer.Status == 400 && answer.Code is "PARAMETER_INVALID" or "CURSOR_INVALID", $"{list} {query}: {answer.Status} {answer.Text}");
        }
    }

    [Fact]
    public async Task Health_and_descriptions_need_no_token()
    {
        _ = platform.Http;
        foreach (var path in new[] { "health/live", "health/ready", "docs", "openapi/reports.json", "asyncapi/reports.json", ".well-known/openid-configuration", ".well-known/jwks" })
        {
            using var response = await platform.Http.GetAsync(path, TestContext.Current.CancellationToken);
            // On a machine that is busy a service may not say within two seconds that it is ready; that is an answer, too.
            Assert.True(response.IsSuccessStatusCode || (path == "health/ready" && response.StatusCode == HttpStatusCode.ServiceUnavailable), $"{path}: {response.StatusCode}");
        }
    }
}
