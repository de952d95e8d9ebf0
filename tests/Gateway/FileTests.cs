using System.Net;
using Datarun.Gateway.Configuration;
using Datarun.Gateway.Routes;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Datarun.Tests.Gateway;

public sealed class FileTests
{
    [Theory]
    [InlineData(""" "FileCacheOptions": { "TtlSeconds": 15 } """, "FileCacheOptions")]
    [InlineData(""" "QoSOptions": { "FailureRatio": 0.5 } """, "FailureRatio")]
    [InlineData(""" "RateLimitOptions": { "Limit": 1, "Wait": "1s" } """, "Wait")]
    [InlineData(""" "LoadBalancerOptions": { "Type": "CookieStickySessions" } """, "CookieStickySessions")]
    [InlineData(""" "AuthenticationOptions": { "AuthenticationProviderKey": "Basic" } """, "Basic")]
    [InlineData(""" "Metadata": { "MaxBodySize": "1" } """, "MaxBodySize")]
    [InlineData(""" "UpstreamHeaderTransform": { "X": "{RemoteIpAddress}" } """, "UpstreamHeaderTransform")]
    [InlineData(""" "RouteClaimsRequirement": { "unit": "500118" } """, "RouteClaimsRequirement")]
    [InlineData(""" "RateLimitOptions": { "Limit": 1, "Period": "1w" } """, "1w")]
    public async Task An_option_that_is_not_known_stops_the_start_and_is_named(string option, string name)
    {
        var refused = await Assert.ThrowsAsync<OcelotFileException>(async () => await World.Of(World.Routes(World.Route(option))));
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_file_is_taken_without_a_restart()
    {
        await using var world = await World.Of(World.Routes(World.Route("")), ("rosters", null));
        await (await world.Get("/new/x")).IsProblem(HttpStatusCode.NotFound, "NOT_FOUND");
        await File.WriteAllTextAsync(world.File, World.Routes(World.Route("", "/new/{everything}")));
        await Assertions.Until(async () => (await world.Get("/new/x")).StatusCode == HttpStatusCode.OK);
        await (await world.Get("/api/rosters/v1/x")).IsProblem(HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Theory]
    [InlineData("""{ "Routes": [ { "UpstreamPathTemplate": "/x", "DownstreamPathTemplate": "/x", "Cache": 1 } ] }""")]
    [InlineData("""{ "Routes": [ """)]
    [InlineData("""{ "Routes": [ { "UpstreamPathTemplate": "/{a}/{a}/x", "DownstreamPathTemplate": "/x", "DownstreamHostAndPorts": [{ "Host": "a", "Port": 1 }] } ] }""")]
    public async Task A_wrong_change_leaves_the_last_good_routes_and_an_error_in_the_log(string wrong)
    {
        await using var world = await World.Of(World.Routes(World.Route("")), ("rosters", null));
        await File.WriteAllTextAsync(world.File, wrong);
        await Assertions.Until(() => Task.FromResult(world.Log.Lines.Any(line => line.Level == LogLevel.Error)));
        await (await world.Get("/api/rosters/v1/x")).IsEchoed();
    }

    [Fact]
    public async Task The_file_that_is_shipped_takes_every_service_s_calls()
    {
        var shipped = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "ocelot.json"));
        string[] services = ["rosters", "exchange", "reports", "accountability", "identity"];
        await using var world = await World.Of(shipped, [.. services.Where(name => name != "identity").Select(name => (name, (Microsoft.AspNetCore.Http.RequestDelegate?)null))]);
        foreach (var service in services)
        {
            var target = $"/api/{service}/v1/things/a%2Fb?x=1";
            Assert.Equal(target, (await (await world.Get(target, world.TokenFor("c", service))).IsEchoed()).Target);
            await (await world.Get(target)).IsProblem(HttpStatusCode.Unauthorized, "TOKEN_MISSING");
            await (await world.Get(target, world.TokenFor("c", "other"))).IsProblem(HttpStatusCode.Forbidden, "SCOPE_MISSING");
        }

        await (await world.Send(HttpMethod.Post, "/connect/token", body: new StringContent("grant_type=client_credentials"))).IsEchoed();
        await (await world.Get("/.well-known/openid-configuration")).IsEchoed();
    }

    [Theory]
    [InlineData("POST", "/api/rosters/v1/divisions:import")]
    [InlineData("POST", "/api/reports/v1/filings:import")]
    [InlineData("PUT", "/api/reports/v1/values:record")]
    public void The_file_that_is_shipped_gives_imports_ten_minutes_and_a_gibibyte(string method, string path)
    {
        var file = ReadOcelotFile.From(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "ocelot.json")));
        var route = TranslateRoute.From(file.Routes.Single(route => route.UpstreamPathTemplate == path), file.GlobalConfiguration, TimeProvider.System);
        Assert.Equal((TimeSpan.FromMinutes(10), 1L << 30, true), (route.Timeout, route.MaxBodyBytes, route.Methods!.Contains(method)));
        Assert.True(file.Routes.Single(other => other.UpstreamPathTemplate == path).Priority > 1);
    }
}
