"""The site's menus for programs."""

from dataclasses import asdict

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from aistrategyhub.core.access import public
from aistrategyhub.features.cms.queries.menus import show_menu
from aistrategyhub.features.cms.schemas.menus import MenuName
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok

router = APIRouter(tags=["pages"])


class MenuLinkBody(BaseModel):
    """Where an entry leads: a whole path of this site when `is_page`, else an address elsewhere."""

    label: str = Field(examples=["Chi siamo"])
    href: str = Field(examples=["/chi-siamo"])
    is_page: bool


class MenuEntryBody(MenuLinkBody):
    """An entry and those below it."""

    children: list[MenuLinkBody]


@router.get("/menus/{place}", summary="A menu of the site")
@public("every page shows its menus")
async def read_menu(response: Response, place: MenuName) -> Envelope[list[MenuEntryBody]]:
    """The menu at this place (`header` or `footer`) in the language asked for; what is not published is left out."""
    async with unit_of_work() as session:
        entries = await show_menu(session, place)
    response.headers.update({"Cache-Control": "no-cache", "Vary": "Accept-Language"})
    return ok([MenuEntryBody.model_validate(asdict(entry)) for entry in entries])
