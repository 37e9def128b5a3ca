"""sales to people abroad are found"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "0047"
down_revision: str | None = "0046"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index(
        "ix_order_items_abroad",
        "order_items",
        ["tenant_id", "order_id"],
        unique=False,
        postgresql_where=sa.text("vat_ground = 'eu_person'"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_order_items_abroad", table_name="order_items", postgresql_where=sa.text("vat_ground = 'eu_person'")
    )
