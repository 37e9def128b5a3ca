"""withdrawals and who wants no follow up"""

from collections.abc import Sequence

import sqlalchemy as sa

from aistrategyhub.infra.db import policy_statements
from alembic import op

TENANT_OWNED = (
    "follow_up_refusals",
    "withdrawals",
)

revision: str = "0038"
down_revision: str | None = "0037"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "follow_up_refusals",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_follow_up_refusals_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_follow_up_refusals")),
        sa.UniqueConstraint("tenant_id", "address", name=op.f("uq_follow_up_refusals_tenant_id_address")),
    )
    op.create_table(
        "withdrawals",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("order_number", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "received",
                "accepted",
                "declined",
                name="withdrawalstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("request_key", sa.String(length=64), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"], ["orders.tenant_id", "orders.id"], name=op.f("fk_withdrawals_tenant_id_order_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_withdrawals_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_withdrawals")),
        sa.UniqueConstraint("tenant_id", "request_key", name=op.f("uq_withdrawals_tenant_id_request_key")),
    )
    op.create_index("ix_withdrawals_email", "withdrawals", ["tenant_id", "email"], unique=False)
    op.create_index("ix_withdrawals_order", "withdrawals", ["tenant_id", "order_id"], unique=False)
    op.create_index("ix_withdrawals_received", "withdrawals", ["tenant_id", "received_at"], unique=False)
    op.create_index(
        "ix_email_sends_to",
        "email_sends",
        ["tenant_id", sa.literal_column("lower(email_to)"), "queued_at"],
        unique=False,
    )
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_email_sends_to", table_name="email_sends")
    op.drop_index("ix_withdrawals_received", table_name="withdrawals")
    op.drop_index("ix_withdrawals_order", table_name="withdrawals")
    op.drop_index("ix_withdrawals_email", table_name="withdrawals")
    op.drop_table("withdrawals")
    op.drop_table("follow_up_refusals")
