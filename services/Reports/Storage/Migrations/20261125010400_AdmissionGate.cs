using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>Near-synonyms in the catalogue, yearly lists of forms, emergencies, appeals and reports of duplicate asks.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261125010400_AdmissionGate")]
public sealed class AdmissionGate : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE EXTENSION IF NOT EXISTS pg_trgm;

        -- A name as words that trigrams can tell apart: Latin words as they are, Chinese as its characters and its pairs of them.
        -- Chinese has no spaces, so the trigrams of 低保户数 and of 最低生活保障户数 have only their end in common; of these they share a third.
        CREATE FUNCTION folded(raw text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
            SELECT coalesce(string_agg(word, ' '), '') FROM (
                SELECT latin[1] AS word FROM regexp_matches(lower(normalize(raw, NFKC)), '[a-z0-9]+', 'g') AS latin
                UNION ALL
                SELECT substr(run[1], start, size)
                FROM regexp_matches(normalize(raw, NFKC), '([^\x01-\x7f[:punct:][:space:]]+)', 'g') AS run,
                    generate_series(1, length(run[1])) AS start, generate_series(1, 2) AS size
                WHERE start + size - 1 <= length(run[1])) AS words
        $$;

        -- What a Chinese name is an abbreviation of, as a pattern: 低保 stands in 最低生活保障. Null for anything else.
        CREATE FUNCTION abbreviated(raw text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
            SELECT CASE WHEN length(raw) BETWEEN 2 AND 12 AND raw !~ '[\x01-\x7f]' THEN '%' || regexp_replace(raw, '(.)', '\1%', 'g') END
        $$;

        CREATE INDEX element_name_folded ON element USING gist (folded(name) gist_trgm_ops(siglen=64));
        CREATE INDEX element_definition_folded ON element USING gist (folded(definition) gist_trgm_ops(siglen=256));

        ALTER TABLE form ADD admission_kind text, ADD suspended_by uuid;
        ALTER TABLE admission_decision ADD area text COLLATE "C";
        UPDATE admission_decision d SET area = coalesce((SELECT division FROM org_unit o WHERE o.code = d.department), d.department);
        ALTER TABLE admission_decision ALTER area SET NOT NULL;
        CREATE INDEX admission_decision_department ON admission_decision (department, id);
        CREATE INDEX admission_decision_area ON admission_decision (area, id);

        -- The yearly list of an area, every version of it.
        CREATE TABLE report_catalogue (
            area text COLLATE "C" NOT NULL,
            year integer NOT NULL,
            version integer NOT NULL,
            items jsonb NOT NULL,
            published_by text NOT NULL,
            published_at timestamptz NOT NULL,
            PRIMARY KEY (area, year, version)
        );
        CREATE TABLE report_catalogue_item (         -- of the newest version
            area text COLLATE "C" NOT NULL,
            year integer NOT NULL,
            department text COLLATE "C" NOT NULL,
            form text COLLATE "C",
            title text NOT NULL,
            frequency text NOT NULL
        );
        CREATE INDEX report_catalogue_item_department ON report_catalogue_item (department, year);

        -- Each use of the emergency way: a form that was admitted by it, or a request below the lead time.
        CREATE TABLE emergency_use (
            id uuid PRIMARY KEY,
            department text COLLATE "C" NOT NULL,
            form text COLLATE "C" NOT NULL,
            request uuid,
            basis text NOT NULL,
            reason text NOT NULL,
            used_on date NOT NULL,
            report_by date NOT NULL,
            rule jsonb NOT NULL,                    -- by which report_by was computed
            report text,
            reported_on date
        );
        CREATE INDEX emergency_use_department ON emergency_use (department, used_on);

        CREATE TABLE admission_appeal (
            decision uuid PRIMARY KEY,
            reasons text NOT NULL,
            appealed_by text NOT NULL,
            appealed_at timestamptz NOT NULL,
            decide_by date NOT NULL,
            rule jsonb NOT NULL,                    -- by which decide_by was computed
            extension_reason text,
            outcome text,
            reason text,
            decided_by text,
            decided_at timestamptz
        );

        -- A report of a duplicate ask. Nothing in it says who made it: no client, no unit, no time of day, and an id without a clock in it.
        CREATE TABLE duplicate_report (
            id uuid PRIMARY KEY,
            area text COLLATE "C" NOT NULL,         -- whose authority decides
            form text COLLATE "C",
            title text NOT NULL,
            department text COLLATE "C",            -- who asks; null where it is not known
            duplicate_of text COLLATE "C",
            text text NOT NULL,
            shown boolean NOT NULL,                 -- to the department: false where so few were asked that it could guess
            reported_on date NOT NULL,
            state text NOT NULL,
            reason text,
            decided_by text,
            decided_at timestamptz
        );
        CREATE INDEX duplicate_report_area ON duplicate_report (area, id);

        -- How often a client reported today, by a digest with a salt that is forgotten with the day; no report refers to it.
        CREATE TABLE duplicate_report_day (day date PRIMARY KEY, salt uuid NOT NULL);
        CREATE TABLE duplicate_report_count (day date NOT NULL, who text NOT NULL, reports integer NOT NULL, PRIMARY KEY (day, who));
        """);
}
