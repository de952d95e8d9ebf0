using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>Whether a place has a value of its own is asked once for each place when figures are made anew, no longer for each of its villages.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261130005000_OwnOnce")]
public sealed class OwnOnce : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(RollUps.Fold);
}
