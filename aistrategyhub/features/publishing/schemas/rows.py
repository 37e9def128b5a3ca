"""Rows of publications, their versions, redirects and previews, frozen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from aistrategyhub.features.publishing.models import Audience, PublicationStatus, Verdict, VersionOrigin


@dataclass(frozen=True)
class PublishedContent:
    """What visitors read at an address. `content` fits the kind's schema and is in `locale`, which is Italian where
    the language asked for has none; `path` and `alternates` (by locale) are whole public paths."""

    publication_id: UUID
    kind: str
    version: int
    locale: str
    content: dict[str, Any]
    title: str
    path: str
    alternates: dict[str, str]
    audience: Audience
    parent_id: UUID | None
    first_published_at: datetime
    published_at: datetime
    updated_at: datetime
    author_id: UUID | None


@dataclass(frozen=True)
class PublicationFilter:
    """Which publications are wanted. `kinds` None is every kind. `q` looks in titles and addresses; `parent_id` only
    where `of_parent` is set."""

    kind: str = ""
    kinds: tuple[str, ...] | None = None
    statuses: tuple[PublicationStatus, ...] = (PublicationStatus.DRAFT, PublicationStatus.PUBLISHED)
    q: str = ""
    of_parent: bool = False
    parent_id: UUID | None = None


@dataclass(frozen=True)
class PublicationRow:
    """A publication in a list. `paths` are whole public paths by locale; `has_changes` when the draft differs from
    what visitors read."""

    id: UUID
    kind: str
    title: str
    status: PublicationStatus
    audience: Audience
    parent_id: UUID | None
    position: int
    slugs: dict[str, str]
    paths: dict[str, str]
    locales: tuple[str, ...]
    has_changes: bool
    draft_revision: int
    publish_at: datetime | None
    unpublish_at: datetime | None
    published_at: datetime | None
    trashed_at: datetime | None
    updated_at: datetime
    updated_by: UUID | None


@dataclass(frozen=True)
class VersionRow:
    """A version in the history of a publication."""

    id: UUID
    number: int
    title: str
    note: str
    origin: VersionOrigin
    was_published: bool
    is_live: bool
    created_by: UUID | None
    created_at: datetime


@dataclass(frozen=True)
class Redirected:
    """A path that leads elsewhere: `to` is a whole path of this site or an address elsewhere, `status` 301 or 302.

    `redirect_id` is the one made by hand, whose hits are counted.
    """

    to: str
    status: int = 301
    redirect_id: UUID | None = None


@dataclass(frozen=True)
class Gone:
    """A path where something was, and is no more (410)."""

    redirect_id: UUID | None = None


@dataclass(frozen=True)
class RedirectRow:
    """A redirect made by hand, in a list. `target` is where it leads now, empty for 410."""

    id: UUID
    source: str
    target: str
    target_title: str
    status: int
    note: str
    hits: int
    last_hit_at: datetime | None
    created_at: datetime


@dataclass(frozen=True)
class PreviewRow:
    """A preview link as its maker sees it; the link itself is shown once, when it is made."""

    id: UUID
    recipient: str
    version: int | None
    expires_at: datetime
    revoked_at: datetime | None
    created_by: UUID | None
    created_at: datetime


@dataclass(frozen=True)
class AnswerRow:
    """What somebody said of a preview."""

    id: UUID
    link_id: UUID
    verdict: Verdict
    words: str
    name: str
    draft_revision: int
    created_at: datetime


@dataclass(frozen=True)
class Preview:
    """What the holder of a link is shown. `content` is per locale; `version` is None for the draft as it is."""

    link_id: UUID
    publication_id: UUID
    kind: str
    title: str
    content: dict[str, dict[str, Any]]
    version: int | None
    draft_revision: int
    paths: dict[str, str]
    recipient: str
    expires_at: datetime


@dataclass(frozen=True)
class Editing:
    """Somebody who has the publication open now; `is_you` in another tab."""

    person_id: UUID
    name: str
    is_you: bool
