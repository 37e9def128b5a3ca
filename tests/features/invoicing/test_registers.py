"""Registers: what counts in a period, by rate, and its archive."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.invoicing.queries.registers import read_register, read_stamps
from aistrategyhub.features.invoicing.rules.periods import read_period
from aistrategyhub.features.invoicing.service import issue_credit_note, issue_invoice, period_archive
from aistrategyhub.features.orders.service import mark_paid
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.storage import LocalStorage
from tests.factories.sales import COMPANY, create_order, create_seller
from tests.features.invoicing.test_credit_notes import part_of
from tests.features.invoicing.transmissions import issued, listen, send


def this_year():
    return read_period(f"{clock.today_in_rome().year}")


async def _sold(session: AsyncSession, *, slug: str, price: str, **buyer: object):
    order = await create_order(session, slug=slug, price=price, buyer=COMPANY | buyer)
    await mark_paid(session, order, at=clock.now())
    return order, await issue_invoice(session, order.id)


async def test_rates_are_summed_and_credit_notes_taken_off(session: AsyncSession, books: Path) -> None:
    await create_seller(session)
    order, _invoice = await _sold(session, slug="primo", price="1000.00")
    await _sold(session, slug="secondo", price="500.00")
    livigno = COMPANY["billing_address"] | {"zip": "23041", "city": "Livigno", "province": "SO"}
    await _sold(session, slug="terzo", price="300.00", billing_address=livigno)
    refunded = [await part_of(session, order, "100.00", "22.00")]
    await issue_credit_note(session, order.id, new_id(), refunded, amount=Decimal("122.00"))
    register = await read_register(session, this_year())
    assert (register.documents, register.rejected, register.total) == (4, 0, Decimal("2008.00"))
    assert [(rate.rate, rate.natura, rate.taxable, rate.tax) for rate in register.rates] == [
        (Decimal("22.00"), "", Decimal("1400.00"), Decimal("308.00")),
        (Decimal("0.00"), "N2.1", Decimal("300.00"), Decimal("0.00")),
    ]
    (stamp,) = await read_stamps(session, this_year())
    assert (stamp.documents, stamp.amount) == (1, Decimal("2.00"))


async def test_what_sdi_rejected_is_not_counted(session: AsyncSession, books: Path) -> None:
    await send(session, await issued(session, sdi_code="ZZZZZZZ"))
    await listen(session)
    register = await read_register(session, this_year())
    assert (register.documents, register.rejected, register.total, list(register.rates)) == (0, 1, Decimal(0), [])


async def test_a_period_without_documents(session: AsyncSession) -> None:
    register = await read_register(session, read_period("2001-01"))
    assert (register.documents, register.total, list(register.rates)) == (0, Decimal(0), [])
    assert await read_stamps(session, read_period("2001")) == []


async def test_the_archive_holds_file_copy_receipts_and_register(
    session: AsyncSession, books: Path, tmp_path: Path
) -> None:
    invoice = await issued(session)
    await send(session, invoice)
    await listen(session)
    await session.flush()
    storage = LocalStorage(tmp_path / "files")
    pieces = [piece async for piece in period_archive(tenant_of(session), this_year(), storage)]
    with ZipFile(BytesIO(b"".join(pieces))) as archive:
        stem = invoice.file_name.removesuffix(".xml")
        assert sorted(archive.namelist()) == [
            f"pdf/fattura-{invoice.invoice_number.replace('/', '-')}.pdf",
            "registro.csv",
            f"ricevute/{stem}/01-{stem}_RC_001.xml",
            f"xml/{invoice.file_name}",
        ]
        assert archive.read(f"xml/{invoice.file_name}") == invoice.xml
        lines = archive.read("registro.csv").decode("utf-8-sig").splitlines()
        assert lines[1].startswith(f"{invoice.invoice_number};{invoice.issue_date};TD01;Officine Bianchi S.r.l.;")
        assert lines[1].endswith(f";{invoice.file_name};delivered")


@pytest.mark.parametrize("name", ["2001", "2001-T2"])
async def test_an_empty_archive_is_an_archive(session: AsyncSession, tmp_path: Path, name: str) -> None:
    pieces = [piece async for piece in period_archive(tenant_of(session), read_period(name), LocalStorage(tmp_path))]
    with ZipFile(BytesIO(b"".join(pieces))) as archive:
        assert archive.namelist() == ["registro.csv"]
