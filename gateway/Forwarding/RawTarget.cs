using Microsoft.AspNetCore.Http.Features;

namespace Datarun.Gateway.Forwarding;

/// <summary>The path and query as the client wrote them, so that <c>%2F</c>, double and trailing slashes arrive as they were sent.</summary>
public readonly ref struct RawTarget
{
    private RawTarget(ReadOnlySpan<char> path, ReadOnlySpan<char> query)
    {
        Path = path;
        Query = query;
    }

    public ReadOnlySpan<char> Path { get; }

    /// <summary>With its question mark, or empty.</summary>
    public ReadOnlySpan<char> Query { get; }

    public static RawTarget Of(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.AsSpan();
        if (target.IsEmpty || target[0] != '/')
        {
            // "GET http://host/path", as clients of forward proxies write it.
            var afterScheme = target.IndexOf("://");
            var slash = afterScheme < 0 ? -1 : target[(afterScheme + 3)..].IndexOf('/');
            target = slash < 0 ? "/" : target[(afterScheme + 3 + slash)..];
        }

        var query = target.IndexOf('?');
        return query < 0 ? new RawTarget(target, []) : new RawTarget(target[..query], target[query..]);
    }

    /// <summary>
    /// Steps such as <c>/../</c>, also written <c>%2e%2e</c>: the matcher has resolved them and the raw target has not,
    /// so the service could see another path than the one whose rights were checked. No lawful client sends them.
    /// </summary>
    public bool HasDotSegments()
    {
        if (!Path.Contains("/.", StringComparison.Ordinal) && !Path.Contains("%2e", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        foreach (var range in Path.Split('/'))
        {
            if (Uri.UnescapeDataString(Path[range].ToString()) is "." or "..")
            {
                return true;
            }
        }

        return false;
    }
}
