using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Rosters.Storage.Migrations;

/// <summary>
/// Where a place went that was merged or divided, and whom it left. Accountability keeps last days from now on: where places have ended already, they are told once more.
/// </summary>
[DbContext(typeof(RostersDb))]
[Migration("20261202050000_Successors")]
public sealed class Successors : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        ALTER TABLE division ADD successors text[] COLLATE "C" NOT NULL DEFAULT '{}';
        CREATE INDEX person_unit ON person (unit COLLATE "C"); -- Whom an ended place leaves is looked for by unit.
        DO $$
        BEGIN
            IF EXISTS (SELECT FROM division WHERE valid_to IS NOT NULL) AND to_regclass('outbox') IS NOT NULL THEN
                INSERT INTO outbox (id, type, key, slice, body)
                SELECT gen_random_uuid(), 'DivisionsChanged', 'divisions', hashtext('divisions') & 7, jsonb_build_object('divisions', jsonb_agg(jsonb_build_object(
                    'code', code, 'name', name, 'validFrom', valid_from, 'validTo', valid_to, 'began', began) ORDER BY code))::text
                FROM (SELECT *, (row_number() OVER (ORDER BY code) - 1) / 5000 AS part FROM division WHERE valid_to IS NOT NULL) ended GROUP BY part ORDER BY part;
            END IF;
        END $$;
        """);
}
