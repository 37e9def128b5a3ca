"""Posts and what they are found by. The words of a post are a publication; here is what stands beside them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ForeignKeyConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, tenant_reference, tenant_unique
from aistrategyhub.infra.search import Searchable, searchable_indexes

LONGEST_SLUG = 80
LONGEST_NAME = 100
LONGEST_DESCRIPTION = 600
LONGEST_BIO = 2_000


class BlogCategory(TenantOwned, table=True):
    """What a post is about: each has one at most. `position` is its place among the others."""

    __tablename__ = "blog_categories"
    __table_args__ = (tenant_unique("slug"),)

    slug: str = Field(max_length=LONGEST_SLUG)
    name_it: str = Field(max_length=LONGEST_NAME)
    name_en: str = Field(default="", max_length=LONGEST_NAME)
    description_it: str = Field(default="", max_length=LONGEST_DESCRIPTION)
    description_en: str = Field(default="", max_length=LONGEST_DESCRIPTION)
    position: int = 0


class BlogTag(TenantOwned, table=True):
    """A word that several posts share."""

    __tablename__ = "blog_tags"
    __table_args__ = (tenant_unique("slug"),)

    slug: str = Field(max_length=LONGEST_SLUG)
    name_it: str = Field(max_length=LONGEST_NAME)
    name_en: str = Field(default="", max_length=LONGEST_NAME)


class Author(TenantOwned, table=True):
    """Who signs posts. `person_id` is their account where they have one; `links` are rows of `label` and `href`."""

    __tablename__ = "authors"
    __table_args__ = (tenant_unique("slug"), Index("ix_authors_person", "tenant_id", "person_id"))

    slug: str = Field(max_length=LONGEST_SLUG)
    name: str = Field(max_length=LONGEST_NAME)
    person_id: UUID | None = None
    role_it: str = Field(default="", max_length=LONGEST_NAME)
    role_en: str = Field(default="", max_length=LONGEST_NAME)
    bio_it: str = Field(default="", max_length=LONGEST_BIO)
    bio_en: str = Field(default="", max_length=LONGEST_BIO)
    photo_id: UUID | None = None
    links: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))


class Series(TenantOwned, table=True):
    """Posts that are read one after the other."""

    __tablename__ = "blog_series"
    __table_args__ = (tenant_unique("slug"),)

    slug: str = Field(max_length=LONGEST_SLUG)
    name_it: str = Field(max_length=LONGEST_NAME)
    name_en: str = Field(default="", max_length=LONGEST_NAME)
    description_it: str = Field(default="", max_length=LONGEST_DESCRIPTION)
    description_en: str = Field(default="", max_length=LONGEST_DESCRIPTION)


class Post(TenantOwned, table=True):
    """What a post is beside its words. Its `id` is that of its publication.

    `live_at` is the moment since which everybody may read it, None while they may not: lists know no other.
    `word_count` counts the Italian words of what is live.
    """

    __tablename__ = "posts"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "id"], ["publications.tenant_id", "publications.id"], ondelete="CASCADE"),
        tenant_reference("category_id", "blog_categories"),
        tenant_reference("series_id", "blog_series"),
        Index("ix_posts_live", "tenant_id", "live_at", "id", postgresql_where=text("live_at IS NOT NULL")),
        Index("ix_posts_category", "tenant_id", "category_id", "live_at", "id"),
        Index("ix_posts_series", "tenant_id", "series_id", "series_position", "id"),
    )

    category_id: UUID | None = None
    series_id: UUID | None = None
    series_position: int | None = None
    live_at: datetime | None = Field(default=None, sa_type=MOMENT)
    word_count: int = 0
    updated_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class PostAuthor(TenantOwned, table=True):
    """Who signs a post, in their order. `live_at` is the post's, so that an author's posts are listed from here."""

    __tablename__ = "post_authors"
    __table_args__ = (
        tenant_reference("post_id", "posts", ondelete="CASCADE"),
        tenant_reference("author_id", "authors"),
        tenant_unique("post_id", "author_id"),
        Index("ix_post_authors_listed", "tenant_id", "author_id", "live_at", "post_id"),
    )

    post_id: UUID
    author_id: UUID
    position: int = 0
    live_at: datetime | None = Field(default=None, sa_type=MOMENT)


class PostTag(TenantOwned, table=True):
    """A tag of a post. `live_at` is the post's, so that the posts of a tag are listed from here."""

    __tablename__ = "post_tags"
    __table_args__ = (
        tenant_reference("post_id", "posts", ondelete="CASCADE"),
        tenant_reference("tag_id", "blog_tags"),
        tenant_unique("post_id", "tag_id"),
        Index("ix_post_tags_listed", "tenant_id", "tag_id", "live_at", "post_id"),
    )

    post_id: UUID
    tag_id: UUID
    live_at: datetime | None = Field(default=None, sa_type=MOMENT)


class PostText(TenantOwned, Searchable, table=True):
    """The words of a live post as pages in one language (`locale`) list them and search looks in them.

    `lang` is the language they are in: Italian where there is no translation. The table holds nothing but what
    everybody may read, and is read behind no policy (`infra.search`): whoever reads it says whose rows.
    """

    __tablename__ = "post_texts"
    __table_args__ = (
        tenant_reference("post_id", "posts", ondelete="CASCADE"),
        tenant_unique("post_id", "locale"),
        *searchable_indexes("post_texts"),
    )

    post_id: UUID
    locale: str = Field(max_length=5)
    lang: str = Field(max_length=5)
    title: str = Field(max_length=300)
    excerpt: str = Field(default="", max_length=4_000)
    word_count: int = 0
    cover_id: UUID | None = None
    updated_at: datetime = Field(default_factory=now, sa_type=MOMENT)
