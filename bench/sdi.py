"""How long paid orders take to become documents whose receipts are in, and whether any is lost on the way."""

import asyncio
import time
from collections import Counter
from uuid import UUID

from sqlalchemy import exists, func, select

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.features.invoicing.models import Invoice, InvoiceTransmission, SdiReceipt
from aistrategyhub.features.invoicing.rules import ISSUED
from aistrategyhub.features.invoicing.service import channel_of, issue_invoice
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.rules import PAID_STATUSES
from aistrategyhub.features.tenants.queries import first_tenant
from aistrategyhub.infra.db import close_engine, transaction, unit_of_work
from aistrategyhub.integrations.sdi.rehearsal import Rehearsal
from bench.crew import crew
from bench.figures import Figure, Section
from bench.lab import Lab

_PROCESSES = 4
_PATIENCE_SECONDS = 1800
_HOW = (
    "Every paid order of the demo firm that has no invoice yet is invoiced, one transaction each, by four tasks at"
    f" once, while {_PROCESSES} of the product's own job processes render, mail, check and hand the files to the"
    " rehearsal and read its receipts. The clock stops when the last document is delivered or in its buyer's reserved"
    " area. Lost is a document without a receipt, twice a file that the rehearsal holds more than once or a document"
    " with two receipts."
)


def measure(lab: Lab) -> Section:
    """Orders to receipts, and what was lost or doubled."""
    assert lab.database
    return Section("sdi", "Through the rehearsal", _HOW, asyncio.run(_measure(lab)))


async def _measure(lab: Lab) -> list[Figure]:
    async with transaction() as session:
        tenant = await first_tenant(session)
    assert tenant is not None
    with acting_as(Principal.system(tenant.id)), crew(_PROCESSES, lab.folder / "sdi.log"):
        orders = await _uninvoiced(tenant.id)
        began = time.monotonic()
        await _issue(tenant.id, orders)
        issued = time.monotonic() - began
        await _until_answered(tenant.id, orders)
        answered = time.monotonic() - began
        lost, twice = await _faults(tenant.id, orders)
    await close_engine()
    count = len(orders)
    return [
        Figure(f"{count:,} documents issued after", issued, "s"),
        Figure(f"{count:,} receipts in after", answered / 60, "minutes"),
        Figure("From order to receipt", count / answered, "per second"),
        Figure("Lost", lost, at_most=0),
        Figure("Twice", twice, at_most=0),
    ]


async def _uninvoiced(tenant_id: UUID) -> list[UUID]:
    query = select(Order.id).where(Order.status.in_(PAID_STATUSES), ~exists().where(Invoice.order_id == Order.id))
    async with unit_of_work(tenant_id) as session:
        return list((await session.execute(query.order_by(Order.paid_at))).scalars())


async def _issue(tenant_id: UUID, orders: list[UUID]) -> None:
    waiting = iter(orders)

    async def work() -> None:
        for order_id in waiting:
            async with unit_of_work(tenant_id) as session:
                await issue_invoice(session, order_id)

    await asyncio.gather(*(work() for _task in range(4)))


async def _until_answered(tenant_id: UUID, orders: list[UUID]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    query = (
        select(func.count())
        .select_from(InvoiceTransmission)
        .join(Invoice, InvoiceTransmission.invoice_id == Invoice.id)
        .where(InvoiceTransmission.status.in_(ISSUED), Invoice.order_id.in_(orders))
    )
    while time.monotonic() < deadline:
        async with unit_of_work(tenant_id) as session:
            if (await session.execute(query)).scalar_one() >= len(orders):
                return
        await asyncio.sleep(0.2)


async def _faults(tenant_id: UUID, orders: list[UUID]) -> tuple[int, int]:
    query = (
        select(Invoice.file_name, func.count(SdiReceipt.id))
        .outerjoin(InvoiceTransmission, InvoiceTransmission.invoice_id == Invoice.id)
        .outerjoin(SdiReceipt, SdiReceipt.transmission_id == InvoiceTransmission.id)
        .where(Invoice.order_id.in_(orders))
        .group_by(Invoice.file_name)
    )
    async with unit_of_work(tenant_id) as session:
        receipts = dict((await session.execute(query)).tuples().all())
        rehearsal = await channel_of(session)
    assert isinstance(rehearsal, Rehearsal)
    at_sdi = Counter(rehearsal.files())
    lost = sum(not count or not at_sdi[name] for name, count in receipts.items())
    return lost, sum(count > 1 or at_sdi[name] > 1 for name, count in receipts.items())
