using System.Text.Json;
using Datarun.Reports.Elements;
using Datarun.Reports.Tasks;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Reports.Amendments;

/// <summary>OPEN: the filing still rests on the wrong value. AMENDED: it was filed again since. WAIVED: it need not be, for a stated reason.</summary>
public enum AmendmentState { OPEN, AMENDED, WAIVED }

/// <summary>A filing that used a value which was corrected later, or a figure that was made of it or of rows of a ledger that were put right later.</summary>
/// <param name="Filing">The filing; its task, form, unit and period follow.</param>
/// <param name="Figure">The element that the filing took, where that was computed from the corrected one by formulas or weighted by it; null where it took the element itself.</param>
/// <param name="UsedFigure">What it took of that; null where it was computed from units below, and for a department that may not read it.</param>
/// <param name="ValueUnit">The unit that the value is about; below the filing's own where a figure was computed from it.</param>
/// <param name="ValuePeriod">The period that the value is about; before the filing's own where the latest value answered.</param>
/// <param name="UsedVersion">The version that the filing used; null where it took a figure that was computed from the value.</param>
/// <param name="OldValue">What it used; null for nil, for a citizen number, and for a department that may not read the element.</param>
/// <param name="Value">What is right; null likewise.</param>
/// <param name="WrongFrom">Since when the wrong value was held.</param>
/// <param name="WrongTo">When it was corrected.</param>
/// <param name="Correction">The correction.</param>
/// <param name="Ledger">The ledger whose rows were put right, so that the figure would be another now; null where the value itself was.</param>
public sealed record Amendment(
    Guid Id, Guid Filing, string Task, string Form, string Department, string Unit, string Period, string Element, string? Figure, JsonElement? UsedFigure,
    string ValueUnit, string ValuePeriod, int? UsedVersion, JsonElement? OldValue, JsonElement? Value, DateTimeOffset? WrongFrom, DateTimeOffset WrongTo, Guid Correction, DateTimeOffset NotedAt, AmendmentState State, Waiver? Waiver,
    string? Ledger = null);

/// <summary>Why a filing need not be amended, and who said so.</summary>
public sealed record Waiver(string Reason, string By, DateTimeOffset At);

/// <summary>The same as the tables have it.</summary>
internal sealed record AmendmentRow
{
    /// <summary>Whether the filing rests on what is right by now: told by the version that it took, or when it was computed; where it took none of it any more, by when it was filed.</summary>
    private const string RestsOnRight =
        """
        CASE
            WHEN u.use ->> 'period' = a.rests_period AND (a.rests_unit = f.unit OR u.use ->> 'version' IS NULL) THEN coalesce(
                (u.use ->> 'version')::integer > a.rests_version,
                EXISTS (SELECT FROM value_version h WHERE h.unit = a.rests_unit AND h.element = a.rests_element AND h.period = a.rests_period
                    AND h.version > a.rests_version AND h.recorded_at <= (u.use ->> 'computedAt')::timestamptz))
            WHEN a.rests_period IS NULL AND u.use ->> 'period' = c.period THEN coalesce(
                (u.use ->> 'version')::integer >= c.version, (u.use ->> 'computedAt')::timestamptz >= c.done_at)
            ELSE f.filed_at > c.done_at END
        """;

    /// <summary>As a table <c>a</c>. Whether it is amended is seen from what the filing rests on now, so whoever files need not know of amendments.</summary>
    public const string From =
        $"""
        (SELECT a.id, a.filing, a.correction, a.element, a.unit, a.form, a.department, a.used_version, a.noted_at, a.waived_at, a.waived_by, a.waiver_reason,
            g.code AS figure, g.source AS figure_source, g.sharing_class AS figure_sharing,
            f.request, f.period, c.unit AS value_unit, c.period AS value_period, c.ledger, c.old_version, c.done_at AS wrong_to, old.recorded_at AS wrong_from,
            old.number AS old_number, old.text AS old_text, old.flag AS old_flag,
            coalesce(new.number, c.number) AS number, coalesce(new.text, c.text) AS text, coalesce(new.flag, c.flag) AS flag,
            took.number AS took_number, took.text AS took_text, took.flag AS took_flag,
            CASE WHEN {RestsOnRight} THEN 'AMENDED' WHEN a.waived_at IS NOT NULL THEN 'WAIVED' ELSE 'OPEN' END AS state
        FROM filing_amendment a JOIN filing f ON f.id = a.filing JOIN correction c ON c.id = a.correction JOIN element g ON g.id = a.figure
        CROSS JOIN LATERAL (SELECT f.used -> g.code AS use) u
        LEFT JOIN LATERAL (SELECT h.number, h.text, h.flag, h.recorded_at FROM value_version h
            WHERE h.unit = c.unit AND h.element = a.element AND h.period = c.period AND h.version = coalesce(a.used_version, c.old_version) LIMIT 1) old ON true
        LEFT JOIN LATERAL (SELECT v.number, v.text, v.flag FROM value_version v
            WHERE v.unit = c.unit AND v.element = a.element AND v.period = c.period AND v.version = c.version LIMIT 1) new ON true
        LEFT JOIN LATERAL (SELECT v.number, v.text, v.flag FROM value_version v
            WHERE a.rests_unit = a.unit AND a.rests_element = a.figure AND a.figure <> a.element AND g.identifier IS DISTINCT FROM 'CITIZEN_ID'
                AND v.unit = a.unit AND v.element = a.figure AND v.period = a.rests_period AND v.version = a.rests_version LIMIT 1) took ON true) a
        """;

    public Guid Id { get; init; }
    public Guid Filing { get; init; }
    public Guid Correction { get; init; }
    public int Element { get; init; }
    public string Figure { get; init; } = "";
    public string FigureSource { get; init; } = "";
    public string FigureSharing { get; init; } = "";
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
    public string? Ledger { get; init; }
    public DateTimeOffset? WrongFrom { get; init; }
    public DateTimeOffset WrongTo { get; init; }
    public decimal? OldNumber { get; init; }
    public string? OldText { get; init; }
    public bool? OldFlag { get; init; }
    public decimal? Number { get; init; }
    public string? Text { get; init; }
    public bool? Flag { get; init; }
    public decimal? TookNumber { get; init; }
    public string? TookText { get; init; }
    public bool? TookFlag { get; init; }
    public string State { get; init; } = "";

    /// <summary>The unit and the places above it see everything; a department sees that a filing for its form is concerned, the values only of what it may read without asking.</summary>
    public Amendment View(Element element, Caller caller)
    {
        var shows = !element.IsCitizenId && Sees(caller, element.SharingClass, element.Source);
        // A figure that was derived from what its department may not give on is no way to that.
        var took = Sees(caller, FigureSharing, FigureSource) && (element.Source == FigureSource || Sees(caller, element.SharingClass, element.Source));
        return new(
            Id, Filing, AskedUnit.IdOf(Request, Unit), Form, Department, Unit, Period, element.Code, Figure == element.Code ? null : Figure,
            Json(took, new(TookNumber, TookText, TookFlag)), ValueUnit, ValuePeriod, UsedVersion,
            Json(shows, new(OldNumber, OldText, OldFlag)), Json(shows, new(Number, Text, Flag)), WrongFrom, WrongTo, Correction, NotedAt,
            Enum.Parse<AmendmentState>(State), WaivedAt is { } at ? new Waiver(WaiverReason, WaivedBy, at) : null, Ledger);
    }

    private bool Sees(Caller caller, string sharing, string source) => (caller.Is(Role.REPORTER) && caller.Covers(Unit)) || sharing == "UNCONDITIONAL" || caller.Covers(source);

    private static JsonElement? Json(bool shows, ValueBody body) => shows && body != ValueBody.Nil ? body.Json : null;
}
