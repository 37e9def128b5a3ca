"""Issuing: one valid document per paid order, numbered without a hole, frozen, delivered once."""

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from aistrategyhub.features.invoicing.fatturapa.schema import violations
from aistrategyhub.features.invoicing.models import Invoice, InvoicePdf
from aistrategyhub.features.invoicing.service import (
    InvalidInvoice,
    deliver_invoice,
    document_from,
    invoice_number,
    issue_invoice,
)
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.orders.queries import list_events
from aistrategyhub.features.orders.service import OrderedItem, mark_paid, place_order
from aistrategyhub.features.site_settings.queries import MissingSetting
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.storage import LocalStorage
from tests.factories.sales import COMPANY, PERSON, create_order, create_seller


async def _paid_order(session, **options):
    order = await create_order(session, **options)
    await mark_paid(session, order, at=order.placed_at)
    return order


def _text(xml: bytes, path: str) -> str:
    return etree.fromstring(xml).findtext(f".//{path}")


class TestIssueInvoice:
    @pytest.mark.parametrize(
        ("buyer", "recipient"),
        [
            (COMPANY, "M5UXCR1"),
            (COMPANY | {"sdi_code": "", "pec_email": "officine@pec.example"}, "0000000"),
            (PERSON, "0000000"),
        ],
    )
    async def test_the_file_is_valid_and_says_what_was_sold(self, session, buyer, recipient):
        await create_seller(session)
        order = await _paid_order(session, buyer=buyer, price="1450.00")
        invoice = await issue_invoice(session, order.id)
        assert violations(invoice.xml) == []
        assert _text(invoice.xml, "CodiceDestinatario") == recipient
        assert _text(invoice.xml, "ImportoTotaleDocumento") == "1769.00"
        assert _text(invoice.xml, "TipoDocumento") == "TD01"
        assert (invoice.total, invoice.tax_amount) == (Decimal("1769.00"), Decimal("319.00"))
        assert document_from(invoice).total == order.total

    @pytest.mark.parametrize(
        ("price", "regime", "zip_code", "nature", "law", "duty"),
        [
            ("1450.00", "RF19", "20144", "N2.2", "Regime forfettario, art. 1 commi 54-89 L. 190/2014", "2.00"),
            (
                "1450.00",
                "RF20",
                "20144",
                "N2.2",
                "Regime transfrontaliero di franchigia, art. 70-terdecies DPR 633/1972",
                "2.00",
            ),
            ("77.47", "RF02", "20144", "N2.2", "Regime dei minimi, art. 1 commi 96-117 L. 244/2007", None),
            ("77.48", "RF01", "23041", "N2.1", "Operazione non soggetta, art. 7-ter DPR 633/1972", "2.00"),
        ],
        ids=["flat rate", "cross-border", "minimum, too little for a stamp", "Livigno"],
    )
    async def test_a_sale_without_vat_says_by_which_law_and_owes_the_stamp(
        self, session, price, regime, zip_code, nature, law, duty
    ):
        await create_seller(session, regime_fiscale=regime)
        buyer = COMPANY | {"billing_address": COMPANY["billing_address"] | {"zip": zip_code}}
        order = await _paid_order(session, buyer=buyer, price=price)
        invoice = await issue_invoice(session, order.id)
        assert violations(invoice.xml) == []
        assert (invoice.total, invoice.tax_amount) == (Decimal(price), Decimal(0)) == (order.total, order.tax_amount)
        for block in ("DettaglioLinee", "DatiRiepilogo"):
            assert _text(invoice.xml, f"{block}/Natura") == nature
        assert _text(invoice.xml, "DatiRiepilogo/RiferimentoNormativo") == law
        assert _text(invoice.xml, "DatiBollo/ImportoBollo") == duty

    async def test_asking_again_gives_the_same_document(self, session):
        await create_seller(session)
        order = await _paid_order(session)
        assert (await issue_invoice(session, order.id)).id == (await issue_invoice(session, order.id)).id

    async def test_the_demo_firm_numbers_apart(self, session, tenant):
        await create_seller(session)
        order = await _paid_order(session)
        demo = await issue_invoice(session, order.id)
        tenant.is_demo = False
        session.add(tenant)
        await session.merge(tenant)
        await session.flush()
        second = await place_order(session, items=[OrderedItem("gap-assessment")], buyer_data=PERSON, locale="it")
        await mark_paid(session, second, at=second.placed_at)
        real = await issue_invoice(session, second.id)
        year = demo.invoice_year
        assert (demo.invoice_number, real.invoice_number) == (f"DEMO/{year}/00001", f"{year}/00001")
        assert demo.file_name != real.file_name

    async def test_without_the_sellers_data_nothing_is_numbered(self, session):
        order = await _paid_order(session)
        with pytest.raises(MissingSetting):
            await issue_invoice(session, order.id)
        assert (await session.execute(select(func.count()).select_from(Invoice))).scalar_one() == 0

    async def test_a_document_that_sdi_would_refuse_is_not_issued(self, session):
        await create_seller(session)
        order = await _paid_order(session)
        order.total = Decimal("1220.01")
        await session.flush()
        with pytest.raises(InvalidInvoice):
            await issue_invoice(session, order.id)

    async def test_eight_at_once_with_failures_leave_no_gap(self, committed_tenant):
        async with unit_of_work(committed_tenant) as session:
            await create_seller(session)
            orders = [await _paid_order(session)]
            for _ in range(11):
                order = await place_order(
                    session, items=[OrderedItem("gap-assessment")], buyer_data=COMPANY, locale="it"
                )
                await mark_paid(session, order, at=order.placed_at)
                orders.append(order)

        async def issue(number: int) -> None:
            for attempt in range(2):
                try:
                    async with unit_of_work(committed_tenant) as session:
                        await issue_invoice(session, orders[number].id)
                        if attempt == 0 and number % 3 == 0:
                            raise InterruptedError
                    return
                except InterruptedError:
                    continue

        await asyncio.gather(*(issue(number) for number in range(12)))
        async with unit_of_work(committed_tenant) as session:
            numbers = (await session.execute(select(Invoice.invoice_progressive))).scalars().all()
        assert sorted(numbers) == list(range(1, 13))

    async def test_an_issued_invoice_cannot_be_changed_by_the_application(self, committed_tenant):
        async with unit_of_work(committed_tenant) as session:
            await create_seller(session)
            order = await _paid_order(session)
            await issue_invoice(session, order.id)
        for statement in ("UPDATE invoices SET total = 1", "DELETE FROM invoices"):
            with pytest.raises(DBAPIError, match="permission denied"):
                async with unit_of_work(committed_tenant) as session:
                    await session.execute(text(statement))


class TestDeliverInvoice:
    async def test_pdf_and_mail_once_however_often(self, session, tmp_path: Path):
        await create_seller(session)
        order = await _paid_order(session)
        invoice = await issue_invoice(session, order.id)
        storage = LocalStorage(tmp_path)
        for _ in range(3):
            await deliver_invoice(session, invoice.id, storage)
        (pdf,) = (await session.execute(select(InvoicePdf))).scalars()
        assert (await storage.get(pdf.storage_key)).startswith(b"%PDF")
        (mail,) = (await session.execute(select(EmailSend))).scalars()
        assert mail.email_to == COMPANY["email"]
        assert invoice.invoice_number in mail.subject
        assert [item["filename"] for item in mail.attachments] == [
            f"fattura-{invoice.invoice_number.replace('/', '-')}.pdf",
            invoice.file_name,
        ]
        assert [event.kind for event in await list_events(session, order.id)][-2:] == ["invoice_issued", "invoice_sent"]


@pytest.mark.parametrize(
    ("series", "year", "progressive", "number"),
    [("", 2026, 1, "2026/00001"), ("DEMO", 2026, 42, "DEMO/2026/00042"), ("", 2027, 123456, "2027/123456")],
)
def test_invoice_numbers(series, year, progressive, number):
    assert invoice_number(series, year, progressive) == number
