using System.Net;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Datarun.Tests.Gateway;

public sealed class TokenTests
{
    private static readonly string Guarded = World.Routes(World.Route(World.Token), World.Route("", "/connect/token", hosts: """{ "Host": "identity", "Port": 8080 }"""));

    [Fact]
    public async Task Without_a_token_401_says_that_a_bearer_token_is_needed()
    {
        await using var world = await World.Of(Guarded, ("rosters", null));
        var answer = await world.Get("/api/rosters/v1/divisions/50");
        await answer.IsProblem(HttpStatusCode.Unauthorized, "TOKEN_MISSING");
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().ToString());
    }

    [Fact]
    public async Task A_bad_a_forged_and_an_expired_token_are_401_with_invalid_token()
    {
        await using var world = await World.Of(Guarded, ("rosters", null));
        var forged = new RsaSecurityKey(RSA.Create(2048)) { KeyId = "test" };
        foreach (var token in new[] { "nonsense", world.TokenFor("a", key: forged), world.TokenFor("a", minutes: -10) })
        {
            var answer = await world.Get("/api/rosters/v1/divisions/50", token);
            await answer.IsProblem(HttpStatusCode.Unauthorized, "TOKEN_INVALID");
            Assert.Contains("invalid_token", answer.Headers.WwwAuthenticate.Single().ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_good_token_goes_through_and_is_handed_on()
    {
        await using var world = await World.Of(Guarded, ("rosters", null));
        var token = world.TokenFor("civil", "exchange rosters");
        var echo = await (await world.Get("/api/rosters/v1/divisions/50", token)).IsEchoed();
        Assert.Equal($"Bearer {token}", echo.Headers["Authorization"]);
    }

    [Fact]
    public async Task As_long_as_Identity_has_never_answered_nobody_is_told_that_a_token_is_bad()
    {
        await using var world = await World.At(Guarded, "--Services:identity=http://127.0.0.1:1", "--Services:rosters=http://127.0.0.1:1");
        var answer = await world.Get("/api/rosters/v1/divisions/50", world.TokenFor("civil"));
        await answer.IsProblem(HttpStatusCode.ServiceUnavailable, "UNAVAILABLE");
        Assert.NotNull(answer.Headers.RetryAfter);
        await (await world.Get("/api/rosters/v1/divisions/50", "nonsense")).IsProblem(HttpStatusCode.Unauthorized, "TOKEN_INVALID");
    }

    [Fact]
    public async Task A_token_that_expires_while_it_is_known_is_refused()
    {
        await using var world = await World.Of(Guarded, ("rosters", null));
        var token = world.TokenFor("civil");
        await (await world.Get("/api/rosters/v1/divisions/50", token)).IsEchoed();
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        await (await world.Get("/api/rosters/v1/divisions/50", token)).IsProblem(HttpStatusCode.Unauthorized, "TOKEN_INVALID");
    }

    [Fact]
    public async Task Without_the_scope_403_names_it()
    {
        await using var world = await World.Of(Guarded, ("rosters", null));
        var answer = await world.Get("/api/rosters/v1/divisions/50", world.TokenFor("civil", "rosters2 exchange"));
        var problem = await answer.IsProblem(HttpStatusCode.Forbidden, "SCOPE_MISSING");
        Assert.Equal("rosters", problem.GetProperty("needs")[0].GetString());
    }

    [Fact]
    public async Task Without_a_claim_that_the_route_requires_403_names_it()
    {
        await using var world = await World.Of(
            World.Routes(World.Route(World.Token + """, "RouteClaimsRequirement": { "unit": "500119" }""")), ("rosters", null));
        var answer = await world.Get("/api/rosters/v1/divisions/50", world.TokenFor("civil"));
        var problem = await answer.IsProblem(HttpStatusCode.Forbidden, "RIGHT_MISSING");
        Assert.Equal("unit=500119", problem.GetProperty("needs")[0].GetString());
    }

    [Fact]
    public async Task An_open_route_asks_for_no_token()
    {
        await using var world = await World.Of(Guarded, ("rosters", null));
        Assert.Equal("/connect/token", (await (await world.Send(HttpMethod.Post, "/connect/token")).IsEchoed()).Target);
    }

    [Theory]
    [InlineData(null, "缺")]
    [InlineData("en", "token")]
    [InlineData("fr, zh-CN;q=0.3, en;q=0.8", "token")]
    public async Task Problems_speak_the_language_that_is_asked_for(string? wanted, string expected)
    {
        await using var world = await World.Of(Guarded, ("rosters", null));
        var answer = await world.Get("/api/rosters/v1/x", null, wanted is null ? [] : [("Accept-Language", wanted)]);
        var problem = await answer.IsProblem(HttpStatusCode.Unauthorized, "TOKEN_MISSING");
        Assert.Contains(expected, problem.GetProperty("title").GetString()!, StringComparison.Ordinal);
    }
}
