using Microsoft.AspNetCore.Http;

namespace Datarun.ServiceDefaults.Data;

/// <summary>The answer that an Idempotency-Key got before, given once more.</summary>
public sealed record KeptAnswer : IResult
{
    public string Client { get; init; } = "";
    public string Key { get; init; } = "";
    public byte[] Fingerprint { get; init; } = [];
    public int Status { get; init; }
    public string? ContentType { get; init; }
    public string? Etag { get; init; }
    public string? Location { get; init; }
    public byte[]? Body { get; init; }

    /// <summary>Whether the key stood for this very request.</summary>
    public bool IsFor(byte[] fingerprint) => fingerprint.AsSpan().SequenceEqual(Fingerprint);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.Headers["Idempotency-Replayed"] = "true";
        if (!string.IsNullOrEmpty(Etag)) response.Headers.ETag = Etag;
        if (!string.IsNullOrEmpty(Location)) response.Headers.Location = Location;
        if (Body is { Length: > 0 }) await response.Body.WriteAsync(Body, httpContext.RequestAborted);
    }
}
