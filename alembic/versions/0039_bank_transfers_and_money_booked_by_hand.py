"""bank transfers and money booked by hand"""

from collections.abc import Sequence

import sqlalchemy as sa

from aistrategyhub.infra.db import policy_statements
from alembic import op

TENANT_OWNED = (
    "statement_lines",
    "receipts",
)
_OPEN = sa.text("status IN ('pending', 'succeeded')")

revision: str = "0039"
down_revision: str | None = "0038"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("orders", sa.Column("waits_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("payments", sa.Column("due_on", sa.Date(), nullable=True))
    op.add_column("refunds", sa.Column("hand_reference", sa.String(length=140), server_default="", nullable=False))
    op.drop_index("uq_payments_open", table_name="payments")
    op.create_index(
        "uq_payments_open",
        "payments",
        ["tenant_id", "order_id", "provider"],
        unique=True,
        postgresql_where=_OPEN,
    )
    op.create_table(
        "statement_lines",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("payer", sa.String(length=200), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("bank_reference", sa.String(length=140), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_statement_lines_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_statement_lines")),
        sa.UniqueConstraint("tenant_id", "fingerprint", name=op.f("uq_statement_lines_tenant_id_fingerprint")),
    )
    op.create_index("ix_statement_lines_booked", "statement_lines", ["tenant_id", "booked_on"], unique=False)
    op.create_table(
        "receipts",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("statement_line_id", sa.Uuid(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("surplus", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "transfer",
                "cash",
                "other",
                name="moneymethod",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=140), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("request_key", sa.String(length=255), nullable=True),
        sa.Column("booked_by", sa.Uuid(), nullable=True),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"], ["orders.tenant_id", "orders.id"], name=op.f("fk_receipts_tenant_id_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "payment_id"],
            ["payments.tenant_id", "payments.id"],
            name=op.f("fk_receipts_tenant_id_payment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "statement_line_id"],
            ["statement_lines.tenant_id", "statement_lines.id"],
            name=op.f("fk_receipts_tenant_id_statement_line_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_receipts_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_receipts")),
        sa.UniqueConstraint("tenant_id", "request_key", name=op.f("uq_receipts_tenant_id_request_key")),
    )
    op.create_index("ix_receipts_order", "receipts", ["tenant_id", "order_id", "booked_at"], unique=False)
    op.create_index("ix_receipts_payment", "receipts", ["tenant_id", "payment_id"], unique=False)
    op.create_index(
        "uq_receipts_statement_line",
        "receipts",
        ["tenant_id", "statement_line_id"],
        unique=True,
        postgresql_where=sa.text("undone_at IS NULL AND statement_line_id IS NOT NULL"),
    )
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("receipts")
    op.drop_table("statement_lines")
    op.drop_index("uq_payments_open", table_name="payments")
    op.create_index("uq_payments_open", "payments", ["tenant_id", "order_id"], unique=True, postgresql_where=_OPEN)
    op.drop_column("refunds", "hand_reference")
    op.drop_column("payments", "due_on")
    op.drop_column("orders", "waits_until")
