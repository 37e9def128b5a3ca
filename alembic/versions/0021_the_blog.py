"""the blog"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from aistrategyhub.infra.db import policy_statements
from aistrategyhub.infra.search import open_policy_statements
from alembic import op

TENANT_OWNED = (
    "authors",
    "blog_categories",
    "blog_series",
    "blog_tags",
    "posts",
    "post_authors",
    "post_tags",
)

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "authors",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("role_it", sa.String(length=100), nullable=False),
        sa.Column("role_en", sa.String(length=100), nullable=False),
        sa.Column("bio_it", sa.String(length=2000), nullable=False),
        sa.Column("bio_en", sa.String(length=2000), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=True),
        sa.Column("links", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_authors_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_authors")),
        sa.UniqueConstraint("tenant_id", "slug", name=op.f("uq_authors_tenant_id_slug")),
    )
    op.create_index("ix_authors_person", "authors", ["tenant_id", "person_id"], unique=False)
    op.create_table(
        "blog_categories",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name_it", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("description_it", sa.String(length=600), nullable=False),
        sa.Column("description_en", sa.String(length=600), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_blog_categories_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_blog_categories")),
        sa.UniqueConstraint("tenant_id", "slug", name=op.f("uq_blog_categories_tenant_id_slug")),
    )
    op.create_table(
        "blog_series",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name_it", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("description_it", sa.String(length=600), nullable=False),
        sa.Column("description_en", sa.String(length=600), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_blog_series_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_blog_series")),
        sa.UniqueConstraint("tenant_id", "slug", name=op.f("uq_blog_series_tenant_id_slug")),
    )
    op.create_table(
        "blog_tags",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name_it", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_blog_tags_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_blog_tags")),
        sa.UniqueConstraint("tenant_id", "slug", name=op.f("uq_blog_tags_tenant_id_slug")),
    )
    op.create_table(
        "posts",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column("series_id", sa.Uuid(), nullable=True),
        sa.Column("series_position", sa.Integer(), nullable=True),
        sa.Column("live_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("word_count", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "category_id"],
            ["blog_categories.tenant_id", "blog_categories.id"],
            name=op.f("fk_posts_tenant_id_category_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "id"],
            ["publications.tenant_id", "publications.id"],
            name=op.f("fk_posts_tenant_id_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "series_id"],
            ["blog_series.tenant_id", "blog_series.id"],
            name=op.f("fk_posts_tenant_id_series_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_posts_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_posts")),
    )
    op.create_index("ix_posts_category", "posts", ["tenant_id", "category_id", "live_at", "id"], unique=False)
    op.create_index(
        "ix_posts_live",
        "posts",
        ["tenant_id", "live_at", "id"],
        unique=False,
        postgresql_where=sa.text("live_at IS NOT NULL"),
    )
    op.create_index("ix_posts_series", "posts", ["tenant_id", "series_id", "series_position", "id"], unique=False)
    op.create_table(
        "post_authors",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("live_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "author_id"],
            ["authors.tenant_id", "authors.id"],
            name=op.f("fk_post_authors_tenant_id_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["posts.tenant_id", "posts.id"],
            name=op.f("fk_post_authors_tenant_id_post_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_post_authors_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_post_authors")),
        sa.UniqueConstraint(
            "tenant_id", "post_id", "author_id", name=op.f("uq_post_authors_tenant_id_post_id_author_id")
        ),
    )
    op.create_index(
        "ix_post_authors_listed", "post_authors", ["tenant_id", "author_id", "live_at", "post_id"], unique=False
    )
    op.create_table(
        "post_tags",
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("tag_id", sa.Uuid(), nullable=False),
        sa.Column("live_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["posts.tenant_id", "posts.id"],
            name=op.f("fk_post_tags_tenant_id_post_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "tag_id"], ["blog_tags.tenant_id", "blog_tags.id"], name=op.f("fk_post_tags_tenant_id_tag_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_post_tags_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_post_tags")),
        sa.UniqueConstraint("tenant_id", "post_id", "tag_id", name=op.f("uq_post_tags_tenant_id_post_id_tag_id")),
    )
    op.create_index("ix_post_tags_listed", "post_tags", ["tenant_id", "tag_id", "live_at", "post_id"], unique=False)
    op.create_table(
        "post_texts",
        sa.Column("name_key", sa.Text(collation="C"), nullable=False),
        sa.Column("name_vector", postgresql.TSVECTOR(), nullable=False),
        sa.Column("vector", postgresql.TSVECTOR(), nullable=False),
        sa.Column(
            "tenant_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.tenant_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("lang", sa.String(length=5), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("excerpt", sa.String(length=4000), nullable=False),
        sa.Column("word_count", sa.Integer(), nullable=False),
        sa.Column("cover_id", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "post_id"],
            ["posts.tenant_id", "posts.id"],
            name=op.f("fk_post_texts_tenant_id_post_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_post_texts_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_post_texts")),
        sa.UniqueConstraint("tenant_id", "post_id", "locale", name=op.f("uq_post_texts_tenant_id_post_id_locale")),
    )
    op.create_index(
        "ix_post_texts_name_vector",
        "post_texts",
        ["name_vector"],
        unique=False,
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_index(
        "ix_post_texts_vector",
        "post_texts",
        ["vector"],
        unique=False,
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    for table in TENANT_OWNED:
        for statement in policy_statements(table):
            op.execute(statement)
    for statement in open_policy_statements("post_texts"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("post_texts")
    op.drop_table("post_tags")
    op.drop_table("post_authors")
    op.drop_table("posts")
    op.drop_table("blog_tags")
    op.drop_table("blog_series")
    op.drop_table("blog_categories")
    op.drop_table("authors")
