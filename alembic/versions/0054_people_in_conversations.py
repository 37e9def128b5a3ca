"""people in conversations"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "0054"
down_revision: str | None = "0053"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TABLE = "chat_conversations"
_STATUS = "ck_chat_conversations_conversationstatus"


def upgrade() -> None:
    op.drop_constraint(op.f(_STATUS), _TABLE, type_="check")
    op.create_check_constraint(op.f(_STATUS), _TABLE, "status IN ('open', 'handed_over', 'with_person')")
    op.add_column(_TABLE, sa.Column("ticket_id", sa.Uuid(), nullable=True))
    op.add_column(_TABLE, sa.Column("attended_by", sa.Uuid(), nullable=True))
    op.add_column(_TABLE, sa.Column("attended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(_TABLE, sa.Column("listened_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(
        op.f("fk_chat_conversations_tenant_id_ticket_id"),
        _TABLE,
        "support_tickets",
        ["tenant_id", "ticket_id"],
        ["tenant_id", "id"],
        ondelete="SET NULL (ticket_id)",
    )
    op.create_foreign_key(
        op.f("fk_chat_conversations_tenant_id_attended_by"),
        _TABLE,
        "users",
        ["tenant_id", "attended_by"],
        ["tenant_id", "id"],
    )
    op.create_unique_constraint(op.f("uq_chat_conversations_tenant_id_ticket_id"), _TABLE, ["tenant_id", "ticket_id"])
    op.create_index("ix_chat_conversations_attended", _TABLE, ["tenant_id", "attended_by"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_chat_conversations_attended", table_name=_TABLE)
    for name in ("ticket_id", "attended_by", "attended_at", "listened_at"):
        op.drop_column(_TABLE, name)
    op.drop_constraint(op.f(_STATUS), _TABLE, type_="check")
    _give_back()
    op.create_check_constraint(op.f(_STATUS), _TABLE, "status IN ('open', 'handed_over')")


def _give_back() -> None:
    """Each firm's conversations by themselves: no statement sees the rows of two."""
    connection = op.get_bind()
    for tenant in connection.execute(sa.text("SELECT id FROM tenants ORDER BY id")).scalars().all():
        connection.execute(sa.text("SELECT set_config('app.tenant_id', :tenant, true)"), {"tenant": str(tenant)})
        connection.execute(sa.text(f"UPDATE {_TABLE} SET status = 'handed_over' WHERE status = 'with_person'"))
    op.execute("SELECT set_config('app.tenant_id', '', true)")
