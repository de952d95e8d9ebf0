using System.Text.Json;
using Dapper;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;

namespace Datarun.Reports.Reactions;

/// <summary>Keeps the data elements that Exchange has, and tells every copy in memory that it is old.</summary>
public static class KeepElements
{
    public static async Task ReactAsync(IReadOnlyList<ElementChanged> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var elements = events.GroupBy(e => e.Code).Select(same => same.MaxBy(e => e.Version)!).OrderBy(e => e.Code, StringComparer.Ordinal).ToList();
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO element AS e (code, name, definition, type, measure, choices, min, max, pattern, frequency, valid_for_days,
                aggregation, source, sharing_class, classification, adverse_event, system, version, identifier, weighted_by, area_places, area_sources)
            SELECT code, name, definition, type, unit,
                CASE jsonb_typeof(choices) WHEN 'array' THEN ARRAY(SELECT jsonb_array_elements_text(choices)) END,
                min, max, pattern, frequency, "validForDays", aggregation, source, "sharingClass", classification, "adverseEvent", system, version, identifier, "weightedBy",
                ARRAY(SELECT a ->> 'under' FROM jsonb_array_elements(coalesce(nullif("areaSources", 'null'), '[]')) WITH ORDINALITY AS s(a, n) ORDER BY n),
                ARRAY(SELECT a ->> 'source' FROM jsonb_array_elements(coalesce(nullif("areaSources", 'null'), '[]')) WITH ORDINALITY AS s(a, n) ORDER BY n)
            FROM jsonb_to_recordset(@facts::jsonb) AS f(code text, name text, definition text, type text, unit text, choices jsonb, min numeric,
                max numeric, pattern text, frequency text, "validForDays" integer, aggregation text, source text, "sharingClass" text,
                classification integer, "adverseEvent" boolean, system text, version integer, identifier text, "weightedBy" text, "areaSources" jsonb)
            ON CONFLICT (code) DO UPDATE SET name = excluded.name, definition = excluded.definition, type = excluded.type,
                measure = excluded.measure, choices = excluded.choices, min = excluded.min, max = excluded.max, pattern = excluded.pattern,
                frequency = excluded.frequency, valid_for_days = excluded.valid_for_days, aggregation = excluded.aggregation,
                source = excluded.source, sharing_class = excluded.sharing_class, classification = excluded.classification,
                adverse_event = excluded.adverse_event, system = excluded.system, version = excluded.version,
                identifier = excluded.identifier, weighted_by = excluded.weighted_by,
                area_places = excluded.area_places, area_sources = excluded.area_sources
            WHERE excluded.version > e.version
            """, new { facts = JsonSerializer.Serialize(elements, Json.Options) }, cancellationToken: cancel));
        await KeepSynonymsAsync(elements, work, cancel);
        await work.Connection.ExecuteAsync(new CommandDefinition("UPDATE catalogue SET stamp = stamp + 1", cancellationToken: cancel));
        await RecordHeadcounts.OnElementsAsync(elements, work, services, cancel);
    }

    /// <summary>A row for each other name, for the nearest ones are found by an index; of an element that is newer here nothing is touched.</summary>
    private static Task KeepSynonymsAsync(List<ElementChanged> elements, UnitOfWork work, CancellationToken cancel)
    {
        var names = elements.SelectMany(e => (e.Synonyms ?? []).Select(s => (e.Code, Synonym: s))).ToList();
        return work.Connection.ExecuteAsync(new CommandDefinition(
            """
            CREATE TEMP TABLE current_element ON COMMIT DROP AS
                SELECT e.code FROM element e JOIN unnest(@codes, @versions) AS c(code, version) ON e.code = c.code AND e.version = c.version;
            DELETE FROM element_synonym s USING current_element c WHERE s.element = c.code AND NOT EXISTS (
                SELECT FROM unnest(@of, @synonyms) AS n(element, synonym) WHERE n.element = s.element AND n.synonym = s.synonym);
            INSERT INTO element_synonym (element, synonym)
                SELECT n.element, n.synonym FROM unnest(@of, @synonyms) AS n(element, synonym) JOIN current_element c ON c.code = n.element ON CONFLICT DO NOTHING;
            DROP TABLE current_element
            """,
            new
            {
                codes = elements.ConvertAll(e => e.Code).ToArray(), versions = elements.ConvertAll(e => e.Version).ToArray(),
                of = names.ConvertAll(n => n.Code).ToArray(), synonyms = names.ConvertAll(n => n.Synonym).ToArray(),
            }, cancellationToken: cancel));
    }
}
