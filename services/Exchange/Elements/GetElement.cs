using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Elements;

/// <summary>Reads one element.</summary>
public static class GetElement
{
    /// <summary>Reads one element with its terms of sharing.</summary>
    public static async Task<Ok<ElementView>> HandleAsync(string code, HttpContext context, ExchangeDb db, CancellationToken cancel)
    {
        var element = await db.Elements.AsNoTracking().SingleOrDefaultAsync(e => e.Code == code, cancel)
            ?? throw ExchangeProblems.ElementUnknown.Refuse().With("element", code).AsException();
        ETags.Give(context, element.Version);
        return TypedResults.Ok(ElementView.Of(element));
    }
}
