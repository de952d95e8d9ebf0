using Datarun.ServiceDefaults.Law;

namespace Datarun.Reports.Reminders;

/// <summary>What is reminded of on a day: tasks that fall due from one day to another, both included. Pure.</summary>
/// <param name="From">The earliest due day: what is overdue for longer is a matter for people.</param>
/// <param name="To">The latest due day.</param>
/// <param name="Rule">The rule that says how long before.</param>
public sealed record ReminderWindow(DateOnly From, DateOnly To, RuleReference Rule)
{
    /// <summary>The window of a day; null on a day that is no workday, when nobody is reminded.</summary>
    public static ReminderWindow? Of(DateOnly today, WorkdayCalendar calendar, Rules rules)
    {
        if (!calendar.IsWorkday(today)) return null;
        var (before, after) = (rules.Get("reports.reminder.before", today), rules.Get("reports.reminder.after", today));
        return new ReminderWindow(calendar.AddWorkdays(today, -after.Int).On, calendar.AddWorkdays(today, before.Int).On, before.Reference);
    }
}
