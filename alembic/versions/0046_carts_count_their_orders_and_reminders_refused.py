"""carts count their orders, and who wants no mail about a cart"""

from collections.abc import Sequence

import sqlalchemy as sa

from aistrategyhub.infra.db import policy_statements
from alembic import op

TENANT_OWNED = ("cart_reminder_refusals",)

revision: str = "0046"
down_revision: str | None = "0045"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("carts", sa.Column("orders_made", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.create_table(
        "cart_reminder_refusals",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_cart_reminder_refusals_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_cart_reminder_refusals")),
        sa.UniqueConstraint("tenant_id", "address", name=op.f("uq_cart_reminder_refusals_tenant_id_address")),
    )
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("cart_reminder_refusals")
    op.drop_column("carts", "orders_made")
