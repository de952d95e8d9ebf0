using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Exchange.Storage.Migrations;

/// <summary>What formulas read, as Reports told of them: who may read a derived element depends on the terms of what it is derived from.</summary>
[DbContext(typeof(ExchangeDb))]
[Migration("20261202020000_ElementFormulas")]
public sealed class ElementFormulas : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE element_formula (
            element text COLLATE "C" PRIMARY KEY,   -- what is derived
            operands text[] NOT NULL,               -- elements that the formula reads, of any period
            version integer NOT NULL
        );
        """);
}
