"""fiscal mails and restricted invoices"""

from collections.abc import Sequence

import sqlalchemy as sa

from aistrategyhub.infra.db import policy_statements
from alembic import op

TENANT_OWNED = ("invoice_restrictions",)

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "invoice_restrictions",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("restricted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invoice_id"],
            ["invoices.tenant_id", "invoices.id"],
            name=op.f("fk_invoice_restrictions_tenant_id_invoice_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_invoice_restrictions_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_invoice_restrictions")),
        sa.UniqueConstraint("tenant_id", "invoice_id", name=op.f("uq_invoice_restrictions_tenant_id_invoice_id")),
    )
    op.add_column("email_sends", sa.Column("is_fiscal", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.alter_column("email_sends", "is_fiscal", server_default=None)
    # The owner sees every tenant's rows only while the policy is not forced on it too.
    op.execute("ALTER TABLE email_sends NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE email_sends SET is_fiscal = true WHERE template LIKE 'invoicing/%'")
    op.execute("ALTER TABLE email_sends FORCE ROW LEVEL SECURITY")
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_column("email_sends", "is_fiscal")
    op.drop_table("invoice_restrictions")
