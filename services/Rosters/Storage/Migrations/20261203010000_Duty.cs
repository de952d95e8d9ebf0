using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Rosters.Storage.Migrations;

/// <summary>Shifts, overtime with what is owed for it, time off, and claims for what cannot be taken.</summary>
[DbContext(typeof(RostersDb))]
[Migration("20261203010000_Duty")]
public sealed class Duty : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE shift (
            id uuid CONSTRAINT pk_shift PRIMARY KEY,
            person uuid NOT NULL CONSTRAINT fk_shift_person_person REFERENCES person ON DELETE RESTRICT,
            unit text COLLATE "C" NOT NULL,
            duty text NOT NULL,
            from_at timestamptz NOT NULL,
            to_at timestamptz NOT NULL,
            on_site boolean NOT NULL,
            state text NOT NULL,
            cancel_reason text,
            version integer NOT NULL);
        CREATE INDEX ix_shift_person_from_at ON shift (person, from_at);
        CREATE INDEX ix_shift_unit_from_at ON shift (unit, from_at);

        CREATE TABLE overtime_entry (
            id uuid CONSTRAINT pk_overtime_entry PRIMARY KEY,
            person uuid NOT NULL CONSTRAINT fk_overtime_entry_person_person REFERENCES person ON DELETE RESTRICT,
            unit text COLLATE "C" NOT NULL,
            day date NOT NULL,
            last_on date NOT NULL,
            from_at timestamptz NOT NULL,
            to_at timestamptz NOT NULL,
            ground text NOT NULL,
            task text NOT NULL,
            ordinary_minutes integer NOT NULL,
            state text NOT NULL,
            refused boolean NOT NULL,
            approved_at timestamptz,
            days jsonb NOT NULL,
            decisions jsonb NOT NULL,
            minutes integer NOT NULL,
            provisional boolean NOT NULL,
            taken integer NOT NULL,
            converted integer NOT NULL,
            use_by date,
            use_by_rule jsonb,
            version integer NOT NULL,
            CONSTRAINT ck_overtime_entry_owed CHECK (taken >= 0 AND converted >= 0 AND taken + converted <= minutes)); -- Nothing is taken that is not owed.
        CREATE INDEX ix_overtime_entry_person_day ON overtime_entry (person, day);
        CREATE INDEX ix_overtime_entry_unit_day ON overtime_entry (unit, day);
        CREATE INDEX ix_overtime_entry_provisional ON overtime_entry (person) WHERE provisional; -- For the look after a holiday notice.

        CREATE TABLE time_off (
            id uuid CONSTRAINT pk_time_off PRIMARY KEY,
            person uuid NOT NULL CONSTRAINT fk_time_off_person_person REFERENCES person ON DELETE RESTRICT,
            day date NOT NULL,
            minutes integer NOT NULL,
            credits jsonb NOT NULL,
            entered_at timestamptz NOT NULL,
            cancel_reason text,
            version integer NOT NULL);
        CREATE INDEX ix_time_off_person_day ON time_off (person, day);

        CREATE TABLE allowance_claim (
            id uuid CONSTRAINT pk_allowance_claim PRIMARY KEY,
            person uuid NOT NULL CONSTRAINT fk_allowance_claim_person_person REFERENCES person ON DELETE RESTRICT,
            entry uuid NOT NULL CONSTRAINT fk_allowance_claim_overtime_entry_entry REFERENCES overtime_entry ON DELETE RESTRICT,
            unit text COLLATE "C" NOT NULL,
            day date NOT NULL,
            minutes integer NOT NULL,
            reason text NOT NULL,
            certified_by uuid NOT NULL,
            certified_at timestamptz NOT NULL);
        CREATE INDEX ix_allowance_claim_person_id ON allowance_claim (person, id);
        CREATE INDEX ix_allowance_claim_unit_id ON allowance_claim (unit, id);
        CREATE INDEX ix_allowance_claim_entry ON allowance_claim (entry);
        """);
}
