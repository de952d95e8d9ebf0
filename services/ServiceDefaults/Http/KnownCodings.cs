using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Datarun.ServiceDefaults.Http;

/// <summary>A body in a coding that is not unpacked here is refused (415, RFC 9110 15.5.16) rather than read as if it were plain; the answer names those that are.</summary>
public sealed class KnownCodings(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var coding = context.Request.Headers.ContentEncoding;
        if (coding.Count == 0 || (coding is [{ } one] && (one.Equals("identity", StringComparison.OrdinalIgnoreCase) || PackedBodies.Has(one)))) return next(context);
        context.Response.Headers[HeaderNames.AcceptEncoding] = PackedBodies.Names;
        return CommonProblems.MediaTypeUnsupported.At("Content-Encoding", PackedBodies.Names).ExecuteAsync(context);
    }
}
