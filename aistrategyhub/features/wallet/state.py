"""A person's own cards."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.payments.api import card_page_gateway
from aistrategyhub.features.wallet.checkout import Charged, finish_saving, start_saving
from aistrategyhub.features.wallet.links import SETUP_WORD, typing_url
from aistrategyhub.features.wallet.permissions import WalletPermission
from aistrategyhub.features.wallet.queries import CardNotFound, list_cards
from aistrategyhub.features.wallet.rules import CARDS_ROUTE, card_row
from aistrategyhub.features.wallet.schemas import CardRow
from aistrategyhub.features.wallet.service import make_default, remove_card
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.forwarded import caller_at
from aistrategyhub.infra.rate_limits import PAYMENT, hit_or_refuse
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.stripe.choose import current_gateway
from aistrategyhub.ui.feedback import note_fault
from aistrategyhub.ui.parts.actions import leave_for
from aistrategyhub.ui.parts.floating import toast_done

_LONGEST_REFERENCE = 255


class CardsState(rx.State):
    """The cards of whoever is signed in."""

    rows: list[CardRow] = []
    is_loaded: bool = False
    is_leaving: bool = False
    problem: str = ""

    @rx.event
    @requires(WalletPermission.USE_OWN)
    async def load(self) -> Any:
        self.problem, self.is_leaving = "", False
        typed = self.router.url.query_parameters.get(SETUP_WORD, "")[:_LONGEST_REFERENCE]
        if typed:
            try:
                await self._finish(typed)
            except DomainError as refusal:
                self.problem = _(refusal.sentence, **refusal.values)
        await self._read()
        self.is_loaded = True

    @rx.event
    @requires(WalletPermission.USE_OWN)
    async def add(self) -> Any:
        """Leads to the page on which a card is typed."""
        self.is_leaving, self.problem = True, ""
        yield
        try:
            await hit_or_refuse(PAYMENT, caller_at(self.router.session.client_ip))
            gateway = card_page_gateway()
            setup = await start_saving(_me(), gateway)
        except DomainError as refusal:
            self.is_leaving, self.problem = False, _(refusal.sentence, **refusal.values)
            return
        except Exception as fault:
            self.is_leaving, self.problem = False, note_fault(fault)
            return
        locale = current_locale()
        yield leave_for(typing_url(gateway, setup, in_language(CARDS_ROUTE, locale), locale))

    @rx.event
    @requires(WalletPermission.USE_OWN)
    async def choose(self, card_id: str) -> Any:
        return await self._change(card_id, make_default, _("Carta predefinita cambiata."))

    @rx.event
    @requires(WalletPermission.USE_OWN)
    async def remove(self, card_id: str) -> Any:
        return await self._change(card_id, remove_card, _("Carta tolta."))

    async def _change(self, card_id: str, verb: Callable[[Any, UUID, UUID], Awaitable[Any]], done: str) -> Any:
        self.problem = ""
        try:
            found = read_id(card_id)
            if found is None:
                raise CardNotFound
            async with unit_of_work() as session:
                await verb(session, _me(), found)
        except DomainError as refusal:
            self.problem = _(refusal.sentence)
            await self._read()
            return None
        await self._read()
        return toast_done(done)

    async def _finish(self, typed: str) -> None:
        setup = await finish_saving(_me(), typed, current_gateway())
        if setup is not None and setup.card is None and setup.failure is not None:
            self.problem = _("La carta non è stata salvata: la banca non l’ha confermata.")

    async def _read(self) -> None:
        today = today_in_rome()
        async with unit_of_work() as session:
            self.rows = [card_row(card, today) for card in await list_cards(session, _me())]


def refusal_of(charged: Charged) -> str:
    """Why a charge did not go through, "" when the bank only asks."""
    if not charged.refusal:
        return ""
    return _("La banca ha rifiutato l’addebito: prova con un’altra carta.")


def onwards(charged: Charged) -> list[Any]:
    """The way to the bank's page, when it asks."""
    address = charged.action_url.removeprefix(get_settings().base_url)
    if not address:
        return []
    return [leave_for(address) if address.startswith("/") else rx.redirect(address, is_external=True)]


def _me() -> UUID:
    person_id = current_principal().person_id
    assert person_id is not None, "the permission is of people"
    return person_id
