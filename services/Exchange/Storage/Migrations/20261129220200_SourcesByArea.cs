using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Exchange.Storage.Migrations;

/// <summary>A source may be named for one area. Nothing is mapped.</summary>
[DbContext(typeof(ExchangeDb))]
[Migration("20261129220200_SourcesByArea")]
public sealed class SourcesByArea : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        ALTER TABLE source_naming ADD under text COLLATE "C";                    -- where it is to hold; null: wherever the element does
        ALTER TABLE named_source ADD under text COLLATE "C" NOT NULL DEFAULT ''; -- empty: wherever the element holds
        ALTER TABLE named_source DROP CONSTRAINT named_source_pkey, ADD PRIMARY KEY (element, under);
        CREATE INDEX ix_named_source_source ON named_source (source);
        """);
}
