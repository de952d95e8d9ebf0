using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>Amendments of filings that used a figure made of the corrected value: by formulas, or weighted by it. A new weight makes a mean newer, so that who takes it again rests on it.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261130010000_FiguresUsed")]
public sealed class FiguresUsed : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        ALTER TABLE filing_amendment
            ADD COLUMN figure integer,                  -- the element that the filing took: the corrected one, or one that was made of it
            ADD COLUMN rests_unit text COLLATE "C",     -- of a made one: the stored value that the figure rests on, the figure's own or its weight;
            ADD COLUMN rests_element integer,           -- a later version of it is right
            ADD COLUMN rests_period text COLLATE "C",
            ADD COLUMN rests_version integer;
        UPDATE filing_amendment SET figure = element;
        ALTER TABLE filing_amendment ALTER COLUMN figure SET NOT NULL, DROP CONSTRAINT filing_amendment_pkey, ADD PRIMARY KEY (filing, correction, figure);

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
            (NOT EXISTS (SELECT FROM division d WHERE d.code = v.unit AND d.valid_to < period_start(v.period)))::integer::bigint AS held OFFSET 0) AS seen
        WHERE v.level > 0;

        INSERT INTO roll_up_change (element, period, places)
        SELECT v.element, v.period, array_agg(DISTINCT CASE v.level WHEN 5 THEN left(v.unit, 9) ELSE v.unit END)
        FROM value v JOIN element e ON e.id = v.element WHERE e.weighted_by IS NOT NULL AND v.level > 0 GROUP BY v.element, v.period;
        """);
}
