"""Documents written by hand and documents of suppliers, as staff meet them on their screens."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.features.backoffice.state.document import AdminDocumentState
from aistrategyhub.features.backoffice.state.drafts import AdminDraftsState, AdminDraftState
from aistrategyhub.features.backoffice.state.received import AdminReceivedOneState, AdminReceivedState
from aistrategyhub.features.backoffice.state.register import AdminRegisterState
from aistrategyhub.features.invoicing.models import Invoice, InvoiceDraft, ReceivedInvoice
from aistrategyhub.features.invoicing.service import import_files, keep_typed, save_draft
from aistrategyhub.infra.settings import get_settings
from tests.factories.people import create_somebody, principal_of
from tests.factories.received import billed
from tests.factories.sales import COMPANY, create_seller
from tests.factories.written import TYPED, typed_row
from tests.features.invoicing.transmissions import issued
from tests.harness.states import Tab

DRAFT, RECEIVED = "/admin/fatture/bozze/[draft_id]", "/admin/fatture/ricevute/[received_id]"


@pytest.fixture(autouse=True)
def books(session: AsyncSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "data_dir", tmp_path)


async def _enter(session: AsyncSession, tab: Tab, role: Role = Role.ADMIN) -> None:
    tab.principal = principal_of(await create_somebody(session, role))


async def _open(session: AsyncSession, tab: Tab, **typed: Any) -> InvoiceDraft:
    await _enter(session, tab)
    await create_seller(session)
    draft = await keep_typed(session, InvoiceDraft(typed=TYPED | typed))
    tab.go(DRAFT, draft_id=str(draft.id))
    await tab.send(AdminDraftState.load)
    return draft


def _where_to(tab: Tab) -> str:
    (event,) = [event for event in tab.events if "redirect" in event.name]
    return urlsplit(event.payload["path"]).path


class TestDrafts:
    async def test_a_document_is_begun_and_listed(self, session: AsyncSession, tab: Tab) -> None:
        await _enter(session, tab)
        await create_seller(session)
        tab.go("/admin/fatture/bozze")
        await tab.send(AdminDraftsState.start)
        (draft,) = (await session.execute(select(InvoiceDraft))).scalars()
        assert _where_to(tab) == f"/admin/fatture/bozze/{draft.id}"
        await tab.send(AdminDraftsState.load)
        assert [row["buyer_name"] for row in tab.seen(AdminDraftsState, "rows")] == ["Senza cliente"]

    async def test_an_empty_document_scolds_nobody(self, session: AsyncSession, tab: Tab) -> None:
        await _open(session, tab, buyer={}, lines=[typed_row(description="", price="")])
        assert set(tab.seen(AdminDraftState, "wrong").values()) == {""}
        assert tab.seen(AdminDraftState, "missing") > 5
        await tab.send(AdminDraftState.set_buyer, field="email", value="x")
        assert tab.seen(AdminDraftState, "wrong")["buyer.email"] != ""
        assert tab.seen(AdminDraftState, "wrong")["buyer.company_name"] == ""
        await tab.send(AdminDraftState.set_line, key="l1", field="price", value="molto")
        (line,) = tab.seen(AdminDraftState, "lines")
        assert (bool(line["price_error"]), line["description_error"]) == (True, "")
        await tab.send(AdminDraftState.issue)
        assert tab.seen(AdminDraftState, "wrong")["buyer.billing_address.city"] != ""
        (line,) = tab.seen(AdminDraftState, "lines")
        assert line["description_error"] != ""
        assert tab.seen(AdminDraftState, "busy") is False

    async def test_every_field_is_kept_and_checked(self, session: AsyncSession, tab: Tab) -> None:
        draft = await _open(session, tab)
        assert tab.seen(AdminDraftState, "is_ready") is True
        assert tab.seen(AdminDraftState, "sums")[-1]["amount_label"] == "1.769,00\u00a0€"
        await tab.send(AdminDraftState.add_line)
        await tab.send(AdminDraftState.set_line, key="l2", field="description", value="Viaggio")
        await tab.send(AdminDraftState.set_line, key="l2", field="price", value="100")
        await tab.send(AdminDraftState.set_line, key="l2", field="vat", value="N1")
        await tab.send(AdminDraftState.set_goods, key="l2", is_goods=True)
        await tab.send(AdminDraftState.set_head, field="causale", value="Ottobre")
        await tab.send(AdminDraftState.set_fees, has_fees=False)
        await tab.send(AdminDraftState.choose_country, country="IT")
        await tab.send(AdminDraftState.choose_kind, kind="company")
        await session.refresh(draft)
        assert draft.total == 1869
        assert tab.seen(AdminDraftState, "is_ready") is True
        await tab.send(AdminDraftState.remove_line, key="l2")
        assert len(tab.seen(AdminDraftState, "lines")) == 1

    async def test_it_is_issued_and_opened(self, session: AsyncSession, tab: Tab) -> None:
        await _open(session, tab)
        await tab.send(AdminDraftState.issue)
        (invoice,) = (await session.execute(select(Invoice))).scalars()
        assert _where_to(tab) == f"/admin/fatture/{invoice.id}"
        await tab.send(AdminDraftState.load)
        assert len([event for event in tab.events if "redirect" in event.name]) == 2

    async def test_a_colleague_changed_it_meanwhile(self, session: AsyncSession, tab: Tab) -> None:
        draft = await _open(session, tab)
        await save_draft(session, draft.id, TYPED | {"causale": "Altro"}, revision=1)
        await tab.send(AdminDraftState.set_head, field="causale", value="Mio")
        assert tab.seen(AdminDraftState, "head")["causale"] == "Altro"

    async def test_a_buyer_is_taken_from_the_last_document(self, session: AsyncSession, tab: Tab) -> None:
        invoice = await issued(session)
        await _open(session, tab, buyer={})
        await tab.send(AdminDraftState.look_for, q="offic")
        assert [one["invoice_id"] for one in tab.seen(AdminDraftState, "found")] == [str(invoice.id)]
        await tab.send(AdminDraftState.pick, invoice=str(invoice.id))
        assert tab.seen(AdminDraftState, "buyer")["vat_number"] == COMPANY["vat_number"]
        assert tab.seen(AdminDraftState, "is_ready") is True

    async def test_a_credit_note_begins_from_its_invoice(self, session: AsyncSession, tab: Tab) -> None:
        invoice = await issued(session)
        await _enter(session, tab)
        tab.go("/admin/fatture/[invoice_id]", invoice_id=str(invoice.id))
        await tab.send(AdminDocumentState.credit)
        (draft,) = (await session.execute(select(InvoiceDraft))).scalars()
        assert (draft.corrects_id, _where_to(tab)) == (invoice.id, f"/admin/fatture/bozze/{draft.id}")

    async def test_support_writes_nothing(self, session: AsyncSession, tab: Tab) -> None:
        draft = await _open(session, tab)
        await _enter(session, tab, Role.SUPPORT)
        await tab.send(AdminDraftState.set_head, field="causale", value="Mio")
        await tab.send(AdminDraftState.issue)
        await tab.send(AdminDraftState.discard)
        await session.refresh(draft)
        assert (draft.revision, draft.invoice_id) == (1, None)

    @pytest.mark.parametrize("draft_id", ["01a20343-bf64-76de-9c99-2c0405689c27", "x"])
    async def test_a_draft_that_is_not_there(self, session: AsyncSession, tab: Tab, draft_id: str) -> None:
        await _enter(session, tab)
        tab.go(DRAFT, draft_id=draft_id)
        await tab.send(AdminDraftState.load)
        assert tab.seen(AdminDraftState, "is_missing") is True


class TestReceived:
    async def test_the_list_tells_what_became_of_files(self, session: AsyncSession, tab: Tab) -> None:
        await _enter(session, tab)
        await create_seller(session)
        await import_files(session, "a.xml", billed())
        tab.go("/admin/fatture/ricevute")
        await tab.send(AdminReceivedState.arrived, answer={"name": "a.xml", "outcome": "new", "words": ""})
        await tab.send(AdminReceivedState.arrived, answer={"name": "b.xml", "outcome": "refused", "words": "No."})
        assert tab.seen(AdminReceivedState, "told") == ["a.xml: importata.", "b.xml No."]
        await tab.send(AdminReceivedState.load)
        assert [row["number"] for row in tab.seen(AdminReceivedState, "rows")] == ["45/A"]

    async def test_the_deduction_is_decided(self, session: AsyncSession, tab: Tab) -> None:
        await _enter(session, tab)
        await create_seller(session)
        (done,) = await import_files(session, "a.xml", billed())
        tab.go(RECEIVED, received_id=str(done.invoice_ids[0]))
        await tab.send(AdminReceivedOneState.load)
        await tab.send(AdminReceivedOneState.decide, form={"received_on": "2026-11-25", "deductible": "120"})
        assert "deductible" in tab.seen(AdminReceivedOneState, "errors")
        await tab.send(AdminReceivedOneState.decide, form={"received_on": "2026-11-25", "deductible": "40"})
        (received,) = (await session.execute(select(ReceivedInvoice))).scalars()
        assert (f"{received.deductible_percent:f}", received.counts_on.isoformat()) == ("40.00", "2026-11-25")

    async def test_support_sees_no_suppliers_and_no_settlement(self, session: AsyncSession, tab: Tab) -> None:
        await create_seller(session)
        await import_files(session, "a.xml", billed())
        await _enter(session, tab, Role.SUPPORT)
        tab.go("/admin/fatture/ricevute")
        await tab.send(AdminReceivedState.load)
        assert tab.seen(AdminReceivedState, "rows") == []
        tab.go("/admin/fatture/registro", query={"periodo": "2026"})
        await tab.send(AdminRegisterState.load)
        assert tab.seen(AdminRegisterState, "settlement")["name"] == ""

    async def test_the_settlement_of_a_period(self, session: AsyncSession, tab: Tab) -> None:
        await _enter(session, tab)
        await create_seller(session)
        await import_files(session, "a.xml", billed())
        tab.go("/admin/fatture/registro", query={"periodo": "2026-11"})
        await tab.send(AdminRegisterState.load)
        shown = tab.seen(AdminRegisterState, "settlement")
        assert (shown["balance_title"], shown["balance_label"]) == ("IVA a credito", "220,00\u00a0€")
        assert [point["value_label"] for point in shown["points"]] == ["0,00\u00a0€", "220,00\u00a0€", "-220,00\u00a0€"]
