"""Pages of the web that a bot reads: where it looks, and how each page was found."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Column, Index, Text, text
from sqlmodel import Field

from aistrategyhub.core.clock import now
from aistrategyhub.infra.db import MOMENT, TenantOwned, stored_enum, tenant_reference, tenant_unique


class WebKind(StrEnum):
    PAGE = "page"
    SITEMAP = "sitemap"


class CrawlStatus(StrEnum):
    """Of looking which pages there are; each page's own reading is the status of its document."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class WebSource(TenantOwned, table=True):
    """A page or a sitemap that a bot reads, again `every_days` (0 never). `failure` is a code of `rules.failures`;
    `robots` is what the site last said to programs, `round` counts how often it was looked at."""

    __tablename__ = "knowledge_sites"
    __table_args__ = (
        tenant_reference("bot_id", "bots", ondelete="CASCADE"),
        tenant_unique("bot_id", "url"),
        Index("ix_knowledge_sites_due", "tenant_id", "next_at", postgresql_where=text("next_at IS NOT NULL")),
    )

    bot_id: UUID
    url: str = Field(max_length=500)
    kind: WebKind = Field(sa_type=stored_enum(WebKind))
    locale: str = Field(default="it", max_length=5)
    every_days: int = 7
    status: CrawlStatus = Field(default=CrawlStatus.WAITING, sa_type=stored_enum(CrawlStatus))
    failure: str = Field(default="", max_length=40)
    robots: str = Field(default="", sa_column=Column(Text, nullable=False))
    round: int = 0
    next_at: datetime | None = Field(default=None, sa_type=MOMENT)
    crawled_at: datetime | None = Field(default=None, sa_type=MOMENT)
    created_at: datetime = Field(default_factory=now, sa_type=MOMENT)


class WebPage(TenantOwned, table=True):
    """A document that is a page of the web. `etag` and `last_modified` ask whether it changed, `content_hash` says so;
    `gone_count` is how often in a row it was not there any more."""

    __tablename__ = "knowledge_pages"
    __table_args__ = (
        tenant_reference("document_id", "knowledge_documents", ondelete="CASCADE"),
        tenant_reference("site_id", "knowledge_sites", ondelete="CASCADE"),
        tenant_unique("document_id"),
        Index("ix_knowledge_pages_site", "tenant_id", "site_id"),
    )

    document_id: UUID
    site_id: UUID
    url: str = Field(max_length=500)
    content_hash: str = Field(default="", max_length=64)
    etag: str = Field(default="", max_length=200)
    last_modified: str = Field(default="", max_length=200)
    gone_count: int = 0
    fetched_at: datetime | None = Field(default=None, sa_type=MOMENT)
