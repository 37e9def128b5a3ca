"""What goes over the wire of posts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from aistrategyhub.features.blog.queries.cards import ListedPost
from aistrategyhub.features.blog.queries.reading import ShownPost
from aistrategyhub.features.blog.rules.names import in_words
from aistrategyhub.features.blog.rules.reading import minutes_to_read
from aistrategyhub.features.blog.schemas.drafts import PostFacts
from aistrategyhub.features.media.schemas import ImageBody
from aistrategyhub.features.publishing.models import PublicationStatus
from aistrategyhub.features.publishing.schemas import PublicationRow

_CONTENT = {"it": {"title": "Chi è soggetto alla NIS2", "excerpt": "Due domande.", "body": "<p>La prima.</p>"}}


class NamedBody(BaseModel):
    """A category, a tag or an author by the last part of its address."""

    slug: str = Field(examples=["ai-act"])
    name: str = Field(examples=["AI Act"])


class PostSummaryBody(BaseModel):
    """A published post in a list. `locale` is the language of its words: Italian where a translation is missing."""

    id: UUID
    slug: str = Field(examples=["chi-e-soggetto-alla-nis2"])
    path: str = Field(examples=["/blog/chi-e-soggetto-alla-nis2"])
    locale: str
    title: str
    excerpt: str
    category: NamedBody | None
    tags: list[NamedBody]
    authors: list[NamedBody]
    cover: ImageBody | None
    word_count: int
    reading_minutes: int
    published_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, post: ListedPost) -> "PostSummaryBody":
        return PostSummaryBody(**summary_values(post))


class PostBody(PostSummaryBody):
    """A published post with its text: HTML that was cleaned, its pictures and its code drawn. `contents` are its
    headings, `related` the posts that go with it."""

    alternates: dict[str, str]
    html: str
    contents: list[dict[str, Any]] = Field(examples=[[{"title": "Le soglie", "href": "#s-le-soglie", "level": 2}]])
    series: dict[str, Any] | None = Field(examples=[{"name": "NIS2 passo per passo", "path": "/blog/serie/nis2"}])
    related: list[dict[str, str]]

    @classmethod
    def whole(cls, post: ListedPost, shown: ShownPost) -> "PostBody":
        view = shown.view
        series = {"name": view.series.name, "path": view.series.path, "label": view.series.label}
        return PostBody(
            **summary_values(post),
            alternates=dict(shown.head.alternates),
            html=view.html,
            contents=[{"title": entry.title, "href": entry.href, "level": entry.level} for entry in view.toc],
            series=series if view.series.name else None,
            related=[{"title": card.title, "path": card.path} for card in view.related],
        )


def summary_values(post: ListedPost) -> Mapping[str, Any]:
    """What a list says of a post."""
    category = post.category
    return {
        "id": post.id,
        "slug": post.path.rpartition("/")[2],
        "path": post.path,
        "locale": post.lang,
        "title": post.title,
        "excerpt": post.excerpt,
        "category": NamedBody(slug=category.slug, name=in_words(category, "name")) if category else None,
        "tags": [NamedBody(**tag) for tag in post.tags],
        "authors": [NamedBody(**author) for author in post.authors],
        "cover": ImageBody.of(post.cover) if post.cover.src else None,
        "word_count": post.word_count,
        "reading_minutes": minutes_to_read(post.word_count, post.lang),
        "published_at": post.live_at,
        "updated_at": post.updated_at,
    }


class NewPostBody(BaseModel):
    """A post to be made. `content` and `slugs` are by language; without slugs they are made from the titles."""

    model_config = ConfigDict(extra="forbid")

    content: dict[str, Any] = Field(examples=[_CONTENT])
    slugs: dict[str, str] | None = Field(default=None, examples=[{"it": "chi-e-soggetto", "en": "who-is-covered"}])
    facts: PostFacts = PostFacts()


class PlanBody(BaseModel):
    """When the draft of now is published and withdrawn; null takes a plan back."""

    model_config = ConfigDict(extra="forbid")

    publish_at: AwareDatetime | None = None
    unpublish_at: AwareDatetime | None = None
    revision: int | None = Field(default=None, ge=1, le=2**31 - 1)


class EditedPostBody(BaseModel):
    """A post as it is being written: `content` is its draft by language."""

    id: UUID
    title: str
    status: PublicationStatus
    slugs: dict[str, str]
    paths: dict[str, str]
    has_changes: bool
    revision: int
    publish_at: datetime | None
    unpublish_at: datetime | None
    published_at: datetime | None
    updated_at: datetime
    facts: PostFacts
    content: dict[str, Any]

    @classmethod
    def of(cls, row: PublicationRow, facts: PostFacts, draft: dict[str, Any]) -> "EditedPostBody":
        copied = (
            "id", "title", "status", "slugs", "paths", "has_changes", "publish_at", "unpublish_at", "published_at",
            "updated_at",
        )  # fmt: skip
        told = {name: getattr(row, name) for name in copied}
        return cls(**told, revision=row.draft_revision, facts=facts, content=draft)
