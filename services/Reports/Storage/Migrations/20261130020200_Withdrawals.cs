using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>Refusals that were withdrawn stay on record.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261130020200_Withdrawals")]
public sealed class Withdrawals : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        ALTER TABLE refusal ADD COLUMN withdrawn_at timestamptz, ADD COLUMN withdrawn_by text;
        CREATE INDEX refusal_task ON refusal (request, unit) WHERE request IS NOT NULL;
        """);
}
