"""The way to the assistant from every public page."""

import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.features.assistant.models import BotStatus
from aistrategyhub.features.assistant.queries import find_bot
from aistrategyhub.features.assistant.service import ON_EVERY_PAGE, SITE_BOT
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.prerender.declared import Session, Snapshot
from aistrategyhub.prerender.snapshots import show


class SiteAssistantState(rx.State):
    """Whether the assistant of the site answers."""

    is_open: bool = False

    @rx.event
    @public("says only whether visitors may ask")
    async def load(self) -> None:
        async with unit_of_work() as session:
            snapshot = await assistant_shown(session)
        await show(self, snapshot)


async def assistant_shown(session: Session) -> Snapshot:
    """What every prerendered page shows of the assistant."""
    bot = await find_bot(session, SITE_BOT)
    is_open = bot is not None and bot.status is BotStatus.ACTIVE
    return Snapshot({SiteAssistantState: {"is_open": is_open}}, things=frozenset({ON_EVERY_PAGE}))
