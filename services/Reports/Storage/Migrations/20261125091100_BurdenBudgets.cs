using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>Budgets of minutes that authorities set, and the days on which a request lies.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261125091100_BurdenBudgets")]
public sealed class BurdenBudgets : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        -- Every version of every decision on a budget, never changed.
        CREATE TABLE burden_budget (
            scope text COLLATE "C" NOT NULL,        -- a place whose units are meant, or a department
            level smallint NOT NULL,                -- of the units; 0 for a department
            authority text COLLATE "C" NOT NULL,    -- the place whose authority decided; CN for the platform's
            valid_from date NOT NULL,
            version integer NOT NULL,
            valid_to date,
            minutes integer NOT NULL,               -- a week of a unit; a month of a department
            reason text NOT NULL,
            basis text NOT NULL,
            decided_by text NOT NULL,
            decided_at timestamptz NOT NULL,
            PRIMARY KEY (scope, level, authority, valid_from, version)
        );
        CREATE VIEW burden_budget_now AS
        SELECT DISTINCT ON (scope, level, authority, valid_from) * FROM burden_budget ORDER BY scope, level, authority, valid_from, version DESC;

        CREATE INDEX request_under ON request (under);

        -- A request lies evenly on the days from the one on which it is asked to the one on which it is due, and on no fewer than its rhythm has:
        -- a monthly form that is asked for every month then weighs on each week what it weighs at admission. What is asked once weighs on a month.
        CREATE VIEW request_span AS
        SELECT r.id AS request, d.first_day, greatest(r.due_on, d.first_day + d.days - 1) AS last_day
        FROM request r JOIN form f ON f.code = r.form CROSS JOIN LATERAL (
            SELECT (r.requested_at AT TIME ZONE 'Asia/Shanghai')::date AS first_day, CASE f.frequency
                WHEN 'DAILY' THEN 1 WHEN 'WEEKLY' THEN 7 WHEN 'TEN_DAY' THEN 10 WHEN 'QUARTERLY' THEN 91 WHEN 'HALF_YEARLY' THEN 182 WHEN 'YEARLY' THEN 364 ELSE 31 END AS days) d;
        """);
}
