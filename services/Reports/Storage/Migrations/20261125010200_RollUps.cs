using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>
/// Roll-ups that are kept up as values arrive: writers note what they touched (triggers, so nobody can forget), and a fold makes the
/// figures of those places anew from the figures below them. Made anew, never added to: folding twice changes nothing.
/// </summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261125010200_RollUps")]
public sealed class RollUps : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(Places);
        migrationBuilder.Sql(Tables);
        migrationBuilder.Sql(Views);
        migrationBuilder.Sql(Fold);
        migrationBuilder.Sql(Notes);
        migrationBuilder.Sql(Fill);
    }

    /// <summary>How many divisions of a level every place has, kept with the divisions themselves.</summary>
    private const string Places =
        """
        CREATE FUNCTION period_start(period text) RETURNS date LANGUAGE sql IMMUTABLE STRICT AS $$
            SELECT CASE
                WHEN length(period) = 4 THEN make_date(period::integer, 1, 1)
                WHEN period LIKE '____-H_' THEN make_date(left(period, 4)::integer, right(period, 1)::integer * 6 - 5, 1)
                WHEN period LIKE '____-Q_' THEN make_date(left(period, 4)::integer, right(period, 1)::integer * 3 - 2, 1)
                WHEN period LIKE '____-W__' THEN date_trunc('week', make_date(left(period, 4)::integer, 1, 4)::timestamp)::date + 7 * (right(period, 2)::integer - 1)
                WHEN period LIKE '____-__-T_' THEN make_date(left(period, 4)::integer, substr(period, 6, 2)::integer, right(period, 1)::integer * 10 - 9)
                WHEN length(period) = 7 THEN make_date(left(period, 4)::integer, right(period, 2)::integer, 1)
                ELSE make_date(left(period, 4)::integer, substr(period, 6, 2)::integer, right(period, 2)::integer)
            END $$;

        -- A place itself, every place above it, and the country.
        CREATE FUNCTION places_over(code text) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
            SELECT 'CN' UNION ALL SELECT left(code, digits) FROM unnest(ARRAY[2, 4, 6, 9, 12]) AS digits WHERE digits <= length(code) $$;

        CREATE INDEX division_ended ON division (code) WHERE valid_to IS NOT NULL;

        CREATE TABLE division_count (
            place text COLLATE "C" NOT NULL,
            level smallint NOT NULL,
            valid_to date NOT NULL,                 -- the last day of these; infinity for those without one
            units bigint NOT NULL,
            PRIMARY KEY (place, level, valid_to)
        );
        """;

    private const string Tables =
        """
        ALTER TABLE element ADD weighted_by text COLLATE "C";
        CREATE INDEX element_weighted_by ON element (weighted_by) WHERE weighted_by IS NOT NULL;

        -- What has to be made anew: the places whose own value, or a village of which, was written. One row for each element and period of a write.
        CREATE TABLE roll_up_change (element integer NOT NULL, period text COLLATE "C" NOT NULL, places text[] NOT NULL);
        CREATE INDEX roll_up_change_figure ON roll_up_change (element, period);

        -- The figure of a place for an element and period: its own value if it has one, else what the places directly below it make together.
        -- Villages have none: their value is it.
        CREATE TABLE roll_up (
            element integer NOT NULL,
            period text COLLATE "C" NOT NULL,
            level smallint NOT NULL,                -- 0 the country (CN), 1 province .. 4 township
            unit text COLLATE "C" NOT NULL,
            own boolean NOT NULL,                   -- its own value
            reported bigint NOT NULL,               -- values that count in it, nil returns too
            nil bigint NOT NULL,
            summed numeric NOT NULL,
            counted bigint NOT NULL,                -- numbers in the sum
            least numeric,
            greatest numeric,
            earliest text COLLATE "C",              -- of a DATE
            latest text COLLATE "C",
            weighted numeric NOT NULL,              -- sum of value by weight, over units that have both
            weight numeric NOT NULL,
            weighed bigint NOT NULL,
            last_at timestamptz,                    -- the newest value that is not nil, and whose it is
            last_unit text COLLATE "C",
            newest timestamptz,
            held1 bigint NOT NULL,                  -- units of each level that have a value, whether it counts or not: for the coverage.
            held2 bigint NOT NULL,                  -- Without those that had ended before the period: they are asked for nothing.
            held3 bigint NOT NULL,
            held4 bigint NOT NULL,
            held5 bigint NOT NULL,
            PRIMARY KEY (element, period, level, unit)
        );
        """;

    private const string Views =
        """
        -- Every value of a place as a figure. OFFSET 0 keeps the planner from asking once for each column, or for a weight that there is not.
        CREATE VIEW roll_up_value AS
        SELECT v.element, v.period, v.level, v.unit, true AS own, 1::bigint AS reported, (NOT seen.something)::integer::bigint AS nil,
            coalesce(v.number, 0) AS summed, num_nonnulls(v.number)::bigint AS counted, v.number AS least, v.number AS greatest,
            CASE WHEN e.type = 'DATE' THEN v.text END COLLATE "C" AS earliest, CASE WHEN e.type = 'DATE' THEN v.text END COLLATE "C" AS latest,
            coalesce(v.number * w.number, 0) AS weighted, CASE WHEN v.number IS NULL THEN 0 ELSE coalesce(w.number, 0) END AS weight,
            (num_nulls(v.number, w.number) = 0)::integer::bigint AS weighed,
            CASE WHEN seen.something THEN v.recorded_at END AS last_at, CASE WHEN seen.something THEN v.unit END AS last_unit, v.recorded_at AS newest,
            CASE v.level WHEN 1 THEN seen.held ELSE 0 END AS held1, CASE v.level WHEN 2 THEN seen.held ELSE 0 END AS held2,
            CASE v.level WHEN 3 THEN seen.held ELSE 0 END AS held3, CASE v.level WHEN 4 THEN seen.held ELSE 0 END AS held4,
            CASE v.level WHEN 5 THEN seen.held ELSE 0 END AS held5
        FROM value v
        JOIN element e ON e.id = v.element
        LEFT JOIN element we ON we.code = e.weighted_by
        LEFT JOIN LATERAL (
            SELECT o.number FROM value o WHERE we.id IS NOT NULL AND o.unit = v.unit AND o.element = we.id AND o.period = v.period OFFSET 0) w ON true
        CROSS JOIN LATERAL (SELECT num_nonnulls(v.number, v.text, v.flag) > 0 AS something,
            (NOT EXISTS (SELECT FROM division d WHERE d.code = v.unit AND d.valid_to < period_start(v.period)))::integer::bigint AS held OFFSET 0) AS seen
        WHERE v.level > 0;

        -- Figures of all levels. The level of the second half is a constant, so that a question about another level never looks at it.
        CREATE VIEW roll_up_node AS
        SELECT * FROM roll_up
        UNION ALL
        SELECT element, period, 5::smallint, unit, own, reported, nil, summed, counted, least, greatest, earliest, latest, weighted, weight, weighed,
            last_at, last_unit, newest, held1, held2, held3, held4, held5
        FROM roll_up_value WHERE level = 5;

        -- Whom requests ask for an element. Parts that were recalled are left out by who reads it (RollUps/FigureSql.cs).
        CREATE VIEW asked_range AS
        SELECT f.element, r.period, r.level, r.low, r.high, r.starts, r.id AS request
        FROM request r JOIN form_field f ON f.form = r.form AND f.version = r.form_version;
        """;

    /// <summary>
    /// One element and period at a time, so that nobody waits for the fold of another. What lies directly below a place is added up by one of two
    /// functions; what there is a million of, the villages, is read once and only for what it is asked.
    /// </summary>
    internal const string Fold =
        """
        -- The villages of a township, as one figure. Weights are looked for where the element has one, and ended divisions where there are any.
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
                    count(*) FILTER (WHERE NOT some_ended OR NOT EXISTS (SELECT FROM division d WHERE d.code = v.unit AND d.valid_to < period_start(of_period))) AS held
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

        -- The places of a level that lie in another, as one figure.
        CREATE OR REPLACE FUNCTION figure_of_places(of_element integer, of_period text, of_level integer, low text, high text)
        RETURNS TABLE (reported bigint, nil bigint, summed numeric, counted bigint, "least" numeric, "greatest" numeric, earliest text, latest text, weighted numeric, weight numeric,
            weighed bigint, last_at timestamptz, last_unit text, newest timestamptz, held1 bigint, held2 bigint, held3 bigint, held4 bigint, held5 bigint)
        LANGUAGE sql STABLE AS $$
            SELECT coalesce(sum(c.reported), 0)::bigint, coalesce(sum(c.nil), 0)::bigint, coalesce(sum(c.summed), 0), coalesce(sum(c.counted), 0)::bigint, min(c.least), max(c.greatest),
                min(c.earliest), max(c.latest), coalesce(sum(c.weighted), 0), coalesce(sum(c.weight), 0), coalesce(sum(c.weighed), 0)::bigint, max(c.last_at),
                (array_agg(c.last_unit ORDER BY c.last_at DESC, c.last_unit) FILTER (WHERE c.last_at IS NOT NULL))[1], max(c.newest),
                coalesce(sum(c.held1), 0)::bigint, coalesce(sum(c.held2), 0)::bigint, coalesce(sum(c.held3), 0)::bigint, coalesce(sum(c.held4), 0)::bigint,
                coalesce(sum(c.held5), 0)::bigint
            FROM roll_up c WHERE c.element = of_element AND c.period = of_period AND c.level = of_level AND c.unit >= low AND c.unit < high
        $$;

        CREATE OR REPLACE FUNCTION fold_roll_up(of_element integer, of_period text) RETURNS void LANGUAGE plpgsql SET lock_timeout = '10s' SET enable_seqscan = off AS $$ -- By keys, also by a plan that was made when there was little.
        DECLARE
            digits CONSTANT integer[] := ARRAY[2, 4, 6, 9];
            dirty text[];
            here text[];
            is_date boolean;
            weigher integer;
            some_ended CONSTANT boolean := EXISTS (SELECT FROM division d WHERE d.valid_to < period_start(of_period));
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
        -- Of each write, whoever makes it. An element that is weighted by a written one changes with it.
        CREATE FUNCTION note_values() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            WITH touched AS (
                SELECT element, period, array_agg(DISTINCT CASE level WHEN 5 THEN left(unit, 9) ELSE unit END) AS places
                FROM written WHERE level > 0 GROUP BY element, period)
            INSERT INTO roll_up_change (element, period, places)
            SELECT element, period, places FROM touched
            UNION ALL
            SELECT e.id, t.period, t.places FROM touched t JOIN element w ON w.id = t.element JOIN element e ON e.weighted_by = w.code;
            RETURN NULL;
        END $$;
        CREATE TRIGGER value_inserted AFTER INSERT ON value REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION note_values();
        CREATE TRIGGER value_updated AFTER UPDATE ON value REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION note_values();

        -- Other weights: all figures of the element. Writers that do not know the new weight yet are waited for.
        CREATE FUNCTION note_element() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            LOCK TABLE value IN SHARE MODE;
            INSERT INTO roll_up_change (element, period, places)
            SELECT element, period, array_agg(DISTINCT CASE level WHEN 5 THEN left(unit, 9) ELSE unit END)
            FROM value WHERE element = NEW.id AND level > 0 GROUP BY element, period;
            RETURN NULL;
        END $$;
        CREATE TRIGGER element_weighed AFTER UPDATE ON element FOR EACH ROW
            WHEN ((OLD.weighted_by, OLD.type) IS DISTINCT FROM (NEW.weighted_by, NEW.type)) EXECUTE FUNCTION note_element();

        CREATE FUNCTION count_divisions() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO division_count AS c (place, level, valid_to, units)
            SELECT place, a.level, coalesce(a.valid_to, 'infinity'), count(*) FROM added a, places_over(a.code) AS place GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            ON CONFLICT (place, level, valid_to) DO UPDATE SET units = c.units + excluded.units;
            RETURN NULL;
        END $$;
        CREATE TRIGGER division_inserted AFTER INSERT ON division REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_divisions();

        -- A division that ended before a period, or did not after all, is held by it no longer, or again.
        CREATE FUNCTION recount_divisions() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO division_count AS c (place, level, valid_to, units)
            SELECT place, d.level, coalesce(d.valid_to, 'infinity'), sum(d.n)
            FROM (SELECT code, level, valid_to, 1 AS n FROM added UNION ALL SELECT code, level, valid_to, -1 FROM removed) d, places_over(d.code) AS place
            GROUP BY 1, 2, 3 HAVING sum(d.n) <> 0 ORDER BY 1, 2, 3
            ON CONFLICT (place, level, valid_to) DO UPDATE SET units = c.units + excluded.units;
            IF EXISTS (SELECT FROM added a JOIN removed r USING (code) WHERE a.valid_to IS DISTINCT FROM r.valid_to) THEN
                LOCK TABLE value IN SHARE MODE;
                INSERT INTO roll_up_change (element, period, places)
                SELECT v.element, v.period, array_agg(DISTINCT CASE v.level WHEN 5 THEN left(v.unit, 9) ELSE v.unit END)
                FROM added a JOIN removed r USING (code) JOIN value v ON v.unit = a.code
                WHERE a.valid_to IS DISTINCT FROM r.valid_to GROUP BY v.element, v.period;
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER division_updated AFTER UPDATE ON division REFERENCING NEW TABLE AS added OLD TABLE AS removed
            FOR EACH STATEMENT EXECUTE FUNCTION recount_divisions();
        """;

    /// <summary>What there is already is noted as changed: the first fold makes its figures, before anybody reads one.</summary>
    private const string Fill =
        """
        INSERT INTO division_count (place, level, valid_to, units)
        SELECT place, d.level, coalesce(d.valid_to, 'infinity'), count(*) FROM division d, places_over(d.code) AS place GROUP BY 1, 2, 3;
        INSERT INTO roll_up_change (element, period, places)
        SELECT element, period, array_agg(DISTINCT CASE level WHEN 5 THEN left(unit, 9) ELSE unit END) FROM value WHERE level > 0 GROUP BY element, period;
        """;
}
