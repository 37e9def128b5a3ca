"""The firm's list of offers with its figures."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.clock import now, today_in_rome
from aistrategyhub.core.text import _, money_label, number_label
from aistrategyhub.features.quotes.links import editor_route
from aistrategyhub.features.quotes.permissions import QuotesPermission
from aistrategyhub.features.quotes.queries.offers import figures, list_offers
from aistrategyhub.features.quotes.rules.views import OFFER_FILTERS, offer_list_row
from aistrategyhub.features.quotes.schemas.sheets import OfferListRow
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.tables import AddressFilter, TableMixin

_ALL, _TO_FOLLOW = "tutte", "da-seguire"
_QUIET_AFTER, _ENDING_WITHIN = timedelta(days=5), timedelta(days=7)


class AdminOffersState(TableMixin, rx.State):
    """Offers by search and filter, the newest first; `Da seguire` are open ones that were left alone or end soon."""

    rows: list[OfferListRow] = []
    chosen: str = _ALL
    open_label: str = ""
    open_net_label: str = ""
    won_label: str = ""
    won_net_label: str = ""
    rate_label: str = ""

    @classmethod
    def _filters(cls) -> Sequence[AddressFilter]:
        return (AddressFilter("stato", "chosen", _ALL, OFFER_FILTERS),)

    @rx.event(supersedes=True)
    @public("changes only what this tab asks for; the rows are guarded by `load`")
    async def choose(self, status: str) -> Any:
        self.chosen, self.page = status if status in OFFER_FILTERS else _ALL, 1
        return self._ask()

    @rx.event
    @requires(QuotesPermission.READ)
    async def load(self) -> None:
        _label, statuses = OFFER_FILTERS[self.chosen]
        followed = {"quiet_since": now() - _QUIET_AFTER, "ending_by": today_in_rome() + _ENDING_WITHIN}
        async with unit_of_work() as session:
            page = await list_offers(
                session,
                self._request(),
                q=self.q,
                statuses=statuses,
                sort=self.sort,
                descending=self.descending,
                **(followed if self.chosen == _TO_FOLLOW else {}),
            )
            told = await figures(session)
        self.rows = [
            replace(offer_list_row(offer, request), href=editor_route(offer.id)) for offer, request in page.rows
        ]
        self.open_label, self.won_label = number_label(told.open), number_label(told.won)
        self.open_net_label, self.won_net_label = money_label(told.open_net), money_label(told.won_net)
        decided = told.won + told.lost
        self.rate_label = _("{rate} % di quelle decise", rate=round(100 * told.won / decided)) if decided else ""
        self._show(page)
