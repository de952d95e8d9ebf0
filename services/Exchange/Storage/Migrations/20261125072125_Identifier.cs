using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Datarun.Exchange.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Identifier : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "identifier",
                table: "element",
                type: "text",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "identifier",
                table: "element");
        }
    }
}
