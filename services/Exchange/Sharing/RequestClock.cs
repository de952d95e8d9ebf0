using System.Globalization;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Exchange.Sharing;

/// <summary>When something is due: the clock of the rule that it came under, and the extensions that the authority consented to. Pure.</summary>
public static class RequestClock
{
    /// <summary>The last day, counted anew from the day that the request was complete. Without consent an extension adds nothing (第17、21条).</summary>
    /// <param name="startedOn">The day of receipt, of the supplement, or of the ruling that it is to be answered; not counted.</param>
    /// <param name="consented">Workdays of extensions that were consented to.</param>
    public static Deadline DueOn(DateOnly startedOn, RuleReference rule, int consented, Rules rules, WorkdayCalendar calendar) =>
        calendar.AddWorkdays(startedOn, rules.Get(rule.Id, DateOnly.Parse(rule.Version, CultureInfo.InvariantCulture)).Int + consented);
}
