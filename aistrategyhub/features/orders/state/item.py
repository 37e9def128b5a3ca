"""The form that places an order: what is bought, who buys, and what is wrong with it."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.ids import fingerprint, new_token
from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.catalog.queries import ItemNotForSale, get_offer
from aistrategyhub.features.orders.links import order_path
from aistrategyhub.features.orders.models import ConsentKind
from aistrategyhub.features.orders.rules import offer_view, read_checkout
from aistrategyhub.features.orders.rules.agreements import early_start_words
from aistrategyhub.features.orders.schemas import OfferView
from aistrategyhub.features.orders.service import OrderedItem, place_order
from aistrategyhub.features.orders.state.buyer import BuyerFormMixin, known_buyer
from aistrategyhub.features.vat.checkout import check_of
from aistrategyhub.features.vat.queries import seller_vat, sells_to_offices
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.forwarded import caller_at
from aistrategyhub.infra.rate_limits import CHECKOUT, hit_or_refuse
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.vies.choose import vat_register

_GUESTS_MAY_ORDER = "guests may order"


class CheckoutState(BuyerFormMixin, rx.State):
    """One service about to be bought. What is typed stays in the browser."""

    slug: str = ""
    offer: OfferView = OfferView()
    early_start: str = ""
    not_for_sale: str = ""
    is_missing: bool = False
    is_loaded: bool = False
    _visit: str = ""

    @rx.event
    @public(_GUESTS_MAY_ORDER)
    async def load(self) -> AsyncIterator[None]:
        self.errors, self.form_error, self.busy, self._visit = {}, "", False, new_token()
        if self.slug != self.service_slug:
            self.is_loaded = False
            yield
        self.slug, self.not_for_sale, self.is_missing = self.service_slug, "", False
        try:
            async with unit_of_work() as session:
                self._fill(await known_buyer(session))
                offer = await get_offer(session, self.slug, current_locale())
                self.asks_tender = await sells_to_offices(session)
                self.offer = offer_view(offer, await seller_vat(session))
                self.early_start = early_start_words({offer.kind}, current_locale())
        except ItemNotForSale as refusal:
            self.not_for_sale = _(refusal.sentence, **refusal.values)
        except DomainError as refusal:
            if refusal.kind is not Kind.NOT_FOUND:
                raise
            self.is_missing = True
        self.is_loaded = True

    @rx.event
    @public(_GUESTS_MAY_ORDER)
    async def submit(self, data: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            await hit_or_refuse(CHECKOUT, caller_at(self.router.session.client_ip))
            ticked = {kind: bool(data.get(kind)) for kind in ConsentKind}
            yield rx.redirect(await self._place(read_checkout(data), ticked))

    async def _place(self, buyer: Mapping[str, Any], ticked: Mapping[str, bool]) -> str:
        """The address of the order's page. The same answers sent twice in one visit are one order."""
        vat_check = await check_of(buyer, vat_register(get_settings()))
        asked = json.dumps([self.slug, buyer, ticked], sort_keys=True)
        async with unit_of_work() as session:
            order = await place_order(
                session,
                items=[OrderedItem(self.slug)],
                buyer_data=buyer,
                locale=current_locale(),
                idempotency_key=f"page:{fingerprint(self._visit + asked)}",
                vat_check=vat_check,
                ticked=ticked,
            )
        return order_path(order.id, current_locale())
