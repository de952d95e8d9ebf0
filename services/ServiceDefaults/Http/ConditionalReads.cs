using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Datarun.ServiceDefaults.Http;

/// <summary>Marks a read that gives an <c>ETag</c> of what it answers and spares a caller who has it (<c>If-None-Match</c>).</summary>
/// <param name="Streams">Its answer is not held here to be digested: it knows its tag before it writes, and asks <see cref="ETags.Spares"/> itself.</param>
public sealed record Conditional(bool Streams);

/// <summary>
/// Answers 304 without a body where the caller names the tag of what would be answered. The endpoint has run by then: whoever may not read it, or reads what is gone, learns that instead.
/// </summary>
public sealed class ConditionalReads(RequestDelegate next)
{
    /// <summary>What stands in a tag between the version and the digest.</summary>
    internal const char Between = '-';

    private const int DigestBytes = 16;

    public Task InvokeAsync(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<Conditional>() is { Streams: false } ? AnswerAsync(context) : next(context);

    private async Task AnswerAsync(HttpContext context)
    {
        var (response, body) = (context.Response, context.Response.Body);
        using var answer = new MemoryStream();
        response.Body = answer;
        try
        {
            await next(context);
        }
        finally
        {
            response.Body = body;
        }
        var said = answer.GetBuffer().AsMemory(0, (int)answer.Length);
        if (response.StatusCode == StatusCodes.Status200OK && ETags.Spares(context, TagOf(response.Headers.ETag.ToString().Trim('"'), said.Span))) return;
        response.ContentLength = said.Length;
        await body.WriteAsync(said, context.RequestAborted);
    }

    private static string TagOf(string version, ReadOnlySpan<byte> answer)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(answer).AsSpan(0, DigestBytes));
        return version.Length == 0 ? $"\"{digest}\"" : $"\"{version}{Between}{digest}\"";
    }
}

/// <summary>Says of an endpoint that its answers have tags.</summary>
public static class ConditionalRoutes
{
    /// <summary>Gives an <c>ETag</c> and heeds <c>If-None-Match</c>; what the endpoint itself says by <see cref="ETags.Give"/> becomes part of the tag.</summary>
    public static TBuilder GivesETag<TBuilder>(this TBuilder route, bool streams = false) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new Conditional(streams)).Takes(HeaderNames.IfNoneMatch);
}
