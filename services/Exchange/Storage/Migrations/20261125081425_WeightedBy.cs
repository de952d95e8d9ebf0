using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Datarun.Exchange.Storage.Migrations
{
    /// <inheritdoc />
    public partial class WeightedBy : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "weighted_by",
                table: "element",
                type: "text",
                nullable: true,
                collation: "C");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "weighted_by",
                table: "element");
        }
    }
}
