using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>Departments' own workbooks (部门自有表样), each version with its mapping.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261125010600_WorkbookTemplates")]
public sealed class WorkbookTemplates : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE workbook_template (
            code text COLLATE "C" NOT NULL,
            version integer NOT NULL,
            department text COLLATE "C" NOT NULL,
            form text COLLATE "C" NOT NULL,
            file bytea NOT NULL,
            mapping jsonb NOT NULL,
            kept_by text NOT NULL,
            kept_at timestamptz NOT NULL,
            PRIMARY KEY (code, version)
        );
        CREATE INDEX workbook_template_department ON workbook_template (department, code);
        """);
}
