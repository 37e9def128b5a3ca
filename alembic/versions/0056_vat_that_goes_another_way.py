"""VAT that goes another way: to another member state, or from a public office to the treasury"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "0056"
down_revision: str | None = "0061"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_BEFORE = (
    "italy",
    "small_seller",
    "eu_firm",
    "eu_firm_refused",
    "eu_firm_silent",
    "eu_person",
    "firm_outside",
    "person_outside",
)
_ABROAD = "vat_ground = 'eu_person'"
_ABROAD_AND_DECLARED_THERE = "vat_ground IN ('eu_person', 'eu_person_oss')"


def upgrade() -> None:
    _allow(*_BEFORE, "eu_person_oss", "public_office")
    _index(_ABROAD_AND_DECLARED_THERE)


def downgrade() -> None:
    _allow(*_BEFORE)
    _index(_ABROAD)


def _allow(*grounds: str) -> None:
    listed = ", ".join(f"'{ground}'" for ground in grounds)
    op.drop_constraint(op.f("ck_order_items_ground"), "order_items", type_="check")
    op.create_check_constraint(op.f("ck_order_items_ground"), "order_items", f"vat_ground IN ({listed})")


def _index(which: str) -> None:
    op.drop_index("ix_order_items_abroad", table_name="order_items")
    op.create_index("ix_order_items_abroad", "order_items", ["tenant_id", "order_id"], postgresql_where=sa.text(which))
