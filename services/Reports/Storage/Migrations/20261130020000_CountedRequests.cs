using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>What progress counts of a filing stands in the index of a request's filings: they are counted without being read. Later days and recalls are found by the place that they begin with.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261130020000_CountedRequests")]
public sealed class CountedRequests : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        DROP INDEX filing_request;
        CREATE INDEX filing_request ON filing (request, unit) INCLUDE (version, nil, filed_at);
        DROP INDEX request_recall_request;
        CREATE INDEX request_recall_request ON request_recall (request, low);
        DROP INDEX request_extension_request;
        CREATE INDEX request_extension_request ON request_extension (request, low);
        """);
}
