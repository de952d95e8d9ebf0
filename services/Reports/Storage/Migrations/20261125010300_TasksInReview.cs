using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>What can happen to a task beside its filing: review, recall, extension, refusal, reminders, calendars.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261125010300_TasksInReview")]
public sealed class TasksInReview : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        -- Where a task stands, once something happened to it that its filing alone does not tell. Most tasks never have a row.
        CREATE TABLE task (
            request uuid NOT NULL,
            unit text COLLATE "C" NOT NULL,
            state text NOT NULL,                    -- PENDING: returned; IN_REVIEW; REVIEWED; COMPLETED: taken after review; TERMINATED: refused
            awaiting smallint,                      -- the level that reviews next
            filing_version integer,                 -- what is reviewed
            reason text,                            -- of the return or the refusal
            changed_at timestamptz NOT NULL,
            PRIMARY KEY (request, unit)
        );
        CREATE INDEX task_unit ON task (unit, state);

        -- Every decision on a filing, never changed. Filings themselves, recalls and extensions stand in their own tables.
        CREATE TABLE task_step (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            request uuid NOT NULL,
            unit text COLLATE "C" NOT NULL,
            kind text NOT NULL,                     -- ACCEPTED, RETURNED, COMPLETED, REFUSED
            level smallint,                         -- of the place that decided; null for a department or the unit itself
            filing_version integer,
            by_unit text NOT NULL,
            client text NOT NULL,
            reason text,
            done_at timestamptz NOT NULL
        );
        CREATE INDEX task_step_task ON task_step (request, unit, id);

        -- Parts of a request that nobody has to answer any more.
        CREATE TABLE request_recall (
            id uuid PRIMARY KEY,
            request uuid NOT NULL,
            under text NOT NULL,
            low text COLLATE "C" NOT NULL,
            high text COLLATE "C" NOT NULL,
            reason text NOT NULL,
            client text NOT NULL,
            done_at timestamptz NOT NULL
        );
        CREATE INDEX request_recall_request ON request_recall (request);

        -- Later days for parts of a request; the latest that covers a unit holds for it.
        CREATE TABLE request_extension (
            id uuid PRIMARY KEY,
            request uuid NOT NULL,
            under text NOT NULL,
            low text COLLATE "C" NOT NULL,
            high text COLLATE "C" NOT NULL,
            due_on date NOT NULL,
            reason text NOT NULL,
            client text NOT NULL,
            done_at timestamptz NOT NULL
        );
        CREATE INDEX request_extension_request ON request_extension (request);

        -- Lawful refusals: of a task, or (request null) of a form that came by another way.
        CREATE TABLE refusal (
            id uuid PRIMARY KEY,
            unit text COLLATE "C" NOT NULL,
            request uuid,
            title text NOT NULL,
            department text COLLATE "C",
            received_on date NOT NULL,
            ground text NOT NULL,
            rule jsonb NOT NULL,                    -- what it rests on, as it was on that day
            reason text NOT NULL,
            client text NOT NULL,
            refused_at timestamptz NOT NULL
        );
        CREATE INDEX refusal_unit ON refusal (unit, id);
        CREATE INDEX refusal_department ON refusal (department, id);

        -- Posts of units with the days on which somebody holds them; who that is stays in Rosters.
        CREATE TABLE post_held (
            assignment uuid PRIMARY KEY,
            unit text COLLATE "C" NOT NULL,
            post text COLLATE "C" NOT NULL,
            title text NOT NULL,
            from_on date NOT NULL,
            to_on date,
            version bigint NOT NULL
        );
        CREATE INDEX post_held_unit ON post_held (unit);
        CREATE INDEX post_held_post ON post_held (post);

        CREATE TABLE calendar_feed (
            id uuid PRIMARY KEY,
            unit text COLLATE "C" NOT NULL,
            token_hash bytea NOT NULL UNIQUE,       -- SHA-256; the token itself is shown once
            client text NOT NULL,
            made_at timestamptz NOT NULL,
            revoked_at timestamptz
        );
        CREATE INDEX calendar_feed_unit ON calendar_feed (unit, id);

        -- One row for each day on which reminders were noted: whoever inserts it notes them.
        CREATE TABLE reminder_day (day date PRIMARY KEY, noted_at timestamptz NOT NULL);
        CREATE TABLE reminder (
            day date NOT NULL,
            request uuid NOT NULL,
            unit text COLLATE "C" NOT NULL,
            due_on date NOT NULL,
            noted_at timestamptz NOT NULL,
            PRIMARY KEY (day, request, unit)
        );
        CREATE INDEX reminder_unit ON reminder (unit, day);

        -- What has to be known for a task to be complete by itself: its required cells, or all where none is required.
        CREATE VIEW needed_cell AS
        SELECT r.id AS request, f.element, e.frequency = 'ONCE' OR e.valid_for_days IS NOT NULL AS latest_answers, e.valid_for_days,
            e.aggregation <> 'NONE' AND r.level < 5 AS rolls_up
        FROM request r JOIN form_field f ON f.form = r.form AND f.version = r.form_version JOIN element e ON e.id = f.element
        WHERE f.required OR NOT EXISTS (SELECT FROM form_field q WHERE q.form = r.form AND q.version = r.form_version AND q.required);

        -- A filing that only ceases to be late (its day was extended) is no other version of it.
        DROP TRIGGER filing_superseded ON filing;
        CREATE TRIGGER filing_superseded AFTER UPDATE ON filing FOR EACH ROW
            WHEN (OLD.version <> NEW.version) EXECUTE FUNCTION keep_superseded_filing();

        -- As before, but by the day that holds for the unit.
        CREATE OR REPLACE VIEW declared_nil AS
        SELECT s.id, s.unit, s.level, ff.element, r.period, r.until, s.declared_at
        FROM standing_nil_now s
        JOIN request r ON r.form = s.form AND r.level = s.level AND s.unit >= r.low AND s.unit < r.high
            AND r.until >= s.from_day AND (s.ends_on IS NULL OR r.until < s.ends_on)
            AND greatest(r.due_on, (SELECT max(x.due_on) FROM request_extension x WHERE x.request = r.id AND s.unit >= x.low AND s.unit < x.high)) >= s.declared_on
        JOIN form_field ff ON ff.form = r.form AND ff.version = r.form_version;
        """);
}
