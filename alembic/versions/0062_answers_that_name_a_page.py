"""answers that name a page"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "0062"
down_revision: str | None = "0058"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TABLE, _TALKS = "chat_messages", "chat_conversations"
_KIND = "ck_chat_messages_replykind"


def upgrade() -> None:
    op.drop_constraint(op.f(_KIND), _TABLE, type_="check")
    op.create_check_constraint(op.f(_KIND), _TABLE, "kind IN ('model', 'extract', 'unknown', 'declined', 'directed')")
    op.create_index("ix_chat_messages_created", _TABLE, ["tenant_id", "created_at"], unique=False)
    op.create_index("ix_chat_conversations_started", _TALKS, ["tenant_id", "started_at"], unique=False)
    op.create_index(
        "ix_chat_conversations_handed_over",
        _TALKS,
        ["tenant_id", "handed_over_at"],
        unique=False,
        postgresql_where=sa.text("handed_over_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_chat_conversations_handed_over", table_name=_TALKS)
    op.drop_index("ix_chat_conversations_started", table_name=_TALKS)
    op.drop_index("ix_chat_messages_created", table_name=_TABLE)
    op.drop_constraint(op.f(_KIND), _TABLE, type_="check")
    _say_otherwise()
    op.create_check_constraint(op.f(_KIND), _TABLE, "kind IN ('model', 'extract', 'unknown', 'declined')")


def _say_otherwise() -> None:
    """Each firm's answers by themselves: no statement sees the rows of two."""
    connection = op.get_bind()
    for tenant in connection.execute(sa.text("SELECT id FROM tenants ORDER BY id")).scalars().all():
        connection.execute(sa.text("SELECT set_config('app.tenant_id', :tenant, true)"), {"tenant": str(tenant)})
        connection.execute(sa.text(f"UPDATE {_TABLE} SET kind = 'unknown' WHERE kind = 'directed'"))
    op.execute("SELECT set_config('app.tenant_id', '', true)")
