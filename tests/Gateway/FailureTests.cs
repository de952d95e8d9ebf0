using System.Net;
using Datarun.Gateway.Forwarding;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Datarun.Tests.Gateway;

public sealed class FailureTests
{
    // Nothing listens on port 1.
    private const string Nobody = """{ "Host": "127.0.0.1", "Port": 1 }""";
    private const string Rosters = """{ "Host": "rosters", "Port": 8080 }""";

    [Fact]
    public async Task A_service_that_refuses_the_connection_is_502()
    {
        await using var world = await World.Of(World.Routes(World.Route("", hosts: Nobody)));
        await (await world.Get("/api/rosters/v1/x")).IsProblem(HttpStatusCode.BadGateway, "SERVICE_UNREACHABLE");
    }

    [Fact]
    public async Task A_service_that_is_too_slow_is_503()
    {
        await using var world = await World.Of(
            World.Routes(World.Route(""" "QoSOptions": { "TimeoutValue": 200 } """)),
            ("rosters", context => Task.Delay(Timeout.Infinite, context.RequestAborted)));
        await (await world.Get("/api/rosters/v1/x")).IsProblem(HttpStatusCode.ServiceUnavailable, "SERVICE_TOO_SLOW");
    }

    [Fact]
    public async Task An_answer_that_keeps_coming_is_not_cut_off_by_the_bound_on_waiting()
    {
        await using var world = await World.Of(
            World.Routes(World.Route(""" "QoSOptions": { "Timeout": 400 } """)),
            ("rosters", async context =>
            {
                for (var i = 0; i < 8; i++)
                {
                    await context.Response.WriteAsync("x");
                    await context.Response.Body.FlushAsync();
                    await Task.Delay(100);
                }
            }));
        Assert.Equal("xxxxxxxx", await (await world.Get("/api/rosters/v1/x")).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_service_s_own_refusal_is_handed_on_as_it_is()
    {
        await using var world = await World.Of(World.Routes(World.Route("")), ("rosters", async context =>
        {
            context.Response.StatusCode = 422;
            context.Response.ContentType = "application/problem+json";
            context.Response.Headers.ETag = "\"7\"";
            await context.Response.WriteAsync("""{ "code": "FORM_REFUSED", "title": "…" }""");
        }));
        var answer = await world.Get("/api/rosters/v1/x");
        await answer.IsProblem(HttpStatusCode.UnprocessableEntity, "FORM_REFUSED");
        Assert.Equal("\"7\"", answer.Headers.ETag?.Tag);
    }

    [Fact]
    public async Task A_bare_status_of_a_service_is_not_given_words_that_it_did_not_say()
    {
        await using var world = await World.Of(World.Routes(World.Route("")), ("rosters", context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        }));
        var answer = await world.Get("/api/rosters/v1/x");
        Assert.Equal((HttpStatusCode.NotFound, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task After_failures_in_a_row_the_circuit_opens_and_one_request_tries_it_again()
    {
        var (calls, well) = (0, false);
        await using var world = await World.Of(
            World.Routes(World.Route(""" "QoSOptions": { "ExceptionsAllowedBeforeBreaking": 2, "DurationOfBreak": 5000 } """)),
            ("rosters", context =>
            {
                Interlocked.Increment(ref calls);
                context.Response.StatusCode = well ? 200 : 503;
                return Task.CompletedTask;
            }));

        await world.Get("/api/rosters/v1/x");
        await world.Get("/api/rosters/v1/x");
        var refused = await world.Get("/api/rosters/v1/x");
        await refused.IsProblem(HttpStatusCode.ServiceUnavailable, "CIRCUIT_OPEN");
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
        Assert.Equal(2, calls);

        world.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await world.Get("/api/rosters/v1/x")).StatusCode);
        await (await world.Get("/api/rosters/v1/x")).IsProblem(HttpStatusCode.ServiceUnavailable, "CIRCUIT_OPEN");
        Assert.Equal(3, calls);

        well = true;
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.OK, (await world.Get("/api/rosters/v1/x")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await world.Get("/api/rosters/v1/x")).StatusCode);
    }

    [Fact]
    public async Task Errors_for_single_requests_do_not_open_the_circuit()
    {
        await using var world = await World.Of(
            World.Routes(World.Route(""" "QoSOptions": { "MinimumThroughput": 2, "BreakDuration": 5000 } """)),
            ("rosters", context =>
            {
                context.Response.StatusCode = 500;
                return Task.CompletedTask;
            }));
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(HttpStatusCode.InternalServerError, (await world.Get("/api/rosters/v1/x")).StatusCode);
        }
    }

    [Fact]
    public async Task Without_a_load_balancer_always_the_first_host()
    {
        await using var world = await World.Of(World.Routes(World.Route("", hosts: Rosters + "," + Nobody)), ("rosters", null));
        for (var i = 0; i < 3; i++)
        {
            await (await world.Get("/api/rosters/v1/x")).IsEchoed();
        }
    }

    [Fact]
    public async Task Round_robin_goes_round()
    {
        await using var world = await World.Of(
            World.Routes(World.Route(""" "LoadBalancerOptions": { "Type": "RoundRobin" } """, hosts: Rosters + """, { "Host": "second", "Port": 8080 }""")),
            ("rosters", context => context.Response.WriteAsync("1")), ("second", context => context.Response.WriteAsync("2")));
        var heard = "";
        for (var i = 0; i < 4; i++)
        {
            heard += await (await world.Get("/api/rosters/v1/x")).Content.ReadAsStringAsync();
        }

        Assert.Equal("1212", heard);
    }

    [Fact]
    public void Least_connection_takes_the_one_that_is_less_busy()
    {
        var destinations = new Destinations(Balancing.LeastConnection, ["http://first", "http://second"], TimeProvider.System);
        var busy = destinations.Choose();
        busy.Enter();
        for (var i = 0; i < 4; i++)
        {
            Assert.NotEqual(busy, destinations.Choose());
        }

        busy.Leave();
        Assert.Contains(busy, new[] { destinations.Choose(), destinations.Choose() });
    }

    [Fact]
    public async Task A_host_that_could_not_be_reached_rests_while_others_work()
    {
        await using var world = await World.Of(
            World.Routes(World.Route(""" "LoadBalancerOptions": { "Type": "RoundRobin" } """, hosts: Nobody + "," + Rosters)), ("rosters", null));
        await (await world.Get("/api/rosters/v1/x")).IsProblem(HttpStatusCode.BadGateway, "SERVICE_UNREACHABLE");
        for (var i = 0; i < 4; i++)
        {
            await (await world.Get("/api/rosters/v1/x")).IsEchoed();
        }
    }
}
