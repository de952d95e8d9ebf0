using System.Text.Json;
using System.Text.Json.Nodes;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Http;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Catalogue;

/// <summary>The catalogue as DCAT 3, for harvesters.</summary>
public static class ReadDcat
{
    private const string Media = "application/ld+json";

    /// <summary>
    /// The published catalogue as DCAT 3 in JSON-LD, a page of entries at a time: <c>hydra:next</c> leads on;
    /// <c>since</c> leaves out what has not changed since, and names what was taken out meanwhile.
    /// </summary>
    /// <param name="since">Only entries that changed then or later.</param>
    public static async Task<IResult> HandleAsync(DateTimeOffset? since, [AsParameters] PageQuery page, HttpContext context, ExchangeDb db, CancellationToken cancel)
    {
        var found = db.Datasets.AsNoTracking().Where(d => d.PublishedAt != null);
        found = since is { } from ? found.Where(d => d.ChangedAt >= from.ToUniversalTime()) : found.Where(d => d.State != DatasetState.WITHDRAWN);
        if (page.Keys(1) is [var after]) found = found.Where(d => d.Code.CompareTo(after) > 0);
        var rows = await found.OrderBy(d => d.Code).Take(page.Size + 1).ToListAsync(cancel);
        var shown = page.Of(rows, d => [d.Code]);
        var elements = await FindDatasets.ElementsOfAsync(db, shown.Items, cancel);
        var names = await NamesAsync(db, shown.Items.Select(d => d.Provider), cancel);
        var document = WriteDcat.Of(
            Root(context), [.. shown.Items.Select(d => (d, FindDatasets.Of(d, elements)))], names, shown.Next is { } next ? NextOf(context, next) : null);
        var body = JsonSerializer.SerializeToUtf8Bytes<JsonNode>(document, Json.Options);
        context.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Bytes(body, Media);
    }

    private static async Task<IReadOnlyDictionary<string, string>> NamesAsync(ExchangeDb db, IEnumerable<string> units, CancellationToken cancel)
    {
        var codes = units.Distinct().ToList();
        return await db.OrgUnits.AsNoTracking().Where(u => codes.Contains(u.Code)).ToDictionaryAsync(u => u.Code, u => u.Name, cancel);
    }

    /// <summary>The address under which the gateway is called.</summary>
    private static string Root(HttpContext context)
    {
        var (scheme, host) = (context.Request.Headers["X-Forwarded-Proto"].ToString(), context.Request.Headers["X-Forwarded-Host"].ToString());
        return $"{(scheme.Length > 0 ? scheme : context.Request.Scheme)}://{(host.Length > 0 ? host : context.Request.Host.Value)}/api/exchange/v1";
    }

    private static string NextOf(HttpContext context, string next)
    {
        var query = context.Request.Query.Where(q => q.Key != "after").SelectMany(q => q.Value.Select(v => $"{q.Key}={Uri.EscapeDataString(v ?? "")}")).Append($"after={Uri.EscapeDataString(next)}");
        return $"{Root(context)}/catalogue.jsonld?{string.Join('&', query)}";
    }
}
