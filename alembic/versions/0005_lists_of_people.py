"""lists of people"""

from collections.abc import Sequence

from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index(
        "ix_login_attempts_result", "login_attempts", ["tenant_id", "success", "attempted_at", "id"], unique=False
    )
    op.create_index("ix_users_last_login", "users", ["tenant_id", "last_login", "id"], unique=False)
    op.create_index("ix_users_name", "users", ["tenant_id", "last_name", "first_name", "id"], unique=False)
    op.create_index("ix_users_role", "users", ["tenant_id", "role", "created_at", "id"], unique=False)
    op.create_index("ix_users_state", "users", ["tenant_id", "is_active", "created_at", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_users_state", table_name="users")
    op.drop_index("ix_users_role", table_name="users")
    op.drop_index("ix_users_name", table_name="users")
    op.drop_index("ix_users_last_login", table_name="users")
    op.drop_index("ix_login_attempts_result", table_name="login_attempts")
