using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Exchange.Storage.Migrations;

/// <summary>What had come of deliveries when their subscriber had them sent again. Written and read by SQL: nothing is mapped.</summary>
[DbContext(typeof(ExchangeDb))]
[Migration("20261201030100_PastDeliveries")]
public sealed class PastDeliveries : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE delivery_past (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            subscription_id uuid NOT NULL,
            first bigint NOT NULL,                   -- the first of its numbers, all in one block of 1000
            numbers int8multirange NOT NULL,         -- those of which the same is to be said
            state text NOT NULL,
            attempts integer NOT NULL,
            first_attempt_at timestamptz,
            delivered_at timestamptz,
            last_status integer,
            last_error text,
            again_at timestamptz NOT NULL            -- when they were sent again
        );
        CREATE INDEX ix_delivery_past_first ON delivery_past (subscription_id, first);
        CREATE INDEX ix_delivery_past_again_at ON delivery_past (subscription_id, again_at);
        """);
}
