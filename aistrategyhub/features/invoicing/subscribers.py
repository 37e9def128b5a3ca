"""What invoicing does when something happens below."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.feature import Subscriber
from aistrategyhub.features.accounts.events import PersonErased
from aistrategyhub.features.invoicing import service
from aistrategyhub.features.invoicing.events import InvoiceIssued
from aistrategyhub.features.payments.events import OrderPaid
from aistrategyhub.infra.work import enqueue


async def issue(session: AsyncSession, fact: OrderPaid) -> None:
    await service.issue_invoice(session, fact.order_id)


async def deliver(session: AsyncSession, fact: InvoiceIssued) -> None:
    await enqueue(
        session, "invoicing.deliver", {"invoice_id": str(fact.invoice_id)}, key=f"invoicing.deliver:{fact.invoice_id}"
    )


async def restrict(session: AsyncSession, fact: PersonErased) -> None:
    await service.restrict_documents(session, fact.person_id)


SUBSCRIBERS = (
    Subscriber(name="invoicing.issue_when_paid", fact=OrderPaid, react=issue),
    Subscriber(name="invoicing.deliver_when_issued", fact=InvoiceIssued, react=deliver),
    Subscriber(name="invoicing.restrict_when_erased", fact=PersonErased, react=restrict),
)
