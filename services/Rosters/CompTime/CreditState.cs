using Datarun.ServiceDefaults.Law;

namespace Datarun.Rosters.CompTime;

/// <summary>How time off owed for one entry stands.</summary>
public enum CreditState
{
    /// <summary>Approved in advance; not owed before it is worked.</summary>
    AHEAD,

    /// <summary>Not certain before a year's holiday notice is out.</summary>
    PROVISIONAL,

    /// <summary>All of it was taken or claimed.</summary>
    SETTLED,

    /// <summary>Past its use-by date: the unit owes it still, and is late.</summary>
    OVERDUE,

    /// <summary>Soon past its use-by date.</summary>
    EXPIRING,

    /// <summary>Owed.</summary>
    OPEN,
}

internal static class CreditStateSql
{
    /// <summary>The state of an approved row of <c>overtime_entry</c>; needs <c>@today</c> and <c>@soon</c>.</summary>
    public const string Of =
        """
        CASE WHEN provisional THEN 'PROVISIONAL' WHEN last_on > @today THEN 'AHEAD' WHEN minutes = taken + converted THEN 'SETTLED'
            WHEN use_by < @today THEN 'OVERDUE' WHEN use_by <= @soon THEN 'EXPIRING' ELSE 'OPEN' END
        """;

    /// <summary>The last day that is soon.</summary>
    public static DateOnly Soon(DateOnly today, Rules rules) => today.AddDays(rules.Get("civil.compTime.expiring", today).Int);
}
