using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>Minutes measured by the form itself, and what a form really takes.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261125091000_MeasuredMinutes")]
public sealed class MeasuredMinutes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        -- A form that was opened to be filled: for which unit and by which client, never by whom. A beat changes no indexed column.
        CREATE TABLE form_session (
            id uuid PRIMARY KEY,
            request uuid NOT NULL,
            unit text COLLATE "C" NOT NULL,
            client text NOT NULL,
            opened_at timestamptz NOT NULL,
            last_at timestamptz NOT NULL,           -- of the newest beat
            idle interval NOT NULL,                 -- as the rules were when it was opened
            timeout interval NOT NULL,
            worked tstzmultirange NOT NULL,         -- up to the newest beat
            settled boolean NOT NULL DEFAULT false  -- it is over, and is in measured_filing where it led to a filing
        ) WITH (fillfactor = 70);
        CREATE INDEX form_session_unit ON form_session (unit, request);
        CREATE INDEX form_session_unsettled ON form_session (id) WHERE NOT settled;

        CREATE FUNCTION minutes_of(worked tstzmultirange) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT coalesce(sum(extract(epoch FROM upper(r) - lower(r))), 0) / 60 FROM unnest(worked) AS r $$;

        -- The filing ends a session without knowing of it: whichever version comes first after it was opened, unless it timed out before.
        -- The pause before the filing counts like one between two beats.
        CREATE VIEW form_session_now AS
        SELECT s.id, s.request, s.unit, s.client, s.opened_at, s.last_at, s.timeout, s.settled, f.filed_at,
            s.worked + CASE WHEN f.filed_at > s.last_at THEN tstzmultirange(tstzrange(s.last_at, least(f.filed_at, s.last_at + s.idle)))
                ELSE '{}'::tstzmultirange END AS worked
        FROM form_session s CROSS JOIN LATERAL (
            SELECT min(g.filed_at) AS filed_at FROM (
                SELECT f.filed_at FROM filing f WHERE f.request = s.request AND f.unit = s.unit
                UNION ALL
                SELECT v.filed_at FROM filing f JOIN filing_version v ON v.filing = f.id WHERE f.request = s.request AND f.unit = s.unit) g
            WHERE g.filed_at BETWEEN s.opened_at AND s.last_at + s.timeout) f;

        -- What a filing took, all its versions together.
        CREATE TABLE measured_filing (
            request uuid NOT NULL,
            unit text COLLATE "C" NOT NULL,
            form text COLLATE "C" NOT NULL,
            elements integer[] NOT NULL,            -- that were on the form, in the order of their ids
            minutes numeric NOT NULL,
            filed_at timestamptz NOT NULL,
            PRIMARY KEY (request, unit)
        );
        CREATE INDEX measured_filing_form ON measured_filing (form, filed_at DESC);

        -- The middle one of the newest measured filings. Another title leaves it as it is; with other elements the form is another one.
        CREATE TABLE form_measure (
            form text COLLATE "C" NOT NULL,
            elements integer[] NOT NULL,
            filings integer NOT NULL,
            minutes numeric NOT NULL,
            PRIMARY KEY (form, elements)
        );

        -- Minutes that one unit spends on one period of a form: its share of what the form claims, and what was measured.
        CREATE VIEW form_cost AS
        SELECT f.code AS form, f.minutes_per_filing * f.asked::numeric / f.fields AS claimed, m.minutes AS measured, coalesce(m.filings, 0) AS filings
        FROM form f LEFT JOIN form_measure m ON m.form = f.code AND m.elements = ARRAY(
            SELECT ff.element FROM form_field ff WHERE ff.form = f.code AND ff.version = f.version ORDER BY ff.element);
        """);
}
