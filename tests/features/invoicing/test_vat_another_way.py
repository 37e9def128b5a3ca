"""Documents of orders whose VAT goes another way: SdI takes them, and they come to what was paid."""

from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.ids import new_id
from aistrategyhub.features.catalog.models import ItemKind
from aistrategyhub.features.invoicing.fatturapa.verdicts import judge
from aistrategyhub.features.invoicing.models import Invoice
from aistrategyhub.features.invoicing.service import document_from, issue_credit_note, issue_invoice
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import list_lines
from aistrategyhub.features.orders.service import OrderedItem, mark_paid, place_order
from aistrategyhub.features.payments.events import RefundedLine
from aistrategyhub.features.site_settings.schemas import SalesAbroad
from aistrategyhub.features.site_settings.service import save_setting
from tests.factories.catalog import create_service
from tests.factories.sales import create_order, create_seller
from tests.features.orders.test_vat_another_way import EXTENDED, GERMAN, OFFICE


def told(invoice: Invoice, path: str) -> list[str]:
    return [node.text for node in etree.fromstring(invoice.xml).findall(f".//{path}")]


async def credit(session: AsyncSession, order: Order, net: str, vat: str) -> Invoice:
    line = (await list_lines(session, order.id))[0]
    amounts = {"net": Decimal(net), "vat": Decimal(vat), "gross": Decimal(net) + Decimal(vat)}
    part = RefundedLine(order_line_id=line.id, line_number=1, **amounts)
    return await issue_credit_note(session, order.id, new_id(), [part], amount=amounts["gross"])


async def paid(session: AsyncSession, order: Order) -> Order:
    await mark_paid(session, order, at=order.placed_at)
    return order


async def test_an_office_gets_a_document_with_the_vat_that_it_pays_to_the_treasury(session: AsyncSession) -> None:
    await create_seller(session)
    await save_setting(session, EXTENDED)
    order = await paid(session, await create_order(session, buyer=OFFICE))
    invoice = await issue_invoice(session, order.id)
    assert judge(invoice.file_name, invoice.xml).is_accepted
    assert b'versione="FPA12"' in invoice.xml
    said: dict[str, Any] = {
        "CodiceDestinatario": ["UFLHM1"],
        "EsigibilitaIVA": ["S"],
        "Imposta": ["220.00"],
        "ImportoTotaleDocumento": ["1220.00"],
        "ImportoPagamento": ["1000.00"],
        "CodiceCIG": ["Z1234567AB"],
        "RiferimentoNormativo": ["Scissione dei pagamenti, art. 17-ter DPR 633/1972"],
    }
    assert {path: told(invoice, path) for path in said} == said
    assert document_from(invoice).payable == order.total


async def test_what_goes_back_to_an_office_is_credited_with_its_vat(session: AsyncSession) -> None:
    await create_seller(session)
    await save_setting(session, EXTENDED)
    order = await paid(session, await create_order(session, buyer=OFFICE))
    await issue_invoice(session, order.id)
    note = await credit(session, order, "400.00", "0.00")
    assert judge(note.file_name, note.xml).is_accepted
    assert (note.total, note.tax_amount, document_from(note).payable) == (Decimal(488), Decimal(88), Decimal(400))
    assert (told(note, "EsigibilitaIVA"), told(note, "ImportoPagamento")) == (["S"], ["400.00"])


async def test_vat_of_another_state_is_none_of_italys_and_the_document_comes_to_what_was_paid(
    session: AsyncSession,
) -> None:
    await create_seller(session)
    await save_setting(session, SalesAbroad(oss_since=date(2026, 1, 1)))
    slug = await create_service(session, slug="toolkit", name="Toolkit", price="100.00", kind=ItemKind.DIGITAL)
    order = await place_order(session, items=[OrderedItem(slug, 2)], buyer_data=GERMAN, locale="it")
    await paid(session, order)
    invoice = await issue_invoice(session, order.id)
    assert judge(invoice.file_name, invoice.xml).is_accepted
    assert [text.replace("\u00a0", " ") for text in told(invoice, "DettaglioLinee/Descrizione")] == [
        "Toolkit",
        "IVA 19% dovuta in Germania su 200,00 EUR",
    ]
    assert told(invoice, "DettaglioLinee/PrezzoTotale") == ["200.00", "38.00"]
    assert (told(invoice, "DettaglioLinee/Natura"), told(invoice, "DatiRiepilogo/Natura")) == (["N7", "N7"], ["N7"])
    assert (told(invoice, "Imposta"), told(invoice, "BolloVirtuale")) == (["0.00"], [])
    assert (invoice.total, invoice.tax_amount) == (order.total, 0)
    note = await credit(session, order, "100.00", "19.00")
    assert judge(note.file_name, note.xml).is_accepted
    assert (told(note, "DettaglioLinee/PrezzoTotale"), note.total) == (["100.00", "19.00"], Decimal("119.00"))
