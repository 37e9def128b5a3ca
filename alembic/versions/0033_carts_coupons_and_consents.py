"""carts coupons and what was agreed to with an order"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.infra.db import policy_statements
from alembic import op

TENANT_OWNED = (
    "coupons",
    "carts",
    "coupon_uses",
    "cart_items",
    "cart_requests",
    "coupon_items",
    "order_consents",
)

revision: str = "0033"
down_revision: str | None = "0032"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "coupons",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("percent", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("minimum", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("is_for_first_order", sa.Boolean(), nullable=False),
        sa.Column("most_uses", sa.Integer(), nullable=True),
        sa.Column("most_per_person", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(percent IS NULL) <> (amount IS NULL)", name=op.f("ck_coupons_percent_or_amount")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_coupons_amount_is_positive")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_coupons_ends_after_it_starts")),
        sa.CheckConstraint("percent > 0 AND percent <= 100", name=op.f("ck_coupons_percent_in_bounds")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_coupons_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_coupons")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_coupons_tenant_id_code")),
    )
    op.create_index("ix_coupons_created", "coupons", ["tenant_id", "created_at"], unique=False)
    op.create_table(
        "carts",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("coupon_id", sa.Uuid(), nullable=True),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reminder_email", sa.String(length=255), nullable=True),
        sa.Column("reminder_words", sa.String(length=400), nullable=False),
        sa.Column("reminder_agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "coupon_id"],
            ["coupons.tenant_id", "coupons.id"],
            name=op.f("fk_carts_tenant_id_coupon_id"),
            ondelete="SET NULL (coupon_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"], ["users.tenant_id", "users.id"], name=op.f("fk_carts_tenant_id_user_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_carts_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_carts")),
    )
    op.create_index(
        "ix_carts_coupon",
        "carts",
        ["tenant_id", "coupon_id"],
        unique=False,
        postgresql_where=sa.text("coupon_id IS NOT NULL"),
    )
    op.create_index(
        "ix_carts_reminder",
        "carts",
        ["tenant_id", "reminder_email"],
        unique=False,
        postgresql_where=sa.text("reminder_email IS NOT NULL"),
    )
    op.create_index("ix_carts_touched", "carts", ["tenant_id", "touched_at"], unique=False)
    op.create_index(
        "uq_carts_user", "carts", ["tenant_id", "user_id"], unique=True, postgresql_where=sa.text("user_id IS NOT NULL")
    )
    op.create_table(
        "coupon_uses",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("coupon_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "coupon_id"],
            ["coupons.tenant_id", "coupons.id"],
            name=op.f("fk_coupon_uses_tenant_id_coupon_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"], ["users.tenant_id", "users.id"], name=op.f("fk_coupon_uses_tenant_id_user_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_coupon_uses_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_coupon_uses")),
        sa.UniqueConstraint("tenant_id", "order_id", name=op.f("uq_coupon_uses_tenant_id_order_id")),
    )
    op.create_index(
        "ix_coupon_uses_coupon",
        "coupon_uses",
        ["tenant_id", "coupon_id"],
        unique=False,
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.create_index("ix_coupon_uses_email", "coupon_uses", ["tenant_id", "email"], unique=False)
    op.create_index("ix_coupon_uses_user", "coupon_uses", ["tenant_id", "user_id"], unique=False)
    op.create_table(
        "cart_items",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cart_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity BETWEEN 1 AND 100", name=op.f("ck_cart_items_quantity_in_bounds")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cart_id"],
            ["carts.tenant_id", "carts.id"],
            name=op.f("fk_cart_items_tenant_id_cart_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "item_id"],
            ["catalog_items.tenant_id", "catalog_items.id"],
            name=op.f("fk_cart_items_tenant_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_cart_items_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_cart_items")),
        sa.UniqueConstraint("tenant_id", "cart_id", "item_id", name=op.f("uq_cart_items_tenant_id_cart_id_item_id")),
    )
    op.create_table(
        "cart_requests",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cart_id", sa.Uuid(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cart_id"],
            ["carts.tenant_id", "carts.id"],
            name=op.f("fk_cart_requests_tenant_id_cart_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_cart_requests_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_cart_requests")),
        sa.UniqueConstraint(
            "tenant_id", "cart_id", "key_hash", name=op.f("uq_cart_requests_tenant_id_cart_id_key_hash")
        ),
    )
    op.create_table(
        "coupon_items",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("coupon_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "coupon_id"],
            ["coupons.tenant_id", "coupons.id"],
            name=op.f("fk_coupon_items_tenant_id_coupon_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "item_id"],
            ["catalog_items.tenant_id", "catalog_items.id"],
            name=op.f("fk_coupon_items_tenant_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_coupon_items_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_coupon_items")),
        sa.UniqueConstraint(
            "tenant_id", "coupon_id", "item_id", name=op.f("uq_coupon_items_tenant_id_coupon_id_item_id")
        ),
    )
    op.create_table(
        "order_consents",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("terms", "early_start", name="consentkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("wording", sa.String(length=1000), nullable=False),
        sa.Column("wording_version", sa.String(length=20), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("ip_address", sa.String(length=45), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.id"],
            name=op.f("fk_order_consents_tenant_id_order_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_order_consents_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_order_consents")),
        sa.UniqueConstraint("tenant_id", "order_id", "kind", name=op.f("uq_order_consents_tenant_id_order_id_kind")),
    )
    op.add_column(
        "order_items",
        sa.Column("discount", sa.Numeric(precision=12, scale=2), server_default=sa.text("0"), nullable=False),
    )
    op.add_column("orders", sa.Column("coupon_code", sa.String(length=40), server_default="", nullable=False))
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_column("orders", "coupon_code")
    op.drop_column("order_items", "discount")
    op.drop_table("order_consents")
    op.drop_table("coupon_items")
    op.drop_table("cart_requests")
    op.drop_table("cart_items")
    op.drop_index("ix_coupon_uses_user", table_name="coupon_uses")
    op.drop_index("ix_coupon_uses_email", table_name="coupon_uses")
    op.drop_index("ix_coupon_uses_coupon", table_name="coupon_uses", postgresql_where=sa.text("released_at IS NULL"))
    op.drop_table("coupon_uses")
    op.drop_index("uq_carts_user", table_name="carts", postgresql_where=sa.text("user_id IS NOT NULL"))
    op.drop_index("ix_carts_touched", table_name="carts")
    op.drop_index("ix_carts_reminder", table_name="carts", postgresql_where=sa.text("reminder_email IS NOT NULL"))
    op.drop_index("ix_carts_coupon", table_name="carts", postgresql_where=sa.text("coupon_id IS NOT NULL"))
    op.drop_table("carts")
    op.drop_index("ix_coupons_created", table_name="coupons")
    op.drop_table("coupons")
