"""Documents on their way through SdI, as staff meet them: the list, one document, its correction, the register."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.backoffice.queries.orders import get_order_detail
from aistrategyhub.features.backoffice.state.document import AdminDocumentState
from aistrategyhub.features.backoffice.state.invoices import AdminInvoicesState
from aistrategyhub.features.backoffice.state.register import AdminRegisterState
from aistrategyhub.features.invoicing.models import Invoice, TransmissionStatus
from aistrategyhub.features.invoicing.queries.documents import get_document_detail
from aistrategyhub.features.invoicing.service import hand_over, make_ready
from aistrategyhub.features.orders.queries import get_order
from aistrategyhub.infra.settings import get_settings
from tests.factories.people import create_somebody, principal_of
from tests.factories.sales import COMPANY
from tests.features.invoicing.transmissions import issued, listen, send, transmissions
from tests.harness.states import Tab

DOCUMENT = "/admin/fatture/[invoice_id]"
FORM = {
    "kind": "company",
    "company_name": COMPANY["company_name"],
    "vat_number": COMPANY["vat_number"],
    "email": COMPANY["email"],
    **{f"billing_address.{name}": value for name, value in COMPANY["billing_address"].items()},
}


@pytest.fixture(autouse=True)
def books(session: AsyncSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "data_dir", tmp_path)


async def _enter(session: AsyncSession, tab: Tab, role: Role) -> None:
    tab.principal = principal_of(await create_somebody(session, role))


async def _open(session: AsyncSession, tab: Tab, invoice: Invoice, role: Role = Role.ADMIN) -> dict[str, Any]:
    await _enter(session, tab, role)
    tab.go(DOCUMENT, invoice_id=str(invoice.id))
    await tab.send(AdminDocumentState.load)
    return tab.seen(AdminDocumentState, "document")


async def _rejected(session: AsyncSession) -> Invoice:
    invoice = await issued(session, sdi_code="ZZZZZZZ")
    await send(session, invoice)
    await listen(session)
    return invoice


async def test_a_rejected_document_says_why_and_is_corrected(session: AsyncSession, tab: Tab) -> None:
    invoice = await _rejected(session)
    shown = await _open(session, tab, invoice)
    assert (shown["standing"]["label"], shown["can_correct"]) == ("Scartata", True)
    assert [finding["code"] for finding in shown["findings"]] == ["00311"]
    assert "entro" in shown["standing"]["deadline"]
    assert tab.seen(AdminDocumentState, "known")["sdi_code"] == "ZZZZZZZ"
    await tab.send(AdminDocumentState.correct, form=FORM | {"sdi_code": "X"})
    assert "sdi_code" in tab.seen(AdminDocumentState, "errors")
    await tab.send(AdminDocumentState.correct, form=FORM | {"sdi_code": "M5UXCR1"})
    first, second = await transmissions(session, invoice)
    assert (first.status, second.status) == (TransmissionStatus.RESENT, TransmissionStatus.GENERATED)
    await session.refresh(invoice)
    await hand_over(session, second.id, await make_ready(session, second.id))
    await listen(session)
    shown = await get_document_detail(session, invoice.id)
    assert (shown.standing.label, shown.can_correct) == ("Consegnata", False)
    assert [len(one.receipts) for one in shown.transmissions] == [1, 1]


async def test_support_reads_and_changes_nothing(session: AsyncSession, tab: Tab) -> None:
    invoice = await _rejected(session)
    shown = await _open(session, tab, invoice, Role.SUPPORT)
    assert shown["number"] == invoice.invoice_number
    await tab.send(AdminDocumentState.correct, form=FORM | {"sdi_code": "M5UXCR1"})
    await tab.send(AdminDocumentState.send)
    assert [one.status for one in await transmissions(session, invoice)] == [TransmissionStatus.REJECTED]


@pytest.mark.parametrize("invoice_id", ["01a20343-bf64-76de-9c99-2c0405689c27", "x", "'"])
async def test_a_document_that_is_not_there(session: AsyncSession, tab: Tab, invoice_id: str) -> None:
    await _enter(session, tab, Role.ADMIN)
    tab.go(DOCUMENT, invoice_id=invoice_id)
    await tab.send(AdminDocumentState.load)
    assert tab.seen(AdminDocumentState, "is_missing")


async def test_ticked_documents_are_sent_together(session: AsyncSession, tab: Tab) -> None:
    invoice = await issued(session)
    await _enter(session, tab, Role.ADMIN)
    tab.go("/admin/fatture", query={"sdi": "non-trasmesse"})
    await tab.send(AdminInvoicesState.arrive)
    (row,) = tab.seen(AdminInvoicesState, "rows")
    assert (row["number"], row["standing"]["label"]) == (invoice.invoice_number, "Non trasmessa")
    await tab.send(AdminInvoicesState.tick, invoice_id=str(new_id()))
    await tab.send(AdminInvoicesState.tick, invoice_id=row["invoice_id"])
    await tab.send(AdminInvoicesState.send)
    assert [one.status for one in await transmissions(session, invoice)] == [TransmissionStatus.GENERATED]
    assert tab.seen(AdminInvoicesState, "rows") == []
    await tab.send(AdminInvoicesState.choose, standing="in-viaggio")
    assert len(tab.seen(AdminInvoicesState, "rows")) == 1
    assert "Prova locale" in tab.seen(AdminInvoicesState, "channel_notice")


async def test_the_orders_page_shows_its_documents_and_where_they_stand(session: AsyncSession) -> None:
    invoice = await issued(session)
    await send(session, invoice)
    await listen(session)
    order = await get_order(session, invoice.order_id)
    detail = await get_order_detail(session, order.number)
    (document,) = detail.documents
    assert (document.number, document.standing_label) == (invoice.invoice_number, "Consegnata")
    titles = [event.title for event in detail.events]
    assert f"Documento {invoice.invoice_number} consegnato dal Sistema di Interscambio" in titles


async def test_the_register_sums_up_the_period_that_is_asked_for(session: AsyncSession, tab: Tab) -> None:
    invoice = await issued(session)
    await _enter(session, tab, Role.ADMIN)
    tab.go("/admin/fatture/registro", query={"periodo": str(invoice.invoice_year)})
    await tab.send(AdminRegisterState.load)
    shown = tab.seen(AdminRegisterState, "register")
    assert (shown["name"], shown["documents"]) == (str(invoice.invoice_year), 1)
    assert [rate["rate_label"] for rate in shown["rates"]] == ["22%"]
    tab.go("/admin/fatture/registro", query={"periodo": "domani"})
    await tab.send(AdminRegisterState.load)
    assert "2026-T4" in tab.seen(AdminRegisterState, "problem")
