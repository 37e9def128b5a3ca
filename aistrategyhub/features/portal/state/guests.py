"""What anybody may do about an order without an account: find it again, withdraw from it, refuse further mails."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import reflex as rx

from aistrategyhub.core.access import public
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.ids import new_token
from aistrategyhub.core.text import current_locale
from aistrategyhub.features.contact.service import ProofSpent
from aistrategyhub.features.contact.service.admission import admit
from aistrategyhub.features.contact.service.proofs import ProofRefused
from aistrategyhub.features.orders.links import read_refusal_key
from aistrategyhub.features.orders.queries import OrderNotFound
from aistrategyhub.features.orders.rules.withdrawals import instant_label, read_declaration, read_reference
from aistrategyhub.features.orders.service import ask_for_link, declare_withdrawal, refuse_follow_ups
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.forwarded import caller_at
from aistrategyhub.infra.rate_limits import ORDER_TRACKING, hit_or_refuse
from aistrategyhub.ui.forms import FormMixin

_ANYBODY = "an order belongs to its buyer, with or without an account"


class OrderLookupState(FormMixin, rx.State):
    """Asking for the link of an order. The answer is the same whether or not there is such an order."""

    is_asked: bool = False

    @rx.event
    @public(_ANYBODY)
    async def arrive(self) -> None:
        self.errors, self.form_error, self.busy, self.is_asked = {}, "", False, False

    @rx.event
    @public(_ANYBODY)
    async def ask(self, form: dict[str, Any]) -> AsyncIterator[None]:
        self._start()
        yield
        async with self._filling():
            number, email = read_reference(form)
            await hit_or_refuse(ORDER_TRACKING, caller_at(self.router.session.client_ip))
            async with unit_of_work() as session:
                await ask_for_link(session, number=number, email=email)
            self.is_asked = True


class WithdrawalState(FormMixin, rx.State):
    """A withdrawal in two steps: `step` 0 asks, 1 shows what will be declared, 2 is done at `received_label`. `round`
    counts the proofs of work asked for."""

    step: int = 0
    name: str = ""
    email: str = ""
    order_number: str = ""
    words: str = ""
    received_label: str = ""
    round: int = 1
    _visit: str = ""
    _proof: str = ""
    _since: float = 0.0

    @rx.event
    @public(_ANYBODY)
    async def arrive(self) -> None:
        self.errors, self.form_error, self.busy, self.step = {}, "", False, 0
        self.order_number = self.router.url.query_parameters.get("ordine", "")[:30]
        self._visit, self._proof, self._since = new_token(), "", now().timestamp()

    @rx.event
    @public(_ANYBODY)
    async def check(self, form: dict[str, Any]) -> AsyncIterator[None]:
        self._start()
        yield
        async with self._filling():
            declared = read_declaration(form)
            self.name, self.email = declared.name, declared.email
            self.order_number, self.words = declared.order_number, declared.words
            self._proof, self.step = str(form.get("proof") or ""), 1

    @rx.event
    @public(_ANYBODY)
    async def go_back(self) -> None:
        self.errors, self.form_error, self.step = {}, "", 0

    @rx.event
    @public(_ANYBODY)
    async def declare(self) -> AsyncIterator[None]:
        self._start()
        yield
        async with self._filling():
            if self.step != 1:
                raise InvalidInput([])
            try:
                await self._declare()
            except (ProofRefused, ProofSpent):
                self.round, self.step = self.round + 1, 0
                raise

    async def _declare(self) -> None:
        spent = timedelta(seconds=now().timestamp() - self._since)
        proof_key = await admit(caller_at(self.router.session.client_ip), self._proof, spent)
        data = {name: getattr(self, name) for name in ("name", "email", "order_number", "words")}
        async with unit_of_work() as session:
            received = await declare_withdrawal(
                session, data, locale=current_locale(), submit=self._visit, proof_key=proof_key
            )
        self.received_label, self.step = instant_label(received.received_at), 2


class FollowUpRefusalState(rx.State):
    """Whoever holds the key in the address wants no more mails that ask how it went."""

    is_done: bool = False
    is_missing: bool = False

    @rx.event
    @public(_ANYBODY)
    async def arrive(self) -> None:
        self.is_done = self.is_missing = False

    @rx.event
    @public("the key in the address is the right to refuse")
    async def refuse(self) -> None:
        try:
            async with unit_of_work() as session:
                await refuse_follow_ups(session, read_refusal_key(self.refusal_key))
            self.is_done = True
        except OrderNotFound:
            self.is_missing = True
