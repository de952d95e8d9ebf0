using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Rosters.Storage.Migrations;

/// <summary>The few places that have ended are found without looking through all: an import asks for them.</summary>
[DbContext(typeof(RostersDb))]
[Migration("20261201080000_Ended")]
public sealed class Ended : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("CREATE INDEX division_ended ON division (code) WHERE valid_to IS NOT NULL;");
}
