"""The form that places an order: what is bought, who buys, and what is wrong with it."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any, Literal

import reflex as rx

from aistrategyhub.core.access import current_principal, public
from aistrategyhub.core.billing import BuyerKind
from aistrategyhub.core.billing_form import BillingView
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.ids import fingerprint, new_token
from aistrategyhub.core.territories import ITALY
from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.accounts.queries.profiles import get_billing_view
from aistrategyhub.features.catalog.queries import ItemNotForSale, get_offer
from aistrategyhub.features.orders.links import order_path
from aistrategyhub.features.orders.rules import offer_view, read_checkout
from aistrategyhub.features.orders.schemas import OfferView
from aistrategyhub.features.orders.service import OrderedItem, place_order
from aistrategyhub.features.vat.checkout import check_of
from aistrategyhub.features.vat.queries import seller_scheme
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.forwarded import caller_at
from aistrategyhub.infra.rate_limits import CHECKOUT, hit_or_refuse
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.vies.choose import vat_register
from aistrategyhub.ui.forms import FormMixin

_GUESTS_MAY_ORDER = "guests may order"


class CheckoutState(FormMixin, rx.State):
    """One service about to be bought. What is typed stays in the browser."""

    slug: str = ""
    offer: OfferView = OfferView()
    kind: str = BuyerKind.COMPANY.value
    country: str = ITALY
    known: BillingView = BillingView()
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
                self.known = await _known_buyer(session)
                self.kind, self.country = self.known.kind, self.known.country
                self.offer = offer_view(
                    await get_offer(session, self.slug, current_locale()), await seller_scheme(session)
                )
        except ItemNotForSale as refusal:
            self.not_for_sale = _(refusal.sentence, **refusal.values)
        except DomainError as refusal:
            if refusal.kind is not Kind.NOT_FOUND:
                raise
            self.is_missing = True
        self.is_loaded = True

    @rx.event
    @public("changes only which fields this tab shows")
    async def choose_kind(self, kind: Literal["company", "person"]) -> None:
        self.kind = kind
        self.errors, self.form_error = {}, ""

    @rx.event
    @public("changes only which fields this tab shows")
    async def choose_country(self, country: str) -> None:
        self.country = country
        self.errors, self.form_error = {}, ""

    @rx.event
    @public(_GUESTS_MAY_ORDER)
    async def submit(self, data: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            await hit_or_refuse(CHECKOUT, caller_at(self.router.session.client_ip))
            yield rx.redirect(await self._place(read_checkout(data)))

    async def _place(self, buyer: Mapping[str, Any]) -> str:
        """The address of the order's page. The same answers sent twice in one visit are one order."""
        vat_check = await check_of(buyer, vat_register(get_settings()))
        asked = json.dumps([self.slug, buyer], sort_keys=True)
        async with unit_of_work() as session:
            order = await place_order(
                session,
                items=[OrderedItem(self.slug)],
                buyer_data=buyer,
                locale=current_locale(),
                idempotency_key=f"page:{fingerprint(self._visit + asked)}",
                vat_check=vat_check,
            )
        return order_path(order.id, current_locale())


async def _known_buyer(session: Any) -> BillingView:
    """The form as the profile of whoever is signed in fills it, empty for guests."""
    person_id = current_principal().person_id
    return await get_billing_view(session, person_id) if person_id else BillingView()
