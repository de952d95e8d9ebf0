using System.Globalization;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Gateway.Limits;

/// <summary>
/// Counts the request for its client: the one that the token names, else the address, so that a flood of bad tokens is counted too.
/// Every answer says how much is left.
/// </summary>
public static class CountRequest
{
    public static Refused? Against(HttpContext context, RateLimit? limit, string? client)
    {
        client ??= context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
        if (limit is null || limit.Exempts(client))
        {
            return null;
        }

        var verdict = limit.Count(client);
        var headers = context.Response.Headers;
        headers["X-RateLimit-Limit"] = limit.LimitText;
        headers["X-RateLimit-Remaining"] = verdict.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = verdict.ResetsAt;
        if (verdict.Admitted)
        {
            return null;
        }

        return GatewayProblems.RateLimited.Refuse().RetryAfter(TimeSpan.FromSeconds(verdict.ResetSeconds));
    }
}
