using System.Net;
using System.Security.Cryptography;
using Datarun.Gateway;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Datarun.Tests.Gateway;

/// <summary>The real gateway on a free port, small stand-ins behind it, and an Identity whose key the test holds.</summary>
public sealed class World : IAsyncDisposable
{
    private static readonly RsaSecurityKey Key = new(RSA.Create(2048)) { KeyId = "test" };
    private readonly List<WebApplication> _all = [];

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow);

    public CollectedLog Log { get; } = new();

    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(20) };

    public Uri Address { get; private set; } = null!;

    public string File { get; } = Path.Combine(Directory.CreateTempSubdirectory("ocelot").FullName, "ocelot.json");

    /// <summary>Starts all; a service without an answer of its own echoes what it was asked.</summary>
    public static Task<World> Of(string ocelot, params (string Name, RequestDelegate? Answer)[] services) => Of(ocelot, [], services);

    /// <summary>The same with further settings of the gateway.</summary>
    public static async Task<World> Of(string ocelot, string[] settings, params (string Name, RequestDelegate? Answer)[] services)
    {
        var world = new World();
        var args = new List<string>(settings);
        foreach (var (name, answer) in services.Append(("identity", Keys)))
        {
            args.Add($"--Services:{name}={await world.StandIn(answer ?? Echo)}");
        }

        await world.Open(ocelot, args);
        return world;
    }

    /// <summary>Starts the gateway alone, before services that the test has started.</summary>
    public static async Task<World> At(string ocelot, params string[] args)
    {
        var world = new World();
        await world.Open(ocelot, args);
        return world;
    }

    private async Task Open(string ocelot, IEnumerable<string> args)
    {
        await System.IO.File.WriteAllTextAsync(File, ocelot);
        var gateway = GatewayHost.Build(["--urls=http://127.0.0.1:0", $"--Ocelot:File={File}", "--Logging:LogLevel:Default=None", .. args], builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(Clock);
            builder.Logging.AddProvider(Log).AddFilter<CollectedLog>(level => level >= LogLevel.Warning);
        });
        Address = new Uri(await Start(gateway));
    }

    public static string Route(string more, string path = "/api/rosters/v1/{everything}", string? down = null, string hosts = """{ "Host": "rosters", "Port": 8080 }""") => $$"""
        { "UpstreamPathTemplate": "{{path}}", "DownstreamPathTemplate": "{{down ?? path}}", "DownstreamHostAndPorts": [{{hosts}}] {{(more.Length > 0 ? "," + more : "")}} }
        """;

    public static string Routes(params string[] routes) => $$"""{ "Routes": [ {{string.Join(',', routes)}} ] }""";

    public const string Token = """ "AuthenticationOptions": { "AuthenticationProviderKey": "Bearer", "AllowedScopes": ["rosters"] } """;

    public string TokenFor(string client, string scope = "rosters", double minutes = 10, SecurityKey? key = null) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = BearerTokens.DefaultIssuer,
        TokenType = "at+jwt",
        IssuedAt = Clock.GetUtcNow().UtcDateTime.AddHours(-1),
        Expires = Clock.GetUtcNow().UtcDateTime.AddMinutes(minutes),
        Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = client, ["scope"] = scope, ["unit"] = "500118" },
        SigningCredentials = new SigningCredentials(key ?? Key, SecurityAlgorithms.RsaSha256),
    });

    public Task<HttpResponseMessage> Get(string target, string? token = null, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Get, target, token, null, headers);

    public Task<HttpResponseMessage> Send(HttpMethod method, string target, string? token = null, HttpContent? body = null, params (string Name, string Value)[] headers)
    {
        // The target goes out letter for letter; the Uri type would otherwise tidy it.
        var request = new HttpRequestMessage(method, new Uri(Address.GetLeftPart(UriPartial.Authority) + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })) { Content = body };
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<string> StandIn(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(answer);
        return await Start(app);
    }

    public static Task Echo(HttpContext context) => context.Response.WriteAsJsonAsync(new Echoed(
        context.Request.Method,
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
        context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));

    private static Task Keys(HttpContext context)
    {
        var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(Key.Rsa.ExportParameters(false)) { KeyId = Key.KeyId });
        return context.Request.Path == "/.well-known/jwks"
            ? context.Response.WriteAsJsonAsync(new { keys = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = key.Kid, n = key.N, e = key.E } } })
            : Echo(context);
    }

    private async Task<string> Start(WebApplication app)
    {
        _all.Add(app);
        await app.StartAsync();
        return app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        foreach (var app in Enumerable.Reverse(_all))
        {
            using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await app.StopAsync(now.Token);
            await app.DisposeAsync();
        }

        Directory.Delete(Path.GetDirectoryName(File)!, recursive: true);
    }
}

/// <summary>What a stand-in was asked.</summary>
public sealed record Echoed(string Method, string Target, Dictionary<string, string> Headers);
