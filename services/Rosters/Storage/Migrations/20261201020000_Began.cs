using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Rosters.Storage.Migrations;

/// <summary>The first day of a place itself, beside the first day of its name.</summary>
[DbContext(typeof(RostersDb))]
[Migration("20261201020000_Began")]
public sealed class Began : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("ALTER TABLE division ADD began date;");
}
