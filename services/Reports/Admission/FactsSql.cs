using Datarun.Reports.Burden;
using Datarun.Reports.Catalogues;
using Datarun.Reports.Places;

namespace Datarun.Reports.Admission;

/// <summary>The queries behind <see cref="AdmissionFacts"/>; they are read in one round trip.</summary>
internal static class FactsSql
{
    /// <summary>
    /// Forms by which people type the elements already. What a narrower place collects is known there only, so it does not make a field known for the wider one;
    /// it is filled in all the same.
    /// </summary>
    private const string Collectors =
        """
        SELECT ff.element, f.code, f.department, f.level, f.frequency, f.admitted_at
        FROM form_field ff JOIN form f ON f.code = ff.form AND f.version = ff.version
        WHERE ff.element = ANY(@looked) AND ff.verdict IN ('NEW', 'STALE') AND f.code <> @code
            AND (f.valid_until IS NULL OR f.valid_until >= @today) AND starts_with(@area, f.area) AND f.suspended_by IS NULL
        """;

    /// <summary>
    /// Values of the elements that are held, level by level. The periods of an element are few: they are walked by index, and within each only the area is read.
    /// </summary>
    private const string Holdings =
        """
        WITH RECURSIVE periods AS (
            SELECT e.id AS element, (SELECT min(v.period) FROM value v WHERE v.element = e.id) AS period FROM unnest(@looked) AS e(id)
            UNION ALL
            SELECT p.element, (SELECT min(v.period) FROM value v WHERE v.element = p.element AND v.period > p.period)
            FROM periods p WHERE p.period IS NOT NULL),
        of_period AS (
            SELECT v.element, v.level, max(least(v.until, (v.recorded_at AT TIME ZONE 'Asia/Shanghai')::date)) AS newest,
                bool_or(v.source_kind IN ('SYSTEM', 'LEDGER')) AS by_system, count(*) FILTER (WHERE v.source_kind IN ('SYSTEM', 'LEDGER')) AS units
            FROM periods p JOIN value v ON v.element = p.element AND v.period = p.period AND v.unit >= @low AND v.unit < @high
            WHERE v.level > 0 GROUP BY v.element, v.period, v.level)
        SELECT o.element, o.level, max(o.newest) AS newest, bool_or(o.by_system) AS by_system,
            -- Of how many units its system has it: in the fullest period, or in any where the latest answers.
            CASE WHEN o.element = ANY(@latest) THEN (
                SELECT count(DISTINCT v.unit) FROM periods p JOIN value v ON v.element = p.element AND v.period = p.period AND v.unit >= @low AND v.unit < @high
                WHERE p.element = o.element AND v.level = o.level AND v.source_kind IN ('SYSTEM', 'LEDGER')) ELSE max(o.units) END AS units
        FROM of_period o GROUP BY o.element, o.level
        """;

    /// <summary>Elements that the department may read by a grant.</summary>
    private const string Grants =
        """
        SELECT DISTINCT unnest(elements) FROM sharing_grant
        WHERE consumer = @department AND state = 'ACTIVE' AND until >= @today AND starts_with(@area, under)
        """;

    /// <summary>What other forms in force in places that meet the area cost.</summary>
    private const string Others =
        $"""
        SELECT code, department, area, level, frequency, units, {FormCost.PerUnit} AS minutes_per_unit, c.filings >= @enough AS is_measured
        FROM form JOIN form_cost c ON c.form = code
        WHERE code <> @code AND asked > 0 AND (valid_until IS NULL OR valid_until >= @today)
            AND (starts_with(area, @area) OR starts_with(@area, area)) AND suspended_by IS NULL
        """;

    /// <summary>What filings of exactly these elements took.</summary>
    private const string Measured = "SELECT filings, minutes FROM form_measure WHERE form = @code AND elements = ARRAY(SELECT unnest(@ids) ORDER BY 1)";

    /// <summary>Units of each level in the area, and in the county that has most.</summary>
    private const string Levels =
        $"""
        SELECT level, sum(units)::bigint AS units, max(units) AS in_county FROM (
            SELECT level, left(code, 6) AS county, count(*) AS units FROM division
            WHERE code >= @low AND code < @high AND {InForce.Today} GROUP BY level, county) counties
        GROUP BY level
        """;

    /// <summary>The department's year, and what the yearly list of its area says of the form.</summary>
    private static readonly string Year =
        $"""
        SELECT (SELECT count(*) FROM emergency_use WHERE department = @department AND used_on >= @yearStart AND {NotThisUse}) AS emergencies,
            ARRAY(SELECT DISTINCT form FROM emergency_use WHERE department = @department AND reported_on IS NULL AND report_by < @today AND {NotThisUse}) AS unreported,
            (SELECT count(*) FROM form WHERE department = @department AND admission_kind = 'ONE_OFF' AND code <> @code
                AND (admitted_at AT TIME ZONE 'Asia/Shanghai')::date >= @yearStart) AS one_offs,
            EXISTS (SELECT FROM report_catalogue WHERE area = @area AND year = @year) AS has_list,
            (SELECT frequency FROM report_catalogue_item WHERE area = @area AND year = @year AND department = @department
                AND (form = @code OR ((form IS NULL OR @code = '') AND {TitleInList.Same("title", "@Title")})) ORDER BY form LIMIT 1) AS listed_as
        """;

    // The same emergency, submitted once more, is not another one.
    private const string NotThisUse = "NOT (form = @code AND request IS NULL AND basis = @basis AND reason = @reason)";

    /// <summary>All of them, in the order in which they are read.</summary>
    public static string All { get; } = string.Join(";\n", Collectors, Holdings, Grants, Others, Measured, Levels, Year);
}
