"""publications, their versions and addresses"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.infra.db import policy_statements
from alembic import op

TENANT_OWNED = (
    "publications",
    "addresses",
    "publication_versions",
    "redirects",
    "preview_links",
    "preview_answers",
)

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "publications",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "published",
                "archived",
                "trashed",
                name="publicationstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "audience",
            sa.Enum("everybody", "members", name="audience", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("slugs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("things", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("draft", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("draft_revision", sa.Integer(), nullable=False),
        sa.Column("draft_saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("draft_saved_by", sa.Uuid(), nullable=True),
        sa.Column("last_version", sa.Integer(), nullable=False),
        sa.Column("published_version_id", sa.Uuid(), nullable=True),
        sa.Column("scheduled_version_id", sa.Uuid(), nullable=True),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unpublish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("forward_publication_id", sa.Uuid(), nullable=True),
        sa.Column("forward_path", sa.String(length=2000), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trashed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trashed_with", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "forward_publication_id"],
            ["publications.tenant_id", "publications.id"],
            name=op.f("fk_publications_tenant_id_forward_publication_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "parent_id"],
            ["publications.tenant_id", "publications.id"],
            name=op.f("fk_publications_tenant_id_parent_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_publications_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_publications")),
    )
    op.create_index(
        "ix_publications_children", "publications", ["tenant_id", "parent_id", "position", "id"], unique=False
    )
    op.create_index("ix_publications_forward", "publications", ["tenant_id", "forward_publication_id"], unique=False)
    op.create_index(
        "ix_publications_listed", "publications", ["tenant_id", "kind", "status", "updated_at", "id"], unique=False
    )
    op.create_index(
        "ix_publications_live",
        "publications",
        ["tenant_id", "kind", "published_at", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'published'"),
    )
    op.create_index(
        "ix_publications_search",
        "publications",
        ["search_key"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_key": "gin_trgm_ops"},
    )
    op.create_index("ix_publications_things", "publications", ["things"], unique=False, postgresql_using="gin")
    op.create_index(
        "ix_publications_trash",
        "publications",
        ["tenant_id", "trashed_at"],
        unique=False,
        postgresql_where=sa.text("status = 'trashed'"),
    )
    op.create_index("ix_publications_trashed_with", "publications", ["tenant_id", "trashed_with"], unique=False)
    op.create_table(
        "addresses",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=True),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "publication_id"],
            ["publications.tenant_id", "publications.id"],
            name=op.f("fk_addresses_tenant_id_publication_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_addresses_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_addresses")),
        sa.UniqueConstraint("tenant_id", "path", name=op.f("uq_addresses_tenant_id_path")),
    )
    op.create_index("ix_addresses_publication", "addresses", ["tenant_id", "publication_id"], unique=False)
    op.create_index(
        "uq_addresses_current",
        "addresses",
        ["tenant_id", "publication_id", "locale"],
        unique=True,
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "publication_versions",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(
                "autosave",
                "kept",
                "published",
                "rolled_back",
                name="versionorigin",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("was_published", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "publication_id"],
            ["publications.tenant_id", "publications.id"],
            name=op.f("fk_publication_versions_tenant_id_publication_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_publication_versions_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_publication_versions")),
        sa.UniqueConstraint(
            "tenant_id",
            "publication_id",
            "number",
            name=op.f("uq_publication_versions_tenant_id_publication_id_number"),
        ),
    )
    op.create_index(
        "ix_publication_versions_origin", "publication_versions", ["tenant_id", "origin", "created_at"], unique=False
    )
    op.create_table(
        "redirects",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("source_key", sa.String(length=500), nullable=False),
        sa.Column("target_publication_id", sa.Uuid(), nullable=True),
        sa.Column("target_locale", sa.String(length=5), nullable=True),
        sa.Column("target_path", sa.String(length=2000), nullable=True),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("last_hit_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "target_publication_id"],
            ["publications.tenant_id", "publications.id"],
            name=op.f("fk_redirects_tenant_id_target_publication_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_redirects_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_redirects")),
        sa.UniqueConstraint("tenant_id", "source_key", name=op.f("uq_redirects_tenant_id_source_key")),
    )
    op.create_index("ix_redirects_created", "redirects", ["tenant_id", "created_at", "id"], unique=False)
    op.create_index("ix_redirects_publication", "redirects", ["tenant_id", "target_publication_id"], unique=False)
    op.create_index("ix_redirects_target", "redirects", ["tenant_id", "target_path"], unique=False)
    op.create_table(
        "preview_links",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.Column("token_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("recipient", sa.String(length=120), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "publication_id"],
            ["publications.tenant_id", "publications.id"],
            name=op.f("fk_preview_links_tenant_id_publication_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "version_id"],
            ["publication_versions.tenant_id", "publication_versions.id"],
            name=op.f("fk_preview_links_tenant_id_version_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_preview_links_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_preview_links")),
        sa.UniqueConstraint(
            "tenant_id", "token_fingerprint", name=op.f("uq_preview_links_tenant_id_token_fingerprint")
        ),
    )
    op.create_index(
        "ix_preview_links_publication", "preview_links", ["tenant_id", "publication_id", "created_at"], unique=False
    )
    op.create_index("ix_preview_links_version", "preview_links", ["tenant_id", "version_id"], unique=False)
    op.create_table(
        "preview_answers",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum("approved", "change_asked", name="verdict", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("words", sa.String(length=4000), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("draft_revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "link_id"],
            ["preview_links.tenant_id", "preview_links.id"],
            name=op.f("fk_preview_answers_tenant_id_link_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_preview_answers_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_preview_answers")),
    )
    op.create_index("ix_preview_answers_link", "preview_answers", ["tenant_id", "link_id", "created_at"], unique=False)
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_preview_answers_link", table_name="preview_answers")
    op.drop_table("preview_answers")
    op.drop_index("ix_preview_links_version", table_name="preview_links")
    op.drop_index("ix_preview_links_publication", table_name="preview_links")
    op.drop_table("preview_links")
    op.drop_index("ix_redirects_target", table_name="redirects")
    op.drop_index("ix_redirects_publication", table_name="redirects")
    op.drop_index("ix_redirects_created", table_name="redirects")
    op.drop_table("redirects")
    op.drop_index("ix_publication_versions_origin", table_name="publication_versions")
    op.drop_table("publication_versions")
    op.drop_index("uq_addresses_current", table_name="addresses", postgresql_where=sa.text("is_current"))
    op.drop_index("ix_addresses_publication", table_name="addresses")
    op.drop_table("addresses")
    op.drop_index("ix_publications_trashed_with", table_name="publications")
    op.drop_index("ix_publications_trash", table_name="publications", postgresql_where=sa.text("status = 'trashed'"))
    op.drop_index("ix_publications_things", table_name="publications", postgresql_using="gin")
    op.drop_index(
        "ix_publications_search",
        table_name="publications",
        postgresql_using="gin",
        postgresql_ops={"search_key": "gin_trgm_ops"},
    )
    op.drop_index("ix_publications_live", table_name="publications", postgresql_where=sa.text("status = 'published'"))
    op.drop_index("ix_publications_listed", table_name="publications")
    op.drop_index("ix_publications_forward", table_name="publications")
    op.drop_index("ix_publications_children", table_name="publications")
    op.drop_table("publications")
