"""redirects keep the query of their target"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index(
        "ix_publications_forward_path",
        "publications",
        ["tenant_id", "forward_path"],
        unique=False,
        postgresql_where=sa.text("forward_path IS NOT NULL"),
    )
    op.add_column("redirects", sa.Column("target_key", sa.String(length=2000), nullable=True))
    op.add_column("redirects", sa.Column("target_suffix", sa.String(length=2000), server_default="", nullable=False))
    op.alter_column("redirects", "target_suffix", server_default=None)
    op.drop_index(op.f("ix_redirects_target"), table_name="redirects")
    op.create_index("ix_redirects_target", "redirects", ["tenant_id", "target_key"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_redirects_target", table_name="redirects")
    op.create_index(op.f("ix_redirects_target"), "redirects", ["tenant_id", "target_path"], unique=False)
    op.drop_column("redirects", "target_suffix")
    op.drop_column("redirects", "target_key")
    op.drop_index(
        "ix_publications_forward_path", table_name="publications", postgresql_where=sa.text("forward_path IS NOT NULL")
    )
