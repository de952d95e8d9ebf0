using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>Units' requests for more time. What a department consents to is an extension like any other, with the id of the request.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261130020100_ExtensionRequests")]
public sealed class ExtensionRequests : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE extension_request (
            id uuid PRIMARY KEY,
            request uuid NOT NULL,
            unit text COLLATE "C" NOT NULL,
            due_on date NOT NULL,                   -- the last day that the unit asks for
            reason text NOT NULL,
            asked_by text NOT NULL,
            client text NOT NULL,
            asked_at timestamptz NOT NULL,
            state text NOT NULL,                    -- OPEN, CONSENTED, DECLINED
            decision_reason text,
            decided_by text,
            decided_client text,
            decided_at timestamptz
        );
        CREATE INDEX extension_request_unit ON extension_request (unit, id);
        CREATE INDEX extension_request_task ON extension_request (request, unit);
        CREATE UNIQUE INDEX extension_request_open ON extension_request (request, unit) WHERE state = 'OPEN';
        """);
}
