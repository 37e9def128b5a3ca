"""The order's page, which starts its payment and follows it until the invoice is there; a customer's own orders."""

import asyncio

import reflex as rx

from aistrategyhub.core.access import current_principal, public, requires
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.orders.links import order_path, read_order_key
from aistrategyhub.features.orders.permissions import OrdersPermission
from aistrategyhub.features.orders.queries import OrderNotFound
from aistrategyhub.features.orders.service import call_off
from aistrategyhub.features.payments.api import card_page_gateway, pay_page_url
from aistrategyhub.features.payments.checkout import is_rehearsal, start_payment
from aistrategyhub.features.payments.service import choose_transfer
from aistrategyhub.features.portal.queries import get_order_file, list_own_orders, order_view
from aistrategyhub.features.portal.schemas import OrderView, OwnOrderRow
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.forwarded import caller_at
from aistrategyhub.infra.rate_limits import PAYMENT, hit_or_refuse
from aistrategyhub.ui.feedback import note_fault
from aistrategyhub.ui.parts.actions import leave_for

_FIRST_LOOK_SECONDS = 0.4
# Whoever pays in another tab sees it here within two seconds.
_SLOWEST_LOOK_SECONDS = 1.5
_FOLLOW_SECONDS = 900
# The provider's word takes a second or two; after this the payer may try again.
_CONFIRM_SECONDS = 45


class OrderPageState(rx.State):
    """One order, opened by its key.

    `is_confirming` is between the payer's return from the card page and the provider's own word.
    """

    order: OrderView = OrderView()
    is_loaded: bool = False
    is_missing: bool = False
    is_starting: bool = False
    is_confirming: bool = False
    is_rehearsal: bool = False
    problem: str = ""
    _key: str = ""

    @rx.event
    @public("the order key in the address is the right to see it")
    async def load(self):
        self.problem, self.is_starting, self.is_missing = "", False, False
        if self._key != self.order_key:
            self.is_loaded, self._key = False, self.order_key
            yield
        try:
            self.order = await _read(self._key)
        except OrderNotFound:
            self.order, self.is_missing = OrderView(), True
        self.is_rehearsal = is_rehearsal()
        returned_paid = self.router.url.query_parameters.get("redirect_status") == "succeeded"
        self.is_confirming = returned_paid and self.order.is_payable
        self.is_loaded = True
        if not self.is_missing and not self.order.is_settled:
            yield OrderPageState.follow

    @rx.event
    @public("the order key in the address is the right to pay it")
    async def pay(self):
        self.is_starting, self.problem = True, ""
        yield
        try:
            await hit_or_refuse(PAYMENT, caller_at(self.router.session.client_ip))
            order_id = read_order_key(self.order_key)
            gateway = card_page_gateway()
            started = await start_payment(order_id, gateway)
        except DomainError as error:
            self.is_starting, self.problem = False, _(error.sentence, **error.values)
            return
        except Exception as fault:
            self.is_starting, self.problem = False, note_fault(fault)
            return
        locale = current_locale()
        yield leave_for(pay_page_url(gateway, started, order_path(order_id, locale), locale))

    @rx.event
    @public("the order key in the address is the right to pay it")
    async def pay_by_transfer(self):
        """The order waits for a bank transfer; the page shows where to send it."""
        self.is_starting, self.problem = True, ""
        yield
        try:
            await hit_or_refuse(PAYMENT, caller_at(self.router.session.client_ip))
            async with unit_of_work() as session:
                await choose_transfer(session, read_order_key(self.order_key))
            self.order = await _read(self.order_key)
        except DomainError as error:
            self.problem = _(error.sentence, **error.values)
        self.is_starting = False

    @rx.event
    @public("the order key in the address is the right to call it off")
    async def cancel(self):
        self.problem = ""
        try:
            async with unit_of_work() as session:
                await call_off(session, read_order_key(self.order_key))
            self.order = await _read(self.order_key)
        except DomainError as error:
            self.problem = _(error.sentence, **error.values)

    @rx.event(background=True, supersedes=True)
    @public("looks at the order that this page shows")
    async def follow(self):
        """Looks at the order until its documents are there, slower and slower, at most a quarter of an hour."""
        async with self:
            key = self.order_key
        wait, followed = _FIRST_LOOK_SECONDS, 0.0
        while followed < _FOLLOW_SECONDS:
            await asyncio.sleep(wait)
            followed += wait
            try:
                seen = await _read(key)
            except DomainError:
                continue
            async with self:
                if self.order_key != key:
                    return
                self.is_confirming = self.is_confirming and seen.is_payable and followed < _CONFIRM_SECONDS
                if seen != self.order:
                    self.order, wait = seen, _FIRST_LOOK_SECONDS
                else:
                    wait = min(wait * 1.3, _SLOWEST_LOOK_SECONDS)
            if seen.is_settled:
                return


class CustomerHomeState(rx.State):
    """The orders of the customer who is signed in."""

    rows: list[OwnOrderRow] = []
    is_loaded: bool = False

    @rx.event
    @requires(OrdersPermission.READ_OWN)
    async def load(self) -> None:
        person_id = current_principal().person_id
        async with unit_of_work() as session:
            self.rows = await list_own_orders(session, person_id) if person_id else []
        self.is_loaded = True


async def _read(key: str) -> OrderView:
    async with unit_of_work() as session:
        return order_view(await get_order_file(session, read_order_key(key)))
