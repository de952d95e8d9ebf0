using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Exchange.Storage.Migrations;

/// <summary>Which duties need which data, as Accountability told of them; requests and grants name the duty that they are for.</summary>
[DbContext(typeof(ExchangeDb))]
[Migration("20261129220300_DutyItems")]
public sealed class DutyItems : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE duty_list (
            unit text COLLATE "C" NOT NULL,
            valid_from date NOT NULL,
            version integer NOT NULL,
            PRIMARY KEY (unit, valid_from)
        );
        CREATE TABLE duty_item (                -- those that need data
            unit text COLLATE "C" NOT NULL,
            valid_from date NOT NULL,
            code text NOT NULL,
            title text NOT NULL,
            legal_basis text NOT NULL,
            elements text[] COLLATE "C" NOT NULL,
            PRIMARY KEY (unit, valid_from, code)
        );
        ALTER TABLE sharing_request ADD duty_item text;
        ALTER TABLE sharing_grant ADD duty_item text;
        CREATE INDEX ix_sharing_grant_duty ON sharing_grant (consumer, duty_item) WHERE duty_item IS NOT NULL AND state IN ('ACTIVE', 'SUSPENDED');
        """);
}
