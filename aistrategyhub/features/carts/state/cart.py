"""The cart's page: what is in it, its coupon, and whether its holder wants to be reminded of it."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from aistrategyhub.core.access import current_principal, public
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import current_locale
from aistrategyhub.features.carts import service
from aistrategyhub.features.carts.links import read_refusal_key
from aistrategyhub.features.carts.queries import read_cart
from aistrategyhub.features.carts.rules.quantities import MOST_OF_ONE
from aistrategyhub.features.carts.rules.views import cart_view, said_sentence, taken_out
from aistrategyhub.features.carts.schemas import CartReading
from aistrategyhub.features.carts.schemas.views import CartView, TakenOut
from aistrategyhub.features.carts.state.holding import cart_of_tab
from aistrategyhub.features.catalog.queries import offers_of
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.forwarded import caller_at
from aistrategyhub.infra.rate_limits import CART, COUPON, hit_or_refuse
from aistrategyhub.ui.forms import FormMixin

_HOLDER = "a cart is its holder's: whoever has the session or the cookie"


class CartState(FormMixin, rx.State):
    """What is in the cart. `said` is why the last act was refused, `undo` what was just taken out."""

    cart: CartView = CartView()
    said: str = ""
    undo: TakenOut = TakenOut()
    is_loaded: bool = False

    @rx.event
    @public(_HOLDER)
    async def load(self) -> Any:
        self.errors, self.form_error, self.busy = {}, "", False
        asked = self.router.url.query_parameters
        async with unit_of_work() as session:
            reading = await read_cart(session, await cart_of_tab(session), current_locale())
            self.undo = await _undo(session, reading, asked.get("tolto", ""), asked.get("pezzi", ""))
        self.cart, self.said, self.is_loaded = cart_view(reading), said_sentence(asked.get("detto", "")), True
        return CartReminderState.load

    @rx.event
    @public(_HOLDER)
    async def use_coupon(self, form: dict[str, Any]) -> AsyncIterator[None]:
        self._start()
        yield
        async with self._filling():
            await hit_or_refuse(COUPON, caller_at(self.router.session.client_ip))
            await self._use(str(form.get("code", "")))

    @rx.event
    @public(_HOLDER)
    async def drop_coupon(self) -> AsyncIterator[None]:
        self._start()
        yield
        async with self._filling():
            await self._use("")

    async def _use(self, code: str) -> None:
        async with unit_of_work() as session:
            cart = await cart_of_tab(session)
            if cart is not None:
                await service.use_coupon(session, cart, code, current_locale())
            self.cart = cart_view(await read_cart(session, cart, current_locale()))


class CartReminderState(FormMixin, rx.State):
    """Whether one mail may be sent about this cart. `address` is where, empty as long as nobody agreed."""

    address: str = ""
    is_guest: bool = True

    @rx.event
    @public(_HOLDER)
    async def load(self) -> None:
        self.errors, self.form_error, self.busy = {}, "", False
        self.is_guest = current_principal().person_id is None
        async with unit_of_work() as session:
            cart = await cart_of_tab(session)
            self.address = (cart.reminder_email or "") if cart and cart.reminder_agreed_at else ""

    @rx.event
    @public(_HOLDER)
    async def agree(self, form: dict[str, Any]) -> AsyncIterator[None]:
        self._start()
        yield
        async with self._filling():
            await hit_or_refuse(CART, caller_at(self.router.session.client_ip))
            async with unit_of_work() as session:
                cart = await cart_of_tab(session)
                if cart is not None:
                    typed = str(form.get("email", ""))
                    await service.agree_to_reminder(session, cart, email=typed, locale=current_locale())
                    self.address = cart.reminder_email or ""

    @rx.event
    @public(_HOLDER)
    async def take_back(self) -> None:
        async with unit_of_work() as session:
            cart = await cart_of_tab(session)
            if cart is not None:
                await service.take_back_reminder(session, cart)
        self.address = ""


class StopRemindersState(rx.State):
    """Whoever holds the key in the address wants no more mails about carts."""

    is_done: bool = False
    is_missing: bool = False

    @rx.event
    @public("forgets what this tab did before")
    async def arrive(self) -> None:
        self.is_done = self.is_missing = False

    @rx.event
    @public("the key in the address is the right to refuse")
    async def refuse(self) -> None:
        cart_id = read_refusal_key(self.reminder_key)
        if cart_id is not None:
            async with unit_of_work() as session:
                await service.refuse_reminders(session, cart_id)
        self.is_done, self.is_missing = cart_id is not None, cart_id is None


async def _undo(session: Any, reading: CartReading, item: str, quantity: str) -> TakenOut:
    item_id = read_id(item)
    is_count = quantity.isascii() and quantity.isdigit() and len(quantity) <= len(str(MOST_OF_ONE))
    if item_id is None or not is_count:
        return TakenOut()
    offers = await offers_of(session, current_locale(), [item_id])
    return taken_out(reading, offers.get(item_id), quantity)
