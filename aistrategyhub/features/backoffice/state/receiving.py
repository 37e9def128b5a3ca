"""Booking money of one order by hand: what it would do, then the act; and taking a booking back."""

from decimal import Decimal
from typing import Any

import reflex as rx

from aistrategyhub.core import clock
from aistrategyhub.core.access import requires
from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput
from aistrategyhub.core.ids import new_token, read_id
from aistrategyhub.core.moments import read_day
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.backoffice.state.orders import AdminOrderState
from aistrategyhub.features.catalog.rules.reading import read_amount
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import find_order_by_number
from aistrategyhub.features.payments.models import MoneyMethod
from aistrategyhub.features.payments.permissions import PaymentsPermission
from aistrategyhub.features.payments.queries import ReceiptNotFound, RefundNotFound
from aistrategyhub.features.payments.rules.receiving import Incoming, money_effect
from aistrategyhub.features.payments.rules.refunds import checked_amount
from aistrategyhub.features.payments.schemas.transfers import MoneyEffect
from aistrategyhub.features.payments.service import book_money, confirm_sent, money_left, preview_money, undo_receipt
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done

_NOT_AN_AMOUNT = mark("Scrivi un importo in euro, come 450,00.")


class AdminReceivingState(FormMixin, rx.State):
    """Money about to be booked. `effect` is what it would do, as it stands; `round` leaves an empty form behind."""

    is_open: bool = False
    amount: str = ""
    today: str = ""
    effect: MoneyEffect = MoneyEffect()
    round: int = 0
    _key: str = ""

    @rx.event
    @requires(PaymentsPermission.BOOK)
    async def open(self) -> None:
        """Opens the drawer with what the order still waits for."""
        self._key, self.today, self.round = new_token(), clock.today_in_rome().isoformat(), self.round + 1
        async with unit_of_work() as session:
            left = await money_left(session, (await self._order(session)).id)
        self.amount = f"{left:.2f}".replace(".", ",") if left else ""
        self.is_open = True
        await self._look()

    @rx.event
    @requires(PaymentsPermission.BOOK)
    async def leave(self) -> None:
        self.is_open = False

    @rx.event
    @requires(PaymentsPermission.BOOK)
    async def write_amount(self, amount: str) -> None:
        self.amount = amount[:40]
        await self._look()

    @rx.event
    @requires(PaymentsPermission.BOOK, step_up=True)
    async def book(self, form: dict[str, Any]) -> Any:
        """Books what is typed. Pressed twice, it is booked once."""
        self._start()
        yield
        is_booked = False
        async with self._filling():
            await self._book(form)
            is_booked = True
        if is_booked:
            self.is_open = False
            yield toast_done(_("L’incasso è registrato."))
            yield AdminOrderState.load

    @rx.event
    @requires(PaymentsPermission.BOOK, step_up=True)
    async def undo(self, receipt_id: str) -> Any:
        known = read_id(receipt_id)
        if known is None:
            raise ReceiptNotFound
        async with unit_of_work() as session:
            await undo_receipt(session, known)
        yield toast_done(_("La registrazione è annullata."))
        yield AdminOrderState.load

    @rx.event
    @requires(PaymentsPermission.REFUND, step_up=True)
    async def confirm_sent(self, form: dict[str, Any]) -> Any:
        """A colleague sent the money of a refund back."""
        known = read_id(str(form.get("refund_id") or ""))
        if known is None:
            raise RefundNotFound
        async with unit_of_work() as session:
            await confirm_sent(session, known, str(form.get("reference") or ""))
        yield toast_done(_("Il rimborso risulta inviato."))
        yield AdminOrderState.load

    async def _book(self, form: dict[str, Any]) -> None:
        typed = {name: str(form.get(name) or "") for name in ("amount", "method", "received_on", "reference", "note")}
        incoming = Incoming(
            _amount(typed["amount"]),
            _method(typed["method"]),
            read_day(typed["received_on"], "received_on"),
            typed["reference"],
            typed["note"],
            request_key=f"page:{self._key}",
        )
        async with unit_of_work() as session:
            await book_money(session, (await self._order(session)).id, incoming)

    async def _look(self) -> None:
        self.errors, self.form_error, self.effect = {}, "", MoneyEffect()
        try:
            amount = _amount(self.amount)
            async with unit_of_work() as session:
                order = await self._order(session)
                effect = await preview_money(session, order.id, amount)
            self.effect = money_effect(amount, effect, order.currency)
        except DomainError as refusal:
            self._refuse(refusal)

    async def _order(self, session: Any) -> Order:
        return await find_order_by_number(session, self.order_number)


def _amount(typed: str) -> Decimal:
    try:
        return checked_amount(read_amount(typed))
    except InvalidInput:
        raise InvalidInput([FieldError("amount", "INVALID_AMOUNT", _NOT_AN_AMOUNT)]) from None


def _method(typed: str) -> MoneyMethod:
    return MoneyMethod(typed) if typed in set(MoneyMethod) else MoneyMethod.OTHER
