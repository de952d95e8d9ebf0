using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>Corrections that may still be missed by a filing which was under way when they were made.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261129234000_LateFilings")]
public sealed class LateFilings : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        -- seen_at: when the committed correction was first looked at; whatever began after that reads the corrected value.
        ALTER TABLE correction ADD COLUMN seen_at timestamptz, ADD COLUMN settled boolean NOT NULL DEFAULT true;
        ALTER TABLE correction ALTER COLUMN settled SET DEFAULT false;
        CREATE INDEX correction_open ON correction (seen_at) WHERE NOT settled;
        """);
}
