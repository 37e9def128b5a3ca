"""The checkout of a cart: who buys, then the review, then the order.

What was typed is kept with the cart, so that a step can be left, reloaded and gone on with elsewhere.
"""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public, refuse_impersonation
from aistrategyhub.core.billing import read_buyer
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import current_locale
from aistrategyhub.features.carts.links import REVIEW, STEP_WORD, checkout_path
from aistrategyhub.features.carts.queries import read_cart
from aistrategyhub.features.carts.rules.views import cart_view
from aistrategyhub.features.carts.schemas import CartReading
from aistrategyhub.features.carts.schemas.views import CartView
from aistrategyhub.features.carts.service import agree_to_reminder, keep_answers, take_back_reminder, use_coupon
from aistrategyhub.features.carts.state import cart_of_tab
from aistrategyhub.features.orders.links import ordered_path
from aistrategyhub.features.orders.rules import address_label, codes_label, read_checkout
from aistrategyhub.features.orders.rules.agreements import early_start_words
from aistrategyhub.features.orders.rules.checkout import kept_answers, view_of_answers
from aistrategyhub.features.orders.service import CartChanged, CartIsEmpty, Shown, place_cart_order, read_for_buyer
from aistrategyhub.features.orders.state.buyer import BuyerFormMixin, known_buyer
from aistrategyhub.features.vat.checkout import check_of
from aistrategyhub.features.vat.queries import sells_to_offices
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.forwarded import caller_at
from aistrategyhub.infra.rate_limits import CHECKOUT, hit_or_refuse
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.vies.choose import vat_register
from aistrategyhub.ui.parts.actions import leave_for

_HOLDER = "guests may order what is in the cart that they hold"


class CartCheckoutState(BuyerFormMixin, rx.State):
    """A cart about to be ordered. `_buyer` and `_shown` are what the review shows, and what is ordered."""

    cart: CartView = CartView()
    is_review: bool = False
    is_empty: bool = False
    is_loaded: bool = False
    is_reminded: bool = False
    buyer_lines: list[str] = []
    early_start: str = ""
    _buyer: dict[str, Any] = {}
    _shown: Shown = Shown("", 0)

    @rx.event
    @public(_HOLDER)
    async def load(self) -> AsyncIterator[Any]:
        self.errors, self.form_error, self.busy = {}, "", False
        is_review = self.router.url.query_parameters.get(STEP_WORD) == REVIEW
        if self.is_loaded and is_review != self.is_review:
            self.is_loaded = False
            yield
        await self._open()
        self.is_review = False
        if is_review and self._buyer and not self.is_empty:
            try:
                await self._read_review()
                self.is_review = True
            except DomainError as refusal:
                self._refuse(refusal)
        self.is_loaded = True

    @rx.event
    @public(_HOLDER)
    async def submit(self, data: dict[str, Any]) -> AsyncIterator[Any]:
        """Keeps what was typed, and goes on to the review when it is right."""
        self._start()
        yield
        async with self._filling():
            await hit_or_refuse(CHECKOUT, caller_at(self.router.session.client_ip))
            answers = kept_answers(data)
            async with unit_of_work() as session:
                cart = await cart_of_tab(session)
                if cart is None:
                    raise CartIsEmpty
                await keep_answers(session, cart, answers)
            async with unit_of_work() as session:
                buyer = read_buyer(read_checkout(data), may_be_office=await sells_to_offices(session))
                if cart := await cart_of_tab(session):
                    if data.get("reminder"):
                        await agree_to_reminder(session, cart, email=buyer.email, locale=current_locale())
                    else:
                        await take_back_reminder(session, cart)
            yield rx.redirect(checkout_path(current_locale(), is_review=True))

    @rx.event
    @public(_HOLDER)
    async def drop_coupon(self) -> AsyncIterator[Any]:
        """The order goes on without the coupon, which does not count for this buyer."""
        async with unit_of_work() as session:
            if cart := await cart_of_tab(session):
                await use_coupon(session, cart, "", current_locale())
        yield CartCheckoutState.load

    @rx.event
    @public(_HOLDER)
    async def place(self, ticked: dict[str, Any]) -> AsyncIterator[Any]:
        """Orders what the review shows."""
        self._start()
        yield
        async with self._filling():
            refuse_impersonation()
            await hit_or_refuse(CHECKOUT, caller_at(self.router.session.client_ip))
            try:
                path = await self._place(ticked)
            except CartChanged:
                await self._read_review()
                raise
            yield leave_for(path)

    async def _place(self, ticked: Mapping[str, Any]) -> str:
        vat_check = await check_of(self._buyer, vat_register(get_settings()))
        async with unit_of_work() as session:
            cart = await cart_of_tab(session)
            if cart is None:
                raise CartIsEmpty
            order = await place_cart_order(
                session,
                cart.id,
                shown=self._shown,
                buyer_data=self._buyer,
                ticked=ticked,
                locale=current_locale(),
                vat_check=vat_check,
            )
        return ordered_path(order.id, current_locale())

    async def _open(self) -> None:
        async with unit_of_work() as session:
            cart = await cart_of_tab(session)
            reading = await read_cart(session, cart, current_locale())
            self.asks_tender = await sells_to_offices(session)
            self._fill(view_of_answers(reading.answers) if reading.answers else await known_buyer(session))
        self._buyer = {name: value for name, value in reading.answers.items() if name != "kind"}
        self.is_empty, self.is_reminded = not reading.buyable, bool(reading.reminder_email)
        self._show(reading, cart.orders_made if cart else 0)

    async def _read_review(self) -> None:
        """The cart as this buyer pays for it. Raises InvalidInput when what was typed is not enough yet."""
        vat_check = await check_of(self._buyer, vat_register(get_settings()))
        async with unit_of_work() as session:
            buyer = read_buyer(self._buyer, may_be_office=await sells_to_offices(session))
            cart = await cart_of_tab(session)
            reading = await read_for_buyer(session, cart, buyer, current_locale(), vat_check)
        self.is_empty = not reading.buyable
        self._show(reading, cart.orders_made if cart else 0)
        self.buyer_lines = [
            line for line in (buyer.legal_name, codes_label(buyer), address_label(buyer), buyer.email) if line
        ]
        kinds = {line.offer.kind for line in reading.buyable if line.offer}
        self.early_start = "" if buyer.is_company else early_start_words(kinds, current_locale())

    def _show(self, reading: CartReading, orders_made: int) -> None:
        self.cart, self._shown = cart_view(reading), Shown(reading.version, orders_made)
