using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Exchange.Storage.Migrations;

/// <summary>Disputes about sharing, one for each request; their steps are in <c>proceeding_step</c>. Nothing is mapped.</summary>
[DbContext(typeof(ExchangeDb))]
[Migration("20261125100100_Disputes")]
public sealed class Disputes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE sharing_dispute (
            request_id uuid PRIMARY KEY REFERENCES sharing_request,
            opened_by text COLLATE "C" NOT NULL,
            opened_at timestamptz NOT NULL,
            matter text NOT NULL,
            rung text NOT NULL,                 -- NEGOTIATION, AUTHORITY, GOVERNMENT
            rung_since date NOT NULL,
            area text COLLATE "C" NOT NULL,     -- the smallest area that holds both sides; empty for the State
            settlement text,                    -- what one side has proposed
            proposed_by text COLLATE "C",
            outcome text,                       -- SETTLED, SHARE, NOT_SHARE
            decided_by text COLLATE "C",
            decided_at timestamptz,
            decision_reason text,
            reopened_on date                    -- the day from which a provider that is to share has its time anew
        );
        """);
}
