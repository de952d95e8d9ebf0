using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>Villages are added up straight from their values when figures are made anew, and nothing is put in order for it.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261130030000_FoldVillages")]
public sealed class FoldVillages : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(RollUps.Fold);
}
