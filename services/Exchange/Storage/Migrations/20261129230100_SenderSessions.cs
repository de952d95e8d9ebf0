using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Exchange.Storage.Migrations;

/// <summary>Which sender has a lane in hand, so that what a killed one had is taken over at once.</summary>
[DbContext(typeof(ExchangeDb))]
[Migration("20261129230100_SenderSessions")]
public sealed class SenderSessions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        ALTER TABLE delivery_lane ADD COLUMN holder integer;
        CREATE INDEX ix_delivery_lane_holder ON delivery_lane (holder) WHERE holder IS NOT NULL;
        """);
}
