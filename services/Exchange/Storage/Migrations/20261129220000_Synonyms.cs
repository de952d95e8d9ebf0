using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Exchange.Storage.Migrations;

/// <summary>Other names of elements, and those that departments propose.</summary>
[DbContext(typeof(ExchangeDb))]
[Migration("20261129220000_Synonyms")]
public sealed class Synonyms : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        ALTER TABLE element ADD synonyms text[] NOT NULL DEFAULT '{}';
        CREATE TABLE synonym_proposal (
            id uuid PRIMARY KEY,
            element text COLLATE "C" NOT NULL,
            synonym text NOT NULL,
            proposed_by text COLLATE "C" NOT NULL,
            proposed_at timestamptz NOT NULL,
            UNIQUE (element, synonym)
        );
        """);
}
