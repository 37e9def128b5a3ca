"""publications are listed by their last change

Behind row-level security PostgreSQL asks no trigram and no array index: their operators are not leakproof, so that a
row's tenant is looked at first. Both indexes were only written to.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("ix_publications_recent", "publications", ["tenant_id", "kind", "updated_at", "id"], unique=False)
    op.drop_index("ix_publications_search", table_name="publications")
    op.drop_index("ix_publications_things", table_name="publications")


def downgrade() -> None:
    op.create_index("ix_publications_things", "publications", ["things"], unique=False, postgresql_using="gin")
    op.create_index(
        "ix_publications_search",
        "publications",
        ["search_key"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_key": "gin_trgm_ops"},
    )
    op.drop_index("ix_publications_recent", table_name="publications")
