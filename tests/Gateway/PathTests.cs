using System.Net;
using Xunit;

namespace Datarun.Tests.Gateway;

public sealed class PathTests
{
    [Theory]
    [InlineData("/api/rosters/v1/a%2Fb")]
    [InlineData("/api/rosters/v1/a%252Fb/c%20d")]
    [InlineData("/api/rosters/v1//divisions//50")]
    [InlineData("/api/rosters/v1/divisions/")]
    [InlineData("/api/rosters/v1/divisions?q=%E4%B8%AD%2f&q=a+b&empty=&&")]
    [InlineData("/api/rosters/v1/divisions/a;b=c,d:e@f!$&'()*+")]
    [InlineData("/api/rosters/v1/.hidden/a..b")]
    [InlineData("/api/rosters/v1/%41%7Eb/a|b^c\\d?x=%41\\")]
    [InlineData("/API/Rosters/V1/Divisions")]
    public async Task Path_and_query_arrive_byte_for_byte(string target)
    {
        await using var world = await World.Of(World.Routes(World.Route("")), ("rosters", null));
        Assert.Equal(target, (await (await world.Get(target)).IsEchoed()).Target);
    }

    [Theory]
    [InlineData("/old/50/x%2Fy//z?a=b", "/api/rosters/v1/divisions/50/below/x%2Fy//z?a=b")]
    [InlineData("/OLD/5%2F0/", "/api/rosters/v1/divisions/5%2F0/below/")]
    public async Task Placeholders_are_put_into_another_path_byte_for_byte(string target, string expected)
    {
        await using var world = await World.Of(
            World.Routes(World.Route("", "/old/{code}/{everything}", "/api/rosters/v1/divisions/{code}/below/{everything}")), ("rosters", null));
        Assert.Equal(expected, (await (await world.Get(target)).IsEchoed()).Target);
    }

    [Theory]
    [InlineData("/api/rosters/v1/../../identity/v1/clients")]
    [InlineData("/api/rosters/v1/%2e%2E/x")]
    [InlineData("/api/rosters/v1/a/./b")]
    public async Task Dot_segments_are_refused(string target)
    {
        await using var world = await World.Of(World.Routes(World.Route(""), World.Route("", "/api/{everything}")), ("rosters", null));
        await (await world.Get(target)).IsProblem(HttpStatusCode.BadRequest, "PATH_NOT_PLAIN");
    }

    [Fact]
    public async Task A_method_that_no_route_of_the_path_takes_is_405_and_the_answer_says_which_are_taken()
    {
        await using var world = await World.Of(
            World.Routes(World.Route(""" "UpstreamHttpMethod": ["get"] """), World.Route(""" "UpstreamHttpMethod": ["POST"] """, "/api/rosters/v1/x"), World.Route(""" "UpstreamHttpMethod": ["PUT"] """, "/elsewhere")),
            ("rosters", null));
        await (await world.Get("/api/rosters/v1/x")).IsEchoed();
        foreach (var method in new[] { HttpMethod.Delete, HttpMethod.Head, HttpMethod.Options, new HttpMethod("NONSENSE") })
        {
            var answer = await world.Send(method, "/api/rosters/v1/x");
            Assert.Equal((HttpStatusCode.MethodNotAllowed, "GET, POST"), (answer.StatusCode, string.Join(", ", answer.Content.Headers.Allow)));
            if (method != HttpMethod.Head) await answer.IsProblem(HttpStatusCode.MethodNotAllowed, "METHOD_NOT_ALLOWED");
        }
        await (await world.Send(HttpMethod.Delete, "/unknown")).IsProblem(HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Fact]
    public async Task An_unknown_path_is_404()
    {
        await using var world = await World.Of(World.Routes(World.Route("")), ("rosters", null));
        await (await world.Get("/api/nothing/v1/x")).IsProblem(HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Fact]
    public async Task A_method_that_the_first_route_does_not_take_falls_to_the_next()
    {
        await using var world = await World.Of(
            World.Routes(
                World.Route(""" "UpstreamHttpMethod": ["POST"], "Priority": 2, "UpstreamHeaderTransform": { "X-Route": "import" } """, "/api/rosters/v1/divisions:import"),
                World.Route("")),
            ("rosters", null));
        Assert.Equal("import", (await (await world.Send(HttpMethod.Post, "/api/rosters/v1/divisions:import")).IsEchoed()).Headers["X-Route"]);
        Assert.False((await (await world.Get("/api/rosters/v1/divisions:import")).IsEchoed()).Headers.ContainsKey("X-Route"));
    }

    [Fact]
    public async Task Higher_priority_wins_and_among_equals_the_first()
    {
        await using var world = await World.Of(
            World.Routes(
                World.Route(""" "Priority": 0, "UpstreamHeaderTransform": { "X-Route": "last" } """, "/a/{everything}"),
                World.Route(""" "UpstreamHeaderTransform": { "X-Route": "first" } """, "/a/{b}/{everything}"),
                World.Route(""" "UpstreamHeaderTransform": { "X-Route": "second" } """, "/a/b/c")),
            ("rosters", null));
        Assert.Equal("first", (await (await world.Get("/a/b/c")).IsEchoed()).Headers["X-Route"]);
        Assert.Equal("last", (await (await world.Get("/a")).IsEchoed()).Headers["X-Route"]);
    }

    [Fact]
    public async Task Letter_case_counts_only_where_the_route_says_so()
    {
        await using var world = await World.Of(World.Routes(World.Route(""" "RouteIsCaseSensitive": true """, "/Api/{x}/v1/{everything}")), ("rosters", null));
        await (await world.Get("/Api/Any/v1/X")).IsEchoed();
        await (await world.Get("/api/any/v1/X")).IsProblem(HttpStatusCode.NotFound, "NOT_FOUND");
        await (await world.Get("/Api/any/V1/X")).IsProblem(HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Fact]
    public async Task Forwarded_headers_say_what_the_gateway_saw_and_not_what_a_stranger_claims()
    {
        await using var world = await World.Of(World.Routes(World.Route("")), ("rosters", null));
        var echo = await (await world.Get("/api/rosters/v1/x", null,
            ("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-Host", "evil"), ("X-Forwarded-Proto", "gopher"), ("X-Forwarded-Prefix", "/p"), ("Forwarded", "for=6.6.6.6"), ("X-Real-IP", "6.6.6.6"))).IsEchoed();
        Assert.Equal("127.0.0.1", echo.Headers["X-Forwarded-For"]);
        Assert.Equal(world.Address.Authority, echo.Headers["X-Forwarded-Host"]);
        Assert.Equal("http", echo.Headers["X-Forwarded-Proto"]);
        Assert.Equal("rosters:8080", echo.Headers["Host"]);
        Assert.DoesNotContain(echo.Headers.Keys, key => key is "X-Forwarded-Prefix" or "Forwarded" or "X-Real-IP");
    }
}
