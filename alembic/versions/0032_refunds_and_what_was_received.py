"""refunds and what was received"""

from collections.abc import Sequence

import sqlalchemy as sa

from aistrategyhub.infra.db import policy_statements
from alembic import op

TENANT_OWNED = (
    "refunds",
    "refund_lines",
)

revision: str = "0032"
down_revision: str | None = "0031"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "refunds",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("provider_reference", sa.String(length=255), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=255), nullable=True),
        sa.Column("request_fingerprint", sa.String(length=64), nullable=True),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("is_of_sale", sa.Boolean(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "requested",
                "withdrawal",
                "not_delivered",
                "duplicate",
                "late_payment",
                "other",
                "provider",
                name="refundreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "decided",
                "sent",
                "succeeded",
                "failed",
                name="refundstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("failure_code", sa.String(length=100), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"], ["orders.tenant_id", "orders.id"], name=op.f("fk_refunds_tenant_id_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "payment_id"],
            ["payments.tenant_id", "payments.id"],
            name=op.f("fk_refunds_tenant_id_payment_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_refunds_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_refunds")),
        sa.UniqueConstraint("tenant_id", "idempotency_key", name=op.f("uq_refunds_tenant_id_idempotency_key")),
        sa.UniqueConstraint("tenant_id", "provider_reference", name=op.f("uq_refunds_tenant_id_provider_reference")),
    )
    op.create_index("ix_refunds_order", "refunds", ["tenant_id", "order_id", "decided_at"], unique=False)
    op.create_index("ix_refunds_payment", "refunds", ["tenant_id", "payment_id"], unique=False)
    op.create_table(
        "refund_lines",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("refund_id", sa.Uuid(), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("net", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("vat", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("gross", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_line_id"],
            ["order_items.tenant_id", "order_items.id"],
            name=op.f("fk_refund_lines_tenant_id_order_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "refund_id"],
            ["refunds.tenant_id", "refunds.id"],
            name=op.f("fk_refund_lines_tenant_id_refund_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_refund_lines_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_refund_lines")),
        sa.UniqueConstraint(
            "tenant_id", "refund_id", "order_line_id", name=op.f("uq_refund_lines_tenant_id_refund_id_order_line_id")
        ),
    )
    op.create_index("ix_refund_lines_order_line", "refund_lines", ["tenant_id", "order_line_id"], unique=False)
    op.add_column(
        "orders", sa.Column("refunded", sa.Numeric(precision=12, scale=2), nullable=False, server_default="0")
    )
    op.add_column(
        "payments", sa.Column("received", sa.Numeric(precision=12, scale=2), nullable=False, server_default="0")
    )
    op.add_column(
        "payments", sa.Column("surplus", sa.Numeric(precision=12, scale=2), nullable=False, server_default="0")
    )
    # What succeeded came whole; for an order that was closed by then it was never due.
    for table in ("orders", "payments"):
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE payments SET received = amount WHERE status IN ('succeeded', 'refunded')")
    op.execute(
        "UPDATE payments SET surplus = received FROM orders WHERE orders.tenant_id = payments.tenant_id"
        " AND orders.id = payments.order_id AND orders.paid_at IS NULL AND payments.status = 'succeeded'"
    )
    for table in ("orders", "payments"):
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.alter_column("orders", "refunded", server_default=None)
    op.alter_column("payments", "received", server_default=None)
    op.alter_column("payments", "surplus", server_default=None)
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_column("payments", "surplus")
    op.drop_column("payments", "received")
    op.drop_column("orders", "refunded")
    op.drop_index("ix_refund_lines_order_line", table_name="refund_lines")
    op.drop_table("refund_lines")
    op.drop_index("ix_refunds_payment", table_name="refunds")
    op.drop_index("ix_refunds_order", table_name="refunds")
    op.drop_table("refunds")
