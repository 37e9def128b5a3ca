"""subscriptions"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.infra.db import policy_statements
from alembic import op

TENANT_OWNED = (
    "subscriptions",
    "subscription_charges",
    "subscription_events",
)

revision: str = "0037"
down_revision: str | None = "0036"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "subscriptions",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("item_slug", sa.String(length=120), nullable=False),
        sa.Column("item_name", sa.String(length=160), nullable=False),
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
        sa.Column(
            "interval",
            sa.Enum("week", "month", "year", name="planinterval", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("interval_count", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("next_plan", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "incomplete",
                "trialing",
                "active",
                "past_due",
                "paused",
                "canceled",
                "unpaid",
                name="subscriptionstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "at_period_end",
            sa.Enum(
                "renew", "pause", "cancel", name="atperiodend", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("leaves_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("period_start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("period_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("anchor_day", sa.Integer(), nullable=False),
        sa.Column("charges", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_failure", sa.String(length=100), nullable=False),
        sa.Column("refused_card_id", sa.Uuid(), nullable=True),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_of", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "item_id"],
            ["catalog_items.tenant_id", "catalog_items.id"],
            name=op.f("fk_subscriptions_tenant_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"], ["users.tenant_id", "users.id"], name=op.f("fk_subscriptions_tenant_id_user_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_subscriptions_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_subscriptions_tenant_id_number")),
    )
    op.create_index("ix_subscriptions_created", "subscriptions", ["tenant_id", "created_at"], unique=False)
    op.create_index("ix_subscriptions_status", "subscriptions", ["tenant_id", "status", "period_end"], unique=False)
    op.create_index("ix_subscriptions_user", "subscriptions", ["tenant_id", "user_id", "created_at"], unique=False)
    op.create_index(
        "uq_subscriptions_live",
        "subscriptions",
        ["tenant_id", "user_id", "item_id"],
        unique=True,
        postgresql_where=sa.text("status NOT IN ('canceled', 'unpaid')"),
    )
    op.create_table(
        "subscription_charges",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subscription_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "first", "renewal", "change", name="chargekind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "open", "paid", "dropped", name="chargestatus", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("plan", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.id"],
            name=op.f("fk_subscription_charges_tenant_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "subscription_id"],
            ["subscriptions.tenant_id", "subscriptions.id"],
            name=op.f("fk_subscription_charges_tenant_id_subscription_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_subscription_charges_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_subscription_charges")),
        sa.UniqueConstraint("tenant_id", "order_id", name=op.f("uq_subscription_charges_tenant_id_order_id")),
        sa.UniqueConstraint(
            "tenant_id",
            "subscription_id",
            "number",
            name=op.f("uq_subscription_charges_tenant_id_subscription_id_number"),
        ),
    )
    op.create_index(
        "uq_subscription_charges_open",
        "subscription_charges",
        ["tenant_id", "subscription_id"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "subscription_events",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subscription_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "subscription_id"],
            ["subscriptions.tenant_id", "subscriptions.id"],
            name=op.f("fk_subscription_events_tenant_id_subscription_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_subscription_events_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_subscription_events")),
    )
    op.create_index(
        "ix_subscription_events_subscription",
        "subscription_events",
        ["tenant_id", "subscription_id", "created_at"],
        unique=False,
    )
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_subscription_events_subscription", table_name="subscription_events")
    op.drop_table("subscription_events")
    op.drop_index(
        "uq_subscription_charges_open", table_name="subscription_charges", postgresql_where=sa.text("status = 'open'")
    )
    op.drop_table("subscription_charges")
    op.drop_index(
        "uq_subscriptions_live",
        table_name="subscriptions",
        postgresql_where=sa.text("status NOT IN ('canceled', 'unpaid')"),
    )
    op.drop_index("ix_subscriptions_user", table_name="subscriptions")
    op.drop_index("ix_subscriptions_status", table_name="subscriptions")
    op.drop_index("ix_subscriptions_created", table_name="subscriptions")
    op.drop_table("subscriptions")
