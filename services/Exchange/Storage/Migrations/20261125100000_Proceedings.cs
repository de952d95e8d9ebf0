using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Exchange.Storage.Migrations;

/// <summary>What happens to requests, grants and corrections, step by step; sign-offs, extensions, and what a grant obliges its two sides to. Written and read set-based: nothing is mapped.</summary>
[DbContext(typeof(ExchangeDb))]
[Migration("20261125100000_Proceedings")]
public sealed class Proceedings : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE proceeding_step (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            subject uuid NOT NULL,              -- the request, grant, correction or naming
            subject_kind text NOT NULL,
            kind text NOT NULL,
            at timestamptz NOT NULL,
            by text COLLATE "C" NOT NULL,       -- the unit that took it; exchange where only time passed
            reason text,
            due_on date,
            was_due_on date,
            tells text[] COLLATE "C" NOT NULL,  -- units that are given notice of it
            area text COLLATE "C"               -- the area whose sharing authority it is before; null where it is before none
        );
        CREATE INDEX ix_proceeding_step_subject ON proceeding_step (subject, id);
        CREATE INDEX ix_proceeding_step_tells ON proceeding_step USING gin (tells);
        CREATE INDEX ix_proceeding_step_area ON proceeding_step (area, id) WHERE area IS NOT NULL;

        CREATE TABLE sharing_sign_off (
            request_id uuid PRIMARY KEY REFERENCES sharing_request,
            post text NOT NULL,                 -- never a person's name
            signed_on date NOT NULL
        );

        CREATE TABLE sharing_extension (
            request_id uuid NOT NULL REFERENCES sharing_request,
            number int NOT NULL,
            workdays int NOT NULL,
            reason text NOT NULL,
            asked_at timestamptz NOT NULL,
            decision text,                      -- null while it waits for the authority
            decided_by text COLLATE "C",
            decided_at timestamptz,
            decision_reason text,
            PRIMARY KEY (request_id, number)
        );

        CREATE TABLE grant_obligation (
            grant_id uuid NOT NULL REFERENCES sharing_grant,
            kind text NOT NULL,                 -- DELIVERY, CORRECTION, DISPOSAL
            number int NOT NULL,                -- a grant may be suspended more than once
            owed_by text COLLATE "C" NOT NULL,
            owed_to text COLLATE "C" NOT NULL,
            since date NOT NULL,                -- the day from which it is counted
            due_on date NOT NULL,
            provisional boolean NOT NULL,
            rule jsonb,                         -- null where somebody set the day
            overdue_since timestamptz,
            done_at timestamptz,
            lapsed_at timestamptz,              -- the grant ended before it was met
            note text,
            PRIMARY KEY (grant_id, kind, number)
        );
        CREATE INDEX ix_grant_obligation_open ON grant_obligation (due_on) WHERE done_at IS NULL AND lapsed_at IS NULL;
        INSERT INTO grant_obligation (grant_id, kind, number, owed_by, owed_to, since, due_on, provisional, rule)
        SELECT id, 'DELIVERY', 1, provider, consumer, from_day, deliver_by, provisional, rule FROM sharing_grant WHERE state IN ('ACTIVE', 'SUSPENDED');
        CREATE INDEX ix_audit_entry_consumer ON audit_entry (consumer, at) WHERE action IN ('READ', 'READ_REFUSED');
        """);
}
