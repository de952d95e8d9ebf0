using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Exchange.Storage.Migrations;

/// <summary>Which department is the source of which element by the authority's decision. Nothing is mapped.</summary>
[DbContext(typeof(ExchangeDb))]
[Migration("20261125100200_SourceNamings")]
public sealed class SourceNamings : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE source_naming (
            id uuid PRIMARY KEY,
            elements text[] COLLATE "C" NOT NULL,
            candidates text[] COLLATE "C" NOT NULL,
            area text COLLATE "C" NOT NULL,     -- whose authority decides; empty for the State
            reason text NOT NULL,
            asked_by text COLLATE "C" NOT NULL,
            asked_at timestamptz NOT NULL,
            state text NOT NULL,                -- OPEN, NAMED, REFUSED
            source text COLLATE "C",
            decided_by text COLLATE "C",
            decided_at timestamptz,
            decision_reason text
        );
        CREATE INDEX ix_source_naming_open ON source_naming USING gin (elements) WHERE state = 'OPEN';
        CREATE TABLE named_source (
            element text COLLATE "C" PRIMARY KEY, -- perhaps not defined yet
            source text COLLATE "C" NOT NULL,
            naming_id uuid NOT NULL REFERENCES source_naming
        );
        """);
}
