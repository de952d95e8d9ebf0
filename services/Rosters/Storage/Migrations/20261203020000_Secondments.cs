using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Rosters.Storage.Migrations;

/// <summary>Who is lent to whom, and every step of it. All work on them is SQL, so they are not in the model.</summary>
[DbContext(typeof(RostersDb))]
[Migration("20261203020000_Secondments")]
public sealed class Secondments : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE secondment (
            id uuid PRIMARY KEY,
            person uuid NOT NULL REFERENCES person,
            post text COLLATE "C" NOT NULL REFERENCES post,
            lender text COLLATE "C" NOT NULL,       -- the unit of the post, which stays
            borrower text COLLATE "C" NOT NULL,
            from_on date NOT NULL,
            until_on date NOT NULL,                 -- last day, as agreed or renewed
            returned_on date,                       -- first day back
            reason text NOT NULL,
            exemption_ground text,
            exemption_basis text,
            told_of date,                           -- the last day of which it was told that it has passed
            version integer NOT NULL,
            CHECK (until_on >= from_on AND returned_on >= from_on)
        );
        CREATE INDEX secondment_person ON secondment (person);
        CREATE INDEX secondment_lender ON secondment (lender);
        CREATE INDEX secondment_borrower ON secondment (borrower);
        CREATE INDEX secondment_to_tell ON secondment (until_on, id) WHERE returned_on IS NULL AND told_of IS DISTINCT FROM until_on;

        CREATE TABLE secondment_step (
            secondment uuid NOT NULL REFERENCES secondment,
            version integer NOT NULL,               -- that the secondment has by it
            step jsonb NOT NULL,
            PRIMARY KEY (secondment, version)
        );
        """);
}
