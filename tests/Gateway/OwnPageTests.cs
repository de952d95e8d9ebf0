using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Datarun.Gateway;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Datarun.Tests.Gateway;

public sealed class OwnPageTests
{
    private static readonly string All = World.Routes(World.Route("", "/{everything}"));

    [Fact]
    public async Task Live_answers_by_itself()
    {
        await using var world = await World.Of(All, ("rosters", Dead));
        Assert.Equal(HttpStatusCode.OK, (await world.Get("/health/live")).StatusCode);
    }

    [Fact]
    public async Task Ready_when_all_services_are()
    {
        await using var world = await World.Of(All, ("rosters", null));
        var answer = await world.Get("/health/ready");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"status":"READY","services":{"identity":"READY","rosters":"READY"}}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Not_ready_while_one_service_is_not()
    {
        await using var world = await World.Of(All, ("rosters", Dead), ("reports", null));
        var answer = await world.Get("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var services = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("services");
        Assert.Equal(("NOT_READY", "READY"), (services.GetProperty("rosters").GetString(), services.GetProperty("reports").GetString()));
    }

    [Theory]
    [InlineData("/openapi/rosters.json", "/openapi/v1.json")]
    [InlineData("/asyncapi/rosters.json", "/asyncapi.json")]
    public async Task Descriptions_come_from_the_service_itself(string ours, string theirs)
    {
        await using var world = await World.Of(All, ("rosters", null));
        var answer = await world.Get(ours);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(theirs, (await answer.IsEchoed()).Target);
    }

    [Fact]
    public async Task A_description_names_what_the_gateway_refuses_too()
    {
        await using var world = await World.Of(All, ("rosters", context => context.Response.WriteAsync("""{"x-problems":[{"code":"NOT_FOUND"},{"code":"ZZZ"}],"标题":"名录"}""")));
        var described = await (await world.Get("/openapi/rosters.json")).Content.ReadFromJsonAsync<JsonElement>();
        var codes = described.GetProperty("x-problems").EnumerateArray().Select(problem => problem.GetProperty("code").GetString()).ToList();
        Assert.Equal(GatewayProblems.All.Select(problem => problem.Code).Concat(["NOT_FOUND", "ZZZ"]).Order(StringComparer.Ordinal), codes);
        Assert.Equal("名录", described.GetProperty("标题").GetString());
    }

    [Fact]
    public async Task A_service_that_takes_too_long_over_its_description_is_too_slow_and_not_unreachable()
    {
        await using var world = await World.Of(All, ["--Descriptions:PatienceSeconds=0.2"], ("rosters", context => Task.Delay(Timeout.Infinite, context.RequestAborted)));
        await (await world.Get("/openapi/rosters.json")).IsProblem(HttpStatusCode.ServiceUnavailable, "SERVICE_TOO_SLOW");
    }

    [Fact]
    public async Task The_description_of_an_unknown_service_is_404()
    {
        await using var world = await World.Of(All, ("rosters", Dead));
        await (await world.Get("/openapi/nobody.json")).IsProblem(HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Fact]
    public async Task The_docs_page_lists_the_services_and_loads_nothing_from_elsewhere()
    {
        await using var world = await World.Of(All, ("rosters", null), ("reports", null));
        Assert.Equal("/docs", (await world.Get("/")).Headers.Location?.OriginalString);
        var page = await world.Client.GetStringAsync(new Uri(world.Address, "/docs/"));
        Assert.Contains("rosters", page, StringComparison.Ordinal);
        Assert.Contains("reports", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.Contains("\"withDefaultFonts\":false", page.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static Task Dead(HttpContext context)
    {
        context.Response.StatusCode = 503;
        return Task.CompletedTask;
    }
}
