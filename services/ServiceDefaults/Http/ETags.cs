using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;

namespace Datarun.ServiceDefaults.Http;

/// <summary>Versions as entity tags: a read gives <c>ETag</c>, an update may carry it as <c>If-Match</c>.</summary>
public static class ETags
{
    /// <summary>Says the version of what is answered.</summary>
    public static void Give(HttpContext context, int version) => context.Response.Headers.ETag = $"\"{version}\"";

    /// <summary>Throws VERSION_STALE (412) if the caller's <c>If-Match</c> names another version than the current; 0 means there is none yet.</summary>
    public static void Match(HttpContext context, int current)
    {
        if (!Matches(context.Request.Headers.IfMatch.ToString(), current)) throw CommonProblems.VersionStale.Refuse().AsException();
    }

    /// <summary>Whether an <c>If-Match</c>, empty where none was sent, allows a change of this version; 0 means there is none yet.</summary>
    public static bool Matches(string wanted, int current) =>
        wanted.Length == 0 || (wanted == "*" && current > 0) || wanted.Split(',').Any(tag => tag.Trim() == $"\"{current}\"");
}
