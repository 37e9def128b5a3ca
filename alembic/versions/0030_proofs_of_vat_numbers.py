"""proofs of vat numbers"""

from collections.abc import Sequence

import sqlalchemy as sa

from aistrategyhub.infra.db import policy_statements
from alembic import op

TENANT_OWNED = ("vat_checks",)

revision: str = "0030"
down_revision: str | None = "0029"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "vat_checks",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("is_valid", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("consultation", sa.String(length=60), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_vat_checks_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_vat_checks")),
    )
    op.create_index("ix_vat_checks_number", "vat_checks", ["tenant_id", "state", "number", "asked_at"], unique=False)
    op.add_column("orders", sa.Column("vat_check_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_orders_tenant_id_vat_check_id"),
        "orders",
        "vat_checks",
        ["tenant_id", "vat_check_id"],
        ["tenant_id", "id"],
    )
    op.create_index(
        "ix_orders_vat_check",
        "orders",
        ["tenant_id", "vat_check_id"],
        unique=False,
        postgresql_where=sa.text("vat_check_id IS NOT NULL"),
    )
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_orders_vat_check", table_name="orders")
    op.drop_constraint(op.f("fk_orders_tenant_id_vat_check_id"), "orders", type_="foreignkey")
    op.drop_column("orders", "vat_check_id")
    op.drop_index("ix_vat_checks_number", table_name="vat_checks")
    op.drop_table("vat_checks")
