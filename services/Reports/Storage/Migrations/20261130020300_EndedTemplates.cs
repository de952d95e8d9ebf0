using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>Workbook templates that their department ended: their last version says when.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261130020300_EndedTemplates")]
public sealed class EndedTemplates : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        "ALTER TABLE workbook_template ADD COLUMN ended_at timestamptz, ADD COLUMN ended_by text");
}
