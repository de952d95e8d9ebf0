using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Rosters.Storage.Migrations;

/// <summary>Offices inside a body have its unified social credit code, and none of their own.</summary>
[DbContext(typeof(RostersDb))]
[Migration("20261203030000_SharedCreditCodes")]
public sealed class SharedCreditCodes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.DropIndex("ix_org_unit_unified_credit_code", "org_unit");
}
