using Dapper;
using Datarun.Reports.Elements;
using Datarun.ServiceDefaults.Codes;
using Npgsql;

namespace Datarun.Reports.Amendments;

/// <summary>
/// Notes the filings that a corrected value concerns: the one that gave it, those of other forms and of later periods that took it, and those of places above whose figure
/// was computed from it; those that took what formulas made of it follow (<see cref="NoteFigures"/>). A filing whose version of the value was right after all is not
/// among them. Noting again notes only what came in between.
/// </summary>
public static class NoteAmendments
{
    public static Task OfAsync(Guid correction, Element element, string unit, string period, DateTimeOffset now, NpgsqlConnection connection, CancellationToken cancel) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            WITH past AS MATERIALIZED (
                SELECT h.version, h.source_kind, h.source_id, (h.number, h.text, h.flag) IS DISTINCT FROM (v.number, v.text, v.flag) AS wrong
                FROM correction c CROSS JOIN LATERAL (
                    SELECT number, text, flag FROM value_version WHERE unit = @unit AND element = @Id AND period = @period AND version = c.version LIMIT 1) v
                JOIN value_history h ON h.unit = @unit AND h.element = @Id AND h.period = @period AND h.version < c.version
                WHERE c.id = @correction),
            concerned AS (
                SELECT f.id, f.request, had.version
                FROM filing f CROSS JOIN LATERAL (SELECT coalesce(
                    CASE WHEN f.used -> @Code ->> 'period' = @period THEN (f.used -> @Code ->> 'version')::integer END,
                    (SELECT max(p.version) FROM past p WHERE p.source_kind = 'FILING' AND p.source_id = f.id)) AS version) had
                WHERE f.unit = @unit AND EXISTS (SELECT FROM past p WHERE p.version = had.version AND p.wrong)
                UNION ALL
                SELECT f.id, f.request, NULL
                FROM filing f
                WHERE f.unit = ANY(@above) AND f.used -> @Code ->> 'period' = @period AND f.used -> @Code ->> 'computedAt' IS NOT NULL AND EXISTS (SELECT FROM past)
                    AND NOT EXISTS (SELECT FROM value o WHERE o.unit = ANY(@above) AND length(o.unit) > length(f.unit) AND o.element = @Id AND o.period = @period))
            INSERT INTO filing_amendment (filing, correction, element, figure, unit, form, department, used_version, noted_at)
            SELECT f.id, @correction, @Id, @Id, f.unit, f.form, r.department, n.version, @now
            FROM concerned n JOIN filing f ON f.id = n.id JOIN request r ON r.id = n.request ORDER BY f.id
            ON CONFLICT DO NOTHING
            """,
            new { correction, element.Id, element.Code, unit, period, above = Above(element, unit), now }, cancellationToken: cancel));

    private static string[] Above(Element element, string unit) =>
        element.RollsUp && DivisionCode.TryParse(unit, out var division) ? [.. division.Ancestors.Select(a => a.ToString())] : [];
}
