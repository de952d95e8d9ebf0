using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Exchange.Storage.Migrations;

/// <summary>
/// A change is kept once, however many are told of it; feeds and deliveries are kept as runs of numbers, and only what could not be delivered
/// at once has a row and a lane of its own. A receiver is served by one sender at a time. Written and read by SQL: nothing is mapped.
/// </summary>
[DbContext(typeof(ExchangeDb))]
[Migration("20261130030000_DeliveryRuns")]
public sealed class DeliveryRuns : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE feed_change (
            number bigint PRIMARY KEY,               -- in the order in which they were told
            call bigint NOT NULL,                    -- the first of those that were told together
            event_id uuid NOT NULL,
            type text NOT NULL,
            element text COLLATE "C" NOT NULL,
            unit text COLLATE "C" NOT NULL,
            period text COLLATE "C" NOT NULL,
            version integer NOT NULL,
            data jsonb NOT NULL,
            at timestamptz NOT NULL
        );
        CREATE TABLE feed_run (
            consumer text COLLATE "C" NOT NULL,
            first bigint NOT NULL,                   -- consecutive numbers of the consumer's feed, first to last, all in one block of 1000
            last bigint NOT NULL,
            call bigint NOT NULL,
            changes int8multirange NOT NULL,         -- which changes have these numbers, in order
            PRIMARY KEY (consumer, first)
        );
        CREATE TABLE delivery_run (
            subscription_id uuid NOT NULL,
            first bigint NOT NULL,                   -- the first and the last of its numbers, in one block of 1000
            last bigint NOT NULL,
            numbers int8multirange NOT NULL,
            delivered_at timestamptz,                -- null: on their way
            PRIMARY KEY (subscription_id, first)
        );
        INSERT INTO feed_change (number, call, event_id, type, element, unit, period, version, data, at)
        SELECT n, first_value(n) OVER (PARTITION BY consumer, (sequence - 1) / 1000 ORDER BY sequence), event_id, type, element, unit, period, version, data, at
        FROM (SELECT *, row_number() OVER (ORDER BY consumer, sequence) AS n FROM feed_entry) e;
        INSERT INTO feed_run (consumer, first, last, call, changes)
        SELECT consumer, min(sequence), max(sequence), min(n), int8multirange(int8range(min(n), max(n) + 1))
        FROM (SELECT consumer, sequence, row_number() OVER (ORDER BY consumer, sequence) AS n FROM feed_entry) e GROUP BY consumer, (sequence - 1) / 1000;
        DROP TABLE feed_entry;
        CREATE INDEX ix_feed_change_element_unit_period ON feed_change (element, unit, period);
        CREATE INDEX ix_feed_change_unit ON feed_change (unit, at);
        CREATE INDEX ix_feed_run_call ON feed_run (call);
        CREATE INDEX ix_delivery_run_pending ON delivery_run (subscription_id, first) WHERE delivered_at IS NULL;

        DROP INDEX ix_delivery_lane_holder;
        ALTER TABLE delivery_lane DROP COLUMN holder, DROP COLUMN touched;
        ALTER TABLE subscription ADD COLUMN sender integer; -- who has its deliveries in hand; in no index, so that taking them touches none
        ALTER TABLE subscription SET (fillfactor = 50);
        """);
}
