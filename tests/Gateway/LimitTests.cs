using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Datarun.Tests.Gateway;

public sealed class LimitTests
{
    private const string TwoPerMinute = """ "RateLimitOptions": { "Period": "1m", "Limit": 2, "ClientWhitelist": ["trusted"] } """;

    [Fact]
    public async Task Above_the_rate_429_says_in_whole_seconds_when_to_come_back()
    {
        await using var world = await World.Of(World.Routes(World.Route(World.Token + "," + TwoPerMinute)), ("rosters", null));
        var token = world.TokenFor("civil");
        var first = await world.Get("/api/rosters/v1/x", token);
        Assert.Equal(("2", "1"), (Header(first, "X-RateLimit-Limit"), Header(first, "X-RateLimit-Remaining")));
        var reset = DateTimeOffset.Parse(Header(first, "X-RateLimit-Reset"), CultureInfo.InvariantCulture);
        Assert.Equal(60, (reset - world.Clock.GetUtcNow()).TotalSeconds, 1);
        Assert.Equal("0", Header(await world.Get("/api/rosters/v1/y", token), "X-RateLimit-Remaining"));

        world.Clock.Advance(TimeSpan.FromSeconds(10.5));
        var refused = await world.Get("/api/rosters/v1/x", token);
        await refused.IsProblem(HttpStatusCode.TooManyRequests, "RATE_LIMITED");
        Assert.Equal("50", Header(refused, "Retry-After"));
        Assert.Equal("0", Header(refused, "X-RateLimit-Remaining"));

        world.Clock.Advance(TimeSpan.FromSeconds(50));
        await (await world.Get("/api/rosters/v1/x", token)).IsEchoed();
    }

    [Fact]
    public async Task Each_client_has_its_own_rate_and_an_exempt_one_has_none()
    {
        await using var world = await World.Of(World.Routes(World.Route(World.Token + "," + TwoPerMinute)), ("rosters", null));
        for (var i = 0; i < 2; i++)
        {
            await (await world.Get("/api/rosters/v1/x", world.TokenFor("civil"))).IsEchoed();
        }

        await (await world.Get("/api/rosters/v1/x", world.TokenFor("civil", minutes: 7))).IsProblem(HttpStatusCode.TooManyRequests, "RATE_LIMITED");
        await (await world.Get("/api/rosters/v1/x", world.TokenFor("health"))).IsEchoed();
        for (var i = 0; i < 4; i++)
        {
            await (await world.Get("/api/rosters/v1/x", world.TokenFor("trusted"))).IsEchoed();
        }
    }

    [Fact]
    public async Task A_flood_of_bad_tokens_is_counted_by_address()
    {
        await using var world = await World.Of(World.Routes(World.Route(World.Token + "," + TwoPerMinute)), ("rosters", null));
        await (await world.Get("/api/rosters/v1/x", "bad1")).IsProblem(HttpStatusCode.Unauthorized, "TOKEN_INVALID");
        await (await world.Get("/api/rosters/v1/x", "bad2")).IsProblem(HttpStatusCode.Unauthorized, "TOKEN_INVALID");
        await (await world.Get("/api/rosters/v1/x", "bad3")).IsProblem(HttpStatusCode.TooManyRequests, "RATE_LIMITED");
        await (await world.Get("/api/rosters/v1/x", world.TokenFor("civil"))).IsEchoed();
    }

    [Fact]
    public async Task The_rate_of_the_whole_gateway_holds_where_a_route_has_none()
    {
        await using var world = await World.Of(
            $$"""{ "Routes": [{{World.Route("")}}], "GlobalConfiguration": { "RateLimitOptions": { "Period": "1h", "Limit": 1 } } }""", ("rosters", null));
        await (await world.Get("/api/rosters/v1/x")).IsEchoed();
        await (await world.Get("/api/rosters/v1/x")).IsProblem(HttpStatusCode.TooManyRequests, "RATE_LIMITED");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_bound_is_413_whether_or_not_its_length_is_announced(bool announced)
    {
        var read = 0L;
        await using var world = await World.Of(
            World.Routes(World.Route(""" "Metadata": { "MaxBodyBytes": "100000" } """)),
            ("rosters", async context => Interlocked.Add(ref read, await Drain(context))));
        var fits = announced ? 100_000 : 99_900; // The frames of an unannounced body count too.
        Assert.Equal(HttpStatusCode.OK, (await world.Send(HttpMethod.Post, "/api/rosters/v1/x", body: Body(fits, announced))).StatusCode);
        Assert.Equal(fits, read);

        var answer = await world.Send(HttpMethod.Post, "/api/rosters/v1/x", body: Body(400_000, announced));
        var problem = await answer.IsProblem(HttpStatusCode.RequestEntityTooLarge, "BODY_TOO_LARGE");
        Assert.Equal(100_000, problem.GetProperty("maxBytes").GetInt64());
    }

    [Fact]
    public async Task Without_a_bound_of_its_own_a_route_takes_four_mebibytes()
    {
        await using var world = await World.Of(World.Routes(World.Route("")), ("rosters", async context => await Drain(context)));
        Assert.Equal(HttpStatusCode.OK, (await world.Send(HttpMethod.Post, "/api/rosters/v1/x", body: Body(4 << 20, true))).StatusCode);
        await (await world.Send(HttpMethod.Post, "/api/rosters/v1/x", body: Body((4 << 20) + 1, true))).IsProblem(HttpStatusCode.RequestEntityTooLarge, "BODY_TOO_LARGE");
    }

    [Fact]
    public async Task Who_says_grpc_gets_no_boundless_body()
    {
        await using var world = await World.Of(World.Routes(World.Route("")), ("rosters", null));
        var body = Body(10, true);
        body.Headers.ContentType = new("application/grpc");
        await (await world.Send(HttpMethod.Post, "/api/rosters/v1/x", body: body)).IsProblem(HttpStatusCode.UnsupportedMediaType, "MEDIA_TYPE_UNSUPPORTED");
    }

    [Fact]
    public async Task A_body_reaches_the_service_before_it_is_complete_and_so_does_the_answer_the_client()
    {
        var (arrived, heard) = (new TaskCompletionSource<string>(), new TaskCompletionSource());
        await using var world = await World.Of(World.Routes(World.Route("")), ("rosters", async context =>
        {
            var buffer = new byte[3];
            await context.Request.Body.ReadExactlyAsync(buffer);
            arrived.SetResult(System.Text.Encoding.UTF8.GetString(buffer));
            await Drain(context);
            await context.Response.WriteAsync("one");
            await context.Response.Body.FlushAsync();
            await heard.Task;
            await context.Response.WriteAsync("two");
        }));
        using var body = new HandFed();
        var answering = world.Send(HttpMethod.Post, "/api/rosters/v1/x", body: body);
        // More than a connection holds back before it writes.
        await body.Feed("one" + new string('.', 100_000));
        Assert.Equal("one", await arrived.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        body.End();
        using var answer = await answering;
        await using var stream = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[3];
        await stream.ReadExactlyAsync(buffer);
        Assert.Equal("one"u8.ToArray(), buffer);
        heard.SetResult();
        await stream.ReadExactlyAsync(buffer);
        Assert.Equal("two"u8.ToArray(), buffer);
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();

    private static HttpContent Body(int bytes, bool announced) =>
        announced ? new ByteArrayContent(new byte[bytes]) : new StreamContent(new Unannounced(new byte[bytes]));

    private static async Task<long> Drain(HttpContext context)
    {
        var (total, buffer) = (0L, new byte[8192]);
        while (await context.Request.Body.ReadAsync(buffer) is > 0 and var count)
        {
            total += count;
        }

        return total;
    }

    private sealed class Unannounced(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }

    private sealed class HandFed : HttpContent
    {
        private readonly TaskCompletionSource<Stream> _stream = new();
        private readonly TaskCompletionSource _end = new();

        public async Task Feed(string text)
        {
            var stream = await _stream.Task;
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text));
            await stream.FlushAsync();
        }

        public void End() => _end.SetResult();

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            _stream.SetResult(stream);
            return _end.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
