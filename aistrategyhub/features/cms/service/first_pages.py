"""The first pages of a site: those of the demo firm, or a home page and a contact page of a firm's own data."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import LOCALES, speaking
from aistrategyhub.features.cms.kinds import PAGE
from aistrategyhub.features.cms.queries.menus import get_menu
from aistrategyhub.features.cms.rules.first_pages import CONTACT_SLUGS, contact_content, home_content
from aistrategyhub.features.cms.schemas.menus import MenuContent, MenuEntry, MenuName
from aistrategyhub.features.cms.service.menus import save_menu
from aistrategyhub.features.publishing.queries import list_tree
from aistrategyhub.features.publishing.service import create, move, publish
from aistrategyhub.features.site_settings.schemas import SellerInfo, SiteIdentity

FirstPage = tuple[Mapping[str, str], Mapping[str, Any]]
"""Its slugs and its content, by language."""


async def open_site(session: AsyncSession, seller: SellerInfo, identity: SiteIdentity) -> None:
    """Gives a firm that has no pages yet a home page and a contact page that say who it is, and a menu to them."""
    pages: list[FirstPage] = [
        ({"it": "/"}, _in_each_language(home_content, seller, identity)),
        (CONTACT_SLUGS, _in_each_language(contact_content, seller, identity)),
    ]
    ids = await add_pages(session, pages)
    await arrange_first_menu(session, ids[1:])


async def add_pages(session: AsyncSession, pages: Sequence[FirstPage]) -> list[UUID]:
    """Publishes those whose Italian address is not taken; the ids of all of them, in their order."""
    known = {row.slugs["it"]: row.id for row in await list_tree(session, PAGE.name) if row.parent_id is None}
    ids = []
    for slugs, content in pages:
        page_id = known.get(slugs["it"])
        if page_id is None:
            page_id = (await create(session, PAGE.name, content=content, slugs={"it": slugs["it"]})).id
            await publish(session, page_id)
            # Other rooms link to the Italian address in every language: having been there, the page is led to from it.
            await move(session, page_id, slugs=slugs)
        ids.append(page_id)
    return ids


async def arrange_first_menu(session: AsyncSession, page_ids: Sequence[UUID], *, routes: Sequence[str] = ()) -> None:
    """Adds these fixed pages and these pages to the menu at the top, unless somebody arranged it already."""
    menu = await get_menu(session, MenuName.HEADER)
    if menu.revision > 0:
        return
    fixed = (MenuEntry(leads_to="route", route=route) for route in routes)
    pages = (MenuEntry(leads_to="page", publication_id=page_id) for page_id in page_ids)
    await save_menu(session, MenuName.HEADER, MenuContent(entries=(*menu.content.entries, *fixed, *pages)))


def _in_each_language(make: Any, seller: SellerInfo, identity: SiteIdentity) -> dict[str, Any]:
    content = {}
    for locale in LOCALES:
        with speaking(locale):
            content[locale] = make(seller, identity)
    return content
