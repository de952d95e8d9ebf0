namespace Datarun.Reports.LedgerEntries;

/// <summary>Merges the staged lines of an import into a ledger, all at once.</summary>
internal static class MergeSql
{
    /// <summary>
    /// Decides for every staged line what becomes of it, into the table <c>merged</c>; answers the lines that are refused. CREATED: a new entry.
    /// CHANGED: put right within its interval. BEGUN: says something else from a later day on. UNCHANGED. A key that was closed begins anew only
    /// with a day after that; so a file from before never brings back what was closed since.
    /// </summary>
    public static string Decide(bool events) =>
        $"""
        ANALYZE staged;
        CREATE TEMP TABLE merged ON COMMIT DROP AS
        SELECT s.*, o.id, o.version, o.valid_from AS before,
            CASE
                WHEN s.line > s.first THEN 'TWICE'
                WHEN NOT EXISTS (SELECT FROM division d WHERE d.code = s.unit) THEN 'UNKNOWN'
                WHEN o.id IS NULL AND c.valid_to IS NOT NULL AND {(events ? "true" : "coalesce(s.valid_from <= c.valid_to, true)")} THEN 'CLOSED'
                WHEN o.id IS NULL THEN 'CREATED'
                WHEN s.data = o.data THEN 'UNCHANGED'
                WHEN {(events ? "true" : "s.valid_from IS NULL OR s.valid_from = o.valid_from")} THEN 'CHANGED'
                WHEN s.valid_from > o.valid_from THEN 'BEGUN'
                ELSE 'EARLY'
            END AS outcome,
            coalesce(s.valid_from, o.valid_from, date '1900-01-01') AS begins, c.valid_to AS closed, gen_random_uuid() AS new_id
        FROM (SELECT *, min(line) OVER (PARTITION BY unit, key) AS first FROM staged) s
        LEFT JOIN ledger_entry o ON o.ledger = @Id AND o.unit = s.unit AND o.key = s.key AND o.valid_to IS NULL
        LEFT JOIN LATERAL (SELECT max(e.valid_to) AS valid_to FROM ledger_entry e WHERE o.id IS NULL AND e.ledger = @Id AND e.unit = s.unit AND e.key = s.key) c ON true;
        ANALYZE merged;
        SELECT line, outcome, CASE outcome WHEN 'TWICE' THEN first::text WHEN 'UNKNOWN' THEN unit WHEN 'CLOSED' THEN '> ' || closed WHEN 'EARLY' THEN '≥ ' || before END AS detail
        FROM merged WHERE outcome IN ('TWICE', 'UNKNOWN', 'CLOSED', 'EARLY') ORDER BY line
        """;

    /// <summary>Writes what was decided, with its history; answers how many entries were created and updated.</summary>
    public const string Write =
        """
        UPDATE ledger_entry e SET version = e.version + 1, valid_from = m.begins, data = m.data, changed_at = @now
        FROM merged m WHERE m.outcome = 'CHANGED' AND e.id = m.id AND e.valid_from = m.before;
        UPDATE ledger_entry e SET valid_to = m.begins - 1 FROM merged m WHERE m.outcome = 'BEGUN' AND e.id = m.id AND e.valid_from = m.before;
        INSERT INTO ledger_entry (id, ledger, unit, key, version, valid_from, data, changed_at)
        SELECT coalesce(id, new_id), @Id, unit, key, coalesce(version, 0) + 1, begins, data, @now FROM merged WHERE outcome IN ('CREATED', 'BEGUN') ORDER BY unit, line;
        INSERT INTO ledger_history (entry, version, act, valid_from, data, client, made_by, made_at)
        SELECT coalesce(id, new_id), coalesce(version, 0) + 1, CASE outcome WHEN 'CREATED' THEN 'CREATED' ELSE 'CHANGED' END, begins, data, @client, @by, @now
        FROM merged WHERE outcome IN ('CREATED', 'CHANGED', 'BEGUN');
        SELECT count(*) FILTER (WHERE outcome = 'CREATED')::integer AS created, count(*) FILTER (WHERE outcome IN ('CHANGED', 'BEGUN'))::integer AS updated FROM merged;
        """;
}
