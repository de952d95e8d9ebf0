using Dapper;
using Datarun.ServiceDefaults.Law;
using Npgsql;

namespace Datarun.Reports.Admission;

/// <summary>
/// Finds elements that a field may mean, by name, by synonym and by definition: the nearest few of each by the trigram indexes, for all fields at
/// once. Official terms are looked for in all their spellings, short and in full, whichever the catalogue has. A short name whose characters all stand in the longer one in the same order is its abbreviation (低保 in 最低生活保障).
/// Only sources of the same line of places are looked at: another county's element is nobody's to share.
/// </summary>
internal static class FindSimilar
{
    // Some hundredths of a second each in a catalogue of ten thousand; nobody reads suggestions for more.
    private const int MostFields = 50;
    private const int MostSpellings = 4;

    /// <summary>The nearest elements to each, nearest first.</summary>
    public static async Task<ILookup<string, SimilarElement>> ToAsync(
        IReadOnlyList<WantedElement> wanted, string area, Abbreviations abbreviations, NpgsqlConnection connection, CancellationToken cancel)
    {
        List<(WantedElement Of, string Name, bool Said)> names =
            [.. wanted.Take(MostFields).SelectMany(w => abbreviations.SpellingsOf(w.Name).Take(MostSpellings).Select(s => (w, s, false)).Prepend((w, w.Name, true)))];
        var rows = names.Count == 0 ? [] : await connection.QueryAsync<Row>(new CommandDefinition(
            Sql,
            new
            {
                fields = names.ConvertAll(n => n.Of.Element).ToArray(), names = names.ConvertAll(n => n.Name).ToArray(),
                definitions = names.ConvertAll(n => n.Of.Definition).ToArray(), said = names.ConvertAll(n => n.Said).ToArray(), area,
            }, cancellationToken: cancel));
        return rows.ToLookup(r => r.Field, r => r.Element);
    }

    // Whether the source of an element e, a place itself or a body o of one, lies in the area, or the area in its place.
    private const string IsOfSameLine = "(starts_with(coalesce(o.division, e.source), @area) OR starts_with(@area, coalesce(o.division, e.source)))";

    private const string Sql =
        $"""
        WITH wanted AS (
            SELECT w.field, w.name, CASE WHEN w.said THEN coalesce(e.definition, w.definition) ELSE '' END AS definition, w.said
            FROM unnest(@fields, @names, @definitions, @said) AS w(field, name, definition, said) LEFT JOIN element e ON e.code = w.field),
        near AS (
            SELECT w.*, n.code FROM wanted w CROSS JOIN LATERAL (
                SELECT e.code FROM element e LEFT JOIN org_unit o ON o.code = e.source
                WHERE e.code <> w.field AND {IsOfSameLine}
                ORDER BY folded(e.name) <-> folded(w.name) LIMIT 50) n
            UNION
            SELECT w.*, n.code FROM wanted w CROSS JOIN LATERAL (
                SELECT e.code FROM element_synonym s JOIN element e ON e.code = s.element LEFT JOIN org_unit o ON o.code = e.source
                WHERE e.code <> w.field AND {IsOfSameLine}
                ORDER BY folded(s.synonym) <-> folded(w.name) LIMIT 20) n
            UNION
            SELECT w.*, n.code FROM wanted w CROSS JOIN LATERAL (
                SELECT e.code FROM element e LEFT JOIN org_unit o ON o.code = e.source
                WHERE w.definition <> '' AND e.code <> w.field AND {IsOfSameLine}
                ORDER BY folded(e.definition) <-> folded(w.definition) LIMIT 5) n),
        scored AS (
            SELECT n.field, e.code, e.name, e.source, e.definition, n.said AND folded(e.name) = folded(n.name) AND folded(e.definition) <> folded(n.definition) AS same_name,
                greatest(close.names, others.names, CASE WHEN close.definitions > 0.6 THEN close.definitions END,
                    CASE WHEN n.name LIKE abbreviated(e.name) OR e.name LIKE abbreviated(n.name) THEN 0.6 END) AS similarity
            FROM near n JOIN element e ON e.code = n.code
            CROSS JOIN LATERAL (SELECT similarity(folded(e.name), folded(n.name))::numeric AS names,
                similarity(folded(e.definition), folded(n.definition))::numeric AS definitions) close
            CROSS JOIN LATERAL (SELECT max(greatest(similarity(folded(s.synonym), folded(n.name))::numeric,
                CASE WHEN n.name LIKE abbreviated(s.synonym) OR s.synonym LIKE abbreviated(n.name) THEN 0.6 END)) AS names
                FROM element_synonym s WHERE s.element = e.code) others),
        best AS (SELECT DISTINCT ON (field, code) * FROM scored WHERE similarity >= 0.25 ORDER BY field, code, same_name DESC, similarity DESC)
        SELECT field, code, name, source, definition, same_name, round(similarity, 2) AS similarity FROM (
            SELECT s.*, row_number() OVER (PARTITION BY field ORDER BY same_name DESC, similarity DESC, code) AS place
            FROM best s) nearest
        WHERE place <= 3 ORDER BY field, place
        """;

    private sealed record Row
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

/// <summary>What a field means, as the asker says it: by the catalogue where its code is in it.</summary>
/// <param name="Element">The code on the form.</param>
/// <param name="Name">Its name.</param>
/// <param name="Definition">By which it is counted (口径) where its code is not in the catalogue; empty where nothing is said.</param>
internal sealed record WantedElement(string Element, string Name, string Definition);
