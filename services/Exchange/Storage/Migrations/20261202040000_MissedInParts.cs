using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Exchange.Storage.Migrations;

/// <summary>
/// What a grant missed is told in parts, so one that is ACTIVE has <c>missed_after</c> as long as not all of it is told. When it is suspended again by then,
/// the rest is still to be told. Written and read by SQL: nothing is mapped.
/// </summary>
[DbContext(typeof(ExchangeDb))]
[Migration("20261202040000_MissedInParts")]
public sealed class MissedInParts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE OR REPLACE FUNCTION note_missed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.missed_after := least(OLD.missed_after, (SELECT max(change) FROM value_stamp));
            RETURN NEW;
        END $$;
        CREATE INDEX ix_sharing_grant_missed ON sharing_grant (changed_at) WHERE state = 'ACTIVE' AND missed_after IS NOT NULL;
        """);
}
