"""What invoicing does when something happens below."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.feature import Subscriber
from aistrategyhub.features.accounts.events import PersonErased
from aistrategyhub.features.invoicing import service
from aistrategyhub.features.invoicing.events import InvoiceIssued
from aistrategyhub.features.invoicing.queries import InvoiceNotFound
from aistrategyhub.features.payments.events import OrderPaid, RefundSucceeded
from aistrategyhub.infra.work import Postponed, enqueue

_UNTIL_INVOICED = timedelta(seconds=15)


async def issue(session: AsyncSession, fact: OrderPaid) -> None:
    """A balance waits for the document of the deposit that it takes off."""
    try:
        await service.issue_invoice(session, fact.order_id)
    except InvoiceNotFound:
        raise Postponed(clock.now() + _UNTIL_INVOICED, "waits for the invoice of the deposit") from None


async def credit(session: AsyncSession, fact: RefundSucceeded) -> None:
    """What corrects an invoice waits until it is issued, however long somebody needs to mend what keeps it."""
    try:
        await service.issue_credit_note(session, fact.order_id, fact.refund_id, fact.lines, amount=fact.amount)
    except InvoiceNotFound:
        raise Postponed(clock.now() + _UNTIL_INVOICED, "waits for the invoice that it corrects") from None


async def deliver(session: AsyncSession, fact: InvoiceIssued) -> None:
    await enqueue(
        session, "invoicing.deliver", {"invoice_id": str(fact.invoice_id)}, key=f"invoicing.deliver:{fact.invoice_id}"
    )


async def transmit(session: AsyncSession, fact: InvoiceIssued) -> None:
    await service.plan_transmission(session, fact.invoice_id)


async def restrict(session: AsyncSession, fact: PersonErased) -> None:
    await service.restrict_documents(session, fact.person_id)


SUBSCRIBERS = (
    Subscriber(name="invoicing.issue_when_paid", fact=OrderPaid, react=issue),
    Subscriber(name="invoicing.credit_when_refunded", fact=RefundSucceeded, react=credit),
    Subscriber(name="invoicing.deliver_when_issued", fact=InvoiceIssued, react=deliver),
    Subscriber(name="invoicing.transmit_when_issued", fact=InvoiceIssued, react=transmit),
    Subscriber(name="invoicing.restrict_when_erased", fact=PersonErased, react=restrict),
)
