"""Posts, what they are found by, how often they are looked at, and the help that a model gave with them.

The words of a post are a publication; here is what stands beside them.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ForeignKeyConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique
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


class HelpStatus(StrEnum):
    """How one question of a help stands."""

    WAITING = "waiting"
    ASKED = "asked"
    DONE = "done"
    FAILED = "failed"


class SuggestionState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class DraftHelp(TenantOwned, table=True):
    """Help that an editor asked a model for, with the words of a post in one language."""

    __tablename__ = "draft_helps"
    __table_args__ = (
        tenant_reference("post_id", "publications", ondelete="CASCADE"),
        Index("ix_draft_helps_post", "tenant_id", "post_id", "asked_at"),
        Index("ix_draft_helps_asked_by", "tenant_id", "asked_by"),
    )

    post_id: UUID
    locale: str = Field(max_length=5)
    topic: str = Field(max_length=400)
    keywords: str = Field(default="", max_length=300)
    tone: str = Field(max_length=20)
    length: str = Field(max_length=20)
    asked_by: UUID | None = None
    asked_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class DraftHelpStep(TenantOwned, table=True):
    """One question of a help: a prompt, and the call that says which model answered, how many tokens and what cost.

    `failure` is the message id that says why it was not answered, or is empty; `failure_values` fill it, words among
    them being message ids too. `tries` counts the calls that were made for it.
    """

    __tablename__ = "draft_help_steps"
    __table_args__ = (
        tenant_reference("help_id", "draft_helps", ondelete="CASCADE"),
        tenant_reference("call_id", "model_calls"),
        tenant_unique("help_id", "prompt"),
        Index("ix_draft_help_steps_call", "tenant_id", "call_id"),
    )

    help_id: UUID
    position: int
    prompt: str = Field(max_length=80)
    status: HelpStatus = Field(default=HelpStatus.WAITING, sa_type=stored_enum(HelpStatus))
    tries: int = 0
    failure: str = Field(default="", max_length=300)
    failure_values: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    call_id: UUID | None = None


class DraftSuggestion(TenantOwned, table=True):
    """A piece of an answer that the editor may take into the draft. One that was not taken leaves nothing in the post.

    `piece` is one of `rules.helping.PIECES`; `points` belong to a section of the outline.
    """

    __tablename__ = "draft_suggestions"
    __table_args__ = (
        tenant_reference("step_id", "draft_help_steps", ondelete="CASCADE"),
        tenant_unique("step_id", "position"),
        Index("ix_draft_suggestions_decided_by", "tenant_id", "decided_by"),
    )

    step_id: UUID
    position: int
    piece: str = Field(max_length=20)
    text: str = Field(max_length=500)
    points: list[str] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False))
    state: SuggestionState = Field(default=SuggestionState.PROPOSED, sa_type=stored_enum(SuggestionState))
    decided_by: UUID | None = None
    decided_at: datetime | None = Field(default=None, sa_type=MOMENT)


class PostDisclosure(TenantOwned, table=True):
    """That a model helped with a post, since when, and whether its page says so (art. 50(4) Regulation 2024/1689)."""

    __tablename__ = "post_disclosures"
    __table_args__ = (
        tenant_reference("post_id", "publications", ondelete="CASCADE"),
        tenant_unique("post_id"),
        Index("ix_post_disclosures_helped_by", "tenant_id", "helped_by"),
    )

    post_id: UUID
    is_shown: bool = True
    helped_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    helped_by: UUID | None = None


class PostViews(TenantOwned, table=True):
    """How often a post was looked at on one day of Rome. Nothing is known of who did."""

    __tablename__ = "post_views"
    __table_args__ = (tenant_reference("post_id", "posts", ondelete="CASCADE"), tenant_unique("post_id", "day"))

    post_id: UUID
    day: date
    views: int


class PostViewTotal(TenantOwned, table=True):
    """How often a post was ever looked at."""

    __tablename__ = "post_view_totals"
    __table_args__ = (tenant_reference("post_id", "posts", ondelete="CASCADE"), tenant_unique("post_id"))

    post_id: UUID
    views: int
