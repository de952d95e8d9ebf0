using Datarun.Reports.Elements;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Reports.Values;

/// <summary>Until when a value is fresh: for its element's days after it was recorded, or after the period that it is about has ended, whichever is earlier. Pure.</summary>
public static class Freshness
{
    /// <summary>The last day on which it is fresh; null where its element's values stay so.</summary>
    public static DateOnly? LastDay(Element element, DateOnly until, DateTimeOffset recordedAt)
    {
        if (element.ValidForDays is not { } days) return null;
        var recorded = ChinaDay.Of(recordedAt);
        return (until < recorded ? until : recorded).AddDays(days);
    }
}
