"""Reads of many rooms for one screen of the buyer."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.billing import Buyer
from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.text import _, date_label, moment_label, money_label
from aistrategyhub.features.invoicing.models import Invoice, InvoicePdf
from aistrategyhub.features.invoicing.queries import find_open_invoice_of_order, find_pdf
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.mailing.queries import list_mails_about
from aistrategyhub.features.orders.links import files_address, mail_subject, order_key, order_path
from aistrategyhub.features.orders.models import Order, OrderEvent, OrderLine, OrderNote
from aistrategyhub.features.orders.queries import (
    get_order,
    list_events,
    list_lines,
    list_notes,
    list_orders_of,
    list_supplements,
    name_services,
    steps_of,
)
from aistrategyhub.features.orders.rules import (
    PAID_STATUSES,
    PAYABLE,
    STATUS_TONES,
    address_label,
    buyer_label,
    codes_label,
    event_happenings,
    line_row,
    mail_happenings,
    note_happenings,
    payment_problem,
    status_label,
    timeline_rows,
)
from aistrategyhub.features.orders.schemas import EventRow, StepRow
from aistrategyhub.features.payments.models import BY_HAND, Payment, PaymentStatus
from aistrategyhub.features.payments.queries import list_payments_of
from aistrategyhub.features.payments.rules import payment_happenings, received
from aistrategyhub.features.payments.rules.methods import TOO_SMALL_FOR_CARD, methods_for_buyers, smallest_charge
from aistrategyhub.features.payments.schemas.transfers import TransferView
from aistrategyhub.features.payments.service import AskedTransfer, account_for_transfers
from aistrategyhub.features.portal.schemas import OrderView, OwnOrderRow
from aistrategyhub.features.site_settings.schemas import BankTransfer
from aistrategyhub.features.vat.rules import vat_rows


@dataclass(frozen=True)
class OrderFile:
    """An order with all that belongs to it."""

    order: Order
    lines: list[OrderLine]
    events: list[OrderEvent]
    notes: list[OrderNote]
    payments: list[Payment]
    mails: list[EmailSend]
    invoice: Invoice | None
    pdf: InvoicePdf | None
    account: BankTransfer = field(default_factory=BankTransfer)
    steps: list[StepRow] = field(default_factory=list)
    supplements: list[Order] = field(default_factory=list)

    @property
    def has_pdf(self) -> bool:
        """Whether the courtesy copy can be fetched: it is in the store, or was sent once and can be made again."""
        was_sent = any(event.kind == "invoice_sent" for event in self.events)
        return self.invoice is not None and (self.pdf is not None or was_sent)


async def get_order_file(session: AsyncSession, order_id: UUID) -> OrderFile:
    """The order and its lines, history and documents. Raises OrderNotFound."""
    order = await get_order(session, order_id)
    invoice = await find_open_invoice_of_order(session, order_id)
    return OrderFile(
        order=order,
        lines=await list_lines(session, order_id),
        events=await list_events(session, order_id),
        notes=await list_notes(session, order_id, for_buyer=True),
        payments=await list_payments_of(session, order_id),
        mails=await _mails_to_buyer(session, order, invoice),
        invoice=invoice,
        pdf=await find_pdf(session, invoice.id) if invoice else None,
        account=await account_for_transfers(session),
        steps=await steps_of(session, order, files_address(order.id), is_staff=False),
        supplements=await list_supplements(session, order_id),
    )


async def _mails_to_buyer(session: AsyncSession, order: Order, invoice: Invoice | None) -> list[EmailSend]:
    """What was written to the buyer about the order; what the firm was told is the firm's."""
    keys = [f"invoice:{invoice.id}"] if invoice else ()
    mails = await list_mails_about(session, mail_subject(order.id), keys=keys)
    return [mail for mail in mails if mail.email_to.lower() == order.email]


def order_view(file: OrderFile) -> OrderView:
    """The order in the words of the present language."""
    order, buyer = file.order, Buyer.model_validate(file.order.buyer)
    return OrderView(
        number=order.number,
        placed_label=moment_label(order.placed_at),
        status=order.status.value,
        status_label=status_label(order),
        status_tone=STATUS_TONES[order.status],
        buyer_name=buyer_label(order),
        buyer_codes=codes_label(buyer),
        buyer_address=address_label(buyer),
        email=order.email,
        lines=[line_row(line, order.currency) for line in file.lines],
        vat=vat_rows(file.lines, order.currency),
        subtotal_label=money_label(order.subtotal, order.currency),
        total_label=money_label(order.total, order.currency),
        pay_label=_("Paga {total}", total=money_label(order.total, order.currency)),
        events=_history(file),
        steps=file.steps,
        supplements=[_own_row(one, "") for one in file.supplements],
        is_payable=order.status in PAYABLE,
        is_agreed=order.offer_id is not None,
        is_paid=order.status in PAID_STATUSES,
        payment_problem=payment_problem(order, file.events),
        **_ways_to_pay(file),
        invoice_number=file.invoice.invoice_number if file.invoice else "",
        xml_url=document_path(order.id, "xml") if file.invoice else "",
        pdf_url=document_path(order.id, "pdf") if file.has_pdf else "",
    )


def _ways_to_pay(file: OrderFile) -> dict[str, Any]:
    """By card, by transfer, and the transfer that was asked for."""
    order = file.order
    if order.status not in PAYABLE:
        return {}
    mine = [one for one in file.payments if one.provider == BY_HAND and one.status is PaymentStatus.PENDING]
    asked = [AskedTransfer(order, one, file.account) for one in mine if one.due_on]
    received = sum((one.received for one in mine), Decimal(0))
    takes = {method.kind for method in methods_for_buyers(file.account, order.total - received, order.currency)}
    values = {
        "amount": money_label(order.total, order.currency),
        "least": money_label(smallest_charge(order.currency), order.currency),
    }
    return {
        # A card pays the whole price: who has sent a part of it already would pay that part twice.
        "takes_card": "card" in takes and not received,
        "takes_transfer": "transfer" in takes,
        "is_awaiting_transfer": bool(asked),
        "transfer": asked[0].view() if asked else TransferView(),
        "too_small": "" if "card" in takes or received else _(TOO_SMALL_FOR_CARD, **values),
    }


def _history(file: OrderFile) -> list[EventRow]:
    """What happened, as the buyer reads it: each thing once, by the room that has most to say of it."""
    told_elsewhere = [
        *(["paid"] if received(file.payments) else []),
        *(["invoice_sent"] if file.mails else []),
    ]
    return timeline_rows(
        [
            *event_happenings(file.events, told_elsewhere=told_elsewhere),
            *note_happenings(file.notes, is_staff=False),
            *payment_happenings(file.payments),
            *mail_happenings(file.mails),
        ]
    )


async def list_own_orders(session: AsyncSession, person_id: UUID) -> list[OwnOrderRow]:
    """A customer's newest orders, in the words of the present language."""
    orders = await list_orders_of(session, person_id)
    services = await name_services(session, [order.id for order in orders])
    return [_own_row(order, services.get(order.id, "")) for order in orders]


def _own_row(order: Order, services: str) -> OwnOrderRow:
    return OwnOrderRow(
        number=order.number,
        path=order_path(order.id),
        placed_label=date_label(today_in_rome(order.placed_at)),
        services=services,
        total_label=money_label(order.total, order.currency),
        status_label=status_label(order),
        status_tone=STATUS_TONES[order.status],
    )


def document_path(order_id: UUID, kind: str) -> str:
    """Where the holder of the order's key fetches its invoice, as `xml` or `pdf`."""
    return f"/api/v1/orders/{order_key(order_id)}/invoice.{kind}"
