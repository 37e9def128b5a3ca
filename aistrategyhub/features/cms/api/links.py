"""What a link in a text may lead to, for whoever writes one."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from aistrategyhub.core.access import requires
from aistrategyhub.core.text import DEFAULT_LOCALE, LOCALES
from aistrategyhub.features.cms.queries.links import find_link_targets
from aistrategyhub.features.publishing.permissions import PublishingPermission
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok

router = APIRouter(tags=["pages"])


class LinkTargetBody(BaseModel):
    """A page of this site: what it is called, its whole path, and what it is."""

    label: str = Field(examples=["Chi siamo"])
    href: str = Field(examples=["/chi-siamo"])
    note: str = Field(examples=["Pagina"])


@router.get("/admin/links", summary="Pages to link to")
@requires(PublishingPermission.READ)
async def list_link_targets(
    q: Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")] = "",
    written_in: Annotated[str, Query(alias="in", max_length=5)] = DEFAULT_LOCALE,
) -> Envelope[list[LinkTargetBody]]:
    """A handful of pages by words of their title or address, as texts in a language link to them."""
    async with unit_of_work() as session:
        found = await find_link_targets(session, q, written_in if written_in in LOCALES else DEFAULT_LOCALE)
    return ok([LinkTargetBody(label=one.label, href=one.href, note=one.note) for one in found])
