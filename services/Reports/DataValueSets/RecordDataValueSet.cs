using System.Globalization;
using Datarun.Reports.Elements;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.Net.Http.Headers;

namespace Datarun.Reports.DataValueSets;

/// <summary>Takes values as DHIS2 and other systems of the field send them.</summary>
public static class RecordDataValueSet
{
    /// <summary>
    /// A department's system gives the values of its own elements as DHIS2 takes them at <c>/api/dataValueSets</c>: JSON
    /// <c>{"dataValues":[{dataElement, period, orgUnit, value}]}</c>, or ADX (IHE QRPH) with the type <c>application/adx+xml</c>; gzip accepted.
    /// Elements and units by their codes; periods as they are written there (202611, 2026W47, 2026-11-01/P1M) or here. Streamed, by the rules of
    /// PUT values:record: a value that is refused is named by its number and its place in the document, the others are kept.
    /// </summary>
    public static Task<RecordValues.Answer> HandleAsync(
        HttpRequest request, Caller caller, CatchUp catchUp, Catalogue catalogue, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var given) ? given.MediaType.ToString().ToLowerInvariant() : "application/json";
        var (values, at) = type switch
        {
            "application/json" => (ReadDataValues.AsyncOf(request.Body, cancel), (Func<int, string>)(n => $"/dataValues/{(n - 1).ToString(CultureInfo.InvariantCulture)}")),
            "application/adx+xml" or "application/xml" or "text/xml" => (ReadAdx.AsyncOf(request.Body, cancel), n => $"(//dataValue)[{n.ToString(CultureInfo.InvariantCulture)}]"),
            _ => throw CommonProblems.MediaTypeUnsupported.Refuse().With("takes", new[] { "application/json", "application/adx+xml" }).AsException(),
        };
        return RecordValues.RecordAsync(values, new RefusedLines(Language.IsChinese(request.HttpContext), at), caller, catchUp, catalogue, work, clock, cancel);
    }
}
