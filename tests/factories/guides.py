"""A kind that pages, posts and services are not, edited by the one editor: guides, with rights of their own."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Permission
from aistrategyhub.features.publishing.models import Publication
from aistrategyhub.features.publishing.rules import ContentKind, Rights, declare_kind
from aistrategyhub.features.publishing.schemas.fields import Article, Line, Lines, MediaId, field
from aistrategyhub.features.publishing.schemas.parts import LinkTo, Measured, Part, Seo
from aistrategyhub.features.publishing.service import create


class GuidePermission(Permission):
    READ = "guides:read"
    EDIT = "guides:edit"
    PUBLISH = "guides:publish"
    ERASE = "guides:erase"


class Step(Part):
    title: Line = field("line", "Passo", default="")


class Offer(Part):
    lead: Lines = field("lines", "Promessa", default="")
    link: LinkTo = field("link", "Azione", default=LinkTo())
    steps: tuple[Step, ...] = field("items", "Passi", hint="In ordine", default=(), max_length=3)


class Guide(Measured):
    name: Line = field("line", "Nome", default="")
    excerpt: Lines = field("lines", "In breve", default="")
    cover_id: MediaId = field("image", "Copertina", default=None)
    body: Article = field("article", "Testo", default="")
    offer: Offer = field("part", "Offerta", default=Offer())
    seo: Seo = field("part", "Motori di ricerca", default=Seo())


GUIDE = declare_kind(
    ContentKind(
        name="guide",
        label="Guida",
        content=Guide,
        title_of=lambda guide: guide.name,
        summary_of=lambda guide: guide.excerpt,
        root="manuali",
        editor_route="/admin/pagine/{id}",
        list_route="/admin/guide",
        list_label="Guide",
        facts_route="/admin/guide/{id}/dati",
        facts_label="Dati della guida",
        rights=Rights(GuidePermission.READ, GuidePermission.EDIT, GuidePermission.PUBLISH, GuidePermission.ERASE),
    )
)


async def create_guide(session: AsyncSession, name: str = "La NIS2 in breve", **more: Any) -> Publication:
    """A draft in Italian."""
    return await create(session, GUIDE.name, content={"it": {"name": name, **more}})
