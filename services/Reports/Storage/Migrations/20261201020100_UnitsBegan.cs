using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>
/// The first day of a place itself: what counts units by their last day counts them by their first as well. Functions and views are as they were, but for that.
/// No value is noted as changed, as no place has such a day yet.
/// </summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261201020100_UnitsBegan")]
public sealed class UnitsBegan : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(Places);
        migrationBuilder.Sql(Views);
        migrationBuilder.Sql(Fold);
        migrationBuilder.Sql(Notes);
    }

    private const string Places =
        """
        ALTER TABLE division ADD began date;        -- null where it was always there, as far as is known
        -- By the day first: of those who have one, only the few that began after a period are looked at.
        CREATE INDEX division_begun ON division (began, level, code) WHERE began IS NOT NULL;
        DROP INDEX division_level;
        CREATE INDEX division_level ON division (level, code) INCLUDE (valid_to, began);

        ALTER TABLE division_count
            ADD began date NOT NULL DEFAULT '-infinity',    -- the first day of these; that for those without one
            DROP CONSTRAINT division_count_pkey, ADD PRIMARY KEY (place, level, valid_to, began);

        -- The last day, as period_start has the first.
        CREATE FUNCTION period_end(period text) RETURNS date LANGUAGE sql IMMUTABLE STRICT AS $$
            SELECT CASE
                WHEN length(period) = 4 THEN make_date(period::integer, 12, 31)
                WHEN period LIKE '____-H_' THEN (period_start(period) + interval '6 months')::date - 1
                WHEN period LIKE '____-Q_' THEN (period_start(period) + interval '3 months')::date - 1
                WHEN period LIKE '____-W__' THEN period_start(period) + 6
                WHEN period LIKE '____-__-T3' THEN (date_trunc('month', period_start(period)::timestamp) + interval '1 month')::date - 1
                WHEN period LIKE '____-__-T_' THEN period_start(period) + 9
                WHEN length(period) = 7 THEN (period_start(period) + interval '1 month')::date - 1
                ELSE period_start(period)
            END $$;
        """;

    private const string Views =
        """
        CREATE OR REPLACE VIEW roll_up_value AS
        SELECT v.element, v.period, v.level, v.unit, true AS own, 1::bigint AS reported, (NOT seen.something)::integer::bigint AS nil,
            coalesce(v.number, 0) AS summed, num_nonnulls(v.number)::bigint AS counted, v.number AS least, v.number AS greatest,
            CASE WHEN e.type = 'DATE' THEN v.text END COLLATE "C" AS earliest, CASE WHEN e.type = 'DATE' THEN v.text END COLLATE "C" AS latest,
            coalesce(v.number * w.number, 0) AS weighted, CASE WHEN v.number IS NULL THEN 0 ELSE coalesce(w.number, 0) END AS weight,
            (num_nulls(v.number, w.number) = 0)::integer::bigint AS weighed,
            CASE WHEN seen.something THEN v.recorded_at END AS last_at, CASE WHEN seen.something THEN v.unit END AS last_unit,
            greatest(v.recorded_at, w.recorded_at) AS newest,
            CASE v.level WHEN 1 THEN seen.held ELSE 0 END AS held1, CASE v.level WHEN 2 THEN seen.held ELSE 0 END AS held2,
            CASE v.level WHEN 3 THEN seen.held ELSE 0 END AS held3, CASE v.level WHEN 4 THEN seen.held ELSE 0 END AS held4,
            CASE v.level WHEN 5 THEN seen.held ELSE 0 END AS held5
        FROM value v
        JOIN element e ON e.id = v.element
        LEFT JOIN element we ON we.code = e.weighted_by
        LEFT JOIN LATERAL (
            SELECT o.number, o.recorded_at FROM value o WHERE we.id IS NOT NULL AND o.unit = v.unit AND o.element = we.id AND o.period = v.period OFFSET 0) w ON true
        CROSS JOIN LATERAL (SELECT num_nonnulls(v.number, v.text, v.flag) > 0 AS something,
            (NOT EXISTS (SELECT FROM division d WHERE d.code = v.unit AND (d.valid_to < period_start(v.period) OR d.began > v.until)))::integer::bigint AS held OFFSET 0) AS seen
        WHERE v.level > 0;

        CREATE OR REPLACE VIEW asked_range AS
        SELECT f.element, r.period, r.level, r.low, r.high, r.starts, r.id AS request, r.until
        FROM request r JOIN form_field f ON f.form = r.form AND f.version = r.form_version;

        -- A unit that is not asked declares nothing.
        CREATE OR REPLACE VIEW declared_nil AS
        SELECT s.id, s.unit, s.level, ff.element, r.period, r.until, s.declared_at
        FROM standing_nil_now s
        JOIN request r ON r.form = s.form AND r.level = s.level AND s.unit >= r.low AND s.unit < r.high
            AND r.until >= s.from_day AND (s.ends_on IS NULL OR r.until < s.ends_on)
            AND greatest(r.due_on, (SELECT max(x.due_on) FROM request_extension x WHERE x.request = r.id AND s.unit >= x.low AND s.unit < x.high)) >= s.declared_on
        JOIN form_field ff ON ff.form = r.form AND ff.version = r.form_version
        WHERE NOT EXISTS (SELECT FROM division d WHERE d.code = s.unit AND (d.valid_to < r.starts OR d.began > r.until) OFFSET 0);
        """;

    private const string Fold =
        """
        CREATE OR REPLACE FUNCTION figure_of_villages(of_element integer, of_period text, weigher integer, is_date boolean, some_ended boolean, low text, high text)
        RETURNS TABLE (reported bigint, nil bigint, summed numeric, counted bigint, "least" numeric, "greatest" numeric, earliest text, latest text, weighted numeric, weight numeric,
            weighed bigint, last_at timestamptz, last_unit text, newest timestamptz, held1 bigint, held2 bigint, held3 bigint, held4 bigint, held5 bigint)
        LANGUAGE sql STABLE AS $$
            SELECT a.reported, a.nil, a.summed, a.counted, a.least, a.greatest, a.earliest, a.latest, w.weighted, w.weight, w.weighed, a.last_at, l.unit, greatest(a.newest, w.newest),
                0::bigint, 0::bigint, 0::bigint, 0::bigint, a.held
            FROM (
                SELECT count(*) AS reported, count(*) FILTER (WHERE v.number IS NULL AND v.text IS NULL AND v.flag IS NULL) AS nil,
                    coalesce(sum(v.number), 0) AS summed, count(v.number) AS counted, min(v.number) AS least, max(v.number) AS greatest,
                    min(CASE WHEN is_date THEN v.text END COLLATE "C") AS earliest, max(CASE WHEN is_date THEN v.text END COLLATE "C") AS latest,
                    max(v.recorded_at) FILTER (WHERE v.number IS NOT NULL OR v.text IS NOT NULL OR v.flag IS NOT NULL) AS last_at, max(v.recorded_at) AS newest,
                    count(*) FILTER (WHERE NOT some_ended OR NOT EXISTS ( -- Each village by its key: OFFSET 0 and coalesce keep the planner from all those who were not there.
                        SELECT FROM division d WHERE d.code = v.unit
                            AND ((d.valid_to IS NOT NULL AND coalesce(d.valid_to < period_start(of_period), false)) OR coalesce(d.began > v.until, false)) OFFSET 0)) AS held
                FROM value v WHERE v.element = of_element AND v.period = of_period AND v.level = 5 AND v.unit >= low AND v.unit < high) a
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(v.number * o.number), 0) AS weighted, coalesce(sum(o.number) FILTER (WHERE v.number IS NOT NULL), 0) AS weight,
                    count(o.number) FILTER (WHERE v.number IS NOT NULL) AS weighed, max(o.recorded_at) AS newest
                FROM value v JOIN value o ON o.unit = v.unit AND o.element = weigher AND o.period = v.period
                WHERE weigher IS NOT NULL AND v.element = of_element AND v.period = of_period AND v.level = 5 AND v.unit >= low AND v.unit < high) w
            LEFT JOIN LATERAL (
                SELECT v.unit FROM value v
                WHERE v.element = of_element AND v.period = of_period AND v.level = 5 AND v.unit >= low AND v.unit < high
                    AND v.recorded_at = a.last_at AND (v.number IS NOT NULL OR v.text IS NOT NULL OR v.flag IS NOT NULL)
                ORDER BY v.unit LIMIT 1) l ON true
        $$;

        CREATE OR REPLACE FUNCTION fold_roll_up(of_element integer, of_period text) RETURNS void LANGUAGE plpgsql SET lock_timeout = '10s' SET enable_seqscan = off AS $$ -- By keys, also by a plan that was made when there was little.
        DECLARE
            digits CONSTANT integer[] := ARRAY[2, 4, 6, 9];
            dirty text[];
            here text[];
            is_date boolean;
            weigher integer;
            some_ended CONSTANT boolean := EXISTS (SELECT FROM division d WHERE d.valid_to < period_start(of_period)) -- Or not begun.
                OR EXISTS (SELECT FROM division d WHERE d.began > period_end(of_period));
        BEGIN
            PERFORM pg_advisory_xact_lock(hashtextextended('roll-up/' || of_element || '/' || of_period, 0));
            -- Taken before the values are read: what commits in between is seen now and, as its note is still there, once more later.
            WITH taken AS (DELETE FROM roll_up_change WHERE element = of_element AND period = of_period RETURNING places)
            SELECT array_agg(DISTINCT place) INTO dirty FROM taken, unnest(places) AS place;
            IF dirty IS NULL THEN RETURN; END IF;
            SELECT e.type = 'DATE', w.id INTO is_date, weigher FROM element e LEFT JOIN element w ON w.code = e.weighted_by WHERE e.id = of_element;
            FOR at_level IN REVERSE 4..0 LOOP
                here := CASE at_level WHEN 0 THEN ARRAY['CN'] ELSE ARRAY(SELECT place FROM unnest(dirty) AS place WHERE length(place) = digits[at_level] ORDER BY 1) END;
                -- Its own value, or what the places below it make together. Who holds a value is counted at every level, whether it counts or not.
                INSERT INTO roll_up AS r
                SELECT of_element, of_period, at_level, p.place, f.*, b.held1 + coalesce(o.held1, 0), b.held2 + coalesce(o.held2, 0), b.held3 + coalesce(o.held3, 0),
                    b.held4 + coalesce(o.held4, 0), b.held5 + coalesce(o.held5, 0)
                FROM (
                    SELECT place, CASE at_level WHEN 0 THEN '0' ELSE place END AS low, CASE at_level WHEN 0 THEN ':' ELSE place || ':' END AS high FROM unnest(here) AS place) p
                LEFT JOIN LATERAL (SELECT * FROM roll_up_value v WHERE v.element = of_element AND v.period = of_period AND v.unit = p.place OFFSET 0) o ON true -- Asked for each place, never for all of them.
                CROSS JOIN LATERAL (
                    SELECT * FROM figure_of_villages(of_element, of_period, weigher, is_date, some_ended, p.low, p.high) WHERE at_level = 4
                    UNION ALL SELECT * FROM figure_of_places(of_element, of_period, at_level + 1, p.low, p.high) WHERE at_level < 4) b
                CROSS JOIN LATERAL (
                    SELECT true, o.reported, o.nil, o.summed, o.counted, o.least, o.greatest, o.earliest, o.latest, o.weighted, o.weight, o.weighed, o.last_at, o.last_unit, o.newest
                    WHERE o.unit IS NOT NULL
                    UNION ALL
                    SELECT false, b.reported, b.nil, b.summed, b.counted, b.least, b.greatest, b.earliest, b.latest, b.weighted, b.weight, b.weighed, b.last_at, b.last_unit, b.newest
                    WHERE o.unit IS NULL AND b.reported > 0) f -- A weight may be given where there is nothing to weigh: that makes no figure.
                ON CONFLICT (element, period, level, unit) DO UPDATE SET own = excluded.own, reported = excluded.reported, nil = excluded.nil,
                    summed = excluded.summed, counted = excluded.counted, least = excluded.least, greatest = excluded.greatest,
                    earliest = excluded.earliest, latest = excluded.latest, weighted = excluded.weighted, weight = excluded.weight,
                    weighed = excluded.weighed, last_at = excluded.last_at, last_unit = excluded.last_unit, newest = excluded.newest,
                    held1 = excluded.held1, held2 = excluded.held2, held3 = excluded.held3, held4 = excluded.held4, held5 = excluded.held5;
                IF at_level > 1 THEN
                    dirty := ARRAY(SELECT unnest(dirty) UNION SELECT left(place, digits[at_level - 1]) FROM unnest(here) AS place);
                END IF;
            END LOOP;
        END $$;
        """;

    private const string Notes =
        """
        CREATE OR REPLACE FUNCTION count_divisions() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO division_count AS c (place, level, valid_to, began, units)
            SELECT place, a.level, coalesce(a.valid_to, 'infinity'), coalesce(a.began, '-infinity'), count(*) FROM added a, places_over(a.code) AS place GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
            ON CONFLICT (place, level, valid_to, began) DO UPDATE SET units = c.units + excluded.units;
            RETURN NULL;
        END $$;

        -- A division that ended before a period or began after it, or did not after all, is held by it no longer, or again.
        CREATE OR REPLACE FUNCTION recount_divisions() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO division_count AS c (place, level, valid_to, began, units)
            SELECT place, d.level, coalesce(d.valid_to, 'infinity'), coalesce(d.began, '-infinity'), sum(d.n)
            FROM (SELECT code, level, valid_to, began, 1 AS n FROM added UNION ALL SELECT code, level, valid_to, began, -1 FROM removed) d, places_over(d.code) AS place
            GROUP BY 1, 2, 3, 4 HAVING sum(d.n) <> 0 ORDER BY 1, 2, 3, 4
            ON CONFLICT (place, level, valid_to, began) DO UPDATE SET units = c.units + excluded.units;
            IF EXISTS (SELECT FROM added a JOIN removed r USING (code) WHERE (a.valid_to, a.began) IS DISTINCT FROM (r.valid_to, r.began)) THEN
                LOCK TABLE value IN SHARE MODE;
                INSERT INTO roll_up_change (element, period, places)
                SELECT v.element, v.period, array_agg(DISTINCT CASE v.level WHEN 5 THEN left(v.unit, 9) ELSE v.unit END)
                FROM added a JOIN removed r USING (code) JOIN value v ON v.unit = a.code
                WHERE (a.valid_to, a.began) IS DISTINCT FROM (r.valid_to, r.began) GROUP BY v.element, v.period;
            END IF;
            RETURN NULL;
        END $$;
        """;
}
