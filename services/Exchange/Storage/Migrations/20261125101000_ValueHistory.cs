using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Exchange.Storage.Migrations;

/// <summary>What the copy of the values said before, and the order in which it changed. Written and read set-based: nothing is mapped.</summary>
[DbContext(typeof(ExchangeDb))]
[Migration("20261125101000_ValueHistory")]
public sealed class ValueHistory : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        -- The change by which a row became what it is: consecutive over the whole copy, in the order of the commits (TakeValues).
        ALTER TABLE value_copy ADD COLUMN change bigint;
        UPDATE value_copy v SET change = n.n
        FROM (SELECT element, unit, period, row_number() OVER (ORDER BY recorded_at, element, unit, period) AS n FROM value_copy) n
        WHERE (n.element, n.unit, n.period) = (v.element, v.unit, v.period);
        ALTER TABLE value_copy ALTER COLUMN change SET NOT NULL;
        CREATE INDEX ix_value_copy_change ON value_copy (element, change);

        -- A row for each transaction that took values in: its last change, and when. The newest one is the counter.
        CREATE TABLE value_stamp (change bigint PRIMARY KEY, at timestamptz NOT NULL UNIQUE);
        INSERT INTO value_stamp SELECT count(*), coalesce(max(recorded_at), now()) FROM value_copy;

        -- Versions that were replaced; the newest ones are in value_copy only.
        CREATE TABLE value_history (
            element text COLLATE "C" NOT NULL,
            unit text COLLATE "C" NOT NULL,
            period text COLLATE "C" NOT NULL,
            version integer NOT NULL,
            value jsonb NOT NULL,
            source_kind text NOT NULL,
            source_id text NOT NULL,
            source_by text NOT NULL,
            source_at timestamptz NOT NULL,
            recorded_at timestamptz NOT NULL,
            change bigint NOT NULL,
            replaced_by bigint NOT NULL,        -- the change that put another version in its place
            PRIMARY KEY (element, unit, period, version)
        );

        -- A version was what was known at change N where change <= N and N < replaced_by.
        CREATE VIEW value_version AS
            SELECT element, unit, period, version, value, source_kind, source_id, source_by, source_at, recorded_at, change, 9223372036854775807 AS replaced_by FROM value_copy
            UNION ALL
            SELECT element, unit, period, version, value, source_kind, source_id, source_by, source_at, recorded_at, change, replaced_by FROM value_history;

        -- Of reads of several elements, or of what was known before: which elements, so that readers of a wrong value are found.
        ALTER TABLE audit_entry ADD COLUMN elements text[];
        CREATE INDEX ix_audit_entry_elements ON audit_entry USING gin (elements) WHERE elements IS NOT NULL;
        """);
}
