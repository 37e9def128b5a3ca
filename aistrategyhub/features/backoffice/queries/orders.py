"""One order with all that the rooms know of it, as staff read it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.billing import Buyer
from aistrategyhub.core.clock import now
from aistrategyhub.core.text import _, moment_label, money_label, short_date_label
from aistrategyhub.features.backoffice.queries.customers import customer_path
from aistrategyhub.features.backoffice.schemas import OrderDetail, OrderDocument
from aistrategyhub.features.invoicing.document.codes import DocumentType
from aistrategyhub.features.invoicing.models import Invoice, InvoiceTransmission
from aistrategyhub.features.invoicing.queries import document_path, download_path
from aistrategyhub.features.invoicing.queries.documents import list_documents_of
from aistrategyhub.features.invoicing.rules import standing_of
from aistrategyhub.features.invoicing.service import mail_keys
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.mailing.queries import list_mails_about
from aistrategyhub.features.orders.links import STAFF_FILES, mail_subject, order_path
from aistrategyhub.features.orders.models import Order, OrderEvent, OrderLine, OrderMilestone, OrderNote, OrderStatus
from aistrategyhub.features.orders.queries import (
    find_order_by_number,
    get_order,
    list_events,
    list_lines,
    list_milestones,
    list_notes,
    list_supplements,
    rows_of,
)
from aistrategyhub.features.orders.rules import (
    ALLOWED_NEXT,
    FULFILMENT_LABELS,
    PAID_STATUSES,
    PAYABLE,
    PAYMENT_LABELS,
    STATUS_TONES,
    address_label,
    buyer_label,
    codes_label,
    event_happenings,
    fulfilment,
    line_row,
    mail_happenings,
    note_happenings,
    order_row,
    payment_standing,
    status_label,
    timeline_rows,
)
from aistrategyhub.features.orders.schemas import EventRow, StepRow
from aistrategyhub.features.payments.models import Dispute, Payment, Receipt, Refund
from aistrategyhub.features.payments.queries import (
    list_disputes_of,
    list_payments_of,
    list_receipts_of,
    list_refunds_of,
)
from aistrategyhub.features.payments.rules import (
    never_due,
    payment_happenings,
    payment_row,
    received,
    refund_row,
    returned,
)
from aistrategyhub.features.payments.rules.disputes import dispute_row, lost, withheld
from aistrategyhub.features.payments.rules.methods import is_sent_back_by_hand
from aistrategyhub.features.payments.rules.receipt_words import receipt_row
from aistrategyhub.features.payments.schemas import RefundRow
from aistrategyhub.features.payments.schemas.transfers import ReceiptRow
from aistrategyhub.features.payments.service import can_undo, sale_money, surplus_left
from aistrategyhub.features.vat.models import VatCheck
from aistrategyhub.features.vat.queries import get_check
from aistrategyhub.features.vat.rules import proof_label, vat_rows
from aistrategyhub.integrations.stripe.choose import dispute_page

# Steps that the payments and the mails tell themselves, with amounts and addressees.
_TOLD_BY_OTHERS = ("paid", "invoice_sent")


@dataclass(frozen=True)
class OrderFile:
    """An order and what each room keeps of it."""

    order: Order
    lines: list[OrderLine]
    events: list[OrderEvent]
    notes: list[OrderNote] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    mails: list[EmailSend] = field(default_factory=list)
    documents: Sequence[tuple[Invoice, InvoiceTransmission | None]] = ()
    vat_check: VatCheck | None = None
    milestones: list[OrderMilestone] = field(default_factory=list)
    steps: list[StepRow] = field(default_factory=list)
    supplements: list[Order] = field(default_factory=list)
    amended: Order | None = None


async def get_order_detail(session: AsyncSession, number: str) -> OrderDetail:
    """The order with this number and all that belongs to it. Raises OrderNotFound."""
    order = await find_order_by_number(session, number)
    milestones = await list_milestones(session, order)
    documents = await list_documents_of(session, order.id)
    return order_detail(
        OrderFile(
            order=order,
            lines=await list_lines(session, order.id),
            events=await list_events(session, order.id),
            notes=await list_notes(session, order.id),
            payments=await list_payments_of(session, order.id),
            refunds=await list_refunds_of(session, order.id),
            receipts=await list_receipts_of(session, order.id),
            disputes=await list_disputes_of(session, order.id),
            mails=await list_mails_about(
                session, mail_subject(order.id), keys=[key for one in documents for key in mail_keys(*one)]
            ),
            documents=documents,
            vat_check=await get_check(session, order.vat_check_id) if order.vat_check_id else None,
            milestones=milestones,
            steps=await rows_of(session, milestones, STAFF_FILES, is_staff=True),
            supplements=await list_supplements(session, order.id),
            amended=await get_order(session, order.amends_id) if order.amends_id else None,
        )
    )


def truth_of(file: OrderFile) -> list[EventRow]:
    """Order, payments, notes and mails on one line of time."""
    # The demo firm's history has payments and no mails: a step is left out only where another room tells it.
    is_told = {"paid": bool(received(file.payments)), "invoice_sent": bool(file.mails)}
    return timeline_rows(
        [
            *event_happenings(file.events, told_elsewhere=[kind for kind in _TOLD_BY_OTHERS if is_told[kind]]),
            *note_happenings(file.notes, is_staff=True),
            *payment_happenings(file.payments),
            *mail_happenings(file.mails),
        ]
    )


def order_detail(file: OrderFile) -> OrderDetail:
    """The order in the words of the present language."""
    order = file.order
    surplus = sum((surplus_left(one, file.refunds) for one in file.payments), Decimal(0))
    buyer = Buyer.model_validate(order.buyer)
    return OrderDetail(
        number=order.number,
        placed_label=moment_label(order.placed_at),
        status_label=status_label(order),
        status_tone=STATUS_TONES[order.status],
        **_standing(file),
        can_begin=OrderStatus.PROCESSING in ALLOWED_NEXT[order.status],
        can_complete=OrderStatus.COMPLETED in ALLOWED_NEXT[order.status],
        can_cancel=order.status in PAYABLE,
        buyer_name=buyer_label(order),
        customer_path=customer_path(order),
        contact_name=buyer.person_name if buyer.company_name else "",
        buyer_codes=codes_label(buyer),
        buyer_address=address_label(buyer),
        vat_proof=proof_label(file.vat_check) if file.vat_check else "",
        email=order.email,
        lines=[line_row(line, order.currency) for line in file.lines],
        vat=vat_rows(file.lines, order.currency),
        subtotal_label=money_label(order.subtotal, order.currency),
        total_label=money_label(order.total, order.currency),
        events=truth_of(file),
        steps=file.steps,
        can_amend=order.status in PAID_STATUSES and order.offer_id is None,
        revision=order.revision,
        supplements=[order_row(one) for one in file.supplements],
        amends_number=file.amended.number if file.amended else "",
        payments=[payment_row(payment) for payment in file.payments],
        refunds=_refund_rows(file),
        receipts=_receipt_rows(file),
        disputes=[
            dispute_row(one, order.number, at=now(), page_url=dispute_page(one.provider_reference))
            for one in file.disputes
        ],
        can_refund=order.refunded + withheld(file.disputes)
        < sum((sale_money(one) for one in file.payments), Decimal(0)),
        never_due=never_due(surplus, order.currency),
        page_path=order_path(order.id),
        documents=[_document(*one) for one in file.documents],
    )


def _refund_rows(file: OrderFile) -> list[RefundRow]:
    by_hand = {one.id for one in file.payments if is_sent_back_by_hand(one)}
    return [refund_row(refund, is_by_hand=refund.payment_id in by_hand) for refund in file.refunds]


def _receipt_rows(file: OrderFile) -> list[ReceiptRow]:
    payments = {one.id: one for one in file.payments}
    left = {one.id: surplus_left(one, file.refunds) for one in file.payments}
    return [
        receipt_row(one, can_undo=can_undo(one, payments[one.payment_id], left[one.payment_id]))
        for one in file.receipts
    ]


def _standing(file: OrderFile) -> dict[str, str]:
    """Where money and work stand, each by itself."""
    order = file.order
    standing = payment_standing(
        order.total,
        received=received(file.payments),
        returned=returned(file.refunds),
        lost=lost(file.disputes),
        is_called_off=order.status is OrderStatus.CANCELLED,
    )
    paid, paid_tone = PAYMENT_LABELS[standing]
    work = fulfilment(order.status, was_completed=order.completed_at is not None, steps=file.milestones)
    done, done_tone = FULFILMENT_LABELS[work]
    return {
        "payment_label": _(paid),
        "payment_tone": paid_tone,
        "fulfilment_label": _(done),
        "fulfilment_tone": done_tone,
    }


def _document(invoice: Invoice, journey: InvoiceTransmission | None) -> OrderDocument:
    standing = standing_of(journey)
    return OrderDocument(
        number=invoice.invoice_number,
        kind_label=_(DocumentType(invoice.document_type).title),
        date_label=short_date_label(invoice.issue_date),
        standing_label=standing.label,
        standing_tone=standing.tone,
        meaning=standing.meaning,
        deadline=standing.deadline,
        xml_path=download_path(invoice.id, "xml"),
        pdf_path=download_path(invoice.id, "pdf"),
        page_path=document_path(invoice.id),
    )
