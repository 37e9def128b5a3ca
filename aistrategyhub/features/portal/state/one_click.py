"""Paying the order of a page with the card that its buyer keeps."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import current_principal, public, refuse_impersonation, requires
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.orders.links import order_path, read_order_key
from aistrategyhub.features.orders.queries import OrderNotFound, get_order
from aistrategyhub.features.payments.api import card_page_gateway
from aistrategyhub.features.portal.state import OrderPageState
from aistrategyhub.features.wallet.checkout import Charged, pay_with_card
from aistrategyhub.features.wallet.permissions import WalletPermission
from aistrategyhub.features.wallet.queries import find_default_card
from aistrategyhub.features.wallet.rules import card_label
from aistrategyhub.features.wallet.state import onwards, refusal_of
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.forwarded import caller_at
from aistrategyhub.infra.rate_limits import PAYMENT, hit_or_refuse
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.ui.feedback import note_fault


class OneClickState(rx.State):
    """`pay_label` is empty for guests, for who keeps no card, and on somebody else's order."""

    pay_label: str = ""
    busy: bool = False
    problem: str = ""

    @rx.event
    @public("shows the kept card of whoever is signed in, on their own order alone")
    async def load(self) -> None:
        self.pay_label, self.busy, self.problem = "", False, ""
        person_id = current_principal().person_id
        if person_id is None:
            return
        try:
            async with unit_of_work() as session:
                order = await get_order(session, read_order_key(self.order_key))
                card = await find_default_card(session, person_id) if order.user_id == person_id else None
        except OrderNotFound:
            return
        if card is not None:
            self.pay_label = _("Paga con {card}", card=card_label(card.brand, card.last4))

    @rx.event
    @requires(WalletPermission.USE_OWN)
    async def pay(self) -> Any:
        """Charges the default card; the bank may want to ask first."""
        self.busy, self.problem = True, ""
        yield
        try:
            charged = await self._charge()
        except DomainError as refusal:
            self.busy, self.problem = False, _(refusal.sentence, **refusal.values)
            return
        except Exception as fault:
            self.busy, self.problem = False, note_fault(fault)
            return
        self.busy, self.problem = False, refusal_of(charged)
        for step in onwards(charged):
            yield step
        yield OrderPageState.load

    async def _charge(self) -> Charged:
        refuse_impersonation()
        await hit_or_refuse(PAYMENT, caller_at(self.router.session.client_ip))
        person_id = current_principal().person_id
        assert person_id is not None, "the permission is of people"
        order_id = read_order_key(self.order_key)
        back = get_settings().base_url + order_path(order_id, current_locale())
        return await pay_with_card(order_id, person_id, card_page_gateway(), return_url=back, is_payer_present=True)
