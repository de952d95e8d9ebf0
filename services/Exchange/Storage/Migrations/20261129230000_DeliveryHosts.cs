using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Exchange.Storage.Migrations;

/// <summary>The hosts that an administrator has opened for deliveries. Written and read by SQL: nothing is mapped.</summary>
[DbContext(typeof(ExchangeDb))]
[Migration("20261129230000_DeliveryHosts")]
public sealed class DeliveryHosts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE delivery_host (
            host text COLLATE "C" PRIMARY KEY,
            ports integer[] NOT NULL,
            reason text NOT NULL,
            until date,                         -- the last day in China on which it is open
            opened_by text NOT NULL,
            client text NOT NULL,
            opened_at timestamptz NOT NULL,
            version integer NOT NULL
        );
        """);
}
