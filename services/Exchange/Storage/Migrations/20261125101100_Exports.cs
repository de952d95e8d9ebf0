using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Exchange.Storage.Migrations;

/// <summary>Exports: what was asked for, of which moment, and the checksums of its parts; never the data. Nothing is mapped.</summary>
[DbContext(typeof(ExchangeDb))]
[Migration("20261125101100_Exports")]
public sealed class Exports : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE value_export (
            id uuid PRIMARY KEY,
            consumer text COLLATE "C" NOT NULL,
            client text NOT NULL,
            ask jsonb NOT NULL,
            elements text[] NOT NULL,
            scope jsonb NOT NULL,               -- the units of each element that the consumer had a right to
            snapshot bigint NOT NULL,
            as_of timestamptz NOT NULL,
            part_rows integer NOT NULL,
            state text NOT NULL,
            created_at timestamptz NOT NULL,
            ready_at timestamptz,
            keep_until date NOT NULL
        );
        CREATE INDEX ix_value_export_consumer ON value_export (consumer, id);
        CREATE INDEX ix_value_export_preparing ON value_export (id) WHERE state = 'PREPARING';

        CREATE TABLE value_export_part (
            export uuid NOT NULL REFERENCES value_export,
            number integer NOT NULL,
            rows integer NOT NULL,
            size bigint NOT NULL,
            sha256 text NOT NULL,
            first_key text[] NOT NULL,          -- element, unit, period
            last_key text[] NOT NULL,
            PRIMARY KEY (export, number)
        );
        """);
}
