using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>
/// The key of the values made anew. To find one value the planner may take the key, which begins with the unit, or the index for roll-ups, which
/// begins with the element; both cost the same by its count, and then it takes the younger one. By the key, all that a task wants lies together.
/// </summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261130004500_UnitFirst")]
public sealed class UnitFirst : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE UNIQUE INDEX value_key ON value (unit, element, period);
        ALTER TABLE value DROP CONSTRAINT value_pkey, ADD CONSTRAINT value_pkey PRIMARY KEY USING INDEX value_key;
        """);
}
