using System.Text;
using Datarun.ServiceDefaults.Csv;
using Datarun.ServiceDefaults.Problems;
using Microsoft.Net.Http.Headers;

namespace Datarun.Rosters.Divisions;

/// <summary>What a request says about its body, before a byte of it is read.</summary>
internal static class CsvBody
{
    /// <summary>The refusal of what is declared as something else than CSV in UTF-8 or UTF-16; null when it may be read.</summary>
    /// <param name="named">UTF-16 where that is declared; null where it is not.</param>
    public static Refused? Refuse(HttpRequest request, out Encoding? named)
    {
        named = null;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase))
            return CommonProblems.MediaTypeUnsupported.Refuse().With("takes", new[] { "text/csv" });
        named = ByteOrderMark.Named(type.Charset.Value);
        return named is null && type.Charset.HasValue && !type.Charset.Value.Trim('"').Equals(Encoding.UTF8.WebName, StringComparison.OrdinalIgnoreCase) ? CommonProblems.NotUtf8.Refuse() : null;
    }
}
