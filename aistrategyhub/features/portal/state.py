"""The order's page: shows the order, starts its payment and follows it until the invoice is there."""

import asyncio

import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.orders.links import order_path, read_order_key
from aistrategyhub.features.payments.api import pay_page_url
from aistrategyhub.features.payments.checkout import start_payment
from aistrategyhub.features.portal.queries import get_order_file, order_view
from aistrategyhub.features.portal.schemas import OrderView
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.integrations.stripe.choose import current_gateway

_FIRST_LOOK_SECONDS = 0.4
_SLOWEST_LOOK_SECONDS = 3.0
_FOLLOW_SECONDS = 900


class OrderPageState(rx.State):
    """One order, opened by its key."""

    order: OrderView = OrderView()
    is_loaded: bool = False
    is_missing: bool = False
    is_starting: bool = False
    problem: str = ""

    @rx.event
    @public("the order key in the address is the right to see it")
    async def load(self):
        self.is_missing, self.problem, self.is_starting = False, "", False
        try:
            self.order = await _read(self.order_key)
        except DomainError as error:
            self.order, self.is_missing = OrderView(), True
            self.problem = _(error.sentence, **error.values)
        self.is_loaded = True
        if not self.is_missing and not self.order.pdf_url:
            yield OrderPageState.follow

    @rx.event
    @public("the order key in the address is the right to pay it")
    async def pay(self):
        self.is_starting, self.problem = True, ""
        yield
        try:
            order_id = read_order_key(self.order_key)
            started = await start_payment(order_id, current_gateway())
        except DomainError as error:
            self.is_starting = False
            self.problem = _(error.sentence, **error.values)
            return
        locale = current_locale()
        yield rx.redirect(pay_page_url(started, order_path(order_id, locale), locale))

    @rx.event(background=True)
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
                if seen != self.order:
                    self.order, wait = seen, _FIRST_LOOK_SECONDS
                else:
                    wait = min(wait * 1.3, _SLOWEST_LOOK_SECONDS)
            if seen.pdf_url:
                return


async def _read(key: str) -> OrderView:
    async with unit_of_work() as session:
        return order_view(await get_order_file(session, read_order_key(key)))
