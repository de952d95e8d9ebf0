using Datarun.ServiceDefaults.Law;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;

namespace Datarun.Reports.Calendars;

/// <summary>A task that is due.</summary>
/// <param name="Task">Its id, which is the event's.</param>
/// <param name="DueOn">The last day to file.</param>
/// <param name="Reason">What has to be corrected, where the filing was returned.</param>
/// <param name="Changes">How often its day or state was changed: the event's sequence.</param>
/// <param name="ChangedAt">When last.</param>
public sealed record DueTask(string Task, string Title, string Period, string Department, DateOnly DueOn, string? Reason, int Changes, DateTimeOffset ChangedAt);

/// <summary>Writes what is due as an iCalendar (RFC 5545): a whole day for each task, with an alarm in the morning so many workdays before. Pure.</summary>
public static class WriteCalendar
{
    private const int HourOfAlarm = 9;

    /// <param name="unit">Whose calendar it is.</param>
    /// <param name="tasks">What is due.</param>
    /// <param name="workdaysBefore">How long before the day the alarm rings.</param>
    /// <param name="calendar">Which days are workdays.</param>
    /// <param name="chinese">The language.</param>
    public static string Of(string unit, IEnumerable<DueTask> tasks, int workdaysBefore, WorkdayCalendar calendar, bool chinese)
    {
        var due = new Calendar { ProductId = "-//Datarun//Due tasks//ZH", Version = "2.0", Method = "PUBLISH" };
        due.AddProperty("X-WR-CALNAME", chinese ? $"填报任务 {unit}" : $"Reports due, {unit}");
        due.AddProperty("REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
        foreach (var task in tasks)
        {
            var summary = (chinese, task.Reason) switch
            {
                (true, null) => $"待填报:{task.Title}({task.Period})",
                (true, _) => $"退回更正:{task.Title}({task.Period})",
                (false, null) => $"Report due: {task.Title} ({task.Period})",
                _ => $"Returned for correction: {task.Title} ({task.Period})",
            };
            var ring = calendar.AddWorkdays(task.DueOn, -workdaysBefore).On;
            var day = new CalendarEvent
            {
                Uid = $"{task.Task}@datarun", Sequence = task.Changes, DtStamp = new CalDateTime(task.ChangedAt.UtcDateTime, "UTC"),
                Start = new CalDateTime(task.DueOn), Summary = summary, Transparency = TransparencyType.Transparent,
                Description = (chinese ? $"派发部门:{task.Department}" : $"Asked by {task.Department}") + (task.Reason is null ? "" : $"\n{task.Reason}"),
            };
            day.Alarms.Add(new Alarm
            {
                Action = AlarmAction.Display, Description = summary,
                Trigger = new Trigger(Duration.FromHours((ring.DayNumber - task.DueOn.DayNumber) * 24 + HourOfAlarm)),
            });
            due.Events.Add(day);
        }
        return new CalendarSerializer().SerializeToString(due)!;
    }
}
