"""Documents that no order brought: written, checked, issued, sent like all others, and taken back."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import etree
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.invoicing.fatturapa.verdicts import judge
from aistrategyhub.features.invoicing.models import Invoice, InvoiceDraft, TransmissionStatus
from aistrategyhub.features.invoicing.queries.drafts import DraftNotFound, find_buyers, get_draft, list_drafts
from aistrategyhub.features.invoicing.service import (
    CreditAboveInvoice,
    DraftChanged,
    DraftRefused,
    NegativeDocument,
    NotCreditable,
    deliver_invoice,
    discard_draft,
    document_from,
    issue_draft,
    keep_typed,
    read_draft,
    save_draft,
    start_credit_note,
    start_draft,
)
from aistrategyhub.features.invoicing.service.delivering import restrict_document
from aistrategyhub.features.mailing.models import EmailSend
from aistrategyhub.features.site_settings.queries import MissingSetting
from aistrategyhub.features.site_settings.schemas import ProfessionalFees
from aistrategyhub.features.site_settings.service import save_setting
from aistrategyhub.infra.storage import LocalStorage
from tests.factories.people import cookie_of
from tests.factories.sales import COMPANY, create_seller
from tests.factories.written import TYPED, typed_row
from tests.features.invoicing.transmissions import issued, listen, send, transmissions

OWN = {"Origin": "http://localhost:3000"}


async def _draft(session: AsyncSession, **changes: Any) -> InvoiceDraft:
    await create_seller(session)
    return await keep_typed(session, InvoiceDraft(typed=TYPED | changes))


def _text(invoice: Invoice, path: str) -> str | None:
    return etree.fromstring(invoice.xml).findtext(f".//{path}")


async def _count(session: AsyncSession) -> int:
    return (await session.execute(select(func.count()).select_from(Invoice))).scalar_one()


class TestWriting:
    async def test_a_new_document_is_for_whoever_is_known(self, session: AsyncSession) -> None:
        await create_seller(session)
        draft = await start_draft(session)
        written = await read_draft(session, draft)
        assert written.document is None
        assert draft.typed["kind"] == "TD01"
        assert not written.is_ready

    async def test_a_professional_begins_with_a_fee_note(self, session: AsyncSession) -> None:
        await create_seller(session)
        await save_setting(session, ProfessionalFees(bills_fees=True))
        draft = await start_draft(session)
        assert (draft.typed["kind"], draft.typed["has_fees"]) == ("TD06", True)

    async def test_without_a_firm_nothing_begins(self, session: AsyncSession) -> None:
        with pytest.raises(MissingSetting):
            await start_draft(session)

    async def test_what_is_typed_is_kept_right_or_wrong(self, session: AsyncSession) -> None:
        draft = await _draft(session)
        assert (draft.buyer_name, draft.total) == (COMPANY["company_name"], Decimal("1769.00"))
        wrong = TYPED | {"lines": [typed_row(price="molto")]}
        written = await save_draft(session, draft.id, wrong, revision=1)
        assert list(written.sale.errors) == ["lines.0.price"]
        assert (draft.typed, draft.revision, draft.total) == (wrong, 2, 0)
        with pytest.raises(DraftChanged):
            await save_draft(session, draft.id, TYPED, revision=1)

    async def test_the_checks_of_sdi_run_while_one_writes(self, session: AsyncSession) -> None:
        written = await read_draft(session, await _draft(session))
        assert (written.is_ready, list(written.findings)) == (True, [])
        linked = {"reference_kind": "DatiFattureCollegate", "reference_number": "7", "reference_day": "31/12/2099"}
        broken = await read_draft(session, await _draft(session, **linked))
        assert [finding.code for finding in broken.findings] == ["00418"]
        assert not broken.is_ready

    async def test_a_list_of_what_is_being_written(self, session: AsyncSession) -> None:
        draft = await _draft(session)
        page = await list_drafts(session, PageRequest(), q="bianchi")
        assert [row.draft_id for row in page.rows] == [str(draft.id)]
        assert (await list_drafts(session, PageRequest(), q="nessuno")).total == 0
        await discard_draft(session, draft.id)
        assert (await list_drafts(session, PageRequest())).total == 0
        with pytest.raises(DraftNotFound):
            await get_draft(session, draft.id)

    async def test_who_was_billed_is_found_unless_erased(self, session: AsyncSession) -> None:
        invoice = await issued(session)
        assert [one.invoice_id for one in await find_buyers(session, "officine")] == [str(invoice.id)]
        assert await find_buyers(session, "o") == []
        assert await find_buyers(session, "%%") == []
        await restrict_document(session, invoice.id)
        assert await find_buyers(session, "officine") == []


class TestIssuing:
    async def test_it_is_numbered_sent_and_mailed_as_all_others(
        self, session: AsyncSession, books: Path, tmp_path: Path
    ) -> None:
        draft = await _draft(session, due_day="31/12/2099", causale="Lavoro di ottobre")
        invoice = await issue_draft(session, draft.id, revision=1)
        assert judge(invoice.file_name, invoice.xml).is_accepted
        assert (invoice.document_type, invoice.order_id, invoice.total) == ("TD01", None, Decimal("1769.00"))
        assert _text(invoice, "Causale") == "Lavoro di ottobre"
        await send(session, invoice)
        await listen(session)
        assert [one.status for one in await transmissions(session, invoice)] == [TransmissionStatus.DELIVERED]
        await deliver_invoice(session, invoice.id, LocalStorage(tmp_path))
        (mail,) = (await session.execute(select(EmailSend))).scalars()
        assert (mail.email_to, mail.subject) == (COMPANY["email"], f"Fattura {invoice.invoice_number}")
        assert mail.template == "invoicing/document_to_settle"
        assert len(mail.attachments) == 2

    async def test_pressed_twice_it_is_issued_once_and_the_draft_keeps_nothing(self, session: AsyncSession) -> None:
        draft = await _draft(session)
        first, again = await issue_draft(session, draft.id), await issue_draft(session, draft.id)
        assert first.id == again.id
        assert (draft.typed, draft.buyer_name, draft.invoice_id) == ({}, "", first.id)
        with pytest.raises(DraftChanged):
            await save_draft(session, draft.id, TYPED, revision=draft.revision)
        with pytest.raises(DraftChanged):
            await discard_draft(session, draft.id)

    async def test_numbers_go_on_after_those_of_orders(self, session: AsyncSession) -> None:
        order = await issued(session)
        draft = await keep_typed(session, InvoiceDraft(typed=TYPED))
        invoice = await issue_draft(session, draft.id)
        assert invoice.invoice_progressive == order.invoice_progressive + 1
        assert invoice.series == order.series

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"lines": [typed_row(price="")]}, InvalidInput),
            ({"buyer": {}}, InvalidInput),
            ({"lines": [typed_row(), typed_row("l2", price="-1450")]}, NegativeDocument),
            ({"lines": [typed_row(price="-10")]}, NegativeDocument),
            (
                {
                    "reference_kind": "DatiFattureCollegate",
                    "reference_number": "7",
                    "reference_day": "31/12/2099",
                },
                DraftRefused,
            ),
        ],
        ids=["no price", "no buyer", "nothing", "below nothing", "SdI refuses"],
    )
    async def test_what_cannot_leave_takes_no_number(
        self, session: AsyncSession, changes: dict[str, Any], error: type[Exception]
    ) -> None:
        draft = await _draft(session, **changes)
        with pytest.raises(error):
            await issue_draft(session, draft.id)
        assert await _count(session) == 0
        good = await keep_typed(session, InvoiceDraft(typed=TYPED))
        assert (await issue_draft(session, good.id)).invoice_progressive == 1

    async def test_a_colleague_changed_it_meanwhile(self, session: AsyncSession) -> None:
        draft = await _draft(session)
        await save_draft(session, draft.id, TYPED | {"causale": "Altro"}, revision=1)
        with pytest.raises(DraftChanged):
            await issue_draft(session, draft.id, revision=1)
        assert await _count(session) == 0

    async def test_a_foreign_firm_and_a_person(self, session: AsyncSession) -> None:
        address = {"street": "Rue de la Loi 1", "city": "Bruxelles", "zip": "1040", "province": "", "country": "BE"}
        foreign = {
            "kind": "company",
            "company_name": "Conseil SA",
            "vat_number": "BE0403019261",
            "email": "x@conseil.example",
            **{f"billing_address.{name}": value for name, value in address.items()},
        }
        invoice = await issue_draft(session, (await _draft(session, buyer=foreign)).id)
        assert (_text(invoice, "CodiceDestinatario"), _text(invoice, "Natura")) == ("XXXXXXX", "N2.1")
        person = TYPED["buyer"] | {
            "kind": "person",
            "person_name": "Niccolò D’Amico",
            "person_fiscal_code": "DMCNCL90C15D612N",
        }
        private = await issue_draft(
            session, (await keep_typed(session, InvoiceDraft(typed=TYPED | {"buyer": person}))).id
        )
        assert (private.buyer_name, _text(private, "CodiceDestinatario")) == ("Niccolò D’Amico", "0000000")


class TestCreditNotes:
    async def test_of_the_whole_of_an_invoice(self, session: AsyncSession) -> None:
        invoice = await issue_draft(session, (await _draft(session)).id)
        draft = await start_credit_note(session, invoice.id)
        note = await issue_draft(session, draft.id)
        assert (note.document_type, note.corrects_id, note.total) == ("TD04", invoice.id, invoice.total)
        assert note.series.endswith("NC")
        assert _text(note, "DatiFattureCollegate/IdDocumento") == invoice.invoice_number
        assert judge(note.file_name, note.xml).is_accepted
        assert document_from(note).buyer == document_from(invoice).buyer

    async def test_never_more_than_was_billed(self, session: AsyncSession) -> None:
        invoice = await issued(session)
        first = await start_credit_note(session, invoice.id)
        second = await start_credit_note(session, invoice.id)
        await issue_draft(session, first.id)
        with pytest.raises(CreditAboveInvoice):
            async with session.begin_nested():
                await issue_draft(session, second.id)
        assert second.invoice_id is None or await _count(session) == 2

    async def test_what_was_being_written_goes_with_an_erased_buyer(self, session: AsyncSession) -> None:
        invoice = await issued(session)
        draft = await start_credit_note(session, invoice.id)
        await restrict_document(session, invoice.id)
        with pytest.raises(DraftNotFound):
            await get_draft(session, draft.id)

    async def test_of_a_credit_note_there_is_none(self, session: AsyncSession) -> None:
        invoice = await issued(session)
        note = await issue_draft(session, (await start_credit_note(session, invoice.id)).id)
        with pytest.raises(NotCreditable):
            await start_credit_note(session, note.id)


BODY: dict[str, Any] = {
    "buyer": {
        "company_name": COMPANY["company_name"],
        "vat_number": COMPANY["vat_number"],
        "sdi_code": COMPANY["sdi_code"],
        "email": COMPANY["email"],
        **COMPANY["billing_address"],
    },
    "lines": [{"description": "Consulenza", "price": "1000.00"}],
}


class TestApi:
    async def test_an_admin_issues_once_under_a_key(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        await create_seller(session)
        headers = await cookie_of(session, Role.ADMIN) | OWN | {"Idempotency-Key": "k1"}
        first = await api.post("/api/v1/admin/invoices", json=BODY, headers=headers)
        assert first.status_code == 201, first.text
        again = await api.post("/api/v1/admin/invoices", json=BODY, headers=headers)
        assert again.json()["data"] == first.json()["data"]
        assert first.json()["data"]["total"] == "1220.00"
        assert await _count(session) == 1

    @pytest.mark.parametrize("role", [Role.SUPPORT, Role.EDITOR, Role.CUSTOMER])
    async def test_nobody_else_does(self, api: httpx.AsyncClient, session: AsyncSession, role: Role) -> None:
        await create_seller(session)
        headers = await cookie_of(session, role) | OWN
        assert (await api.post("/api/v1/admin/invoices", json=BODY, headers=headers)).status_code == 403
        draft = await keep_typed(session, InvoiceDraft(typed=TYPED))
        answer = await api.get(f"/api/v1/admin/invoice-drafts/{draft.id}.pdf", headers=headers)
        assert answer.status_code == 403

    async def test_what_is_wrong_is_said_field_by_field(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        await create_seller(session)
        headers = await cookie_of(session, Role.ADMIN) | OWN
        body = BODY | {"lines": [{"description": "Consulenza", "price": "tanto"}], "method": "MP99"}
        answer = await api.post("/api/v1/admin/invoices", json=body, headers=headers)
        assert answer.status_code == 422
        assert {one["field"] for one in answer.json()["error"]["details"]} == {"lines.0.price", "method"}

    async def test_the_paper_of_a_draft(
        self, api: httpx.AsyncClient, session: AsyncSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        draft = await _draft(session)
        headers = await cookie_of(session, Role.ADMIN)
        answer = await api.get(f"/api/v1/admin/invoice-drafts/{draft.id}.pdf", headers=headers)
        assert (answer.status_code, answer.content[:4]) == (200, b"%PDF")
        incomplete = await keep_typed(session, InvoiceDraft(typed=TYPED | {"lines": []}))
        assert (await api.get(f"/api/v1/admin/invoice-drafts/{incomplete.id}.pdf", headers=headers)).status_code == 422
        assert (await api.get(f"/api/v1/admin/invoice-drafts/{new_id()}.pdf", headers=headers)).status_code == 404

    async def test_a_credit_note_for_a_program(self, api: httpx.AsyncClient, session: AsyncSession) -> None:
        invoice = await issued(session, price="1000.00")
        headers = await cookie_of(session, Role.ADMIN) | OWN
        body = BODY | {"corrects_id": str(invoice.id), "lines": [{"description": "Storno", "price": "400.00"}]}
        answer = await api.post("/api/v1/admin/invoices", json=body, headers=headers)
        assert answer.status_code == 201, answer.text
        assert (answer.json()["data"]["document_type"], answer.json()["data"]["total"]) == ("TD04", "488.00")
