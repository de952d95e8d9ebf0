using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Reports.Storage.Migrations;

/// <summary>What filings took from elsewhere, and amendments that can be worked through: found by what they concern, closed by filing again or by a waiver.</summary>
[DbContext(typeof(ReportsDb))]
[Migration("20261125090000_Uses")]
public sealed class Uses : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        -- {element: {period, version, confirmed?} or {period, computedAt}} of the cells that nobody typed (Filings/Use.cs). Beside the answer and not in rows
        -- of its own: it is written with every filing and read when something is corrected.
        ALTER TABLE filing ADD COLUMN used jsonb NOT NULL DEFAULT '{}';
        ALTER TABLE filing_version ADD COLUMN used jsonb NOT NULL DEFAULT '{}';
        CREATE OR REPLACE FUNCTION keep_superseded_filing() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO filing_version (filing, version, nil, answer, used, filed_by, filed_at)
            VALUES (OLD.id, OLD.version, OLD.nil, OLD.answer, OLD.used, OLD.filed_by, OLD.filed_at);
            RETURN NULL;
        END $$;

        CREATE INDEX correction_value ON correction (unit, element, period);

        ALTER TABLE filing_amendment
            ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
            ADD COLUMN unit text COLLATE "C",           -- that filed
            ADD COLUMN form text COLLATE "C",
            ADD COLUMN department text COLLATE "C",     -- that asked
            ADD COLUMN used_version integer,            -- of the value; null: computed from the units below
            ADD COLUMN waived_at timestamptz,
            ADD COLUMN waived_by text,
            ADD COLUMN waived_client text,
            ADD COLUMN waiver_reason text;
        UPDATE filing_amendment a SET unit = f.unit, form = f.form, department = r.department, used_version = c.old_version
        FROM filing f JOIN request r ON r.id = f.request, correction c WHERE f.id = a.filing AND c.id = a.correction;
        ALTER TABLE filing_amendment ALTER COLUMN unit SET NOT NULL, ALTER COLUMN form SET NOT NULL, ALTER COLUMN department SET NOT NULL;
        CREATE UNIQUE INDEX filing_amendment_id ON filing_amendment (id);
        CREATE INDEX filing_amendment_unit ON filing_amendment (unit);
        CREATE INDEX filing_amendment_department ON filing_amendment (department);
        CREATE INDEX filing_amendment_correction ON filing_amendment (correction);
        """);
}
