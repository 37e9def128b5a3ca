"""why a question was not answered, in every language

What fills the sentence stands beside it, so that it can be said in the language of whoever looks. Sentences that were
kept until now are whole: nothing fills them.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    values = postgresql.JSONB(astext_type=sa.Text())
    op.add_column("draft_help_steps", sa.Column("failure_values", values, nullable=False, server_default="{}"))
    op.alter_column("draft_help_steps", "failure_values", server_default=None)


def downgrade() -> None:
    op.drop_column("draft_help_steps", "failure_values")
