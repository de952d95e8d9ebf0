using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>Days on which whoever holds a post is lent to another unit; who that is stays in Rosters.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261203020000_PostsAway")]
public sealed class PostsAway : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE post_away (
            assignment uuid NOT NULL,
            secondment uuid NOT NULL,
            from_on date NOT NULL,
            back_on date,                           -- first day back; null while away, also past the last day
            version integer NOT NULL,
            PRIMARY KEY (assignment, secondment)
        );
        """);
}
