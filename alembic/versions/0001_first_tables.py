"""first tables"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.infra.db import APPLICATION_ROLE, policy_statements
from aistrategyhub.infra.migrations import create_application_role, create_extensions, grant_to_application
from alembic import op

TENANT_OWNED = (
    "audit_logs",
    "categories",
    "counters",
    "email_sends",
    "provider_events",
    "site_settings",
    "users",
    "catalog_items",
    "orders",
    "sessions",
    "catalog_prices",
    "catalog_texts",
    "invoices",
    "order_events",
    "order_items",
    "payments",
    "invoice_pdfs",
)
WRITTEN_ONCE = ("audit_logs", "invoices")

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    create_extensions()
    create_application_role()
    op.create_table(
        "job_processes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("is_leader", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_processes")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("relayed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_waiting", "outbox", ["id"], unique=False, postgresql_where=sa.text("relayed_at IS NULL"))
    op.create_table(
        "rate_windows",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", "window_start", name=op.f("pk_rate_windows")),
    )
    op.create_index("ix_rate_windows_start", "rate_windows", ["window_start"], unique=False)
    op.create_table(
        "tenants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenants")),
        sa.UniqueConstraint("slug", name=op.f("uq_tenants_slug")),
    )
    op.create_table(
        "work",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("job", sa.String(length=120), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "ready",
                "leased",
                "done",
                "dead",
                name="workstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_error", sa.String(length=500), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work")),
        sa.UniqueConstraint("key", name=op.f("uq_work_key")),
    )
    op.create_index(
        "ix_work_due",
        "work",
        ["next_attempt_at"],
        unique=False,
        postgresql_where=sa.text("status IN ('ready', 'leased')"),
    )
    op.create_index("ix_work_tenant_status", "work", ["tenant_id", "status", "created_at"], unique=False)
    op.create_table(
        "audit_logs",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(length=100), nullable=False),
        sa.Column("entity_type", sa.String(length=60), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("ip_address", postgresql.INET(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_audit_logs_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_logs")),
    )
    op.create_index("ix_audit_logs_created", "audit_logs", ["tenant_id", "created_at"], unique=False)
    op.create_index(
        "ix_audit_logs_entity", "audit_logs", ["tenant_id", "entity_type", "entity_id", "created_at"], unique=False
    )
    op.create_index("ix_audit_logs_user", "audit_logs", ["tenant_id", "user_id", "created_at"], unique=False)
    op.create_table(
        "categories",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("name_it", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "parent_id"],
            ["categories.tenant_id", "categories.id"],
            name=op.f("fk_categories_tenant_id_parent_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_categories_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_categories")),
        sa.UniqueConstraint("tenant_id", "slug", name=op.f("uq_categories_tenant_id_slug")),
    )
    op.create_table(
        "counters",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_counters_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_counters")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_counters_tenant_id_name")),
    )
    op.create_table(
        "email_sends",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email_to", sa.String(length=320), nullable=False),
        sa.Column(
            "email_type",
            sa.Enum(
                "transactional",
                "newsletter",
                "notification",
                name="emailtype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("template", sa.String(length=120), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("sender_name", sa.String(length=120), nullable=False),
        sa.Column("reply_to", sa.String(length=320), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("attachments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "queued",
                "sending",
                "sent",
                "failed",
                "bounced",
                name="emailstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("provider_message_id", sa.String(length=320), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("request_key", sa.String(length=200), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_email_sends_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_email_sends")),
        sa.UniqueConstraint("tenant_id", "request_key", name=op.f("uq_email_sends_tenant_id_request_key")),
    )
    op.create_index("ix_email_sends_queued", "email_sends", ["tenant_id", "queued_at", "id"], unique=False)
    op.create_index("ix_email_sends_status", "email_sends", ["tenant_id", "status", "queued_at"], unique=False)
    op.create_table(
        "provider_events",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.String(length=30), nullable=False),
        sa.Column("event_id", sa.String(length=255), nullable=False),
        sa.Column("event_type", sa.String(length=100), nullable=False),
        sa.Column("payment_reference", sa.String(length=255), nullable=True),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_provider_events_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_provider_events")),
        sa.UniqueConstraint(
            "tenant_id", "provider", "event_id", name=op.f("uq_provider_events_tenant_id_provider_event_id")
        ),
    )
    op.create_index("ix_provider_events_received", "provider_events", ["tenant_id", "received_at"], unique=False)
    op.create_table(
        "site_settings",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("setting_key", sa.String(length=80), nullable=False),
        sa.Column("setting_value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_site_settings_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_site_settings")),
        sa.UniqueConstraint("tenant_id", "setting_key", name=op.f("uq_site_settings_tenant_id_setting_key")),
    )
    op.create_table(
        "tenant_domains",
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_tenant_domains_tenant_id")),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_tenant_domains")),
    )
    op.create_table(
        "users",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "super_admin",
                "admin",
                "editor",
                "support",
                "customer",
                "guest",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("first_name", sa.String(length=100), nullable=False),
        sa.Column("last_name", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_login", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_users_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_users")),
        sa.UniqueConstraint("tenant_id", "email", name=op.f("uq_users_tenant_id_email")),
    )
    op.create_table(
        "catalog_items",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "service_fixed",
                "service_quote",
                "subscription",
                "digital",
                "physical",
                "bundle",
                name="itemkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "published",
                "archived",
                name="itemstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column(
            "vat_class",
            sa.Enum(
                "standard",
                "reduced",
                "super_reduced",
                name="vatclass",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_featured", sa.Boolean(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "category_id"],
            ["categories.tenant_id", "categories.id"],
            name=op.f("fk_catalog_items_tenant_id_category_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_catalog_items_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_catalog_items")),
        sa.UniqueConstraint("tenant_id", "slug", name=op.f("uq_catalog_items_tenant_id_slug")),
    )
    op.create_index("ix_catalog_items_category", "catalog_items", ["tenant_id", "category_id", "status"], unique=False)
    op.create_index(
        "ix_catalog_items_featured",
        "catalog_items",
        ["tenant_id", "status", "is_featured", "sort_order", "id"],
        unique=False,
    )
    op.create_index(
        "ix_catalog_items_listed", "catalog_items", ["tenant_id", "status", "sort_order", "id"], unique=False
    )
    op.create_table(
        "orders",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("buyer_name", sa.String(length=160), nullable=False),
        sa.Column("buyer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "awaiting_payment",
                "paid",
                "processing",
                "completed",
                "cancelled",
                "refunded",
                name="orderstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("subtotal", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("tax_amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("total", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("idempotency_key", sa.String(length=255), nullable=True),
        sa.Column("request_fingerprint", sa.String(length=64), nullable=True),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"], ["users.tenant_id", "users.id"], name=op.f("fk_orders_tenant_id_user_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_orders_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_orders")),
        sa.UniqueConstraint("tenant_id", "idempotency_key", name=op.f("uq_orders_tenant_id_idempotency_key")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_orders_tenant_id_number")),
    )
    op.create_index("ix_orders_email", "orders", ["tenant_id", "email"], unique=False)
    op.create_index("ix_orders_placed", "orders", ["tenant_id", "placed_at"], unique=False)
    op.create_index("ix_orders_status", "orders", ["tenant_id", "status", "placed_at"], unique=False)
    op.create_index("ix_orders_user", "orders", ["tenant_id", "user_id", "placed_at"], unique=False)
    op.create_table(
        "sessions",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("ip_address", postgresql.INET(), nullable=True),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_sessions_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_sessions_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("tenant_id", "token_fingerprint", name=op.f("uq_sessions_tenant_id_token_fingerprint")),
    )
    op.create_index("ix_sessions_user", "sessions", ["tenant_id", "user_id"], unique=False)
    op.create_table(
        "catalog_prices",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("amount_max", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "billing_unit",
            sa.Enum(
                "once",
                "hour",
                "day",
                "project",
                "month",
                "year",
                name="billingunit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "item_id"],
            ["catalog_items.tenant_id", "catalog_items.id"],
            name=op.f("fk_catalog_prices_tenant_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_catalog_prices_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_catalog_prices")),
        sa.UniqueConstraint(
            "tenant_id", "item_id", "billing_unit", name=op.f("uq_catalog_prices_tenant_id_item_id_billing_unit")
        ),
    )
    op.create_table(
        "catalog_texts",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("short_description", sa.String(length=400), nullable=False),
        sa.Column("sections", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "item_id"],
            ["catalog_items.tenant_id", "catalog_items.id"],
            name=op.f("fk_catalog_texts_tenant_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_catalog_texts_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_catalog_texts")),
        sa.UniqueConstraint("tenant_id", "item_id", "locale", name=op.f("uq_catalog_texts_tenant_id_item_id_locale")),
    )
    op.create_table(
        "invoices",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invoice_number", sa.String(length=20), nullable=False),
        sa.Column("series", sa.String(length=10), nullable=False),
        sa.Column("invoice_year", sa.Integer(), nullable=False),
        sa.Column("invoice_progressive", sa.Integer(), nullable=False),
        sa.Column("document_type", sa.String(length=4), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("issue_date", sa.Date(), nullable=False),
        sa.Column("buyer_name", sa.String(length=160), nullable=False),
        sa.Column("buyer_email", sa.String(length=255), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("subtotal", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("tax_amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("total", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("file_name", sa.String(length=60), nullable=False),
        sa.Column("xml", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"], ["orders.tenant_id", "orders.id"], name=op.f("fk_invoices_tenant_id_order_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_invoices_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_invoices")),
        sa.UniqueConstraint("tenant_id", "file_name", name=op.f("uq_invoices_tenant_id_file_name")),
        sa.UniqueConstraint("tenant_id", "invoice_number", name=op.f("uq_invoices_tenant_id_invoice_number")),
        sa.UniqueConstraint(
            "tenant_id",
            "series",
            "invoice_year",
            "invoice_progressive",
            name=op.f("uq_invoices_tenant_id_series_invoice_year_invoice_progressive"),
        ),
    )
    op.create_index("ix_invoices_issued", "invoices", ["tenant_id", "issue_date"], unique=False)
    op.create_index(
        "uq_invoices_order_td01",
        "invoices",
        ["tenant_id", "order_id"],
        unique=True,
        postgresql_where=sa.text("document_type = 'TD01'"),
    )
    op.create_table(
        "order_events",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.id"],
            name=op.f("fk_order_events_tenant_id_order_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_order_events_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_order_events")),
    )
    op.create_index("ix_order_events_order", "order_events", ["tenant_id", "order_id", "created_at"], unique=False)
    op.create_table(
        "order_items",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("item_slug", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("description", sa.String(length=1000), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("vat_rate", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("net", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("vat", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("gross", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "item_id"],
            ["catalog_items.tenant_id", "catalog_items.id"],
            name=op.f("fk_order_items_tenant_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.id"],
            name=op.f("fk_order_items_tenant_id_order_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_order_items_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_order_items")),
        sa.UniqueConstraint(
            "tenant_id", "order_id", "line_number", name=op.f("uq_order_items_tenant_id_order_id_line_number")
        ),
    )
    op.create_table(
        "payments",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.String(length=30), nullable=False),
        sa.Column("provider_reference", sa.String(length=255), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "succeeded",
                "failed",
                "refunded",
                "cancelled",
                name="paymentstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("method_type", sa.String(length=40), nullable=True),
        sa.Column("failure_code", sa.String(length=100), nullable=True),
        sa.Column("failure_reason", sa.String(length=500), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("processed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"], ["orders.tenant_id", "orders.id"], name=op.f("fk_payments_tenant_id_order_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_payments_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payments")),
        sa.UniqueConstraint("tenant_id", "provider_reference", name=op.f("uq_payments_tenant_id_provider_reference")),
    )
    op.create_index(
        "uq_payments_open",
        "payments",
        ["tenant_id", "order_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('pending', 'succeeded')"),
    )
    op.create_table(
        "invoice_pdfs",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("storage_key", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rendered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("fk_invoice_pdfs_tenant_id_invoice_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_invoice_pdfs_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_invoice_pdfs")),
        sa.UniqueConstraint("tenant_id", "invoice_id", name=op.f("uq_invoice_pdfs_tenant_id_invoice_id")),
    )
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)
    grant_to_application()
    # Documents and the audit trail are written once: not even the application may change them.
    for table in WRITTEN_ONCE:
        op.execute(f"REVOKE UPDATE, DELETE ON {table} FROM {APPLICATION_ROLE}")


def downgrade() -> None:
    op.drop_table("invoice_pdfs")
    op.drop_index(
        "uq_payments_open", table_name="payments", postgresql_where=sa.text("status IN ('pending', 'succeeded')")
    )
    op.drop_table("payments")
    op.drop_table("order_items")
    op.drop_index("ix_order_events_order", table_name="order_events")
    op.drop_table("order_events")
    op.drop_index("uq_invoices_order_td01", table_name="invoices", postgresql_where=sa.text("document_type = 'TD01'"))
    op.drop_index("ix_invoices_issued", table_name="invoices")
    op.drop_table("invoices")
    op.drop_table("catalog_texts")
    op.drop_table("catalog_prices")
    op.drop_index("ix_sessions_user", table_name="sessions")
    op.drop_table("sessions")
    op.drop_index("ix_orders_user", table_name="orders")
    op.drop_index("ix_orders_status", table_name="orders")
    op.drop_index("ix_orders_placed", table_name="orders")
    op.drop_index("ix_orders_email", table_name="orders")
    op.drop_table("orders")
    op.drop_index("ix_catalog_items_listed", table_name="catalog_items")
    op.drop_index("ix_catalog_items_featured", table_name="catalog_items")
    op.drop_index("ix_catalog_items_category", table_name="catalog_items")
    op.drop_table("catalog_items")
    op.drop_table("users")
    op.drop_table("tenant_domains")
    op.drop_table("site_settings")
    op.drop_index("ix_provider_events_received", table_name="provider_events")
    op.drop_table("provider_events")
    op.drop_index("ix_email_sends_status", table_name="email_sends")
    op.drop_index("ix_email_sends_queued", table_name="email_sends")
    op.drop_table("email_sends")
    op.drop_table("counters")
    op.drop_table("categories")
    op.drop_index("ix_audit_logs_user", table_name="audit_logs")
    op.drop_index("ix_audit_logs_entity", table_name="audit_logs")
    op.drop_index("ix_audit_logs_created", table_name="audit_logs")
    op.drop_table("audit_logs")
    op.drop_index("ix_work_tenant_status", table_name="work")
    op.drop_index("ix_work_due", table_name="work", postgresql_where=sa.text("status IN ('ready', 'leased')"))
    op.drop_table("work")
    op.drop_table("tenants")
    op.drop_index("ix_rate_windows_start", table_name="rate_windows")
    op.drop_table("rate_windows")
    op.drop_index("ix_outbox_waiting", table_name="outbox", postgresql_where=sa.text("relayed_at IS NULL"))
    op.drop_table("outbox")
    op.drop_table("job_processes")
