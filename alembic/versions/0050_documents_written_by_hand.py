"""documents are written by hand, and a deposit has an invoice of its own kind"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.infra.db import CURRENT_TENANT, policy_statements
from alembic import op

revision: str = "0050"
down_revision: str | None = "0054"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "invoice_drafts",
        sa.Column("tenant_id", sa.Uuid(), server_default=sa.text(CURRENT_TENANT), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("typed", postgresql.JSONB(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("buyer_name", sa.String(length=160), nullable=False),
        sa.Column("total", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("invoice_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_invoice_drafts_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "corrects_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("fk_invoice_drafts_tenant_id_corrects_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("fk_invoice_drafts_tenant_id_invoice_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_invoice_drafts")),
    )
    op.create_index(
        "ix_invoice_drafts_open",
        "invoice_drafts",
        ["tenant_id", "changed_at"],
        unique=False,
        postgresql_where=sa.text("invoice_id IS NULL"),
    )
    for statement in policy_statements("invoice_drafts"):
        op.execute(statement)
    op.drop_index("uq_invoices_order_td01", table_name="invoices", postgresql_where=sa.text("document_type = 'TD01'"))
    op.create_index(
        "uq_invoices_order",
        "invoices",
        ["tenant_id", "order_id"],
        unique=True,
        postgresql_where=sa.text("document_type IN ('TD01', 'TD02')"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_invoices_order", table_name="invoices", postgresql_where=sa.text("document_type IN ('TD01', 'TD02')")
    )
    op.create_index(
        "uq_invoices_order_td01",
        "invoices",
        ["tenant_id", "order_id"],
        unique=True,
        postgresql_where=sa.text("document_type = 'TD01'"),
    )
    op.drop_index("ix_invoice_drafts_open", table_name="invoice_drafts", postgresql_where=sa.text("invoice_id IS NULL"))
    op.drop_table("invoice_drafts")
