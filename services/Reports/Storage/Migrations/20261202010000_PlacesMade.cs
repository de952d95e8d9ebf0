using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>
/// Figures count the places that have one, of their own or made of those below: whoever asks them is answered. Functions and views are as they were, but for that.
/// </summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261202010000_PlacesMade")]
public sealed class PlacesMade : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(Tables);
        migrationBuilder.Sql(Fold);
        migrationBuilder.Sql(Fill);
    }

    private const string Tables =
        """
        ALTER TABLE roll_up
            ADD made1 bigint NOT NULL DEFAULT 0,    -- places of each level that have a figure, itself too; without those that were not there in the period
            ADD made2 bigint NOT NULL DEFAULT 0,
            ADD made3 bigint NOT NULL DEFAULT 0,
            ADD made4 bigint NOT NULL DEFAULT 0;

        CREATE OR REPLACE VIEW roll_up_node AS
        SELECT * FROM roll_up
        UNION ALL
        SELECT element, period, 5::smallint, unit, own, reported, nil, summed, counted, least, greatest, earliest, latest, weighted, weight, weighed,
            last_at, last_unit, newest, held1, held2, held3, held4, held5, 0, 0, 0, 0
        FROM roll_up_value WHERE level = 5;
        """;

    private const string Fold =
        """
        DROP FUNCTION figure_of_places(integer, text, integer, text, text);
        CREATE FUNCTION figure_of_places(of_element integer, of_period text, of_level integer, low text, high text)
        RETURNS TABLE (reported bigint, nil bigint, summed numeric, counted bigint, "least" numeric, "greatest" numeric, earliest text, latest text, weighted numeric, weight numeric,
            weighed bigint, last_at timestamptz, last_unit text, newest timestamptz, held1 bigint, held2 bigint, held3 bigint, held4 bigint, held5 bigint,
            made1 bigint, made2 bigint, made3 bigint, made4 bigint)
        LANGUAGE sql STABLE AS $$
            SELECT coalesce(sum(c.reported), 0)::bigint, coalesce(sum(c.nil), 0)::bigint, coalesce(sum(c.summed), 0), coalesce(sum(c.counted), 0)::bigint, min(c.least), max(c.greatest),
                min(c.earliest), max(c.latest), coalesce(sum(c.weighted), 0), coalesce(sum(c.weight), 0), coalesce(sum(c.weighed), 0)::bigint, max(c.last_at),
                (array_agg(c.last_unit ORDER BY c.last_at DESC, c.last_unit) FILTER (WHERE c.last_at IS NOT NULL))[1], max(c.newest),
                coalesce(sum(c.held1), 0)::bigint, coalesce(sum(c.held2), 0)::bigint, coalesce(sum(c.held3), 0)::bigint, coalesce(sum(c.held4), 0)::bigint,
                coalesce(sum(c.held5), 0)::bigint,
                coalesce(sum(c.made1), 0)::bigint, coalesce(sum(c.made2), 0)::bigint, coalesce(sum(c.made3), 0)::bigint, coalesce(sum(c.made4), 0)::bigint
            FROM roll_up c WHERE c.element = of_element AND c.period = of_period AND c.level = of_level AND c.unit >= low AND c.unit < high
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
        END $$;
        """;

    /// <summary>From the figures that there are; no value is read for it.</summary>
    private const string Fill =
        """
        UPDATE roll_up t SET made1 = m.made1, made2 = m.made2, made3 = m.made3, made4 = m.made4
        FROM (
            SELECT u.element, u.period, p.place, count(*) FILTER (WHERE u.level = 1) AS made1, count(*) FILTER (WHERE u.level = 2) AS made2,
                count(*) FILTER (WHERE u.level = 3) AS made3, count(*) FILTER (WHERE u.level = 4) AS made4
            FROM roll_up u CROSS JOIN places_over(u.unit) AS p(place)
            WHERE u.level > 0 AND NOT EXISTS (SELECT FROM division d WHERE d.code = u.unit AND (d.valid_to < period_start(u.period) OR d.began > period_end(u.period)))
            GROUP BY 1, 2, 3) m
        WHERE m.element = t.element AND m.period = t.period AND m.place = t.unit
        """;
}
