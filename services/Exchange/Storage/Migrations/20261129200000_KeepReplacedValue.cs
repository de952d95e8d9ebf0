using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Exchange.Storage.Migrations;

/// <summary>Whoever replaces a value of the copy leaves the version before in the history.</summary>
[DbContext(typeof(ExchangeDb))]
[Migration("20261129200000_KeepReplacedValue")]
public sealed class KeepReplacedValue : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        -- A plan that was made for a few rows would go through each of them for each of a hundred thousand: no nested loops here.
        CREATE FUNCTION keep_replaced_value() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off AS $$
        BEGIN
            INSERT INTO value_history (element, unit, period, version, value, source_kind, source_id, source_by, source_at, recorded_at, change, replaced_by)
            SELECT w.element, w.unit, w.period, w.version, w.value, w.source_kind, w.source_id, w.source_by, w.source_at, w.recorded_at, w.change, n.change
            FROM was w JOIN is_now n USING (element, unit, period) WHERE w.version <> n.version;
            RETURN NULL;
        END $$;
        CREATE TRIGGER value_replaced AFTER UPDATE ON value_copy REFERENCING OLD TABLE AS was NEW TABLE AS is_now
            FOR EACH STATEMENT EXECUTE FUNCTION keep_replaced_value();
        """);
}
