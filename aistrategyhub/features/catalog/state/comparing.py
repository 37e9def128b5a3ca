"""Up to three items side by side, as the address names them: `?con=dpia-fria&con=registro-sistemi-ai`."""

from collections.abc import Mapping

import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.core.paths import in_every_language
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.catalog.queries import cards_of, read_compared_services
from aistrategyhub.features.catalog.rules import (
    COMPARE_ROUTE,
    COMPARE_WORD,
    LIST_ROUTE,
    MOST_COMPARED,
    compare_rows,
    read_compared,
)
from aistrategyhub.features.catalog.schemas import CompareRow, ServiceCard
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.prerender.declared import Head, PublicPage, Session, Snapshot, breadcrumbs
from aistrategyhub.prerender.snapshots import show_page
from aistrategyhub.ui.parts.base import localized

COMPARE_TITLE = mark("Confronto")
_DESCRIPTION = mark("Fino a tre servizi uno accanto all’altro: prezzo, che cosa comprendono, per chi sono.")


class CompareState(rx.State):
    """The items that are compared: their cards and what can be said of each. `is_over` when more than three were
    named, `is_short` when one of them is not for sale any more."""

    cards: list[ServiceCard] = []
    rows: list[CompareRow] = []
    is_over: bool = False
    is_short: bool = False
    is_loaded: bool = False

    @rx.event
    @public("the catalogue is shown to everybody")
    async def load(self) -> None:
        async with unit_of_work() as session:
            snapshot = await _compared(session, self.router.url.query)
        await show_page(self, COMPARE_PAGE, snapshot)


async def _compared(session: Session, query: str) -> Snapshot:
    named = read_compared(query)
    services = await read_compared_services(session, named[:MOST_COMPARED])
    shown = {
        "cards": await cards_of(session, [service.id for service in services]),
        "rows": compare_rows(services),
        "is_over": len(named) > MOST_COMPARED,
        "is_short": len(services) < len(named[:MOST_COMPARED]),
        "is_loaded": True,
    }
    crumbs = breadcrumbs((_("Servizi"), localized(LIST_ROUTE)), (_(COMPARE_TITLE), localized(COMPARE_ROUTE)))
    head = Head(
        _(COMPARE_TITLE), _(_DESCRIPTION), alternates=in_every_language(COMPARE_ROUTE), data=(crumbs,), robots="noindex"
    )
    return Snapshot({CompareState: shown}, head, frozenset({"catalog"}))


async def _nothing_compared(session: Session, params: Mapping[str, str]) -> Snapshot:
    return await _compared(session, "")


async def _address(session: Session) -> list[str]:
    return [COMPARE_ROUTE]


COMPARE_PAGE = PublicPage(COMPARE_ROUTE, _nothing_compared, _address, query=(COMPARE_WORD,))
