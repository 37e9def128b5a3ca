"""Subscribing to an item: which plan, on which card."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import refuse_impersonation, requires
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.payments.api import card_page_gateway
from aistrategyhub.features.subscriptions import checkout, service
from aistrategyhub.features.subscriptions.models import SubscriptionStatus
from aistrategyhub.features.subscriptions.permissions import SubscriptionsPermission
from aistrategyhub.features.subscriptions.rules.addresses import subscribe_path, subscription_path
from aistrategyhub.features.subscriptions.schemas import SubscribeView
from aistrategyhub.features.subscriptions.service.reading import offer_of
from aistrategyhub.features.subscriptions.state.own import me
from aistrategyhub.features.wallet.checkout import finish_saving, start_saving
from aistrategyhub.features.wallet.links import SETUP_WORD, typing_url
from aistrategyhub.features.wallet.state import onwards
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.forwarded import caller_at
from aistrategyhub.infra.rate_limits import PAYMENT, hit_or_refuse
from aistrategyhub.integrations.stripe.choose import current_gateway
from aistrategyhub.ui.feedback import note_fault
from aistrategyhub.ui.parts.actions import leave_for

_LONGEST_REFERENCE = 255


class SubscribeState(rx.State):
    """What is about to be subscribed to. `chosen` is the id of a plan."""

    offer: SubscribeView = SubscribeView()
    chosen: str = ""
    is_loaded: bool = False
    is_missing: bool = False
    busy: bool = False
    problem: str = ""

    @rx.event
    @requires(SubscriptionsPermission.USE_OWN)
    async def load(self) -> None:
        self.problem, self.busy, self.is_missing = "", False, False
        try:
            await self._take_card()
            await self._read()
        except DomainError as refusal:
            self.is_missing = refusal.kind is Kind.NOT_FOUND
            self.problem = _(refusal.sentence, **refusal.values)
        if self.chosen not in {plan.plan_id for plan in self.offer.plans}:
            self.chosen = self.offer.plans[0].plan_id if self.offer.plans else ""
        self.is_loaded = True

    @rx.event
    @requires(SubscriptionsPermission.USE_OWN)
    async def choose(self, plan_id: str) -> None:
        self.chosen, self.problem = plan_id, ""

    @rx.event
    @requires(SubscriptionsPermission.USE_OWN)
    async def add_card(self) -> Any:
        """Leads to the page on which a card is typed, and back here."""
        self.busy, self.problem = True, ""
        yield
        try:
            await hit_or_refuse(PAYMENT, caller_at(self.router.session.client_ip))
            gateway = card_page_gateway()
            setup = await start_saving(me(), gateway)
        except DomainError as refusal:
            self.busy, self.problem = False, _(refusal.sentence, **refusal.values)
            return
        except Exception as fault:
            self.busy, self.problem = False, note_fault(fault)
            return
        locale = current_locale()
        yield leave_for(typing_url(gateway, setup, subscribe_path(self.service_slug, locale), locale))

    @rx.event
    @requires(SubscriptionsPermission.USE_OWN)
    async def subscribe(self) -> Any:
        self.busy, self.problem = True, ""
        yield
        try:
            steps = await self._subscribe()
        except DomainError as refusal:
            self.busy, self.problem = False, _(refusal.sentence, **refusal.values)
            return
        except Exception as fault:
            self.busy, self.problem = False, note_fault(fault)
            return
        for step in steps:
            yield step

    async def _subscribe(self) -> list[Any]:
        refuse_impersonation()
        await hit_or_refuse(PAYMENT, caller_at(self.router.session.client_ip))
        plan_id, locale = read_id(self.chosen), current_locale()
        if plan_id is None:
            raise service.NoSuchPlan
        begun = await checkout.subscribe(me(), self.service_slug, plan_id, locale, mandate())
        page = rx.redirect(subscription_path(begun.number, locale))
        if begun.status is not SubscriptionStatus.INCOMPLETE:
            return [page]
        charged = await checkout.pay_open_charge(me(), begun.number, card_page_gateway(), locale)
        return (onwards(charged) if charged else []) or [page]

    async def _take_card(self) -> None:
        typed = self.router.url.query_parameters.get(SETUP_WORD, "")[:_LONGEST_REFERENCE]
        if typed:
            await finish_saving(me(), typed, current_gateway())

    async def _read(self) -> None:
        async with unit_of_work() as session:
            self.offer = await offer_of(session, me(), self.service_slug)


def mandate() -> str:
    """The words by which somebody lets us charge their card, as the page shows them and the subscription keeps them."""
    return _("Autorizzo l’addebito del piano scelto sulla mia carta all’inizio di ogni periodo, finché non disdico.")
