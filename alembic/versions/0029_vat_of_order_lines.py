"""vat of order lines"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "order_items",
        sa.Column(
            "vat_ground",
            sa.Enum(
                "italy",
                "small_seller",
                "eu_firm",
                "eu_firm_refused",
                "eu_firm_silent",
                "eu_person",
                "firm_outside",
                "person_outside",
                name="ground",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            server_default="italy",
        ),
    )
    op.add_column(
        "order_items",
        sa.Column(
            "vat_nature",
            sa.Enum("N2.1", "N2.2", name="nature", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
    )
    op.add_column("order_items", sa.Column("vat_law", sa.String(length=100), nullable=False, server_default=""))
    # Whatever was ordered before was ordered in Italy, with VAT; from now on an order says so itself.
    op.alter_column("order_items", "vat_ground", server_default=None)
    op.alter_column("order_items", "vat_law", server_default=None)


def downgrade() -> None:
    op.drop_column("order_items", "vat_law")
    op.drop_column("order_items", "vat_nature")
    op.drop_column("order_items", "vat_ground")
