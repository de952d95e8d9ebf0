using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>
/// Whether a place has another first or last day is found in one pass over those that changed. Looked for by a join, each was compared with each: the planner
/// hopes to find the first one soon, and where there is none, as where 41,352 townships get their names, that is more than a thousand million comparisons.
/// A place above villages is a place with a figure also by what lies below it, which is noted with it.
/// </summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261202050000_RecountInOnePass")]
public sealed class RecountInOnePass : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE OR REPLACE FUNCTION recount_divisions() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            moved CONSTANT text[] := ARRAY(SELECT code FROM (SELECT code, valid_to, began FROM added EXCEPT SELECT code, valid_to, began FROM removed) other);
        BEGIN
            INSERT INTO division_count AS c (place, level, valid_to, began, units)
            SELECT place, d.level, coalesce(d.valid_to, 'infinity'), coalesce(d.began, '-infinity'), sum(d.n)
            FROM (SELECT code, level, valid_to, began, 1 AS n FROM added UNION ALL SELECT code, level, valid_to, began, -1 FROM removed) d, places_over(d.code) AS place
            GROUP BY 1, 2, 3, 4 HAVING sum(d.n) <> 0 ORDER BY 1, 2, 3, 4
            ON CONFLICT (place, level, valid_to, began) DO UPDATE SET units = c.units + excluded.units;
            IF moved <> '{}' THEN
                LOCK TABLE value IN SHARE MODE;
                INSERT INTO roll_up_change (element, period, places)
                SELECT element, period, array_agg(DISTINCT place)
                FROM (
                    SELECT v.element, v.period, CASE v.level WHEN 5 THEN left(v.unit, 9) ELSE v.unit END AS place FROM value v WHERE v.unit = ANY(moved)
                    UNION ALL
                    SELECT b.element, b.period, m.code
                    FROM unnest(moved) AS m(code) CROSS JOIN LATERAL (
                        SELECT DISTINCT v.element, v.period FROM value v WHERE v.unit > m.code AND v.unit < m.code || ':' AND v.level > 0 OFFSET 0) b
                    WHERE length(m.code) < 12) touched
                GROUP BY element, period;
            END IF;
            RETURN NULL;
        END $$;
        """);
}
