using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>Ledgers (台账): base accounts kept once at the village, and the formulas that derive elements from them.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261125010500_Ledgers")]
public sealed class Ledgers : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE ledger (
            id integer GENERATED ALWAYS AS IDENTITY UNIQUE,
            code text COLLATE "C" PRIMARY KEY,
            version integer NOT NULL,
            department text COLLATE "C" NOT NULL,
            area text COLLATE "C" NOT NULL,         -- the place that the department belongs to
            body jsonb NOT NULL,
            changed_by text NOT NULL,
            changed_at timestamptz NOT NULL
        );

        CREATE TABLE ledger_version (LIKE ledger);
        CREATE UNIQUE INDEX ledger_version_key ON ledger_version (id, version);

        -- What an entry said in an interval of days: a row for each interval, so exactly one row of an entry holds on a day.
        CREATE TABLE ledger_entry (
            id uuid NOT NULL,
            ledger integer NOT NULL,
            unit text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,          -- a digest of the key fields
            version integer NOT NULL,
            valid_from date NOT NULL,               -- of an event: its day
            valid_to date,                          -- last day; null while it holds
            data jsonb NOT NULL,
            changed_at timestamptz NOT NULL,
            PRIMARY KEY (id, valid_from)
        );
        CREATE UNIQUE INDEX ledger_entry_open ON ledger_entry (ledger, unit, key) WHERE valid_to IS NULL;
        CREATE INDEX ledger_entry_unit ON ledger_entry (ledger, unit, id);

        -- Every version of every entry, and who made it; never deleted.
        CREATE TABLE ledger_history (
            entry uuid NOT NULL,
            version integer NOT NULL,
            act text NOT NULL,                      -- CREATED, CHANGED or CLOSED
            valid_from date NOT NULL,
            valid_to date,
            data jsonb NOT NULL,
            reason text,
            client text NOT NULL,
            made_by text NOT NULL,
            made_at timestamptz NOT NULL,
            PRIMARY KEY (entry, version)
        );

        CREATE TABLE formula (
            element integer PRIMARY KEY,
            code text COLLATE "C" NOT NULL UNIQUE,
            expression text NOT NULL,
            ledgers text[] NOT NULL,                -- that it reads itself
            operands integer[] NOT NULL,            -- elements of the same period that it reads
            version integer NOT NULL,
            changed_by text NOT NULL,
            changed_at timestamptz NOT NULL
        );
        CREATE INDEX formula_ledgers ON formula USING gin (ledgers);

        CREATE TABLE formula_version (LIKE formula);
        CREATE UNIQUE INDEX formula_version_key ON formula_version (element, version);
        """);
}
