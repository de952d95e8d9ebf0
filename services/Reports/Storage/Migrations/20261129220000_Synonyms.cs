using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>Other names of elements, as Exchange has them.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261129220000_Synonyms")]
public sealed class Synonyms : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE element_synonym (element text COLLATE "C" NOT NULL, synonym text NOT NULL, PRIMARY KEY (element, synonym));
        CREATE INDEX element_synonym_folded ON element_synonym USING gist (folded(synonym) gist_trgm_ops(siglen=64));
        """);
}
