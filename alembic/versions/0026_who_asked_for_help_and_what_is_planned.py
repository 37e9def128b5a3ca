"""who asked for help and what is planned

Erasing a person, and telling them what is known of them, looks for their rows among the helps with drafts; the calendar
looks for what goes on the site and off it in a month.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_MOMENTS = ("publish_at", "unpublish_at", "first_published_at")


def upgrade() -> None:
    op.create_index("ix_draft_helps_asked_by", "draft_helps", ["tenant_id", "asked_by"])
    op.create_index("ix_draft_suggestions_decided_by", "draft_suggestions", ["tenant_id", "decided_by"])
    op.create_index("ix_post_disclosures_helped_by", "post_disclosures", ["tenant_id", "helped_by"])
    for moment in _MOMENTS:
        op.create_index(
            f"ix_publications_{moment}",
            "publications",
            ["tenant_id", "kind", moment],
            postgresql_where=sa.text(f"{moment} IS NOT NULL"),
        )


def downgrade() -> None:
    for moment in _MOMENTS:
        op.drop_index(f"ix_publications_{moment}", "publications")
    op.drop_index("ix_post_disclosures_helped_by", "post_disclosures")
    op.drop_index("ix_draft_suggestions_decided_by", "draft_suggestions")
    op.drop_index("ix_draft_helps_asked_by", "draft_helps")
