using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Datarun.ServiceDefaults.Security;

/// <summary>Checks the tokens that Identity signs, by its published keys. A token that was checked once is known until it expires, or its client is ended.</summary>
public sealed class BearerTokens(ServiceAddresses addresses, IConfiguration configuration, EndedClients ended, TimeProvider clock, ILogger<BearerTokens> log) : IDisposable
{
    /// <summary>Name of the authentication scheme.</summary>
    public const string Scheme = "Bearer";

    /// <summary>Who issues tokens where nothing else is configured as <c>Identity:Issuer</c>.</summary>
    public const string DefaultIssuer = "https://identity.datarun.invalid/";

    private const int MostKnown = 10_000;
    private const int Tries = 5;
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);
    private readonly JsonWebTokenHandler _reader = new() { MapInboundClaims = false };
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new(addresses.CreateHandler()) { Timeout = TimeSpan.FromSeconds(5) };
    private readonly SemaphoreSlim _asking = new(1, 1);
    private IList<SecurityKey> _keys = [];
    private DateTimeOffset _askedAt = DateTimeOffset.MinValue;

    /// <summary>Who the token speaks for; null when it is malformed, forged, expired, by another issuer or of a client that was ended since. Throws UNAVAILABLE where Identity's keys were never had: nobody knows then.</summary>
    public async ValueTask<ClaimsPrincipal?> CheckAsync(string token)
    {
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(token, out var known) && known.Until > now) return Unended(known);
        var result = await ValidateAsync(token);
        if (result is { IsValid: false, Exception: SecurityTokenSignatureKeyNotFoundException } && await HasKeysAsync(now)) result = await ValidateAsync(token);
        if (!result.IsValid) return _keys.Count > 0 || result.Exception is not SecurityTokenSignatureKeyNotFoundException ? null : throw CommonProblems.Unavailable.Refuse().RetryAfter(AskAgainAfter).AsException();
        if (_known.Count >= MostKnown) _known.Clear();
        var who = new ClaimsPrincipal(new ClaimsIdentity(Spread(result.ClaimsIdentity), Scheme, Claim.Client, Claim.Role));
        return Unended(_known[token] = new Known(who, who.FindFirst(Claim.Registration)?.Value ?? "", new DateTimeOffset(result.SecurityToken.ValidTo, TimeSpan.Zero)));
    }

    private ClaimsPrincipal? Unended(Known known) => ended.Includes(known.Registration) ? null : known.Who;

    /// <summary>OAuth2 writes scopes as one string with spaces; here each is a claim.</summary>
    private static IEnumerable<System.Security.Claims.Claim> Spread(ClaimsIdentity identity) =>
        identity.Claims.SelectMany(c => c.Type == Claim.Scope
            ? c.Value.Split(' ').Select(s => new System.Security.Claims.Claim(Claim.Scope, s))
            : [c]);

    private Task<TokenValidationResult> ValidateAsync(string token) => _reader.ValidateTokenAsync(token, new TokenValidationParameters
    {
        ValidIssuer = configuration["Identity:Issuer"] ?? DefaultIssuer,
        ValidateAudience = false, // The scope says which services a token is for.
        IssuerSigningKeys = _keys,
        ValidTypes = ["at+jwt"],
        ClockSkew = TimeSpan.FromSeconds(30),
        LifetimeValidator = (from, to, _, p) => to is not null && to + p.ClockSkew > clock.GetUtcNow().UtcDateTime && (from is null || from <= clock.GetUtcNow().UtcDateTime + p.ClockSkew),
    });

    /// <summary>Asks Identity for its keys. Whoever has none yet asks a few times: the first callers after a start wait for Identity rather than be turned away.</summary>
    private async Task<bool> HasKeysAsync(DateTimeOffset now)
    {
        var has = await FetchKeysAsync(now);
        for (var tries = 1; !has && _keys.Count == 0 && tries < Tries; tries++)
        {
            await Task.Delay(AskAgainAfter);
            has = await FetchKeysAsync(clock.GetUtcNow());
        }
        return has;
    }

    /// <summary>At most once a second, whoever asks.</summary>
    private async Task<bool> FetchKeysAsync(DateTimeOffset now)
    {
        await _asking.WaitAsync();
        try
        {
            if (now - _askedAt < AskAgainAfter) return _keys.Count > 0;
            _askedAt = now;
            _keys = new JsonWebKeySet(await _http.GetStringAsync(new Uri(addresses.BaseOf("identity"), ".well-known/jwks"))).GetSigningKeys();
            return true;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            log.LogWarning(error, "Identity's keys cannot be read");
            return false;
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _asking.Dispose();
    }

    private sealed record Known(ClaimsPrincipal Who, string Registration, DateTimeOffset Until);
}

/// <summary>The scheme <c>Bearer</c> for ASP.NET Core.</summary>
public sealed class BearerScheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder, BearerTokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        var who = await tokens.CheckAsync(header[7..].Trim());
        return who is null ? AuthenticateResult.Fail("invalid_token") : AuthenticateResult.Success(new AuthenticationTicket(who, BearerTokens.Scheme));
    }
}

/// <summary>Registration.</summary>
public static class BearerExtensions
{
    /// <summary>Adds the check of bearer tokens and the scheme that asks it; <see cref="ServiceAddresses"/> must be registered.</summary>
    public static IServiceCollection AddBearerScheme(this IServiceCollection services)
    {
        services.AddSingleton<EndedClients>();
        services.AddSingleton<BearerTokens>();
        services.AddAuthentication(BearerTokens.Scheme).AddScheme<AuthenticationSchemeOptions, BearerScheme>(BearerTokens.Scheme, null);
        return services;
    }
}
