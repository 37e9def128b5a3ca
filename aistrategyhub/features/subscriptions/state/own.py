"""A person's own subscriptions."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import current_principal, refuse_impersonation, requires
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.payments.api import card_page_gateway
from aistrategyhub.features.subscriptions import checkout, service
from aistrategyhub.features.subscriptions.permissions import SubscriptionsPermission
from aistrategyhub.features.subscriptions.queries import SubscriptionNotFound, get_own, list_own
from aistrategyhub.features.subscriptions.rules.views import subscription_row
from aistrategyhub.features.subscriptions.schemas import ChangeView, SubscriptionRow, SubscriptionView
from aistrategyhub.features.subscriptions.service.reading import change_of, view_of
from aistrategyhub.features.wallet.state import onwards, refusal_of
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.forwarded import caller_at
from aistrategyhub.infra.rate_limits import PAYMENT, hit_or_refuse
from aistrategyhub.ui.feedback import note_fault
from aistrategyhub.ui.parts.floating import toast_done
from aistrategyhub.ui.tables import TableMixin

_LOOK_SECONDS = 1.5
_LOOKS = 20


class OwnSubscriptionsState(TableMixin, rx.State):
    """The subscriptions of whoever is signed in."""

    rows: list[SubscriptionRow] = []

    @rx.event
    @requires(SubscriptionsPermission.USE_OWN)
    async def load(self) -> None:
        async with unit_of_work() as session:
            page = await list_own(session, me(), self._request())
        self.rows = [subscription_row(one) for one in page.rows]
        self._show(page)


class SubscriptionState(rx.State):
    """One of them, opened by its number. `change` is what another plan would mean, before it is done."""

    shown: SubscriptionView = SubscriptionView()
    change: ChangeView = ChangeView()
    is_loaded: bool = False
    is_missing: bool = False
    is_confirming: bool = False
    busy: bool = False
    problem: str = ""

    @rx.event
    @requires(SubscriptionsPermission.USE_OWN)
    async def load(self) -> Any:
        self.problem, self.busy, self.change = "", False, ChangeView()
        try:
            await self._read()
            self.is_missing = False
        except SubscriptionNotFound:
            self.is_missing = True
        self.is_loaded = True
        outcome = self.router.url.query_parameters.get("redirect_status", "")
        if outcome == "failed":
            self.problem = _("La banca non ha confermato il pagamento: riprova o usa un’altra carta.")
        self.is_confirming = outcome == "succeeded" and self.shown.can_pay
        return SubscriptionState.follow if self.is_confirming else None

    @rx.event(background=True, supersedes=True)
    @requires(SubscriptionsPermission.USE_OWN)
    async def follow(self) -> None:
        """Looks for the provider's word, which takes a second or two after the bank's page."""
        for _look in range(_LOOKS):
            await asyncio.sleep(_LOOK_SECONDS)
            async with self:
                await self._read()
                self.is_confirming = self.shown.can_pay
                if not self.is_confirming:
                    return
        async with self:
            self.is_confirming = False

    @rx.event
    @requires(SubscriptionsPermission.USE_OWN)
    async def pay(self) -> Any:
        """Pays what is open with the default card."""
        self.busy, self.problem = True, ""
        yield
        for step in await self._doing(self._pay):
            yield step

    @rx.event
    @requires(SubscriptionsPermission.USE_OWN)
    async def cancel(self) -> Any:
        return await self._doing(self._cancel)

    @rx.event
    @requires(SubscriptionsPermission.USE_OWN)
    async def pause(self) -> Any:
        return await self._doing(self._pause)

    @rx.event
    @requires(SubscriptionsPermission.USE_OWN)
    async def resume(self) -> Any:
        self.busy, self.problem = True, ""
        yield
        for step in await self._doing(self._resume):
            yield step

    @rx.event
    @requires(SubscriptionsPermission.USE_OWN)
    async def look_at_plan(self, plan_id: str) -> None:
        """Shows what a plan would mean, and does nothing."""
        self.problem, self.change = "", ChangeView()
        try:
            async with unit_of_work() as session:
                own = await get_own(session, me(), self.subscription_number)
                self.change = await change_of(session, own, _plan(plan_id))
        except DomainError as refusal:
            self.problem = _(refusal.sentence, **refusal.values)

    @rx.event
    @requires(SubscriptionsPermission.USE_OWN)
    async def change_plan(self) -> Any:
        """Goes over to the plan that is shown."""
        self.busy, self.problem = True, ""
        yield
        for step in await self._doing(self._change):
            yield step

    async def _doing(self, act: Callable[[], Awaitable[list[Any]]]) -> list[Any]:
        """Does an act and shows what became of it, or why it was refused."""
        self.busy, self.problem = True, ""
        steps: list[Any] = []
        try:
            steps = await act()
            self.change = ChangeView()
        except DomainError as refusal:
            self.problem = _(refusal.sentence, **refusal.values)
        except Exception as fault:
            self.problem = note_fault(fault)
        await self._read()
        self.busy = False
        return steps

    async def _pay(self) -> list[Any]:
        await hit_or_refuse(PAYMENT, caller_at(self.router.session.client_ip))
        refuse_impersonation()
        charged = await checkout.pay_open_charge(me(), self.subscription_number, card_page_gateway(), current_locale())
        if charged is None or charged.is_paid:
            return [toast_done(_("Pagato."))]
        self.problem = refusal_of(charged)
        return onwards(charged)

    async def _cancel(self) -> list[Any]:
        async with unit_of_work() as session:
            await service.cancel(session, (await get_own(session, me(), self.subscription_number)).id)
        return [toast_done(_("Disdetta ricevuta."))]

    async def _pause(self) -> list[Any]:
        async with unit_of_work() as session:
            await service.pause(session, (await get_own(session, me(), self.subscription_number)).id)
        return [toast_done(_("L’abbonamento andrà in pausa."))]

    async def _resume(self) -> list[Any]:
        refuse_impersonation()
        charge_id = await checkout.resume(me(), self.subscription_number)
        return [toast_done(_("L’abbonamento continua."))] if charge_id is None else await self._pay()

    async def _change(self) -> list[Any]:
        refuse_impersonation()
        plan_id = _plan(self.change.plan_id)
        charge_id = await checkout.change_plan(me(), self.subscription_number, plan_id)
        return [toast_done(_("Il piano cambia dal prossimo periodo."))] if charge_id is None else await self._pay()

    async def _read(self) -> None:
        async with unit_of_work() as session:
            self.shown = await view_of(session, await get_own(session, me(), self.subscription_number))


def me() -> UUID:
    """Whoever is signed in."""
    person_id = current_principal().person_id
    assert person_id is not None, "the permission is of people"
    return person_id


def _plan(text: str) -> UUID:
    plan_id = read_id(text)
    if plan_id is None:
        raise service.NoSuchPlan
    return plan_id
