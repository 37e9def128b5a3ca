"""Menus: as an editor opens them, and as pages show them."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import current_locale
from aistrategyhub.features.cms.models import Menu
from aistrategyhub.features.cms.rules.menus import default_menu, menu_view, pages_of
from aistrategyhub.features.cms.schemas.menus import MenuContent, MenuDraft, MenuEntry, MenuEntryView, MenuName
from aistrategyhub.features.legal.queries import list_live_documents
from aistrategyhub.features.publishing.queries import find_published_by_id


async def get_menu(session: AsyncSession, name: MenuName) -> MenuDraft:
    """The menu as it was saved last, else as the product has it."""
    menu = await session.scalar(select(Menu).where(Menu.name == name))
    if menu is None:
        return MenuDraft(name, await _unarranged(session, name), 0)
    return MenuDraft(name, MenuContent.model_validate({"entries": menu.entries}), menu.revision)


async def show_menu(session: AsyncSession, name: MenuName) -> list[MenuEntryView]:
    """The menu as visitors see it in the language of the moment."""
    content = (await get_menu(session, name)).content
    found = {page_id: await find_published_by_id(session, page_id, current_locale()) for page_id in pages_of(content)}
    return menu_view(content, {page_id: page for page_id, page in found.items() if page is not None})


async def things_in_menus(session: AsyncSession) -> frozenset[str]:
    """The names of what the menus show: `menus`, and `link:<id>` of each page they lead to."""
    menus = [(await get_menu(session, name)).content for name in MenuName]
    return frozenset({"menus", *(f"link:{page_id}" for menu in menus for page_id in pages_of(menu))})


async def _unarranged(session: AsyncSession, name: MenuName) -> MenuContent:
    """A menu that nobody has saved: the product's own, and at the foot the legal pages that are published."""
    content = default_menu(name)
    if name is not MenuName.FOOTER:
        return content
    pages = (await list_live_documents(session)).items()
    legal = (MenuEntry(id=f"legal-{kind}", leads_to="page", publication_id=page_id) for kind, page_id in pages)
    return MenuContent(entries=(*content.entries, *legal))
