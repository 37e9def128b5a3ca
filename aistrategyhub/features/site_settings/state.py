"""The firm in every page's header and footer."""

import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.rules import legal_lines, organization
from aistrategyhub.features.site_settings.schemas import SellerInfo, SiteIdentity
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.prerender.declared import Head, Session, Snapshot
from aistrategyhub.prerender.snapshots import show

_UNNAMED = "AIStrategyHub"


class FirmState(rx.State):
    """What the law wants every page to say of its firm (article 2250 c.c., article 35 DPR 633/1972)."""

    name: str = ""
    legal: list[str] = []

    @rx.event
    @public("a firm's identity is public by law")
    async def load(self) -> None:
        async with unit_of_work() as session:
            snapshot = await firm_snapshot(session)
        await show(self, snapshot)


async def firm_snapshot(session: Session) -> Snapshot:
    """The firm as every page shows it, and as search engines know it."""
    identity = await find_setting(session, SiteIdentity)
    seller = await find_setting(session, SellerInfo)
    name = identity.site_name if identity else seller.company_name if seller else _UNNAMED
    return Snapshot(
        {FirmState: {"name": name, "legal": legal_lines(seller) if seller else []}},
        Head(site_name=name, data=(organization(name, seller),)),
        frozenset({"firm"}),
    )
