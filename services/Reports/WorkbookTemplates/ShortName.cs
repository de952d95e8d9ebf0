namespace Datarun.Reports.WorkbookTemplates;

/// <summary>How a village is called every day: 泼机村 for 泼机村民委员会, 龙翔社区 for 龙翔社区居民委员会. Pure.</summary>
public static class ShortName
{
    /// <summary>The short form; the name itself where it has none.</summary>
    public static string Of(string name) =>
        name.EndsWith("村民委员会", StringComparison.Ordinal) ? name[..^"民委员会".Length]
        : name.EndsWith("居民委员会", StringComparison.Ordinal) ? name[..^"居民委员会".Length]
        : name;
}
