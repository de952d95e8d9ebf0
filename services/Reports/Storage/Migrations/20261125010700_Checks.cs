using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>Validation rules across forms, and the exceptions that units justified.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261125010700_Checks")]
public sealed class Checks : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        ALTER TABLE element ADD COLUMN identifier text;

        CREATE TABLE validation_rule (
            code text COLLATE "C" PRIMARY KEY,
            department text COLLATE "C" NOT NULL,
            version integer NOT NULL,
            body jsonb NOT NULL,
            changed_at timestamptz NOT NULL
        );

        -- With the version of the filing that it excuses.
        CREATE TABLE filing_exception (
            filing uuid NOT NULL,
            version integer NOT NULL,
            rule text NOT NULL,
            reason text NOT NULL,
            given_by text NOT NULL,
            given_at timestamptz NOT NULL,
            PRIMARY KEY (filing, version, rule)
        );
        """);
}
