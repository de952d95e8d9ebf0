using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Accountability.Storage.Migrations;

/// <summary>
/// The last days of places, the day on which a case was opened on paper, and whether the order behind it was plainly unlawful.
/// </summary>
[DbContext(typeof(AccountabilityDb))]
[Migration("20261202050000_Opened")]
public sealed class Opened : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        ALTER TABLE place ADD valid_to date;
        ALTER TABLE case_file ADD opened_on date, ADD plainly_unlawful boolean NOT NULL DEFAULT false;
        """);
}
