"""Publications of a kind of the tests' own: notes, which nest and may be the home page; and a kind below a root."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.publishing import service
from aistrategyhub.features.publishing.models import Publication
from aistrategyhub.features.publishing.rules import ContentKind, ContentProblem, declare_kind


class Block(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    kind: str = "text"
    title: str = Field(default="", max_length=50)
    html: str = ""

    @field_validator("html")
    @classmethod
    def no_scripts(cls, html: str) -> str:
        if "<script" in html:
            raise ContentProblem("SCRIPT", "Togli lo script da {where}.", where="questo testo")
        return html


class Note(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str = Field(default="", max_length=200)
    blocks: list[Block] = Field(default_factory=list, max_length=50)
    image_id: str = ""


def _things(note: Note) -> frozenset[str]:
    return frozenset({f"media:{note.image_id}"} if note.image_id else ())


NOTE = declare_kind(
    ContentKind(
        name="note",
        label="Nota",
        content=Note,
        title_of=lambda note: note.title,
        things_of=_things,
        listing="notes",
        editor_route="/admin/note/{id}",
        may_be_home=True,
        may_nest=True,
    )
)
LETTER = declare_kind(
    ContentKind(name="letter", label="Lettera", content=Note, title_of=lambda note: note.title, root="lettere")
)


def words(title: str = "Una nota", **more: Any) -> dict[str, Any]:
    """Content in Italian alone; `en={...}` adds English."""
    english = more.pop("en", None)
    content: dict[str, Any] = {"it": {"title": title, **more}}
    return content | ({"en": english} if english else {})


async def create_note(session: AsyncSession, title: str = "Una nota", **options: Any) -> Publication:
    """A draft whose address is made from its title unless `slug` says it."""
    if "slug" in options:
        options["slugs"] = {"it": options.pop("slug")}
    content = options.pop("content", None) or words(title)
    return await service.create(session, "note", content=content, **options)


async def publish_note(session: AsyncSession, title: str = "Una nota", **options: Any) -> Publication:
    """The same, published."""
    note = await create_note(session, title, **options)
    return await service.publish(session, note.id)
