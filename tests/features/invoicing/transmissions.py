"""Invoices on their way through a local SdI, for tests."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.invoicing.models import Invoice, InvoiceDraft, InvoiceTransmission
from aistrategyhub.features.invoicing.service import (
    channel_of,
    hand_over,
    issue_draft,
    issue_invoice,
    keep_typed,
    make_ready,
    plan_transmission,
    receive,
)
from aistrategyhub.features.orders.service import mark_paid
from aistrategyhub.integrations.sdi.rehearsal import Rehearsal, Switches
from tests.factories.sales import COMPANY, create_order, create_seller
from tests.factories.written import TYPED


async def issued(session: AsyncSession, *, sdi_code: str = "M5UXCR1", **options: object) -> Invoice:
    """The invoice of a paid order of a firm with this recipient code."""
    await create_seller(session)
    buyer = options.pop("buyer", None) or COMPANY | {"sdi_code": sdi_code}
    order = await create_order(session, buyer=buyer, **options)
    await mark_paid(session, order, at=order.placed_at)
    return await issue_invoice(session, order.id)


async def issued_to_office(session: AsyncSession, *, code: str = "UFX001") -> Invoice:
    """The invoice of work for a public office, written by hand."""
    await create_seller(session)
    buyer = TYPED["buyer"] | {"sdi_code": code, "company_name": "Comune di Rovigo"}
    draft = await keep_typed(session, InvoiceDraft(typed=TYPED | {"buyer": buyer}))
    return await issue_draft(session, draft.id)


async def send(session: AsyncSession, invoice: Invoice) -> InvoiceTransmission:
    """The document's present file, handed over."""
    planned = await plan_transmission(session, invoice.id)
    if ready := await make_ready(session, planned.id):
        await hand_over(session, planned.id, ready)
    return planned


async def listen(session: AsyncSession) -> int:
    """Takes what SdI has to say; how many files that were."""
    channel = await channel_of(session)
    assert channel is not None
    arrivals = await receive(session, channel)
    await channel.keep(arrivals)
    return len(arrivals.files)


async def rehearsal_of(session: AsyncSession, **switches: object) -> Rehearsal:
    """The local SdI of the test's firm, behaving like this."""
    channel = await channel_of(session)
    assert isinstance(channel, Rehearsal)
    if switches:
        channel.switch(Switches(**switches))
    return channel


async def transmissions(session: AsyncSession, invoice: Invoice) -> list[InvoiceTransmission]:
    query = select(InvoiceTransmission).where(InvoiceTransmission.invoice_id == invoice.id)
    return list((await session.execute(query.order_by(InvoiceTransmission.attempt))).scalars())
