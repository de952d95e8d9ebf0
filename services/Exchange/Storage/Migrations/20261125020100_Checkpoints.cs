using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Exchange.Storage.Migrations;

/// <summary>Signed heads of the audit log, and an index by which a place finds who was sent its data. Written and read set-based: nothing is mapped.</summary>
[DbContext(typeof(ExchangeDb))]
[Migration("20261125020100_Checkpoints")]
public sealed class Checkpoints : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE audit_key (id text PRIMARY KEY, public_key text NOT NULL, first_used timestamptz NOT NULL);
        CREATE TABLE audit_checkpoint (
            number bigint PRIMARY KEY,
            hash text NOT NULL,
            day date UNIQUE,                    -- the day in China that it closes; null where an auditor asked for it
            signed_at timestamptz NOT NULL,
            key_id text NOT NULL REFERENCES audit_key,
            signature text NOT NULL
        );
        CREATE INDEX ix_feed_entry_unit ON feed_entry (unit, at);
        """);
}
