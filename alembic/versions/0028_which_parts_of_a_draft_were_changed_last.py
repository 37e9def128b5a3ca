"""which parts of a draft were changed last

Whoever is refused because another person saved meanwhile is told what both have changed. Of drafts that are there
already nothing is known before their next save.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    changes = postgresql.JSONB(astext_type=sa.Text())
    op.add_column("publications", sa.Column("draft_changes", changes, nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("publications", "draft_changes")
