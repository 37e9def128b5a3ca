"""steps of an order and answers of the api"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.infra.db import policy_statements
from alembic import op

TENANT_OWNED = ("api_answers", "order_milestones", "order_deliverables")

revision: str = "0041"
down_revision: str | None = "0040"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _tenant_id() -> sa.Column[sa.Uuid]:
    return sa.Column(
        "tenant_id",
        sa.Uuid(),
        server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
        nullable=False,
    )


def upgrade() -> None:
    op.create_table(
        "api_answers",
        _tenant_id(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_key", sa.String(length=64), nullable=False),
        sa.Column("asked", sa.String(length=64), nullable=False),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_api_answers_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_api_answers")),
        sa.UniqueConstraint("tenant_id", "request_key", name=op.f("uq_api_answers_tenant_id_request_key")),
    )
    op.create_index("ix_api_answers_made", "api_answers", ["tenant_id", "made_at"], unique=False)
    op.create_table(
        "order_milestones",
        _tenant_id(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("share", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "to_do",
                "delivered",
                "approved",
                "change_asked",
                name="milestonestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.id"],
            name=op.f("fk_order_milestones_tenant_id_order_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_order_milestones_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_order_milestones")),
    )
    op.create_index(
        "ix_order_milestones_order", "order_milestones", ["tenant_id", "order_id", "position"], unique=False
    )
    op.create_table(
        "order_deliverables",
        _tenant_id(),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("milestone_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("storage_key", sa.String(length=300), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "milestone_id"],
            ["order_milestones.tenant_id", "order_milestones.id"],
            name=op.f("fk_order_deliverables_tenant_id_milestone_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_order_deliverables_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_order_deliverables")),
    )
    op.create_index(
        "ix_order_deliverables_milestone",
        "order_deliverables",
        ["tenant_id", "milestone_id", "uploaded_at"],
        unique=False,
    )
    op.add_column("order_notes", sa.Column("milestone_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_order_notes_tenant_id_milestone_id"),
        "order_notes",
        "order_milestones",
        ["tenant_id", "milestone_id"],
        ["tenant_id", "id"],
        ondelete="CASCADE",
    )
    op.add_column("orders", sa.Column("amends_id", sa.Uuid(), nullable=True))
    op.add_column("orders", sa.Column("revision", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.create_foreign_key(
        op.f("fk_orders_tenant_id_amends_id"), "orders", "orders", ["tenant_id", "amends_id"], ["tenant_id", "id"]
    )
    op.create_index(
        "ix_orders_amends",
        "orders",
        ["tenant_id", "amends_id"],
        unique=False,
        postgresql_where=sa.text("amends_id IS NOT NULL"),
    )
    op.drop_constraint("uq_orders_tenant_id_offer_id_instalment", "orders", type_="unique")
    op.create_index(
        "uq_orders_collecting",
        "orders",
        ["tenant_id", "offer_id", "instalment"],
        unique=True,
        postgresql_where=sa.text("offer_id IS NOT NULL AND status <> 'cancelled'"),
    )
    op.create_index(
        "ix_orders_offer",
        "orders",
        ["tenant_id", "offer_id"],
        unique=False,
        postgresql_where=sa.text("offer_id IS NOT NULL"),
    )
    op.add_column("quote_orders", sa.Column("times_asked", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.add_column("withdrawals", sa.Column("proof_key", sa.String(length=64), nullable=True))
    op.add_column("withdrawals", sa.Column("answer", sa.Text(), server_default="", nullable=False))
    op.create_unique_constraint(op.f("uq_withdrawals_tenant_id_proof_key"), "withdrawals", ["tenant_id", "proof_key"])
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_constraint("uq_withdrawals_tenant_id_proof_key", "withdrawals", type_="unique")
    op.drop_column("withdrawals", "answer")
    op.drop_column("withdrawals", "proof_key")
    op.drop_column("quote_orders", "times_asked")
    op.drop_index("ix_orders_offer", table_name="orders")
    op.drop_index("uq_orders_collecting", table_name="orders")
    op.create_unique_constraint(
        op.f("uq_orders_tenant_id_offer_id_instalment"), "orders", ["tenant_id", "offer_id", "instalment"]
    )
    op.drop_index("ix_orders_amends", table_name="orders")
    op.drop_column("orders", "revision")
    op.drop_column("orders", "amends_id")
    op.drop_column("order_notes", "milestone_id")
    op.drop_table("order_deliverables")
    op.drop_table("order_milestones")
    op.drop_table("api_answers")
