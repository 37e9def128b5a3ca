"""who asked for help and who decided on it

Erasing a person, and telling them what is known of them, looks for their rows in these tables.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("ix_draft_helps_asked_by", "draft_helps", ["tenant_id", "asked_by"])
    op.create_index("ix_draft_suggestions_decided_by", "draft_suggestions", ["tenant_id", "decided_by"])
    op.create_index("ix_post_disclosures_helped_by", "post_disclosures", ["tenant_id", "helped_by"])


def downgrade() -> None:
    op.drop_index("ix_post_disclosures_helped_by", "post_disclosures")
    op.drop_index("ix_draft_suggestions_decided_by", "draft_suggestions")
    op.drop_index("ix_draft_helps_asked_by", "draft_helps")
