namespace Datarun.Reports.Admission;

/// <summary>
/// Finds elements that a field may mean, by name and by definition: the nearest few of each by the trigram indexes, for all fields at
/// once. A short name whose characters all stand in the longer one in the same order is its abbreviation (低保 in 最低生活保障).
/// Only sources of the same line of places are looked at: another county's element is nobody's to share.
/// </summary>
internal static class FindSimilar
{
    // Expects @fields, @names and @definitions (null where the field's element says them) and @area.
    public const string Sql =
        """
        WITH wanted AS (
            SELECT w.field, coalesce(e.name, w.name, w.field) AS name, coalesce(e.definition, w.definition, '') AS definition
            FROM unnest(@fields, @names, @definitions) AS w(field, name, definition) LEFT JOIN element e ON e.code = w.field),
        near AS (
            SELECT w.*, n.code FROM wanted w CROSS JOIN LATERAL (
                SELECT e.code FROM element e LEFT JOIN org_unit o ON o.code = e.source
                WHERE e.code <> w.field AND (starts_with(coalesce(o.division, e.source), @area) OR starts_with(@area, coalesce(o.division, e.source)))
                ORDER BY folded(e.name) <-> folded(w.name) LIMIT 20) n
            UNION
            SELECT w.*, n.code FROM wanted w CROSS JOIN LATERAL (
                SELECT e.code FROM element e LEFT JOIN org_unit o ON o.code = e.source
                WHERE w.definition <> '' AND e.code <> w.field
                    AND (starts_with(coalesce(o.division, e.source), @area) OR starts_with(@area, coalesce(o.division, e.source)))
                ORDER BY folded(e.definition) <-> folded(w.definition) LIMIT 5) n),
        scored AS (
            SELECT n.field, e.code, e.name, e.source, e.definition, folded(e.name) = folded(n.name) AS same_name,
                greatest(similarity(folded(e.name), folded(n.name)), nullif(greatest(similarity(folded(e.definition), folded(n.definition)), 0.6), 0.6),
                    CASE WHEN n.name LIKE abbreviated(e.name) OR e.name LIKE abbreviated(n.name) THEN 0.6 END)::numeric AS similarity
            FROM near n JOIN element e ON e.code = n.code)
        SELECT field, code, name, source, definition, same_name, round(similarity, 2) AS similarity FROM (
            SELECT s.*, row_number() OVER (PARTITION BY field ORDER BY same_name DESC, similarity DESC, code) AS place
            FROM scored s WHERE similarity >= 0.25) best
        WHERE place <= 3 ORDER BY field, place
        """;

    internal sealed record Row
    {
        public string Field { get; init; } = "";
        public string Code { get; init; } = "";
        public string Name { get; init; } = "";
        public string Source { get; init; } = "";
        public string Definition { get; init; } = "";
        public bool SameName { get; init; }
        public decimal Similarity { get; init; }

        public SimilarElement Element => new(Code, Name, Source, Definition, Similarity, SameName);
    }
}
