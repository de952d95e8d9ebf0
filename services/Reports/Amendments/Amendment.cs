using System.Text.Json;
using Datarun.Reports.Elements;
using Datarun.Reports.Tasks;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Reports.Amendments;

/// <summary>OPEN: the filing still rests on the wrong value. AMENDED: it was filed again since. WAIVED: it need not be, for a stated reason.</summary>
public enum AmendmentState { OPEN, AMENDED, WAIVED }

/// <summary>A filing that used a value which was corrected later.</summary>
/// <param name="Filing">The filing; its task, form, unit and period follow.</param>
/// <param name="ValueUnit">The unit that the value is about; below the filing's own where a figure was computed from it.</param>
/// <param name="ValuePeriod">The period that the value is about; before the filing's own where the latest value answered.</param>
/// <param name="UsedVersion">The version that the filing used; null where it took a figure that was computed from the value.</param>
/// <param name="OldValue">What it used; null for nil, for a citizen number, and for a department that may not read the element.</param>
/// <param name="Value">What is right; null likewise.</param>
/// <param name="WrongFrom">Since when the wrong value was held.</param>
/// <param name="WrongTo">When it was corrected.</param>
/// <param name="Correction">The correction.</param>
public sealed record Amendment(
    Guid Id, Guid Filing, string Task, string Form, string Department, string Unit, string Period, string Element, string ValueUnit, string ValuePeriod, int? UsedVersion,
    JsonElement? OldValue, JsonElement? Value, DateTimeOffset? WrongFrom, DateTimeOffset WrongTo, Guid Correction, DateTimeOffset NotedAt, AmendmentState State, Waiver? Waiver);

/// <summary>Why a filing need not be amended, and who said so.</summary>
public sealed record Waiver(string Reason, string By, DateTimeOffset At);

/// <summary>The same as the tables have it.</summary>
internal sealed record AmendmentRow
{
    /// <summary>As a table <c>a</c>. Whether it is amended is seen from what the filing rests on now, so whoever files need not know of amendments.</summary>
    public const string From =
        """
        (SELECT a.id, a.filing, a.correction, a.element, a.unit, a.form, a.department, a.used_version, a.noted_at, a.waived_at, a.waived_by, a.waiver_reason,
            f.request, f.period, c.unit AS value_unit, c.period AS value_period, c.old_version, c.done_at AS wrong_to, old.recorded_at AS wrong_from,
            old.number AS old_number, old.text AS old_text, old.flag AS old_flag, new.number, new.text, new.flag,
            CASE WHEN CASE WHEN u.use ->> 'period' = c.period
                    THEN coalesce((u.use ->> 'version')::integer >= c.version, (u.use ->> 'computedAt')::timestamptz >= c.done_at) ELSE f.filed_at > c.done_at END THEN 'AMENDED'
                WHEN a.waived_at IS NOT NULL THEN 'WAIVED' ELSE 'OPEN' END AS state
        FROM filing_amendment a JOIN filing f ON f.id = a.filing JOIN correction c ON c.id = a.correction
        CROSS JOIN LATERAL (SELECT f.used -> c.element AS use) u
        LEFT JOIN LATERAL (SELECT h.number, h.text, h.flag, h.recorded_at FROM value_history h
            WHERE h.unit = c.unit AND h.element = a.element AND h.period = c.period AND h.version = coalesce(a.used_version, c.old_version) LIMIT 1) old ON true
        LEFT JOIN LATERAL (SELECT v.number, v.text, v.flag FROM value_version v
            WHERE v.unit = c.unit AND v.element = a.element AND v.period = c.period AND v.version = c.version LIMIT 1) new ON true) a
        """;

    public Guid Id { get; init; }
    public Guid Filing { get; init; }
    public Guid Correction { get; init; }
    public int Element { get; init; }
    public string Unit { get; init; } = "";
    public string Form { get; init; } = "";
    public string Department { get; init; } = "";
    public int? UsedVersion { get; init; }
    public DateTimeOffset NotedAt { get; init; }
    public DateTimeOffset? WaivedAt { get; init; }
    public string WaivedBy { get; init; } = "";
    public string WaiverReason { get; init; } = "";
    public Guid Request { get; init; }
    public string Period { get; init; } = "";
    public string ValueUnit { get; init; } = "";
    public string ValuePeriod { get; init; } = "";
    public DateTimeOffset? WrongFrom { get; init; }
    public DateTimeOffset WrongTo { get; init; }
    public decimal? OldNumber { get; init; }
    public string? OldText { get; init; }
    public bool? OldFlag { get; init; }
    public decimal? Number { get; init; }
    public string? Text { get; init; }
    public bool? Flag { get; init; }
    public string State { get; init; } = "";

    /// <summary>The unit and the places above it see everything; a department sees that a filing for its form is concerned, the values only of what it may read without asking.</summary>
    public Amendment View(Element element, Caller caller)
    {
        var shows = !element.IsCitizenId && ((caller.Is(Role.REPORTER) && caller.Covers(Unit)) || element.SharingClass == "UNCONDITIONAL" || caller.Covers(element.Source));
        return new(
            Id, Filing, AskedUnit.IdOf(Request, Unit), Form, Department, Unit, Period, element.Code, ValueUnit, ValuePeriod, UsedVersion,
            Json(shows, new(OldNumber, OldText, OldFlag)), Json(shows, new(Number, Text, Flag)), WrongFrom, WrongTo, Correction, NotedAt,
            Enum.Parse<AmendmentState>(State), WaivedAt is { } at ? new Waiver(WaiverReason, WaivedBy, at) : null);
    }

    private static JsonElement? Json(bool shows, ValueBody body) => shows && body != ValueBody.Nil ? body.Json : null;
}
