"""How many documents one core makes."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle

from sqlalchemy import select

from aistrategyhub.features.invoicing.document.model import InvoiceDocument
from aistrategyhub.features.invoicing.fatturapa.builder import build_xml, transmitter_of
from aistrategyhub.features.invoicing.fatturapa.checks import check_document
from aistrategyhub.features.invoicing.fatturapa.schema import violations
from aistrategyhub.features.invoicing.models import Invoice
from aistrategyhub.features.invoicing.pdf import render_invoice_pdf
from aistrategyhub.features.invoicing.service import document_from
from aistrategyhub.features.tenants.queries import first_tenant
from aistrategyhub.infra.db import close_engine, transaction, unit_of_work
from bench.figures import Figure, Section, sampled
from bench.lab import Lab

_HOW = (
    "The invoices of the demo firm's year, over and over, in one process held to one core: the XML is built and"
    " checked against our rules and the official schema, as at every issue; then the courtesy copies are rendered."
    " No database, no disk. The first document of each kind, which loads schema and fonts, is not counted."
)


def measure(lab: Lab) -> Section:
    """Built and checked per second, and rendered per second."""
    assert lab.database
    documents = asyncio.run(_documents())
    seconds = lab.times(6, 2)
    with one_core():
        checked, rendered = _repeat(_build_and_check, documents, seconds), _repeat(_render, documents, seconds)
    return Section("invoices", "Documents", _HOW, [*_figures("XML", checked), *_figures("PDF", rendered)])


def _figures(label: str, samples: Sequence[float]) -> list[Figure]:
    return [
        Figure(f"{label}: per core", len(samples) / sum(samples), "per second"),
        sampled(f"{label}: each", [sample * 1e3 for sample in samples], "ms"),
    ]


def _build_and_check(document: InvoiceDocument) -> None:
    xml = build_xml(document, transmitter=transmitter_of(document.seller), progressive="00001")
    assert not [*check_document(document), *violations(xml)]


def _render(document: InvoiceDocument) -> None:
    assert render_invoice_pdf(document, locale="it", is_paid=True).startswith(b"%PDF")


def _repeat(
    make: Callable[[InvoiceDocument], None], documents: Sequence[InvoiceDocument], seconds: float
) -> list[float]:
    """Seconds per document."""
    make(documents[0])
    samples: list[float] = []
    deadline = time.perf_counter() + seconds
    for document in cycle(documents):
        began = time.perf_counter()
        if began > deadline:
            return samples
        make(document)
        samples.append(time.perf_counter() - began)
    raise AssertionError("the demo firm has no invoices")


async def _documents() -> list[InvoiceDocument]:
    async with transaction() as session:
        tenant = await first_tenant(session)
    assert tenant is not None
    async with unit_of_work(tenant.id) as session:
        found = (await session.execute(select(Invoice).order_by(Invoice.issue_date))).scalars().all()
    await close_engine()
    return [document_from(invoice) for invoice in found]


@contextmanager
def one_core() -> Iterator[None]:
    """This process on one core while it lasts."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)
