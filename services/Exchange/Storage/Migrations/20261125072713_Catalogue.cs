using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Datarun.Exchange.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Catalogue : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "dataset",
                columns: table => new
                {
                    code = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    provider = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    published = table.Column<string>(type: "jsonb", nullable: true),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    submitted = table.Column<string>(type: "jsonb", nullable: false),
                    submitted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    update_due_on = table.Column<DateOnly>(type: "date", nullable: true),
                    updated_late = table.Column<bool>(type: "boolean", nullable: false),
                    review_due_on = table.Column<DateOnly>(type: "date", nullable: false),
                    provisional = table.Column<bool>(type: "boolean", nullable: false),
                    rule = table.Column<string>(type: "jsonb", nullable: false),
                    reviewed_by = table.Column<string>(type: "text", nullable: true),
                    review_reason = table.Column<string>(type: "text", nullable: true),
                    elements = table.Column<string[]>(type: "text[]", nullable: false),
                    search_text = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_dataset", x => x.code);
                });

            migrationBuilder.CreateIndex(
                name: "ix_dataset_changed_at",
                table: "dataset",
                column: "changed_at");

            migrationBuilder.CreateIndex(
                name: "ix_dataset_provider",
                table: "dataset",
                column: "provider");

            migrationBuilder.Sql(
                """
                CREATE TABLE element_freshness (element text COLLATE "C" PRIMARY KEY, recorded_at timestamptz NOT NULL);
                INSERT INTO element_freshness SELECT element, max(recorded_at) FROM value_copy GROUP BY element;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TABLE element_freshness");

            migrationBuilder.DropTable(
                name: "dataset");
        }
    }
}
