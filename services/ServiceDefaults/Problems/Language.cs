using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Datarun.ServiceDefaults.Problems;

/// <summary>The two languages: zh-CN unless the caller prefers English.</summary>
public static class Language
{
    /// <summary>Whether this caller reads Chinese, by <c>Accept-Language</c>.</summary>
    public static bool IsChinese(HttpContext context)
    {
        var wanted = context.Request.GetTypedHeaders().AcceptLanguage;
        if (wanted.Count == 0) return true;
        var best = Best(wanted);
        return best is null || !Starts(best, "en");
    }

    /// <summary>Whether this caller says that it would rather read Chinese than English; one that says nothing does not.</summary>
    public static bool AsksForChinese(HttpContext context) => Best(context.Request.GetTypedHeaders().AcceptLanguage) is { } best && Starts(best, "zh");

    private static StringWithQualityHeaderValue? Best(IList<StringWithQualityHeaderValue> wanted) =>
        wanted.OrderByDescending(l => l.Quality ?? 1).FirstOrDefault(l => Starts(l, "zh") || Starts(l, "en") || Starts(l, "*"));

    private static bool Starts(StringWithQualityHeaderValue language, string prefix) =>
        language.Value.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}
