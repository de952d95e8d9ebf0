using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Exchange.Storage.Migrations;

/// <summary>Subscriptions that are delivered into a queue of the subscriber's own, and what the broker is to have for them (written and read by SQL).</summary>
[DbContext(typeof(ExchangeDb))]
[Migration("20261129230200_SubscriptionQueues")]
public sealed class SubscriptionQueues : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        ALTER TABLE subscription ALTER COLUMN url DROP NOT NULL, ALTER COLUMN secret DROP NOT NULL, ADD COLUMN queue boolean NOT NULL DEFAULT false;
        CREATE TABLE subscription_queue (
            subscription_id uuid PRIMARY KEY,    -- no reference: the row outlives its subscription until the broker's queue and user are gone
            name text NOT NULL UNIQUE,           -- of the queue and of its user
            state text NOT NULL,                 -- what is wanted: PRESENT, ABSENT
            password_hash text,                  -- as the broker stores it
            renewed boolean NOT NULL DEFAULT false, -- the broker does not have that one yet: who is connected by the one before is to go
            version integer NOT NULL,            -- grows with every change of what is wanted
            applied integer NOT NULL DEFAULT 0,  -- the version that the broker has
            ready boolean NOT NULL DEFAULT false,-- whether it can be published to
            next_try_at timestamptz NOT NULL,
            client text NOT NULL                 -- who asked for it last
        );
        CREATE INDEX ix_subscription_queue_open ON subscription_queue (next_try_at) WHERE applied < version;
        """);
}
