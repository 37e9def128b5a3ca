"""Tables of the prerenderer: the pages that are written as files, what each shows, and what was asked for.

Rooms only ever insert requests, so that two of them never wait for each other; the renderer turns requests into pages.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique

LONGEST_PATH = 1000
LONGEST_THING = 120
LONGEST_ERROR = 500
LONGEST_TITLE = 300
LONGEST_DESCRIPTION = 500


class PageStatus(StrEnum):
    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


class Wish(StrEnum):
    """What a request asks: a page written, a page taken away, the pages that show a thing written again, or all."""

    WANT = "want"
    DROP = "drop"
    TOUCH = "touch"
    ALL = "all"


class PrerenderedPage(TenantOwned, table=True):
    """One public address and the file that answers it.

    `wanted` counts how often it was asked for, `rendered` up to which of them the file is true; `build` names the
    build of the site whose tree holds the file. A failed page keeps its last good file.
    """

    __tablename__ = "prerendered_pages"
    __table_args__ = (
        tenant_unique("path"),
        Index(
            "ix_prerendered_pages_due",
            "tenant_id",
            "next_attempt_at",
            postgresql_where=text("status <> 'done'"),
        ),
    )

    path: str = Field(max_length=LONGEST_PATH)
    locale: str = Field(max_length=5)
    status: PageStatus = Field(default=PageStatus.PENDING, sa_type=stored_enum(PageStatus))
    wanted: int = 1
    rendered: int = 0
    build: str = Field(default="", max_length=40)
    is_gone: bool = False
    attempts: int = 0
    next_attempt_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    error: str | None = Field(default=None, max_length=LONGEST_ERROR)
    wanted_at: datetime = Field(default_factory=now, sa_type=MOMENT)
    rendered_at: datetime | None = Field(default=None, sa_type=MOMENT)
    title: str = Field(default="", max_length=LONGEST_TITLE)
    description: str = Field(default="", max_length=LONGEST_DESCRIPTION)
    kind: str = Field(default="", max_length=40)
    is_listed: bool = True
    alternates: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    published_at: datetime | None = Field(default=None, sa_type=MOMENT)
    updated_at: datetime | None = Field(default=None, sa_type=MOMENT)


class PrerenderedThing(TenantOwned, table=True):
    """A thing that a page shows: `firm`, `menus`, `catalog`, `service:<id>` ..."""

    __tablename__ = "prerendered_things"
    __table_args__ = (
        tenant_reference("page_id", "prerendered_pages", ondelete="CASCADE"),
        tenant_unique("page_id", "thing"),
        Index("ix_prerendered_things_thing", "tenant_id", "thing"),
    )

    page_id: UUID
    thing: str = Field(max_length=LONGEST_THING)


class PrerenderRequest(TenantOwned, table=True):
    """What a room asked for and nobody has taken up yet; `name` is a path, or the thing of a touch."""

    __tablename__ = "prerender_requests"

    wish: Wish = Field(sa_type=stored_enum(Wish))
    name: str = Field(default="", max_length=LONGEST_PATH)
    asked_at: datetime = Field(default_factory=now, sa_type=MOMENT)
