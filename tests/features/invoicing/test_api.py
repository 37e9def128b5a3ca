"""Documents for staff over HTTP."""

from pathlib import Path

import httpx
import pytest
from lxml import etree
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.invoicing.models import Invoice, SdiReceipt
from aistrategyhub.features.invoicing.queries import download_path, find_pdf, receipt_path
from aistrategyhub.features.invoicing.service import issue_invoice
from aistrategyhub.features.orders.service import mark_paid
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for
from tests.factories.people import cookie_of
from tests.factories.sales import create_order, create_seller
from tests.features.invoicing.transmissions import listen, send

OWN = {"Origin": "http://localhost:3000"}


@pytest.fixture
async def invoice(
    api: httpx.AsyncClient, session: AsyncSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Invoice:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    get_settings.cache_clear()
    await create_seller(session)
    order = await create_order(session)
    await mark_paid(session, order, at=now())
    return await issue_invoice(session, order.id)


@pytest.mark.parametrize("role", [Role.SUPER_ADMIN, Role.ADMIN, Role.SUPPORT])
async def test_staff_fetch_the_file_that_was_issued(
    api: httpx.AsyncClient, session: AsyncSession, invoice: Invoice, role: Role
) -> None:
    answer = await api.get(download_path(invoice.id, "xml"), headers=await cookie_of(session, role))
    assert (answer.status_code, answer.content) == (200, invoice.xml)
    assert answer.headers["content-disposition"] == f'attachment; filename="{invoice.file_name}"'
    assert answer.headers["cache-control"] == "private, no-store"
    assert etree.fromstring(answer.content) is not None


async def test_a_copy_that_was_never_made_is_made_now_and_kept(
    api: httpx.AsyncClient, session: AsyncSession, invoice: Invoice
) -> None:
    cookie = await cookie_of(session, Role.ADMIN)
    first = await api.get(download_path(invoice.id, "pdf"), headers=cookie)
    assert first.content.startswith(b"%PDF")
    kept = await find_pdf(session, invoice.id)
    assert kept is not None
    storage = storage_for(get_settings())
    await storage.put(kept.storage_key, b"%PDF as it was kept", "application/pdf")
    assert (await api.get(download_path(invoice.id, "pdf"), headers=cookie)).content == b"%PDF as it was kept"
    await storage.delete(kept.storage_key)
    assert (await api.get(download_path(invoice.id, "pdf"), headers=cookie)).content == first.content


@pytest.mark.parametrize("kind", ["xml", "pdf"])
@pytest.mark.parametrize("role", [Role.EDITOR, Role.CUSTOMER, None])
async def test_nobody_else_does(
    api: httpx.AsyncClient, session: AsyncSession, invoice: Invoice, role: Role | None, kind: str
) -> None:
    cookie = await cookie_of(session, role) if role else {}
    assert (await api.get(download_path(invoice.id, kind), headers=cookie)).status_code == 403


@pytest.mark.parametrize("kind", ["xml", "pdf"])
async def test_a_document_that_does_not_exist(
    api: httpx.AsyncClient, session: AsyncSession, invoice: Invoice, kind: str
) -> None:
    cookie = await cookie_of(session, Role.ADMIN)
    assert (await api.get(download_path(new_id(), kind), headers=cookie)).status_code == 404
    assert (await api.get(f"/api/v1/admin/invoices/x.{kind}", headers=cookie)).status_code in (404, 422)


@pytest.mark.parametrize(("role", "status"), [(Role.SUPPORT, 200), (Role.EDITOR, 403), (Role.CUSTOMER, 403)])
async def test_a_receipt_is_fetched_as_it_came(
    api: httpx.AsyncClient, session: AsyncSession, invoice: Invoice, role: Role, status: int
) -> None:
    await send(session, invoice)
    await listen(session)
    (receipt,) = (await session.execute(select(SdiReceipt))).scalars()
    answer = await api.get(receipt_path(receipt.id), headers=await cookie_of(session, role))
    assert answer.status_code == status
    if status == 200:
        assert answer.content == receipt.raw
        assert answer.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.EDITOR, Role.CUSTOMER])
async def test_the_archive_of_a_period_is_for_admins(
    api: httpx.AsyncClient, session: AsyncSession, invoice: Invoice, role: Role
) -> None:
    path = f"/api/v1/admin/invoices/periods/{invoice.invoice_year}.zip"
    assert (await api.get(path, headers=await cookie_of(session, role))).status_code == 403


async def test_an_admin_sends_a_document_and_sending_it_again_changes_nothing(
    api: httpx.AsyncClient, session: AsyncSession, invoice: Invoice
) -> None:
    cookie = await cookie_of(session, Role.ADMIN) | OWN
    path = f"/api/v1/admin/invoices/{invoice.id}/send"
    first, again = [await api.post(path, headers=cookie) for _time in range(2)]
    assert (first.status_code, first.json()["data"]["status"]) == (200, "generated")
    assert again.json()["data"] == first.json()["data"] | {"file_name": invoice.file_name}
    assert (await api.post(path, headers=await cookie_of(session, Role.SUPPORT) | OWN)).status_code == 403
