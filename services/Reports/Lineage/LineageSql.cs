using Datarun.Reports.Amendments;
using Datarun.Reports.Places;
using Datarun.Reports.Values;

namespace Datarun.Reports.Lineage;

/// <summary>
/// What is asked about a version of a value, in one trip. <c>@own</c>: only filings for this department; null for all. <c>@seen</c>: only of units whose codes
/// begin so.
/// </summary>
internal static class LineageSql
{
    /// <summary>The version, or the newest, with the instant at which it was replaced.</summary>
    public const string Version = $"SELECT * FROM {VersionRow.OfOne} WHERE @version::integer IS NULL OR version = @version ORDER BY version DESC LIMIT 1";

    /// <summary>The filing whose version gave it.</summary>
    private const string Filing =
        """
        SELECT f.id, v.version, f.request, f.form, r.department, f.unit, v.filed_by, v.use ->> 'period' AS confirmed_period, (v.use ->> 'version')::integer AS confirmed_version
        FROM filing f JOIN request r ON r.id = f.request CROSS JOIN LATERAL (
            SELECT g.version, g.filed_by, g.used -> @Code AS use FROM filing g WHERE g.id = f.id AND g.filed_at = @RecordedAt
            UNION ALL
            SELECT g.version, g.filed_by, g.used -> @Code FROM filing_version g WHERE g.filing = f.id AND g.filed_at = @RecordedAt LIMIT 1) v
        WHERE @SourceKind = 'FILING' AND f.id = @SourceId
        """;

    /// <summary>The formula as it was then, and a task whose cell opens the rows.</summary>
    private const string Formula =
        $"""
        SELECT f.expression, f.version, f.ledgers, ARRAY(SELECT e.code FROM element e WHERE e.id = ANY(f.operands) ORDER BY 1) AS operands,
            (SELECT r.id FROM form_field ff JOIN request r ON r.form = ff.form AND r.form_version = ff.version
                JOIN division d ON d.code = @unit AND d.level = r.level AND {InForce.Division}
                WHERE ff.element = @Id AND r.period = @period AND @unit >= r.low AND @unit < r.high LIMIT 1) AS request
        FROM (SELECT * FROM formula WHERE element = @Id UNION ALL SELECT * FROM formula_version WHERE element = @Id) f
        WHERE @SourceKind = 'LEDGER' AND f.changed_at <= @RecordedAt ORDER BY f.version DESC LIMIT 1
        """;

    private const string Correction = "SELECT id, old_version FROM correction WHERE @SourceKind = 'CORRECTION' AND id = @SourceId";

    private const string Derived =
        """
        SELECT e.code, 'FORMULA' AS how, v.version, v.recorded_at
        FROM formula f JOIN element e ON e.id = f.element
        LEFT JOIN value v ON v.unit = @unit AND v.element = f.element AND v.period = @period AND v.source_kind = 'LEDGER' WHERE @Id = ANY(f.operands) AND @isNewest
        UNION ALL
        SELECT e.code, 'WEIGHT', NULL, NULL FROM element e WHERE e.weighted_by = @Code AND @isNewest
        ORDER BY 1, 2 LIMIT 1000
        """;

    private const string OwnAbove = "SELECT unit FROM value WHERE element = @Id AND period = @period AND unit = ANY(@above) AND @isNewest";

    /// <summary>Filings of the unit that took this version, and filings of places above that took a figure while it counted in it.</summary>
    private const string Uses =
        """
        SELECT u.*, f.request, f.form, f.unit, f.period, r.department
        FROM (
            SELECT v.filing, v.version, v.is_current, v.filed_at,
                CASE WHEN v.use ->> 'computedAt' IS NOT NULL THEN 'COMPUTED' WHEN v.use ->> 'confirmed' = 'true' THEN 'CONFIRMED' ELSE 'REUSED' END AS how
            FROM (
                SELECT id AS filing, version, true AS is_current, filed_at, used -> @Code AS use, unit FROM filing WHERE unit = @unit OR unit = ANY(@above)
                UNION ALL
                SELECT g.filing, g.version, false, g.filed_at, g.used -> @Code, f.unit
                FROM filing f JOIN filing_version g ON g.filing = f.id WHERE f.unit = @unit OR f.unit = ANY(@above)) v
            WHERE v.use ->> 'period' = @period AND (v.filing, v.version) > (@after, @last)
                AND CASE WHEN v.unit = @unit THEN (v.use ->> 'version')::integer = @number
                    ELSE v.use ->> 'computedAt' IS NOT NULL AND v.filed_at >= @RecordedAt AND (@ReplacedAt::timestamptz IS NULL OR v.filed_at < @ReplacedAt)
                        AND NOT EXISTS (SELECT FROM value o WHERE o.unit = ANY(@above) AND length(o.unit) > length(v.unit) AND o.element = @Id AND o.period = @period) END) u
        JOIN filing f ON f.id = u.filing JOIN request r ON r.id = f.request
        WHERE (@own::text IS NULL OR r.department = @own) AND starts_with(f.unit, @seen)
        ORDER BY u.filing, u.version LIMIT @limit + 1
        """;

    private const string Amendments =
        $"""
        SELECT * FROM {AmendmentRow.From}
        WHERE value_unit = @unit AND value_period = @period AND element = @Id AND (coalesce(used_version, old_version) = @number OR correction = @SourceId)
            AND (@own::text IS NULL OR department = @own) AND starts_with(unit, @seen)
        ORDER BY correction, filing LIMIT @limit
        """;

    /// <summary>All of it, in this order.</summary>
    public const string Around = $"{Filing};\n{Formula};\n{Correction};\n{Derived};\n{OwnAbove};\n{Uses};\n{Amendments}";
}
