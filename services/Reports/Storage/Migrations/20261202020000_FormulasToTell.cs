using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>Formulas that were given before their event said what they read; they are told once more, and the rows are gone.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261202020000_FormulasToTell")]
public sealed class FormulasToTell : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE formula_to_tell (element integer PRIMARY KEY);
        INSERT INTO formula_to_tell SELECT element FROM formula;
        """);
}
