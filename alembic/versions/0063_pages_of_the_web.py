"""pages of the web"""

from collections.abc import Sequence

import sqlalchemy as sa

from aistrategyhub.infra.db import policy_statements
from alembic import op

TENANT_OWNED = (
    "knowledge_sites",
    "knowledge_pages",
)

revision: str = "0063"
down_revision: str | None = "0062"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_DOCUMENTS = "knowledge_documents"
_SOURCE = "ck_knowledge_documents_documentsource"


def upgrade() -> None:
    op.drop_constraint(op.f(_SOURCE), _DOCUMENTS, type_="check")
    op.create_check_constraint(op.f(_SOURCE), _DOCUMENTS, "source IN ('upload', 'site', 'web')")
    op.create_table(
        "knowledge_sites",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bot_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("page", "sitemap", name="webkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting", "done", "failed", name="crawlstatus", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("failure", sa.String(length=40), nullable=False),
        sa.Column("robots", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("crawled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bot_id"],
            ["bots.tenant_id", "bots.id"],
            name=op.f("fk_knowledge_sites_tenant_id_bot_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_knowledge_sites_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_knowledge_sites")),
        sa.UniqueConstraint("tenant_id", "bot_id", "url", name=op.f("uq_knowledge_sites_tenant_id_bot_id_url")),
    )
    op.create_index(
        "ix_knowledge_sites_due",
        "knowledge_sites",
        ["tenant_id", "next_at"],
        unique=False,
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_table(
        "knowledge_pages",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=False),
        sa.Column("last_modified", sa.String(length=200), nullable=False),
        sa.Column("gone_count", sa.Integer(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "document_id"],
            ["knowledge_documents.tenant_id", "knowledge_documents.id"],
            name=op.f("fk_knowledge_pages_tenant_id_document_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "site_id"],
            ["knowledge_sites.tenant_id", "knowledge_sites.id"],
            name=op.f("fk_knowledge_pages_tenant_id_site_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_knowledge_pages_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_knowledge_pages")),
        sa.UniqueConstraint("tenant_id", "document_id", name=op.f("uq_knowledge_pages_tenant_id_document_id")),
    )
    op.create_index("ix_knowledge_pages_site", "knowledge_pages", ["tenant_id", "site_id"], unique=False)
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("knowledge_pages")
    op.drop_table("knowledge_sites")
    op.drop_constraint(op.f(_SOURCE), _DOCUMENTS, type_="check")
    _call_uploads()
    op.create_check_constraint(op.f(_SOURCE), _DOCUMENTS, "source IN ('upload', 'site')")


def _call_uploads() -> None:
    """Each firm's documents by themselves: no statement sees the rows of two."""
    connection = op.get_bind()
    for tenant in connection.execute(sa.text("SELECT id FROM tenants ORDER BY id")).scalars().all():
        connection.execute(sa.text("SELECT set_config('app.tenant_id', :tenant, true)"), {"tenant": str(tenant)})
        connection.execute(sa.text(f"UPDATE {_DOCUMENTS} SET source = 'upload' WHERE source = 'web'"))
    op.execute("SELECT set_config('app.tenant_id', '', true)")
