"""The owner's list of subscriptions, and one subscription."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, requires
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import _
from aistrategyhub.features.subscriptions import service
from aistrategyhub.features.subscriptions.permissions import SubscriptionsPermission
from aistrategyhub.features.subscriptions.queries import (
    SubscriptionNotFound,
    emails_of,
    get_by_number,
    list_subscriptions,
)
from aistrategyhub.features.subscriptions.rules.views import subscription_row
from aistrategyhub.features.subscriptions.rules.words import FILTERS
from aistrategyhub.features.subscriptions.schemas import SubscriptionRow, SubscriptionView
from aistrategyhub.features.subscriptions.service.reading import view_of
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.tables import AddressFilter, TableMixin

_ALL = "tutti"


class AdminSubscriptionsState(TableMixin, rx.State):
    """Subscriptions by search, status and order. `chosen` is one of FILTERS."""

    rows: list[SubscriptionRow] = []
    chosen: str = _ALL

    @classmethod
    def _filters(cls) -> Sequence[AddressFilter]:
        return (AddressFilter("stato", "chosen", _ALL, FILTERS),)

    @rx.event(supersedes=True)
    @public("changes only what this tab asks for; the rows are guarded by `load`")
    async def choose(self, status: str) -> Any:
        self.chosen, self.page = status if status in FILTERS else _ALL, 1
        return self._ask()

    @rx.event
    @requires(SubscriptionsPermission.READ)
    async def load(self) -> None:
        _label, statuses = FILTERS[self.chosen]
        async with unit_of_work() as session:
            page = await list_subscriptions(
                session, self._request(), q=self.q, statuses=statuses, sort=self.sort, descending=self.descending
            )
            emails = await emails_of(session, [one.user_id for one in page.rows])
        self.rows = [subscription_row(one, email=emails.get(one.user_id) or "–") for one in page.rows]
        self._show(page)


class AdminSubscriptionState(rx.State):
    """One subscription, opened by its number."""

    shown: SubscriptionView = SubscriptionView()
    is_loaded: bool = False
    is_missing: bool = False
    problem: str = ""

    @rx.event
    @requires(SubscriptionsPermission.READ)
    async def load(self) -> None:
        self.problem = ""
        try:
            await self._read()
            self.is_missing = False
        except SubscriptionNotFound:
            self.is_missing = True
        self.is_loaded = True

    @rx.event
    @requires(SubscriptionsPermission.MANAGE)
    async def cancel(self) -> Any:
        """Ends it for the subscriber, who asked on the phone."""
        self.problem = ""
        try:
            async with unit_of_work() as session:
                found = await get_by_number(session, self.subscription_number)
                await service.cancel(session, found.id)
        except DomainError as refusal:
            self.problem = _(refusal.sentence, **refusal.values)
            return None
        await self._read()
        return toast_done(_("Disdetta ricevuta."))

    async def _read(self) -> None:
        async with unit_of_work() as session:
            self.shown = await view_of(session, await get_by_number(session, self.subscription_number))
