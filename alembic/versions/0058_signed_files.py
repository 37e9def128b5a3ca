"""signed files"""

from collections.abc import Sequence

import sqlalchemy as sa

from aistrategyhub.infra.db import APPLICATION_ROLE, CURRENT_TENANT, policy_statements
from alembic import op

revision: str = "0058"
down_revision: str | None = "0056"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "invoice_signatures",
        sa.Column("tenant_id", sa.Uuid(), server_default=sa.text(CURRENT_TENANT), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(length=60), nullable=False),
        sa.Column("signed_name", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("signer", sa.String(length=160), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_invoice_signatures_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("fk_invoice_signatures_tenant_id_invoice_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_invoice_signatures")),
        sa.UniqueConstraint("tenant_id", "file_name", name=op.f("uq_invoice_signatures_tenant_id_file_name")),
    )
    op.create_index("ix_invoice_signatures_invoice", "invoice_signatures", ["tenant_id", "invoice_id"], unique=False)
    for statement in policy_statements("invoice_signatures"):
        op.execute(statement)
    op.execute(f"REVOKE UPDATE, DELETE ON invoice_signatures FROM {APPLICATION_ROLE}")


def downgrade() -> None:
    op.drop_index("ix_invoice_signatures_invoice", table_name="invoice_signatures")
    op.drop_table("invoice_signatures")
