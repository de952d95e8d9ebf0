using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>Figures that rows of a ledger made other than a filing took them: a correction of its own kind, with what is right, as no version of the value says it before the form is generated.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261130040000_LedgerCorrections")]
public sealed class LedgerCorrections : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        ALTER TABLE correction
            ADD COLUMN ledger text COLLATE "C", -- whose rows were put right; null: the value itself was
            ADD COLUMN number numeric, ADD COLUMN text text, ADD COLUMN flag boolean
        """);
}
