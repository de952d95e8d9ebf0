using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Datarun.ServiceDefaults.Http;

/// <summary>
/// Entity tags (RFC 9110 8.8.3): an answer gives <c>ETag</c>, an update may carry it as <c>If-Match</c>, a read as <c>If-None-Match</c>. The tag of a read is the version of what
/// is read and a digest of the answer, as an answer may also say what others have changed (a cell that is known by now, how deliveries fare); an update minds the version only.
/// </summary>
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
        wanted.Length == 0 || Read(wanted).Any(tag => tag.Equals(EntityTagHeaderValue.Any) ? current > 0 : !tag.IsWeak && IsOf(tag.Tag.AsSpan().Trim('"'), $"{current}"));

    /// <summary>Gives the tag of a whole answer; true, and 304 instead of it, where an <c>If-None-Match</c> names the tag, however weakly: the caller has the answer.</summary>
    public static bool Spares(HttpContext context, string tag)
    {
        var response = context.Response;
        response.Headers.ETag = tag;
        if (!Read(context.Request.Headers.IfNoneMatch).Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Tag.Equals(tag, StringComparison.Ordinal))) return false;
        (response.StatusCode, response.ContentType, response.ContentLength) = (StatusCodes.Status304NotModified, null, null);
        return true;
    }

    private static bool IsOf(ReadOnlySpan<char> tag, string version) => tag.StartsWith(version, StringComparison.Ordinal) && (tag.Length == version.Length || tag[version.Length] == ConditionalReads.Between);

    private static IList<EntityTagHeaderValue> Read(StringValues tags) => EntityTagHeaderValue.TryParseList(tags.OfType<string>().ToList(), out var read) ? read : [];
}
