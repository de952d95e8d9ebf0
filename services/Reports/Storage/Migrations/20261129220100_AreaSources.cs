using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>The areas in which an element has a source of its own, as Exchange has them.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261129220100_AreaSources")]
public sealed class AreaSources : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        "ALTER TABLE element ADD area_places text[] NOT NULL DEFAULT '{}', ADD area_sources text[] NOT NULL DEFAULT '{}'");
}
