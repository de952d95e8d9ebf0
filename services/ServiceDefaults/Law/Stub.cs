namespace Datarun.ServiceDefaults.Law;
public sealed class Rules { public static Rules Default => new(); }
public sealed class WorkdayCalendar { public static WorkdayCalendar Default => new(); }
