using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>Standing nil declarations (常态零报告): one row answers every period; what it answers is computed, never stored.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261124013000_StandingNils")]
public sealed class StandingNils : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE standing_nil (
            id uuid PRIMARY KEY,
            unit text COLLATE "C" NOT NULL,
            level smallint NOT NULL,
            form text COLLATE "C" NOT NULL,
            from_day date NOT NULL,
            reason text NOT NULL,
            declared_by text NOT NULL,
            declared_at timestamptz NOT NULL,
            declared_on date NOT NULL,              -- the same as a day in China
            revoked_on date
        );
        CREATE INDEX standing_nil_unit ON standing_nil (unit, form);
        CREATE UNIQUE INDEX standing_nil_one ON standing_nil (unit, form) WHERE revoked_on IS NULL;

        -- The first event ends a declaration: the first value, not nil, that was given for one of the form's elements after it was made.
        -- Seen from the values and their history, so whoever writes a value need not know that there are declarations.
        CREATE VIEW standing_nil_now AS
        SELECT s.*, e.event_on, least(s.revoked_on, e.event_on) AS ends_on
        FROM standing_nil s CROSS JOIN LATERAL (
            SELECT min((g.recorded_at AT TIME ZONE 'Asia/Shanghai')::date) AS event_on
            FROM form f JOIN form_field ff ON ff.form = f.code AND ff.version = f.version
            CROSS JOIN LATERAL (
                SELECT v.recorded_at, v.until FROM value v
                WHERE v.unit = s.unit AND v.element = ff.element AND num_nonnulls(v.number, v.text, v.flag) > 0
                UNION ALL
                SELECT h.recorded_at, h.until FROM value_history h
                WHERE h.unit = s.unit AND h.element = ff.element AND num_nonnulls(h.number, h.text, h.flag) > 0) g
            WHERE f.code = s.form AND g.recorded_at >= s.declared_at AND g.until >= s.from_day) e;

        -- What is answered nil by a declaration: periods from its first day to before its end. A task that was overdue when the declaration
        -- was made is not answered by it: nobody becomes punctual afterwards.
        CREATE VIEW declared_nil AS
        SELECT s.id, s.unit, s.level, ff.element, r.period, r.until, s.declared_at
        FROM standing_nil_now s
        JOIN request r ON r.form = s.form AND r.level = s.level AND s.unit >= r.low AND s.unit < r.high
            AND r.until >= s.from_day AND r.due_on >= s.declared_on AND (s.ends_on IS NULL OR r.until < s.ends_on)
        JOIN form_field ff ON ff.form = r.form AND ff.version = r.form_version;
        """);
}
