"""Uploaded files, and the sizes that were made of each picture."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique


class MediaKind(StrEnum):
    IMAGE = "image"
    VECTOR = "vector"
    VIDEO = "video"
    DOCUMENT = "document"


class MediaStatus(StrEnum):
    """Whether the sizes of a picture are made. A picture can be shown as soon as it is kept."""

    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"


class RenditionFormat(StrEnum):
    """`avif` and `webp` in several widths; one `jpeg` or `png` for whoever knows neither."""

    AVIF = "avif"
    WEBP = "webp"
    JPEG = "jpeg"
    PNG = "png"


class MediaFile(TenantOwned, table=True):
    """A file of the library. `version_id` names what it holds now: a replacement gives a new one.

    `content_hash` is the SHA-256 of what was uploaded, which is recognised by it; `bytes` is the size of what is
    kept, `stored_bytes` with all its sizes. `focal_x` and `focal_y` are tenths of the width and the height.
    """

    __tablename__ = "media_files"
    __table_args__ = (
        CheckConstraint("focal_x BETWEEN 0 AND 10 AND focal_y BETWEEN 0 AND 10", name="focal_point"),
        Index("ix_media_files_library", "tenant_id", "folder", "uploaded_at"),
        Index(
            "uq_media_files_content",
            "tenant_id",
            "content_hash",
            "is_private",
            unique=True,
            postgresql_where=text("trashed_at IS NULL"),
        ),
    )

    kind: MediaKind = Field(sa_type=stored_enum(MediaKind))
    status: MediaStatus = Field(default=MediaStatus.READY, sa_type=stored_enum(MediaStatus))
    folder: str = Field(default="/", max_length=200)
    name: str = Field(max_length=160)
    stem: str = Field(max_length=80)
    extension: str = Field(max_length=8)
    mime: str = Field(max_length=100)
    content_hash: str = Field(max_length=64)
    version_id: UUID = Field(default_factory=new_id)
    bytes: int = Field(sa_type=BigInteger)
    stored_bytes: int = Field(sa_type=BigInteger)
    width: int = 0
    height: int = 0
    alt: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    is_decorative: bool = False
    focal_x: int = 5
    focal_y: int = 5
    preview: str = Field(default="", max_length=2000)
    is_private: bool = False
    uploaded_by: UUID | None = None
    uploaded_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    replaced_at: datetime | None = Field(default=None, sa_type=MOMENT)
    trashed_at: datetime | None = Field(default=None, sa_type=MOMENT)


class Rendition(TenantOwned, table=True):
    """One size of one version of a picture."""

    __tablename__ = "media_renditions"
    __table_args__ = (
        tenant_reference("media_id", "media_files", ondelete="CASCADE"),
        tenant_unique("media_id", "version_id", "format", "width"),
    )

    media_id: UUID
    version_id: UUID
    format: RenditionFormat = Field(sa_type=stored_enum(RenditionFormat))
    width: int
    height: int
    bytes: int = Field(sa_type=BigInteger)
