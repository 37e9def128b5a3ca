"""The blog as its editors see it: frozen rows."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from aistrategyhub.features.publishing.models import PublicationStatus


@dataclass(frozen=True)
class ShelfRow:
    """A category, a tag or a series, and how many posts stand in it: all of them, and those that visitors read."""

    id: UUID
    slug: str
    name_it: str
    name_en: str
    description_it: str = ""
    description_en: str = ""
    position: int = 0
    post_count: int = 0
    live_count: int = 0


@dataclass(frozen=True)
class AuthorRow:
    """Who signs posts, with how many."""

    id: UUID
    slug: str
    name: str
    person_id: UUID | None
    role_it: str
    role_en: str
    bio_it: str
    bio_en: str
    photo_id: UUID | None
    links: list[dict[str, str]] = field(default_factory=list)
    post_count: int = 0
    live_count: int = 0


@dataclass(frozen=True)
class PostFilter:
    """Which posts an editor looks for. `q` looks in titles and addresses."""

    q: str = ""
    statuses: tuple[PublicationStatus, ...] = (PublicationStatus.DRAFT, PublicationStatus.PUBLISHED)
    category_id: UUID | None = None
    author_id: UUID | None = None
    tag_id: UUID | None = None
    series_id: UUID | None = None
    post_id: UUID | None = None
    only_planned: bool = False


@dataclass(frozen=True)
class PostRow:
    """A post in an editor's list. Names are in the language of the moment; `live_at` is since when visitors read it."""

    id: UUID
    title: str
    status: PublicationStatus
    path: str
    has_changes: bool
    category_name: str
    author_names: list[str]
    publish_at: datetime | None
    unpublish_at: datetime | None
    live_at: datetime | None
    updated_at: datetime
    views: int = 0


class Act(StrEnum):
    """What happens to a post at a moment, or has happened."""

    PUBLISH = "publish"
    UNPUBLISH = "unpublish"
    PUBLISHED = "published"


@dataclass(frozen=True)
class Moment:
    """When a post goes on the site or off it."""

    post_id: UUID
    title: str
    at: datetime
    act: Act
