"""What goes over the wire of pages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.features.media.schemas import ImageBody
from aistrategyhub.features.publishing.models import PublicationStatus, VersionOrigin
from aistrategyhub.features.publishing.schemas import PublicationRow, PublishedContent, VersionRow

_CONTENT = {
    "it": {
        "title": "Chi siamo",
        "summary": "Consulenti, giuristi e tecnici allo stesso tavolo.",
        "blocks": [{"kind": "text", "id": "intro", "title": "In breve", "body": "<p>Scriviamo poco e bene.</p>"}],
    }
}


class PageSummaryBody(BaseModel):
    """A published page in a list."""

    id: UUID
    path: str = Field(examples=["/chi-siamo"])
    locale: str
    title: str
    published_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, page: PublishedContent) -> "PageSummaryBody":
        return PageSummaryBody(
            id=page.publication_id,
            path=page.path,
            locale=page.locale,
            title=page.content["title"],
            published_at=page.published_at,
            updated_at=page.updated_at,
        )


class PageBody(PageSummaryBody):
    """A published page. `locale` is the language of the content, Italian where the one asked for has none; `alternates`
    are its paths by language, `images` the pictures that `content` names by their id."""

    version: int
    alternates: dict[str, str]
    content: dict[str, Any] = Field(examples=[_CONTENT["it"]])
    images: dict[str, ImageBody]


class NewPageBody(BaseModel):
    """A page to be made. `content` and `slugs` are by language; without slugs they are made from the titles."""

    model_config = ConfigDict(extra="forbid")

    content: dict[str, Any] = Field(examples=[_CONTENT])
    slugs: dict[str, str] | None = Field(default=None, examples=[{"it": "chi-siamo", "en": "about"}])
    parent_id: UUID | None = None


class RollBackBody(BaseModel):
    """The version to take up again, and the draft that it replaces."""

    model_config = ConfigDict(extra="forbid")

    number: int = Field(ge=1, le=2**31 - 1)
    revision: int = Field(ge=1, le=2**31 - 1)


class PageRowBody(BaseModel):
    """A page in the list of those who write. `has_changes` when the draft differs from what visitors read."""

    id: UUID
    title: str
    status: PublicationStatus
    parent_id: UUID | None
    slugs: dict[str, str]
    paths: dict[str, str]
    has_changes: bool
    revision: int
    publish_at: datetime | None
    unpublish_at: datetime | None
    published_at: datetime | None
    updated_at: datetime

    @classmethod
    def of(cls, row: PublicationRow) -> "PageRowBody":
        return cls(**_told(cls, row))


class EditedPageBody(PageRowBody):
    """A page as it is being written: `content` is its draft by language."""

    content: dict[str, Any]

    @classmethod
    def with_draft(cls, row: PublicationRow, draft: dict[str, Any]) -> "EditedPageBody":
        return cls(**_told(PageRowBody, row), content=draft)


class VersionBody(BaseModel):
    """A version in the history of a page."""

    number: int
    title: str
    note: str
    origin: VersionOrigin
    was_published: bool
    is_live: bool
    created_at: datetime

    @classmethod
    def of(cls, row: VersionRow) -> "VersionBody":
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


def _told(body: type[BaseModel], row: PublicationRow) -> dict[str, Any]:
    return {name: row.draft_revision if name == "revision" else getattr(row, name) for name in body.model_fields}
