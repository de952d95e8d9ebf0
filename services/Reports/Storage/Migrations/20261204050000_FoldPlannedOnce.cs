using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>
/// The fold asks by keys only, so one plan serves every element, period and level: to plan each level of each figure anew took a third of its time.
/// What is carried over reads by what is asked, and goes on being planned for it. Whoever replaces one of the two functions says so again.
/// </summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261204050000_FoldPlannedOnce")]
public sealed class FoldPlannedOnce : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        ALTER FUNCTION fold_roll_up(integer, text, date) SET plan_cache_mode = force_generic_plan;
        ALTER FUNCTION keep_carried(integer, text, date, text[]) SET plan_cache_mode = auto;
        """);
}
