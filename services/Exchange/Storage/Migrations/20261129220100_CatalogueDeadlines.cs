using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Datarun.Exchange.Storage.Migrations;

/// <summary>By when entries of the catalogue are brought up to date and reviewed; extensions of requests and of these in one table. Nothing is mapped.</summary>
[DbContext(typeof(ExchangeDb))]
[Migration("20261129220100_CatalogueDeadlines")]
public sealed class CatalogueDeadlines : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        ALTER TABLE sharing_extension RENAME TO extension;
        ALTER TABLE extension RENAME request_id TO subject;
        ALTER TABLE extension DROP CONSTRAINT sharing_extension_request_id_fkey;

        CREATE TABLE catalogue_deadline (
            id uuid PRIMARY KEY,
            kind text NOT NULL,                 -- UPDATE by the provider, REVIEW by the sharing authority
            dataset text COLLATE "C" NOT NULL REFERENCES dataset,
            cause text NOT NULL,                -- ELEMENT_CHANGED, DUTIES_CHANGED, LAW_CHANGED, SUBMITTED
            about text NOT NULL,                -- the element, the duty list, the provision
            owed_by text COLLATE "C" NOT NULL,
            owed_to text COLLATE "C" NOT NULL, -- of an authority the code of its place; empty for the State's
            since date NOT NULL,                -- the day from which it is counted
            due_on date NOT NULL,
            provisional boolean NOT NULL,
            rule jsonb NOT NULL,
            overdue_since timestamptz,
            done_at timestamptz
        );
        CREATE UNIQUE INDEX ix_catalogue_deadline_one ON catalogue_deadline (dataset, kind, cause, about) WHERE done_at IS NULL;
        CREATE INDEX ix_catalogue_deadline_open ON catalogue_deadline (due_on) WHERE done_at IS NULL;
        CREATE INDEX ix_catalogue_deadline_owed_by ON catalogue_deadline (owed_by, id);
        CREATE INDEX ix_dataset_elements ON dataset USING gin (elements);
        INSERT INTO catalogue_deadline (id, kind, dataset, cause, about, owed_by, owed_to, since, due_on, provisional, rule)
        SELECT gen_random_uuid(), 'REVIEW', code, 'SUBMITTED', '', left(substring(provider FROM '^[0-9]*'), 6), provider, (submitted_at AT TIME ZONE 'Asia/Shanghai')::date,
            review_due_on, provisional, rule
        FROM dataset WHERE state = 'IN_REVIEW';
        """);
}
