using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Exchange.Storage.Migrations;

/// <summary>
/// Since which change of the values a suspended grant, or a subscription that is disabled, was left out, so that what it missed can be told when it is taken
/// up again. Noted by triggers: whoever suspends or disables cannot forget it. Written and read by SQL: nothing is mapped.
/// </summary>
[DbContext(typeof(ExchangeDb))]
[Migration("20261201030000_MissedChanges")]
public sealed class MissedChanges : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        ALTER TABLE sharing_grant ADD COLUMN missed_after bigint;                    -- while it is suspended: its consumer may not have been told of changes after this one
        ALTER TABLE subscription ADD COLUMN missed_after bigint,                     -- the same, while it is disabled
            ADD COLUMN since_change bigint NOT NULL DEFAULT 0;                       -- changes up to this one were there before it
        UPDATE sharing_grant g SET missed_after = coalesce((SELECT max(change) FROM value_stamp WHERE at <= g.changed_at), 0) WHERE state = 'SUSPENDED';
        UPDATE subscription SET missed_after = (SELECT max(change) FROM value_stamp) WHERE state = 'DISABLED'; -- Since when it is, nobody has noted.

        -- Every change that can be seen was told under the state before, so none is left out; one that is being committed may be told and found again, which TellMissed sees.
        CREATE FUNCTION note_missed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.missed_after := (SELECT max(change) FROM value_stamp);
            RETURN NEW;
        END $$;
        CREATE FUNCTION note_since() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.since_change := (SELECT max(change) FROM value_stamp);
            RETURN NEW;
        END $$;
        CREATE FUNCTION end_rounds() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('deliveries', 'stop');
            RETURN NULL;
        END $$;
        CREATE TRIGGER grant_suspended BEFORE UPDATE OF state ON sharing_grant FOR EACH ROW
            WHEN (NEW.state = 'SUSPENDED' AND OLD.state <> 'SUSPENDED') EXECUTE FUNCTION note_missed();
        CREATE TRIGGER grant_stopped AFTER UPDATE OF state ON sharing_grant FOR EACH ROW
            WHEN (OLD.state = 'ACTIVE' AND NEW.state <> 'ACTIVE') EXECUTE FUNCTION end_rounds();
        CREATE TRIGGER subscription_disabled BEFORE UPDATE OF state ON subscription FOR EACH ROW
            WHEN (NEW.state = 'DISABLED' AND OLD.state <> 'DISABLED') EXECUTE FUNCTION note_missed();
        CREATE TRIGGER subscription_made BEFORE INSERT ON subscription FOR EACH ROW EXECUTE FUNCTION note_since();
        """);
}
