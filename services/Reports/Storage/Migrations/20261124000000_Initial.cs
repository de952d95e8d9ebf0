using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>Makes the tables of schema.sql.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261124000000_Initial")]
public sealed class Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        using var schema = new StreamReader(typeof(Initial).Assembly.GetManifestResourceStream("reports.sql")!);
        migrationBuilder.Sql(schema.ReadToEnd());
    }
}
