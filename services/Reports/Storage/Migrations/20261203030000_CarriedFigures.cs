using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>
/// What values of earlier periods answer is kept by place, as figures are (<c>docs/decisions/0023-what-earlier-periods-answer.md</c>): until now the figure of a
/// lasting element looked at every village that was asked and had given nothing yet.
/// </summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261203030000_CarriedFigures")]
public sealed class CarriedFigures : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(Tables);
        migrationBuilder.Sql(Definition);
        migrationBuilder.Sql(Keep);
        migrationBuilder.Sql(Fold);
        migrationBuilder.Sql(Notes);
    }

    private const string Tables =
        """
        -- Of villages that are asked. The row of CN says that the figures of its element and period are kept here; without it they are looked up.
        CREATE TABLE carried (
            element integer NOT NULL,
            period text COLLATE "C" NOT NULL,
            level smallint NOT NULL,
            unit text COLLATE "C" NOT NULL,
            units bigint NOT NULL,
            counted bigint NOT NULL,
            nil bigint NOT NULL,
            summed numeric NOT NULL,
            numbers bigint NOT NULL,
            "least" numeric,
            "greatest" numeric,
            earliest text COLLATE "C",
            latest text COLLATE "C",
            weighted numeric NOT NULL,
            weight numeric NOT NULL,
            weighed bigint NOT NULL,
            last_at timestamptz,
            last_unit text COLLATE "C",
            last_of text COLLATE "C",
            newest timestamptz,
            lapses_on date,                         -- the first day on which one of them answers no more
            PRIMARY KEY (element, period, level, unit));

        -- A note that only what is carried over is to be made anew: of these places, or of all ('*').
        ALTER TABLE roll_up_change ADD carried boolean NOT NULL DEFAULT false;
        """;

    private const string Definition =
        """
        -- The first day on which a value answers no more; null where it does for good. It grows old from the end of its period, or from the day on which it was recorded if that is earlier.
        CREATE FUNCTION lapse_of(until date, recorded_at timestamptz, valid_for_days integer) RETURNS date LANGUAGE sql IMMUTABLE AS $$
            SELECT least(until, (recorded_at AT TIME ZONE 'Asia/Shanghai')::date) + valid_for_days + 1
        $$;

        -- Units of a range that are asked, have nothing for the period and are answered by their last value before its end, as long as it is fresh and for good where a filing took it;
        -- those of them that count (no place above has a value); and what these make together. A place that has values below it, or is asked below, is made of those.
        CREATE FUNCTION carried_over(of_element integer, of_period text, of_low text, of_high text, today date, searched boolean)
        RETURNS TABLE (units bigint, counted bigint, nil bigint, summed numeric, numbers bigint, "least" numeric, "greatest" numeric, earliest text, latest text,
            weighted numeric, weight numeric, weighed bigint, last_at timestamptz, last_unit text, last_of text, newest timestamptz, lapses_on date)
        LANGUAGE sql STABLE AS $$
            SELECT count(*), count(*) FILTER (WHERE counts), count(*) FILTER (WHERE counts AND NOT something),
                coalesce(sum(number) FILTER (WHERE counts), 0), count(number) FILTER (WHERE counts), min(number) FILTER (WHERE counts), max(number) FILTER (WHERE counts),
                min(day) FILTER (WHERE counts), max(day) FILTER (WHERE counts), coalesce(sum(number * weight) FILTER (WHERE counts), 0),
                coalesce(sum(weight) FILTER (WHERE counts AND number IS NOT NULL), 0), count(weight) FILTER (WHERE counts AND number IS NOT NULL),
                max(recorded_at) FILTER (WHERE counts AND something),
                (array_agg(unit ORDER BY recorded_at DESC, unit) FILTER (WHERE counts AND something))[1],
                (array_agg(period ORDER BY recorded_at DESC, unit) FILTER (WHERE counts AND something))[1], max(recorded_at) FILTER (WHERE counts),
                min(lapses) FILTER (WHERE lapses > today)
            FROM (
                SELECT v.unit, v.period, v.number, v.recorded_at, CASE WHEN e.type = 'DATE' THEN v.text END COLLATE "C" AS day, o.number AS weight, f.lapses,
                    num_nonnulls(v.number, v.text, v.flag) > 0 AS something,
                    NOT rare.above OR NOT EXISTS (
                        SELECT FROM value a WHERE a.element = of_element AND a.period = of_period AND a.level < d.level AND a.unit >= of_low
                            AND a.unit IN (left(d.code, 2), left(d.code, 4), left(d.code, 6), left(d.code, 9))) AS counts
                FROM element e
                CROSS JOIN (
                    SELECT EXISTS (
                            SELECT FROM generate_series(1, 4) AS l(level)
                            JOIN roll_up a ON a.element = of_element AND a.period = of_period AND a.level = l.level AND a.unit >= of_low AND a.unit < of_high AND a.own) AS above,
                        EXISTS (
                            SELECT FROM asked_range r JOIN request_recall c ON c.request = r.request WHERE r.element = of_element AND r.period = of_period) AS recalled
                    OFFSET 0) rare
                CROSS JOIN (
                    -- The outermost ranges of each level are the distinct units: requests nest or are apart.
                    SELECT i.*, max(high) OVER (PARTITION BY level ORDER BY low, high DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
                    FROM (
                        SELECT DISTINCT r.level, greatest(r.low, of_low) AS low, least(r.high, of_high) AS high, r.starts, r.until
                        FROM asked_range r WHERE r.element = of_element AND r.period = of_period AND r.low < of_high AND r.high > of_low) i) r
                JOIN division d ON d.level = r.level AND d.code >= r.low AND d.code < r.high AND (d.valid_to IS NULL OR d.valid_to >= r.starts) AND (d.began IS NULL OR d.began <= r.until)
                CROSS JOIN LATERAL (
                    SELECT * FROM value v WHERE v.unit = d.code AND v.element = of_element AND v.until <= r.until
                    ORDER BY v.period = of_period DESC, v.until DESC, v.recorded_at DESC LIMIT 1) v
                CROSS JOIN LATERAL (SELECT lapse_of(v.until, v.recorded_at, e.valid_for_days) AS lapses) f
                LEFT JOIN LATERAL (
                    SELECT o.number FROM element x
                    JOIN value o ON o.element = x.id AND o.unit = d.code AND (o.period IN (of_period, v.period) OR (o.until <= r.until AND (x.frequency = 'ONCE' OR x.valid_for_days IS NOT NULL)))
                    WHERE x.code = e.weighted_by ORDER BY o.period = of_period DESC, o.until DESC, o.recorded_at DESC LIMIT 1) o ON true
                WHERE searched AND e.id = of_element AND (e.frequency = 'ONCE' OR e.valid_for_days IS NOT NULL) AND (r.reached IS NULL OR r.reached < r.high)
                    AND v.period <> of_period
                    AND (coalesce(f.lapses > today, true) AND (NOT rare.recalled OR EXISTS (
                            SELECT FROM asked_range o WHERE o.element = of_element AND o.period = of_period AND o.level = d.level AND d.code >= o.low AND d.code < o.high
                                AND NOT EXISTS (SELECT FROM request_recall c WHERE c.request = o.request AND d.code >= c.low AND d.code < c.high)))
                        OR EXISTS (SELECT FROM filing t WHERE t.unit = d.code AND t.period = of_period AND t.used ? e.code))
                    AND (d.level = 5 OR NOT EXISTS (
                            SELECT FROM value b WHERE b.element = of_element AND b.period = of_period AND b.unit > d.code AND b.unit < d.code || ':')
                        AND NOT EXISTS (
                            SELECT FROM asked_range b WHERE b.element = of_element AND b.period = of_period AND b.level > d.level AND b.low < d.code || ':' AND b.high > d.code))
                    AND NOT (EXISTS (SELECT FROM standing_nil s WHERE s.unit = d.code)
                        AND EXISTS (SELECT FROM declared_nil n WHERE n.unit = d.code AND n.element = of_element AND n.period = of_period))
                OFFSET 0) one
        $$;
        """;

    private const string Keep =
        """
        -- Kept is what needs nothing but villages and their values: where others are asked too, weights apply, a part was recalled or nil may be declared, it is looked up.
        CREATE FUNCTION carries(of_element integer, of_period text) RETURNS boolean LANGUAGE sql STABLE AS $$
            SELECT EXISTS (SELECT FROM element e WHERE e.id = of_element AND (e.frequency = 'ONCE' OR e.valid_for_days IS NOT NULL) AND e.weighted_by IS NULL)
                AND coalesce((SELECT bool_and(r.level = 5) FROM asked_range r WHERE r.element = of_element AND r.period = of_period), false)
                AND NOT EXISTS (SELECT FROM asked_range r JOIN request_recall c ON c.request = r.request WHERE r.element = of_element AND r.period = of_period)
                AND NOT EXISTS (SELECT FROM standing_nil s JOIN form_field f ON f.form = s.form WHERE f.element = of_element)
        $$;

        -- Makes it anew for these townships and for those of which something lapsed, then for all above. A place with a value of its own counts nothing of it.
        CREATE FUNCTION keep_carried(of_element integer, of_period text, today date, places text[]) RETURNS void LANGUAGE plpgsql SET enable_seqscan = off AS $$
        DECLARE
            digits CONSTANT integer[] := ARRAY[2, 4, 6, 9];
            dirty text[] := places;
            here text[];
        BEGIN
            IF NOT carries(of_element, of_period) THEN
                DELETE FROM carried WHERE element = of_element AND period = of_period;
                RETURN;
            END IF;
            IF '*' = ANY(places) OR NOT EXISTS (SELECT FROM carried WHERE element = of_element AND period = of_period AND level = 0) THEN
                DELETE FROM carried WHERE element = of_element AND period = of_period;
                dirty := ARRAY(SELECT DISTINCT left(v.unit, 9) FROM value v WHERE v.element = of_element AND v.level = 5 AND v.period <> of_period AND v.until <= period_end(of_period));
            ELSE
                dirty := ARRAY(SELECT unnest(places) UNION SELECT unit FROM carried WHERE element = of_element AND period = of_period AND level = 4 AND lapses_on <= today);
            END IF;
            FOR at_level IN REVERSE 4..0 LOOP
                here := CASE at_level WHEN 0 THEN ARRAY['CN'] ELSE ARRAY(SELECT place FROM unnest(dirty) AS place WHERE length(place) = digits[at_level]) END;
                DELETE FROM carried WHERE element = of_element AND period = of_period AND level = at_level AND unit = ANY(here);
                INSERT INTO carried
                SELECT of_element, of_period, at_level, p.place, k.*
                FROM unnest(here) AS p(place)
                CROSS JOIN LATERAL (
                    SELECT * FROM carried_over(of_element, of_period, p.place, p.place || ':', today, true) WHERE at_level = 4
                    UNION ALL
                    SELECT coalesce(sum(c.units), 0)::bigint, coalesce(sum(c.counted) FILTER (WHERE counts), 0)::bigint, coalesce(sum(c.nil) FILTER (WHERE counts), 0)::bigint,
                        coalesce(sum(c.summed) FILTER (WHERE counts), 0), coalesce(sum(c.numbers) FILTER (WHERE counts), 0)::bigint,
                        min(c.least) FILTER (WHERE counts), max(c.greatest) FILTER (WHERE counts), min(c.earliest) FILTER (WHERE counts), max(c.latest) FILTER (WHERE counts),
                        0, 0, 0, max(c.last_at) FILTER (WHERE counts),
                        (array_agg(c.last_unit ORDER BY c.last_at DESC, c.last_unit) FILTER (WHERE counts AND c.last_at IS NOT NULL))[1],
                        (array_agg(c.last_of ORDER BY c.last_at DESC, c.last_unit) FILTER (WHERE counts AND c.last_at IS NOT NULL))[1],
                        max(c.newest) FILTER (WHERE counts), min(c.lapses_on)
                    FROM (
                        SELECT NOT EXISTS (SELECT FROM roll_up r WHERE r.element = of_element AND r.period = of_period AND r.level = at_level AND r.unit = p.place AND r.own) AS counts OFFSET 0) own
                    CROSS JOIN carried c
                    WHERE at_level < 4 AND c.element = of_element AND c.period = of_period AND c.level = at_level + 1
                        AND c.unit >= CASE at_level WHEN 0 THEN '0' ELSE p.place END AND c.unit < CASE at_level WHEN 0 THEN ':' ELSE p.place || ':' END
                    HAVING at_level < 4) k
                WHERE k.units > 0 OR at_level = 0;
                IF at_level > 1 THEN
                    dirty := ARRAY(SELECT unnest(dirty) UNION SELECT left(place, digits[at_level - 1]) FROM unnest(here) AS place);
                END IF;
            END LOOP;
        END $$;
        """;

    // As it was, but for the notes and what comes after the loop.
    private const string Fold =
        """
        DROP FUNCTION fold_roll_up(integer, text);
        CREATE FUNCTION fold_roll_up(of_element integer, of_period text, today date) RETURNS void LANGUAGE plpgsql SET lock_timeout = '10s' SET enable_seqscan = off AS $$ -- By keys, also by a plan that was made when there was little.
        DECLARE
            digits CONSTANT integer[] := ARRAY[2, 4, 6, 9];
            written text[];
            carried_from text[];
            dirty text[];
            here text[];
            is_date boolean;
            lasts boolean;
            weigher integer;
            some_ended CONSTANT boolean := EXISTS (SELECT FROM division d WHERE d.valid_to < period_start(of_period)) -- Or not begun.
                OR EXISTS (SELECT FROM division d WHERE d.began > period_end(of_period));
        BEGIN
            PERFORM pg_advisory_xact_lock(hashtextextended('roll-up/' || of_element || '/' || of_period, 0));
            -- Taken before the values are read: what commits in between is seen now and, as its note is still there, once more later.
            WITH taken AS (DELETE FROM roll_up_change WHERE element = of_element AND period = of_period RETURNING places, carried)
            SELECT array_agg(DISTINCT place) FILTER (WHERE NOT carried), array_agg(DISTINCT place) INTO written, carried_from FROM taken, unnest(places) AS place;
            SELECT e.type = 'DATE', w.id, e.frequency = 'ONCE' OR e.valid_for_days IS NOT NULL INTO is_date, weigher, lasts
            FROM element e LEFT JOIN element w ON w.code = e.weighted_by WHERE e.id = of_element;
            dirty := written;
            FOR at_level IN REVERSE CASE WHEN written IS NULL THEN -1 ELSE 4 END..0 LOOP
                here := CASE at_level WHEN 0 THEN ARRAY['CN'] ELSE ARRAY(SELECT place FROM unnest(dirty) AS place WHERE length(place) = digits[at_level] ORDER BY 1) END;
                -- Its own value, or what the places below it make together. Who holds a value is counted at every level, whether it counts or not; so are places with a figure.
                INSERT INTO roll_up AS r
                SELECT of_element, of_period, at_level, p.place, f.*, b.held1 + coalesce(o.held1, 0), b.held2 + coalesce(o.held2, 0), b.held3 + coalesce(o.held3, 0),
                    b.held4 + coalesce(o.held4, 0), b.held5 + coalesce(o.held5, 0),
                    CASE at_level WHEN 1 THEN t.here ELSE b.made1 END, CASE at_level WHEN 2 THEN t.here ELSE b.made2 END,
                    CASE at_level WHEN 3 THEN t.here ELSE b.made3 END, CASE at_level WHEN 4 THEN t.here ELSE b.made4 END
                FROM (
                    SELECT place, CASE at_level WHEN 0 THEN '0' ELSE place END AS low, CASE at_level WHEN 0 THEN ':' ELSE place || ':' END AS high FROM unnest(here) AS place) p
                LEFT JOIN LATERAL (SELECT * FROM roll_up_value v WHERE v.element = of_element AND v.period = of_period AND v.unit = p.place OFFSET 0) o ON true -- Asked for each place, never for all of them.
                CROSS JOIN LATERAL (
                    SELECT v.*, 0::bigint AS made1, 0::bigint AS made2, 0::bigint AS made3, 0::bigint AS made4
                    FROM figure_of_villages(of_element, of_period, weigher, is_date, some_ended, p.low, p.high) v WHERE at_level = 4
                    UNION ALL SELECT * FROM figure_of_places(of_element, of_period, at_level + 1, p.low, p.high) WHERE at_level < 4) b
                CROSS JOIN LATERAL (
                    SELECT (NOT some_ended OR NOT EXISTS (
                        SELECT FROM division d WHERE d.code = p.place
                            AND ((d.valid_to IS NOT NULL AND coalesce(d.valid_to < period_start(of_period), false)) OR coalesce(d.began > period_end(of_period), false)) OFFSET 0))::integer::bigint AS here) t
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
                    held1 = excluded.held1, held2 = excluded.held2, held3 = excluded.held3, held4 = excluded.held4, held5 = excluded.held5,
                    made1 = excluded.made1, made2 = excluded.made2, made3 = excluded.made3, made4 = excluded.made4;
                IF at_level > 1 THEN
                    dirty := ARRAY(SELECT unnest(dirty) UNION SELECT left(place, digits[at_level - 1]) FROM unnest(here) AS place);
                END IF;
            END LOOP;
            IF NOT lasts THEN
                DELETE FROM carried WHERE element = of_element AND period = of_period;
                RETURN;
            END IF;
            -- What was written may answer every later period that is asked. A period that is asked only later is made anew as a whole.
            INSERT INTO roll_up_change (element, period, places, carried)
            SELECT of_element, a.period, written, true
            FROM (SELECT DISTINCT period FROM asked_range WHERE element = of_element AND period <> of_period AND until >= period_end(of_period)) a WHERE written IS NOT NULL;
            -- Of what was written of earlier periods and is not folded yet, the note stays for their own figures.
            PERFORM keep_carried(of_element, of_period, today, ARRAY(
                SELECT unnest(carried_from) UNION
                SELECT unnest(c.places) FROM roll_up_change c
                WHERE c.element = of_element AND NOT c.carried AND c.period <> of_period AND period_end(c.period) <= period_end(of_period)));
        END $$;
        """;

    private const string Notes =
        """
        -- A request makes villages asked who hold something already.
        CREATE FUNCTION note_requests() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO roll_up_change (element, period, places, carried)
            SELECT DISTINCT e.id, r.period, '{*}'::text[], true
            FROM made r JOIN form_field f ON f.form = r.form AND f.version = r.form_version JOIN element e ON e.id = f.element
            WHERE e.frequency = 'ONCE' OR e.valid_for_days IS NOT NULL;
            RETURN NULL;
        END $$;
        CREATE TRIGGER request_made AFTER INSERT ON request REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION note_requests();

        -- A filing took a value that may have been out of date.
        CREATE FUNCTION note_used() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO roll_up_change (element, period, places, carried)
            SELECT e.id, f.period, array_agg(DISTINCT left(f.unit, 9)), true
            FROM filed f CROSS JOIN LATERAL jsonb_object_keys(f.used) AS u(code) JOIN element e ON e.code = u.code
            WHERE f.used <> '{}' AND (e.frequency = 'ONCE' OR e.valid_for_days IS NOT NULL) GROUP BY e.id, f.period;
            RETURN NULL;
        END $$;
        CREATE TRIGGER filing_used AFTER INSERT ON filing REFERENCING NEW TABLE AS filed FOR EACH STATEMENT EXECUTE FUNCTION note_used();
        CREATE TRIGGER filing_used_anew AFTER UPDATE ON filing REFERENCING NEW TABLE AS filed FOR EACH STATEMENT EXECUTE FUNCTION note_used();

        -- Another rule of how long a value answers. Whoever asks and does not know it yet is waited for.
        CREATE FUNCTION note_lasting() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            LOCK TABLE request IN SHARE MODE;
            INSERT INTO roll_up_change (element, period, places, carried) SELECT DISTINCT NEW.id, period, '{*}'::text[], true FROM asked_range WHERE element = NEW.id;
            RETURN NULL;
        END $$;
        CREATE TRIGGER element_lasting AFTER UPDATE ON element FOR EACH ROW
            WHEN ((OLD.frequency, OLD.valid_for_days, OLD.weighted_by, OLD.type) IS DISTINCT FROM (NEW.frequency, NEW.valid_for_days, NEW.weighted_by, NEW.type)) EXECUTE FUNCTION note_lasting();

        -- What is asked already.
        INSERT INTO roll_up_change (element, period, places, carried)
        SELECT DISTINCT a.element, a.period, '{*}'::text[], true FROM asked_range a JOIN element e ON e.id = a.element WHERE e.frequency = 'ONCE' OR e.valid_for_days IS NOT NULL;
        """;
}
