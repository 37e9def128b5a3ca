"""credit notes name their refund"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "0036"
down_revision: str | None = "0035"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("invoices", sa.Column("refund_id", sa.Uuid(), nullable=True))
    op.add_column("invoices", sa.Column("corrects_id", sa.Uuid(), nullable=True))
    op.create_index("ix_invoices_corrects", "invoices", ["tenant_id", "corrects_id"], unique=False)
    op.create_unique_constraint(op.f("uq_invoices_tenant_id_refund_id"), "invoices", ["tenant_id", "refund_id"])
    op.create_foreign_key(
        op.f("fk_invoices_tenant_id_corrects_id"),
        "invoices",
        "invoices",
        ["tenant_id", "corrects_id"],
        ["tenant_id", "id"],
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_invoices_tenant_id_corrects_id"), "invoices", type_="foreignkey")
    op.drop_constraint(op.f("uq_invoices_tenant_id_refund_id"), "invoices", type_="unique")
    op.drop_index("ix_invoices_corrects", table_name="invoices")
    op.drop_column("invoices", "corrects_id")
    op.drop_column("invoices", "refund_id")
