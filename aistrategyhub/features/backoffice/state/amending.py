"""Changing the lines of one paid order: what it would do, then the decision."""

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

import reflex as rx

from aistrategyhub.core.access import requires
from aistrategyhub.core.errors import DomainError, InvalidInput
from aistrategyhub.core.ids import new_token
from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.core.text import DEFAULT_LOCALE, _, money_label
from aistrategyhub.features.backoffice.schemas import HandLineRow, HandService
from aistrategyhub.features.backoffice.state.orders import AdminOrderState
from aistrategyhub.features.catalog.queries import find_service, list_services
from aistrategyhub.features.catalog.schemas import PriceBody
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import find_order_by_number, list_lines
from aistrategyhub.features.orders.rules.amending import Amendment, check_amendable
from aistrategyhub.features.orders.rules.by_hand import HandLine, read_line
from aistrategyhub.features.payments.permissions import PaymentsPermission
from aistrategyhub.features.payments.queries import list_sold_lines
from aistrategyhub.features.payments.rules.amend_words import amend_rows, amend_view
from aistrategyhub.features.payments.schemas import AmendLineRow, AmendView
from aistrategyhub.features.payments.service.amending import amend_order, difference, plan_amendment
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done

_LONGEST_TYPED = 20
# What no quantity is, so that the rules refuse it beside its line.
_NO_QUANTITY = Decimal("NaN")


class AdminAmendState(FormMixin, rx.State):
    """One amendment about to be decided; `view` is what it would do as it stands. `round` counts the lines added."""

    is_open: bool = False
    lines: list[AmendLineRow] = []
    added: list[HandLineRow] = []
    services: list[HandService] = []
    view: AmendView = AmendView()
    round: int = 0
    _wanted: dict[int, str] = {}
    _added: list[HandLine] = []
    _revision: int = 0
    _seen: Decimal | None = None

    @rx.event
    @requires(PaymentsPermission.REFUND)
    async def open(self) -> None:
        """Opens the drawer with the order as it is now."""
        self.errors, self.form_error, self.view, self._seen = {}, "", AmendView(), None
        self._wanted, self._added, self.added = {}, [], []
        async with unit_of_work() as session:
            order = await self._order(session)
            check_amendable(order)
            self._revision = order.revision
            await self._show_lines(session, order)
            page = await list_services(session, DEFAULT_LOCALE, page=PageRequest(1, MOST_PER_PAGE))
        self.services = [HandService(service.slug, service.name) for service in page.rows]
        self.is_open = True

    @rx.event
    @requires(PaymentsPermission.REFUND)
    async def leave(self) -> None:
        self.is_open = False

    @rx.event
    @requires(PaymentsPermission.REFUND)
    async def set_quantity(self, number: str, typed: str) -> None:
        if number.isdecimal() and number in {row.number for row in self.lines}:
            self._wanted = {**self._wanted, int(number): typed[:_LONGEST_TYPED]}
        await self._look()

    @rx.event
    @requires(PaymentsPermission.REFUND)
    async def add(self, form: dict[str, Any]) -> AsyncIterator[None]:
        """A service in addition."""
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                service = await find_service(session, str(form.get("slug") or ""), DEFAULT_LOCALE)
            line = _line(form, service.price if service else None)
            name = service.name if service else line.slug
            shown = HandLineRow(new_token(), name, f"{line.quantity}", money_label(line.unit_price), line.reason)
            self.added, self._added, self.round = [*self.added, shown], [*self._added, line], self.round + 1
        if not self.form_error:
            await self._look()

    @rx.event
    @requires(PaymentsPermission.REFUND)
    async def remove(self, line_id: str) -> None:
        kept = [place for place, row in enumerate(self.added) if row.line_id != line_id]
        self.added, self._added = [self.added[place] for place in kept], [self._added[place] for place in kept]
        await self._look()

    @rx.event
    @requires(PaymentsPermission.REFUND, step_up=True)
    async def decide(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Does what is shown, once; another difference than the one shown is refused."""
        self._start()
        yield
        async with self._filling():
            async with unit_of_work() as session:
                order = await self._order(session)
                reason = str(form.get("reason") or "")
                await amend_order(session, order.id, self._amendment(), reason=reason, seen=self._seen)
            self.is_open = False
        if not self.form_error:
            yield toast_done(_("L’ordine è modificato: il cliente riceve ciò che lo riguarda per e-mail."))
            yield AdminOrderState.load

    async def _look(self) -> None:
        """What it would do as it stands, or why it cannot be."""
        self.errors, self.form_error, self.view, self._seen = {}, "", AmendView(), None
        async with unit_of_work() as session:
            order = await self._order(session)
            try:
                plan = await plan_amendment(session, order.id, self._amendment())
                refund = plan.refund.amount if plan.refund else Decimal(0)
                self.view = amend_view(refund, plan.amounts, order.currency)
                self._seen = difference(plan)
            except DomainError as refusal:
                self._refuse(refusal)
            await self._show_lines(session, order)

    async def _show_lines(self, session: Any, order: Order) -> None:
        prices = {line.line_number: line.unit_price for line in await list_lines(session, order.id)}
        sold = await list_sold_lines(session, order.id)
        self.lines = amend_rows(sold, prices, self._wanted, self.errors, order.currency)

    def _amendment(self) -> Amendment:
        quantities = {number: _quantity(typed) for number, typed in self._wanted.items()}
        return Amendment(self._revision, quantities, tuple(self._added))

    async def _order(self, session: Any) -> Order:
        return await find_order_by_number(session, self.order_number)


def _line(form: dict[str, Any], price: PriceBody | None) -> HandLine:
    """The line of the form, whose reason has a name of its own beside the reason of the whole."""
    try:
        return read_line(form | {"reason": form.get("line_reason")}, price)
    except InvalidInput as refusal:
        named = [replace(one, field="line_reason" if one.field == "reason" else one.field) for one in refusal.fields]
        raise InvalidInput(named) from None


def _quantity(typed: str) -> Decimal:
    try:
        return Decimal(typed.strip().replace(",", "."))
    except InvalidOperation:
        return _NO_QUANTITY
