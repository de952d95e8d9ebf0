using Datarun.ServiceDefaults.Law;

namespace Datarun.Accountability.DutyLists;

/// <summary>Which version of a list it was, without its items.</summary>
public sealed record ListHeader(DateOnly ValidFrom, int Version, DateTimeOffset PublishedAt);

/// <summary>
/// The list in force on a day is the one of the latest date up to that day, and a list never reaches back: where one had been
/// published by then, a list or version published after the day is not looked at. Lists that all were recorded only later (the
/// first ones entered) count by their dates. 《关于全面建立乡镇(街道)履行职责事项清单的意见》
/// </summary>
public static class ListInForce
{
    /// <summary>The version that counts on the day; null when there is none.</summary>
    public static ListHeader? On(DateOnly day, IEnumerable<ListHeader> lists)
    {
        var begun = lists.Where(l => l.ValidFrom <= day).OrderByDescending(l => l.ValidFrom).ThenByDescending(l => l.Version).ToList();
        return begun.Find(l => ChinaDay.Of(l.PublishedAt) <= day) ?? begun.FirstOrDefault();
    }
}
