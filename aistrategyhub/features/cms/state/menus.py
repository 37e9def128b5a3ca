"""The menus on every public page."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.features.cms.queries.menus import show_menu, things_in_menus
from aistrategyhub.features.cms.schemas.menus import MenuEntryView, MenuName
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.prerender.declared import Snapshot


class MenuState(rx.State):
    """The menus as the owner arranged them, in the language of the page."""

    header: list[MenuEntryView] = []
    footer: list[MenuEntryView] = []

    @rx.event
    @public("menus lead around a public site")
    async def load(self) -> None:
        async with unit_of_work() as session:
            self.header = await show_menu(session, MenuName.HEADER)
            self.footer = await show_menu(session, MenuName.FOOTER)


async def menus_shown(session: Any) -> Snapshot:
    """What every prerendered page shows of the menus."""
    values = {name.value: await show_menu(session, name) for name in MenuName}
    return Snapshot({MenuState: values}, things=await things_in_menus(session))
