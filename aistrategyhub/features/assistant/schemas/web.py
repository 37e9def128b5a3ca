"""Pages of the web as screens show them and the API tells them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.features.assistant.models import CrawlStatus, WebKind


@dataclass(frozen=True)
class SiteCounts:
    """How many pages were found, wait to be read, and were not."""

    pages: int = 0
    waiting: int = 0
    failed: int = 0


@dataclass(frozen=True)
class SiteRow:
    site_id: str
    url: str
    status_label: str
    status_tone: str
    problem: str
    pages_label: str
    every_label: str
    crawled_label: str
    progress: int
    is_busy: bool


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NewSiteBody(_Frozen):
    """A page, or a sitemap where its address ends in `.xml`, read again `every_days`: 0 is never."""

    url: Annotated[str, Field(max_length=2_000, examples=["https://www.esempio.it/sitemap.xml"])]
    locale: Literal["it", "en"] = "it"
    every_days: Literal[0, 1, 7, 30] = 7


class SiteBody(_Frozen):
    """A page or sitemap of the web. `failure` says in words why it was not looked at; each page is a document."""

    id: UUID
    url: str
    kind: WebKind
    locale: str
    every_days: int
    status: CrawlStatus
    failure_code: str
    failure: str
    pages: int
    waiting: int
    failed: int
    next_at: datetime | None
    crawled_at: datetime | None
