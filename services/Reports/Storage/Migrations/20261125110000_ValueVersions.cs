using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>What a value is and what it was, in one view for all who read both.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261125110000_ValueVersions")]
public sealed class ValueVersions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE VIEW value_version AS
            SELECT unit, element, period, until, number, text, flag, version, source_kind, source_id, source_by, recorded_at FROM value
            UNION ALL
            SELECT unit, element, period, until, number, text, flag, version, source_kind, source_id, source_by, recorded_at FROM value_history;
        """);
}
