using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>The fold no longer keeps figures of nothing, which a weight without values left behind; those that are there go.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261129225500_NoEmptyFigures")]
public sealed class NoEmptyFigures : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(RollUps.Fold);
        migrationBuilder.Sql("DELETE FROM roll_up WHERE reported = 0");
    }
}
