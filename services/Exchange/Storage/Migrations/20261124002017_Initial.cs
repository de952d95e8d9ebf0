using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Datarun.Exchange.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "audit_entry",
                columns: table => new
                {
                    number = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    consumer = table.Column<string>(type: "text", nullable: false),
                    element = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    period = table.Column<string>(type: "text", nullable: true),
                    first_unit = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    first_period = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    last_unit = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    last_period = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ranges_from = table.Column<string[]>(type: "text[]", nullable: false),
                    ranges_to = table.Column<string[]>(type: "text[]", nullable: false),
                    entry = table.Column<string>(type: "text", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_entry", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "correction",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    element = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    unit = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    period = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    proposed = table.Column<string>(type: "jsonb", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    asked_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    received_on = table.Column<DateOnly>(type: "date", nullable: false),
                    due_on = table.Column<DateOnly>(type: "date", nullable: false),
                    provisional = table.Column<bool>(type: "boolean", nullable: false),
                    rule = table.Column<string>(type: "jsonb", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    overdue_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    decided_by = table.Column<string>(type: "text", nullable: true),
                    decision = table.Column<string>(type: "text", nullable: true),
                    decision_reason = table.Column<string>(type: "text", nullable: true),
                    closed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    old_value = table.Column<string>(type: "jsonb", nullable: true),
                    old_version = table.Column<int>(type: "integer", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: true),
                    wrong_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    wrong_to = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    applied_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    unsettled = table.Column<string>(type: "jsonb", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_correction", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "correction_notice",
                columns: table => new
                {
                    correction_id = table.Column<Guid>(type: "uuid", nullable: false),
                    consumer = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    told_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    acknowledged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_correction_notice", x => new { x.correction_id, x.consumer });
                });

            migrationBuilder.CreateTable(
                name: "delivery",
                columns: table => new
                {
                    subscription_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    element = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    unit = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    state = table.Column<string>(type: "text", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    first_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    delivered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_status = table.Column<int>(type: "integer", nullable: true),
                    last_error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_delivery", x => new { x.subscription_id, x.sequence });
                });

            migrationBuilder.CreateTable(
                name: "delivery_lane",
                columns: table => new
                {
                    subscription_id = table.Column<Guid>(type: "uuid", nullable: false),
                    element = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    unit = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    next_try_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    touched = table.Column<int>(type: "integer", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_delivery_lane", x => new { x.subscription_id, x.element, x.unit });
                });

            migrationBuilder.CreateTable(
                name: "element",
                columns: table => new
                {
                    code = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false),
                    definition = table.Column<string>(type: "text", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    unit = table.Column<string>(type: "text", nullable: true),
                    choices = table.Column<string[]>(type: "text[]", nullable: true),
                    min = table.Column<decimal>(type: "numeric", nullable: true),
                    max = table.Column<decimal>(type: "numeric", nullable: true),
                    pattern = table.Column<string>(type: "text", nullable: true),
                    frequency = table.Column<string>(type: "text", nullable: false),
                    valid_for_days = table.Column<int>(type: "integer", nullable: true),
                    aggregation = table.Column<string>(type: "text", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    sharing_class = table.Column<string>(type: "text", nullable: false),
                    conditions = table.Column<string>(type: "text", nullable: true),
                    legal_basis = table.Column<string>(type: "text", nullable: true),
                    classification = table.Column<int>(type: "integer", nullable: false),
                    adverse_event = table.Column<bool>(type: "boolean", nullable: false),
                    system = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    search_text = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_element", x => x.code);
                });

            migrationBuilder.CreateTable(
                name: "feed_counter",
                columns: table => new
                {
                    consumer = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    last = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_feed_counter", x => x.consumer);
                });

            migrationBuilder.CreateTable(
                name: "feed_entry",
                columns: table => new
                {
                    consumer = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    element = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    unit = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    period = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<int>(type: "integer", nullable: false),
                    data = table.Column<string>(type: "jsonb", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_feed_entry", x => new { x.consumer, x.sequence });
                });

            migrationBuilder.CreateTable(
                name: "org_unit",
                columns: table => new
                {
                    code = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false),
                    division = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_org_unit", x => x.code);
                });

            migrationBuilder.CreateTable(
                name: "sharing_grant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    request_id = table.Column<Guid>(type: "uuid", nullable: false),
                    consumer = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    provider = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    elements = table.Column<string[]>(type: "text[]", nullable: false),
                    under = table.Column<string>(type: "text", nullable: false),
                    unit_from = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    unit_to = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    purpose = table.Column<string>(type: "text", nullable: false),
                    method = table.Column<string>(type: "text", nullable: false),
                    from_day = table.Column<DateOnly>(type: "date", nullable: false),
                    until = table.Column<DateOnly>(type: "date", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    conditions = table.Column<string>(type: "text", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    deliver_by = table.Column<DateOnly>(type: "date", nullable: false),
                    provisional = table.Column<bool>(type: "boolean", nullable: false),
                    rule = table.Column<string>(type: "jsonb", nullable: false),
                    granted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sharing_grant", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sharing_request",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    consumer = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    provider = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    legal_basis = table.Column<string>(type: "text", nullable: true),
                    scenario = table.Column<string>(type: "text", nullable: true),
                    elements = table.Column<string[]>(type: "text[]", nullable: false),
                    under = table.Column<string>(type: "text", nullable: true),
                    method = table.Column<string>(type: "text", nullable: true),
                    until = table.Column<DateOnly>(type: "date", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    missing = table.Column<string[]>(type: "text[]", nullable: false),
                    supplement_asked = table.Column<bool>(type: "boolean", nullable: false),
                    received_on = table.Column<DateOnly>(type: "date", nullable: false),
                    supplemented_on = table.Column<DateOnly>(type: "date", nullable: true),
                    reply_due_on = table.Column<DateOnly>(type: "date", nullable: false),
                    provisional = table.Column<bool>(type: "boolean", nullable: false),
                    rule = table.Column<string>(type: "jsonb", nullable: false),
                    overdue_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    replied_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    replied_late = table.Column<bool>(type: "boolean", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    conditions = table.Column<string>(type: "text", nullable: true),
                    grant_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sharing_request", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "subscription",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    subscriber = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    elements = table.Column<string[]>(type: "text[]", nullable: false),
                    under = table.Column<string>(type: "text", nullable: false),
                    unit_from = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    unit_to = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    url = table.Column<string>(type: "text", nullable: false),
                    secret = table.Column<string>(type: "text", nullable: false),
                    department = table.Column<bool>(type: "boolean", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    failures = table.Column<int>(type: "integer", nullable: false),
                    paused_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_error = table.Column<string>(type: "text", nullable: true),
                    last_delivered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_subscription", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "value_copy",
                columns: table => new
                {
                    element = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    unit = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    period = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    value = table.Column<string>(type: "jsonb", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    source_kind = table.Column<string>(type: "text", nullable: false),
                    source_id = table.Column<string>(type: "text", nullable: false),
                    source_by = table.Column<string>(type: "text", nullable: false),
                    source_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_value_copy", x => new { x.element, x.unit, x.period });
                });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entry_element_at",
                table: "audit_entry",
                columns: new[] { "element", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_correction_applied_at",
                table: "correction",
                column: "applied_at",
                filter: "unsettled IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_correction_asked_by",
                table: "correction",
                column: "asked_by");

            migrationBuilder.CreateIndex(
                name: "ix_correction_element_unit_period",
                table: "correction",
                columns: new[] { "element", "unit", "period" });

            migrationBuilder.CreateIndex(
                name: "ix_correction_source",
                table: "correction",
                column: "source");

            migrationBuilder.CreateIndex(
                name: "ix_correction_notice_consumer",
                table: "correction_notice",
                column: "consumer");

            migrationBuilder.CreateIndex(
                name: "ix_delivery_subscription_id_element_unit_sequence",
                table: "delivery",
                columns: new[] { "subscription_id", "element", "unit", "sequence" },
                filter: "state = 'PENDING'");

            migrationBuilder.CreateIndex(
                name: "ix_delivery_lane_subscription_id_next_try_at",
                table: "delivery_lane",
                columns: new[] { "subscription_id", "next_try_at" });

            migrationBuilder.CreateIndex(
                name: "ix_element_source",
                table: "element",
                column: "source");

            migrationBuilder.CreateIndex(
                name: "ix_feed_entry_element_unit_period",
                table: "feed_entry",
                columns: new[] { "element", "unit", "period" });

            migrationBuilder.CreateIndex(
                name: "ix_sharing_grant_consumer",
                table: "sharing_grant",
                column: "consumer");

            migrationBuilder.CreateIndex(
                name: "ix_sharing_grant_provider",
                table: "sharing_grant",
                column: "provider");

            migrationBuilder.CreateIndex(
                name: "ix_sharing_grant_state_until",
                table: "sharing_grant",
                columns: new[] { "state", "until" });

            migrationBuilder.CreateIndex(
                name: "ix_sharing_request_consumer",
                table: "sharing_request",
                column: "consumer");

            migrationBuilder.CreateIndex(
                name: "ix_sharing_request_provider",
                table: "sharing_request",
                column: "provider");

            migrationBuilder.CreateIndex(
                name: "ix_sharing_request_state_reply_due_on",
                table: "sharing_request",
                columns: new[] { "state", "reply_due_on" });

            migrationBuilder.CreateIndex(
                name: "ix_subscription_subscriber_name",
                table: "subscription",
                columns: new[] { "subscriber", "name" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "audit_entry");

            migrationBuilder.DropTable(
                name: "correction");

            migrationBuilder.DropTable(
                name: "correction_notice");

            migrationBuilder.DropTable(
                name: "delivery");

            migrationBuilder.DropTable(
                name: "delivery_lane");

            migrationBuilder.DropTable(
                name: "element");

            migrationBuilder.DropTable(
                name: "feed_counter");

            migrationBuilder.DropTable(
                name: "feed_entry");

            migrationBuilder.DropTable(
                name: "org_unit");

            migrationBuilder.DropTable(
                name: "sharing_grant");

            migrationBuilder.DropTable(
                name: "sharing_request");

            migrationBuilder.DropTable(
                name: "subscription");

            migrationBuilder.DropTable(
                name: "value_copy");
        }
    }
}
