using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Calendars;

/// <summary>What can go wrong with calendars.</summary>
public static class CalendarsProblems
{
    public static readonly Problem CalendarUnknown = new("CALENDAR_UNKNOWN", 404, "There is no such calendar, or it was revoked.", "没有这个日历,或其地址已被撤销。");

    public static IReadOnlyList<Problem> All { get; } = [CalendarUnknown];
}
