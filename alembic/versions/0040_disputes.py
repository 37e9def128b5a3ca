"""disputes"""

from collections.abc import Sequence

import sqlalchemy as sa

from aistrategyhub.infra.db import policy_statements
from alembic import op

revision: str = "0040"
down_revision: str | None = "0039"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "disputes",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("provider_reference", sa.String(length=255), nullable=False),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "needs_answer",
                "under_review",
                "won",
                "lost",
                "withdrawn",
                name="disputestatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_inquiry", sa.Boolean(), nullable=False),
        sa.Column("answer_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_problem", sa.String(length=100), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"], ["orders.tenant_id", "orders.id"], name=op.f("fk_disputes_tenant_id_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "payment_id"],
            ["payments.tenant_id", "payments.id"],
            name=op.f("fk_disputes_tenant_id_payment_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_disputes_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_disputes")),
        sa.UniqueConstraint("tenant_id", "provider_reference", name=op.f("uq_disputes_tenant_id_provider_reference")),
    )
    op.create_index("ix_disputes_order", "disputes", ["tenant_id", "order_id", "opened_at"], unique=False)
    op.create_index("ix_disputes_payment", "disputes", ["tenant_id", "payment_id"], unique=False)
    op.create_index("ix_disputes_status", "disputes", ["tenant_id", "status", "answer_due_at"], unique=False)
    for statement in policy_statements("disputes"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("disputes")
