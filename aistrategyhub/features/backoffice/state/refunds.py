"""Giving money of one order back: what it would do, then the decision."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import requires
from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput
from aistrategyhub.core.ids import new_token
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.backoffice.state.orders import AdminOrderState
from aistrategyhub.features.catalog.rules.reading import read_amount
from aistrategyhub.features.invoicing.queries import find_invoice_of_order
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import find_order_by_number
from aistrategyhub.features.payments.models import RefundReason
from aistrategyhub.features.payments.permissions import PaymentsPermission
from aistrategyhub.features.payments.queries import list_payments_of, list_refunds_of, list_sold_lines
from aistrategyhub.features.payments.rules import (
    EXTENT_LABELS,
    REASON_LABELS,
    Extent,
    RefundChoice,
    line_choices,
    refund_view,
)
from aistrategyhub.features.payments.schemas import RefundChoiceRow, RefundView
from aistrategyhub.features.payments.service import decide_refund, plan_refund, sale_money, surplus_left
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done

_NOT_AN_AMOUNT = mark("Scrivi un importo in euro, come 450,00.")
_DECIDED = mark("Rimborso di {amount} deciso: parte adesso.")
REASONS = {
    reason: label
    for reason, label in REASON_LABELS.items()
    if reason not in (RefundReason.PROVIDER, RefundReason.LATE_PAYMENT)
}


class AdminRefundState(FormMixin, rx.State):
    """One refund about to be decided. `picked` are numbers of lines; `view` is what it would do, as it stands."""

    is_open: bool = False
    extents: list[RefundChoiceRow] = []
    lines: list[RefundChoiceRow] = []
    extent: str = Extent.FULL.value
    picked: list[str] = []
    amount: str = ""
    reason: str = RefundReason.REQUESTED.value
    note: str = ""
    view: RefundView = RefundView()
    _key: str = ""

    @rx.event
    @requires(PaymentsPermission.REFUND)
    async def open(self) -> None:
        """Opens the dialog with all that can go back."""
        self.picked, self.amount, self.note, self._key = [], "", "", new_token()
        self.reason = RefundReason.REQUESTED.value
        async with unit_of_work() as session:
            order = await self._order(session)
            payments, refunds = await list_payments_of(session, order.id), await list_refunds_of(session, order.id)
            self.lines = line_choices(await list_sold_lines(session, order.id), order.currency)
        extents = [Extent.FULL, Extent.LINES, Extent.AMOUNT] if any(map(sale_money, payments)) and self.lines else []
        extents += [Extent.SURPLUS] if any(surplus_left(one, refunds) > 0 for one in payments) else []
        self.extents = [RefundChoiceRow(one.value, _(EXTENT_LABELS[one])) for one in extents]
        self.extent = extents[-1 if Extent.SURPLUS in extents else 0].value if extents else Extent.FULL.value
        self.is_open = True
        await self._look()

    @rx.event
    @requires(PaymentsPermission.REFUND)
    async def leave(self) -> None:
        self.is_open = False

    @rx.event
    @requires(PaymentsPermission.REFUND)
    async def choose(self, extent: str) -> None:
        self.extent = extent if extent in set(Extent) else Extent.FULL.value
        await self._look()

    @rx.event
    @requires(PaymentsPermission.REFUND)
    async def tick(self, number: str, is_ticked: bool) -> None:
        others = [one for one in self.picked if one != number]
        self.picked = [*others, number] if is_ticked else others
        await self._look()

    @rx.event
    @requires(PaymentsPermission.REFUND)
    async def write_amount(self, amount: str) -> None:
        self.amount = amount[:40]
        await self._look()

    @rx.event
    @requires(PaymentsPermission.REFUND)
    async def choose_reason(self, reason: str) -> None:
        self.reason = reason if reason in set(REASONS) else RefundReason.OTHER.value

    @rx.event
    @requires(PaymentsPermission.REFUND)
    async def write_note(self, note: str) -> None:
        self.note = note[:500]

    @rx.event
    @requires(PaymentsPermission.REFUND, step_up=True)
    async def decide(self) -> Any:
        """Decides what is shown. Pressed twice, it is decided once."""
        self._start()
        yield
        decided = ""
        async with self._filling():
            decided = await self._decide(self._choice())
        if decided:
            self.is_open = False
            yield toast_done(_(_DECIDED, amount=decided))
            yield AdminOrderState.load

    async def _decide(self, choice: RefundChoice) -> str:
        reason = RefundReason.LATE_PAYMENT if choice.extent is Extent.SURPLUS else RefundReason(self.reason)
        async with unit_of_work() as session:
            order = await self._order(session)
            await decide_refund(
                session,
                order.id,
                choice,
                reason=reason,
                note=self.note.strip(),
                idempotency_key=f"page:{self._key}",
            )
        return self.view.amount_label

    async def _look(self) -> None:
        """What it would do as it stands, or why it cannot be."""
        self.errors, self.form_error, self.view = {}, "", RefundView()
        try:
            choice = self._choice()
            async with unit_of_work() as session:
                order = await self._order(session)
                plan = await plan_refund(session, order.id, choice)
                self.view = refund_view(
                    plan.payment,
                    plan.amount,
                    plan.shares,
                    left=plan.left,
                    invoice_number=await _invoice_number(session, order.id),
                )
        except DomainError as refusal:
            self._refuse(refusal)

    def _choice(self) -> RefundChoice:
        extent = Extent(self.extent)
        amount = _amount(self.amount) if extent is Extent.AMOUNT else None
        return RefundChoice(extent, amount, {int(number): None for number in self.picked if number.isdecimal()})

    async def _order(self, session: Any) -> Order:
        return await find_order_by_number(session, self.order_number)


def _amount(typed: str) -> Decimal:
    try:
        return read_amount(typed)
    except InvalidInput:
        raise InvalidInput([FieldError("amount", "INVALID_AMOUNT", _NOT_AN_AMOUNT)]) from None


async def _invoice_number(session: Any, order_id: UUID) -> str:
    invoice = await find_invoice_of_order(session, order_id)
    return invoice.invoice_number if invoice else ""
