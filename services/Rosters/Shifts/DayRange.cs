using System.Globalization;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Rosters.Shifts;

/// <summary>Which days shifts, overtime and time off may be given for.</summary>
internal static class DayRange
{
    /// <summary>Whether a day may be given: the law that decides was in force, and it is not too far ahead (<c>roster.day.ahead</c>).</summary>
    public static Check DayInRange(this Check check, DateOnly day, Rules rules, DateOnly today)
    {
        var (law, ahead) = (rules.All.First(r => r.Id == "civil.overtime.order"), rules.Get("roster.day.ahead", today));
        var (first, last) = (law.ValidFrom, today.AddMonths(ahead.Int));
        return check.That(
            day >= first && day <= last, "/day", RostersProblems.DayOutOfRange, string.Create(CultureInfo.InvariantCulture, $"{first:yyyy-MM-dd} – {last:yyyy-MM-dd}"), day < first ? law : ahead);
    }
}
