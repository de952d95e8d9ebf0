using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.Features;

namespace Datarun.Gateway.Limits;

/// <summary>Bounds the body by the route: at once where its length is announced, else while it streams through.</summary>
public static class BoundBody
{
    public static Refused? Of(HttpContext context, long maxBytes)
    {
        if (context.Request.ContentLength > maxBytes)
        {
            return TooLarge(maxBytes);
        }

        // YARP lifts every bound for gRPC, which no service here speaks; nobody shall get a free body by saying so.
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true)
        {
            return CommonProblems.MediaTypeUnsupported.Refuse();
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
        {
            bound.MaxRequestBodySize = maxBytes;
        }

        return null;
    }

    public static Refused TooLarge(long maxBytes) => CommonProblems.BodyTooLarge.Refuse().With("maxBytes", maxBytes);
}
