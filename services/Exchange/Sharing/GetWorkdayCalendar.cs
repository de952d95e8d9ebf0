using Datarun.ServiceDefaults.Law;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Exchange.Sharing;

/// <summary>By which calendar days are counted.</summary>
public static class GetWorkdayCalendar
{
    /// <summary>The calendar in force.</summary>
    /// <param name="Version">Names what its notices say.</param>
    /// <param name="PublishedYears">Years whose State Council notice is loaded; a deadline that reaches another year is provisional.</param>
    public sealed record View(string Version, IReadOnlyList<int> PublishedYears);

    /// <summary>Says which years' holiday notices are loaded, and the version; deadlines that were provisional are computed again by it.</summary>
    public static Ok<View> Handle(WorkdayCalendar calendar) => TypedResults.Ok(new View(calendar.Version, calendar.PublishedYears));
}
