"""A publication, its versions, the addresses it has or had, redirects made by hand, and links to look at a draft."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, String, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique

LONGEST_PATH = 500
LONGEST_TARGET = 2000
LONGEST_TITLE = 300


class PublicationStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    TRASHED = "trashed"


class Audience(StrEnum):
    """Who may read a published page."""

    EVERYBODY = "everybody"
    MEMBERS = "members"


class VersionOrigin(StrEnum):
    """Why a version was kept. Autosaves are thinned out with time, the others stay."""

    AUTOSAVE = "autosave"
    KEPT = "kept"
    PUBLISHED = "published"
    ROLLED_BACK = "rolled_back"


class Verdict(StrEnum):
    """What somebody who was shown a preview thinks of it."""

    APPROVED = "approved"
    CHANGE_ASKED = "change_asked"


class Publication(TenantOwned, table=True):
    """Something with an address and a draft. `kind` names a `rules.ContentKind`.

    `draft` holds the content per locale as the kind's schema writes it; `draft_revision` counts its changes.
    `slugs` is the last part of its path per locale, `/` for the home page. `published_version_id` is what visitors
    read; `scheduled_version_id` what they will read from `publish_at` on. Where it went once it is not published any
    more: `forward_publication_id`, else `forward_path`, else nowhere (410). `trashed_with` is the publication that was
    put into the trash together with it. `things` is what draft and published version show (`media:<id>`).
    """

    __tablename__ = "publications"
    __table_args__ = (
        tenant_reference("parent_id", "publications"),
        tenant_reference("forward_publication_id", "publications"),
        Index("ix_publications_children", "tenant_id", "parent_id", "position", "id"),
        Index("ix_publications_listed", "tenant_id", "kind", "status", "updated_at", "id"),
        Index(
            "ix_publications_live",
            "tenant_id",
            "kind",
            "published_at",
            "id",
            postgresql_where=text("status = 'published'"),
        ),
        Index("ix_publications_trash", "tenant_id", "trashed_at", postgresql_where=text("status = 'trashed'")),
        Index("ix_publications_trashed_with", "tenant_id", "trashed_with"),
        Index("ix_publications_forward", "tenant_id", "forward_publication_id"),
        Index(
            "ix_publications_forward_path",
            "tenant_id",
            "forward_path",
            postgresql_where=text("forward_path IS NOT NULL"),
        ),
        Index("ix_publications_recent", "tenant_id", "kind", "updated_at", "id"),
        *(
            Index(
                f"ix_publications_{moment}", "tenant_id", "kind", moment, postgresql_where=text(f"{moment} IS NOT NULL")
            )
            for moment in ("publish_at", "unpublish_at", "first_published_at")
        ),
    )

    kind: str = Field(max_length=40)
    status: PublicationStatus = Field(default=PublicationStatus.DRAFT, sa_type=stored_enum(PublicationStatus))
    audience: Audience = Field(default=Audience.EVERYBODY, sa_type=stored_enum(Audience))
    parent_id: UUID | None = None
    position: int = 0
    slugs: dict[str, str] = Field(sa_column=Column(JSONB, nullable=False))
    title: str = Field(default="", max_length=LONGEST_TITLE)
    search_key: str = Field(default="")
    things: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(String), nullable=False))
    draft: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    draft_revision: int = 1
    draft_saved_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    draft_saved_by: UUID | None = None
    draft_changes: dict[str, dict[str, Any]] = Field(
        default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default=text("'{}'"))
    )
    last_version: int = 0
    published_version_id: UUID | None = None
    scheduled_version_id: UUID | None = None
    publish_at: datetime | None = Field(default=None, sa_type=MOMENT)
    unpublish_at: datetime | None = Field(default=None, sa_type=MOMENT)
    forward_publication_id: UUID | None = None
    forward_path: str | None = Field(default=None, max_length=LONGEST_TARGET)
    first_published_at: datetime | None = Field(default=None, sa_type=MOMENT)
    published_at: datetime | None = Field(default=None, sa_type=MOMENT)
    trashed_at: datetime | None = Field(default=None, sa_type=MOMENT)
    trashed_with: UUID | None = None
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    created_by: UUID | None = None
    updated_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    updated_by: UUID | None = None


class PublicationVersion(TenantOwned, table=True):
    """The content of a publication at one moment, added and never changed. `number` counts within the publication."""

    __tablename__ = "publication_versions"
    __table_args__ = (
        tenant_reference("publication_id", "publications", ondelete="CASCADE"),
        tenant_unique("publication_id", "number"),
        Index("ix_publication_versions_origin", "tenant_id", "origin", "created_at"),
    )

    publication_id: UUID
    number: int
    content: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    title: str = Field(default="", max_length=LONGEST_TITLE)
    note: str = Field(default="", max_length=300)
    origin: VersionOrigin = Field(default=VersionOrigin.AUTOSAVE, sa_type=stored_enum(VersionOrigin))
    was_published: bool = False
    created_by: UUID | None = None
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class Address(TenantOwned, table=True):
    """A whole public path (`/en/about`) that a publication has now or had once, written as `rules.public_path` does.

    There is one row for a path, so it belongs to one publication alone. Without a publication it is one that was
    erased.
    """

    __tablename__ = "addresses"
    __table_args__ = (
        tenant_reference("publication_id", "publications"),
        tenant_unique("path"),
        Index("ix_addresses_publication", "tenant_id", "publication_id"),
        Index(
            "uq_addresses_current",
            "tenant_id",
            "publication_id",
            "locale",
            unique=True,
            postgresql_where=text("is_current"),
        ),
    )

    path: str = Field(max_length=LONGEST_PATH)
    locale: str = Field(max_length=5)
    publication_id: UUID | None = None
    is_current: bool = True
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class Redirect(TenantOwned, table=True):
    """Where a path leads that somebody chose by hand. `source_key` is `rules.path_key(source)`.

    The target is a publication in a locale, wherever it goes, else `target_path`: a path of this site, whose key is
    `target_key`, or an address elsewhere. `target_suffix` (`?from=here#form`) follows it. With status 410 there
    is none.
    """

    __tablename__ = "redirects"
    __table_args__ = (
        tenant_reference("target_publication_id", "publications"),
        tenant_unique("source_key"),
        Index("ix_redirects_publication", "tenant_id", "target_publication_id"),
        Index("ix_redirects_target", "tenant_id", "target_key"),
        Index("ix_redirects_created", "tenant_id", "created_at", "id"),
    )

    source: str = Field(max_length=LONGEST_PATH)
    source_key: str = Field(max_length=LONGEST_PATH)
    target_publication_id: UUID | None = None
    target_locale: str | None = Field(default=None, max_length=5)
    target_path: str | None = Field(default=None, max_length=LONGEST_TARGET)
    target_key: str | None = Field(default=None, max_length=LONGEST_TARGET)
    target_suffix: str = Field(default="", max_length=LONGEST_TARGET)
    status: int = 301
    note: str = Field(default="", max_length=300)
    hits: int = 0
    last_hit_at: datetime | None = Field(default=None, sa_type=MOMENT)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    created_by: UUID | None = None


class PreviewLink(TenantOwned, table=True):
    """A link that shows a version, or the draft as it is, to whoever holds it. Its token is not kept, only its hash."""

    __tablename__ = "preview_links"
    __table_args__ = (
        tenant_reference("publication_id", "publications", ondelete="CASCADE"),
        tenant_reference("version_id", "publication_versions", ondelete="CASCADE"),
        tenant_unique("token_fingerprint"),
        Index("ix_preview_links_publication", "tenant_id", "publication_id", "created_at"),
        Index("ix_preview_links_version", "tenant_id", "version_id"),
    )

    publication_id: UUID
    version_id: UUID | None = None
    token_fingerprint: str = Field(max_length=64)
    recipient: str = Field(default="", max_length=120)
    expires_at: datetime = Field(sa_type=MOMENT)
    revoked_at: datetime | None = Field(default=None, sa_type=MOMENT)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    created_by: UUID | None = None


class PreviewAnswer(TenantOwned, table=True):
    """What somebody said of a preview. `draft_revision` is the draft they saw, for links that show the draft."""

    __tablename__ = "preview_answers"
    __table_args__ = (
        tenant_reference("link_id", "preview_links", ondelete="CASCADE"),
        Index("ix_preview_answers_link", "tenant_id", "link_id", "created_at"),
    )

    link_id: UUID
    verdict: Verdict = Field(sa_type=stored_enum(Verdict))
    words: str = Field(default="", max_length=4000)
    name: str = Field(max_length=120)
    draft_revision: int
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)
