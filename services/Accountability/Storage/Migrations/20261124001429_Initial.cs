using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Datarun.Accountability.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "assignment",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    person = table.Column<Guid>(type: "uuid", nullable: false),
                    unit = table.Column<string>(type: "text", nullable: false),
                    post = table.Column<string>(type: "text", nullable: false),
                    post_title = table.Column<string>(type: "text", nullable: false),
                    from_on = table.Column<DateOnly>(type: "date", nullable: false),
                    to_on = table.Column<DateOnly>(type: "date", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_assignment", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "case_file",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    unit = table.Column<string>(type: "text", nullable: false),
                    area = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    post = table.Column<string>(type: "text", nullable: true),
                    person = table.Column<Guid>(type: "uuid", nullable: true),
                    act_on = table.Column<DateOnly>(type: "date", nullable: false),
                    matter = table.Column<string>(type: "text", nullable: false),
                    opened_by = table.Column<string>(type: "text", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    duty = table.Column<string>(type: "jsonb", nullable: false),
                    evidence = table.Column<string>(type: "jsonb", nullable: false),
                    proposal = table.Column<string>(type: "jsonb", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: true),
                    steps = table.Column<string>(type: "jsonb", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_case_file", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "duty_list",
                columns: table => new
                {
                    unit = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    published_by = table.Column<string>(type: "text", nullable: false),
                    items = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_duty_list", x => new { x.unit, x.valid_from, x.version });
                });

            migrationBuilder.CreateTable(
                name: "filing",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    form = table.Column<string>(type: "text", nullable: false),
                    form_title = table.Column<string>(type: "text", nullable: false),
                    department = table.Column<string>(type: "text", nullable: false),
                    unit = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    period = table.Column<string>(type: "text", nullable: false),
                    nil = table.Column<bool>(type: "boolean", nullable: false),
                    submitted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_on = table.Column<DateOnly>(type: "date", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_filing", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "inspection",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false),
                    unit = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    area = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    plan = table.Column<string>(type: "text", nullable: false),
                    from_on = table.Column<DateOnly>(type: "date", nullable: false),
                    to_on = table.Column<DateOnly>(type: "date", nullable: false),
                    year = table.Column<int>(type: "integer", nullable: false),
                    joint_with = table.Column<Guid>(type: "uuid", nullable: true),
                    items = table.Column<string>(type: "jsonb", nullable: false),
                    scheduled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_inspection", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "inspection_plan",
                columns: table => new
                {
                    department = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    year = table.Column<int>(type: "integer", nullable: false),
                    entries = table.Column<string>(type: "jsonb", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_inspection_plan", x => new { x.department, x.year });
                });

            migrationBuilder.CreateTable(
                name: "org_unit",
                columns: table => new
                {
                    code = table.Column<string>(type: "text", nullable: false),
                    division = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_org_unit", x => x.code);
                });

            migrationBuilder.CreateTable(
                name: "place",
                columns: table => new
                {
                    code = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_place", x => x.code);
                });

            migrationBuilder.CreateTable(
                name: "recorded_objection",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    unit = table.Column<string>(type: "text", nullable: false),
                    person = table.Column<Guid>(type: "uuid", nullable: true),
                    order = table.Column<string>(type: "text", nullable: false),
                    ordered_by = table.Column<string>(type: "text", nullable: false),
                    said_on = table.Column<DateOnly>(type: "date", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    recorded_by = table.Column<string>(type: "text", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_recorded_objection", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_assignment_person",
                table: "assignment",
                column: "person");

            migrationBuilder.CreateIndex(
                name: "ix_assignment_unit",
                table: "assignment",
                column: "unit");

            migrationBuilder.CreateIndex(
                name: "ix_case_file_area",
                table: "case_file",
                column: "area");

            migrationBuilder.CreateIndex(
                name: "ix_case_file_unit",
                table: "case_file",
                column: "unit");

            migrationBuilder.CreateIndex(
                name: "ix_filing_unit_submitted_at",
                table: "filing",
                columns: new[] { "unit", "submitted_at" });

            migrationBuilder.CreateIndex(
                name: "ix_inspection_by_year",
                table: "inspection",
                columns: new[] { "by", "year" });

            migrationBuilder.CreateIndex(
                name: "ix_inspection_to_on",
                table: "inspection",
                column: "to_on");

            migrationBuilder.CreateIndex(
                name: "ix_inspection_unit",
                table: "inspection",
                column: "unit");

            migrationBuilder.CreateIndex(
                name: "ix_recorded_objection_unit",
                table: "recorded_objection",
                column: "unit");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "assignment");

            migrationBuilder.DropTable(
                name: "case_file");

            migrationBuilder.DropTable(
                name: "duty_list");

            migrationBuilder.DropTable(
                name: "filing");

            migrationBuilder.DropTable(
                name: "inspection");

            migrationBuilder.DropTable(
                name: "inspection_plan");

            migrationBuilder.DropTable(
                name: "org_unit");

            migrationBuilder.DropTable(
                name: "place");

            migrationBuilder.DropTable(
                name: "recorded_objection");
        }
    }
}
