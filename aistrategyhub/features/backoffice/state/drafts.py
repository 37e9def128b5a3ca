"""Documents written by hand: the list of what is being written, and the editor of one."""

from collections.abc import AsyncIterator
from typing import Any, Literal
from uuid import UUID

import reflex as rx

from aistrategyhub.core.access import requires
from aistrategyhub.core.billing_form import BillingView
from aistrategyhub.core.errors import DomainError, FieldError
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, money_label
from aistrategyhub.features.invoicing.permissions import InvoicingPermission
from aistrategyhub.features.invoicing.queries.documents import get_billed_buyer
from aistrategyhub.features.invoicing.queries.drafts import (
    DraftNotFound,
    draft_path,
    draft_pdf_path,
    find_buyers,
    get_draft,
    list_drafts,
)
from aistrategyhub.features.invoicing.rules.drafts import (
    HEAD_FIELDS,
    BuyerField,
    HeadField,
    LineField,
    buyer_form,
    buyer_view,
    head_of,
    lines_of,
    said,
    sums_of,
    with_line,
)
from aistrategyhub.features.invoicing.schemas import DraftHead, DraftLine, DraftRow, FindingRow, KnownBuyer, SumRow
from aistrategyhub.features.invoicing.service import (
    Written,
    discard_draft,
    issue_draft,
    read_draft,
    save_draft,
    start_draft,
)
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast, toast_done
from aistrategyhub.ui.tables import TableMixin

_LONGEST_TYPED = 2_000
_INVOICES, _DRAFTS = "/admin/fatture", "/admin/fatture/bozze"
_ERROR_OF = {"person_fiscal_code": "fiscal_code"}
_BUYER_ERRORS = (
    "company_name",
    "name",
    "email",
    "vat_number",
    "fiscal_code",
    "sdi_code",
    "pec_email",
    "billing_address.street",
    "billing_address.city",
    "billing_address.zip",
    "billing_address.province",
    "billing_address.country",
)


class AdminDraftsState(TableMixin, rx.State):
    """What is being written, and the ways to begin."""

    rows: list[DraftRow] = []

    @rx.event
    @requires(InvoicingPermission.ISSUE)
    async def load(self) -> None:
        async with unit_of_work() as session:
            page = await list_drafts(session, self._request(), q=self.q)
        self.rows = page.rows
        self._show(page)

    @rx.event
    @requires(InvoicingPermission.ISSUE)
    async def start(self) -> Any:
        """Begins an empty document."""
        async with unit_of_work() as session:
            draft = await start_draft(session)
        return rx.redirect(draft_path(draft.id))


class AdminDraftState(FormMixin, rx.State):
    """One document while it is written. Every field is kept as it is left, and the checks run each time; what is wrong
    is said of the fields that were left, and of all once somebody tries to issue. `filled` counts how often fields were
    filled by themselves."""

    head: DraftHead = DraftHead()
    buyer: BillingView = BillingView()
    lines: list[DraftLine] = []
    wrong: dict[str, str] = {}
    sums: list[SumRow] = []
    net_label: str = ""
    findings: list[FindingRow] = []
    warnings: list[FindingRow] = []
    missing: int = 0
    is_credit: bool = False
    may_have_fees: bool = False
    is_ready: bool = False
    is_loaded: bool = False
    is_missing: bool = False
    pdf_path: str = ""
    found: list[KnownBuyer] = []
    filled: int = 0
    _typed: dict[str, Any] = {}
    _revision: int = 0
    _left: frozenset[str] = frozenset()
    _tells_all: bool = False

    @rx.event
    @requires(InvoicingPermission.ISSUE)
    async def load(self) -> Any:
        self.errors, self.form_error, self.busy, self.is_missing, self.found = {}, "", False, False, []
        self._left, self._tells_all = frozenset(), False
        try:
            async with unit_of_work() as session:
                draft = await get_draft(session, read_id(self.draft_id))
                if draft.invoice_id:
                    return rx.redirect(f"{_INVOICES}/{draft.invoice_id}")
                self._show_written(await read_draft(session, draft))
        except DraftNotFound:
            self.is_missing = True
        self.is_loaded = True
        self.filled += 1
        return None

    @rx.event
    @requires(InvoicingPermission.ISSUE)
    async def set_head(self, field: HeadField, value: str) -> Any:
        self._left |= {field}
        return await self._keep({**self._typed, field: value[:_LONGEST_TYPED]})

    @rx.event
    @requires(InvoicingPermission.ISSUE)
    async def set_fees(self, has_fees: bool) -> Any:
        return await self._keep({**self._typed, "has_fees": has_fees})

    @rx.event
    @requires(InvoicingPermission.ISSUE)
    async def set_buyer(self, field: BuyerField, value: str) -> Any:
        self._left |= {f"buyer.{_ERROR_OF.get(field, field)}"}
        both = {"name": value, "person_name": value} if field == "name" else {field: value}
        kept = {name: text[:_LONGEST_TYPED] for name, text in both.items()}
        return await self._keep({**self._typed, "buyer": self._typed.get("buyer", {}) | kept})

    @rx.event
    @requires(InvoicingPermission.ISSUE)
    async def choose_kind(self, kind: Literal["company", "person"]) -> Any:
        return await self._keep({**self._typed, "buyer": self._typed.get("buyer", {}) | {"kind": kind}})

    @rx.event
    @requires(InvoicingPermission.ISSUE)
    async def choose_country(self, country: str) -> Any:
        chosen = {"billing_address.country": country[:2]}
        return await self._keep({**self._typed, "buyer": self._typed.get("buyer", {}) | chosen})

    @rx.event(supersedes=True)
    @requires(InvoicingPermission.ISSUE)
    async def look_for(self, q: str) -> None:
        async with unit_of_work() as session:
            self.found = list(await find_buyers(session, q))

    @rx.event
    @requires(InvoicingPermission.ISSUE)
    async def pick(self, invoice: str) -> Any:
        """Takes the buyer over from the last document they got."""
        invoice_id = read_id(invoice)
        if invoice_id is None:
            return None
        async with unit_of_work() as session:
            known = await get_billed_buyer(session, invoice_id)
        self.found, self.filled = [], self.filled + 1
        return await self._keep({**self._typed, "buyer": buyer_form(known)})

    @rx.event
    @requires(InvoicingPermission.ISSUE)
    async def set_line(self, key: str, field: LineField, value: str) -> Any:
        self._left |= {f"{key}.{field}"}
        return await self._keep(self._with_row(key, **{field: value[:_LONGEST_TYPED]}))

    @rx.event
    @requires(InvoicingPermission.ISSUE)
    async def set_goods(self, key: str, is_goods: bool) -> Any:
        return await self._keep(self._with_row(key, is_goods=is_goods))

    @rx.event
    @requires(InvoicingPermission.ISSUE)
    async def add_line(self) -> Any:
        return await self._keep(with_line(self._typed))

    @rx.event
    @requires(InvoicingPermission.ISSUE)
    async def remove_line(self, key: str) -> Any:
        rows = [row for row in self._typed.get("lines", []) if row.get("key") != key]
        return await self._keep({**self._typed, "lines": rows})

    @rx.event
    @requires(InvoicingPermission.ISSUE)
    async def issue(self) -> AsyncIterator[Any]:
        self._start()
        self._tells_all = True
        yield
        invoice = None
        async with self._filling(), unit_of_work() as session:
            invoice = await issue_draft(session, self._known_id(), revision=self._revision)
        if invoice:
            yield toast_done(_("{number} è emessa e parte da sola.", number=invoice.invoice_number))
            yield rx.redirect(f"{_INVOICES}/{invoice.id}")
        else:
            async with unit_of_work() as session:
                self._show_written(await read_draft(session, await get_draft(session, self._known_id())))

    @rx.event
    @requires(InvoicingPermission.ISSUE)
    async def discard(self) -> Any:
        async with unit_of_work() as session:
            await discard_draft(session, self._known_id())
        return rx.redirect(_DRAFTS)

    async def _keep(self, typed: dict[str, Any]) -> Any:
        """Keeps what was typed and checks anew; what a colleague has changed meanwhile is loaded again."""
        try:
            async with unit_of_work() as session:
                written = await save_draft(session, self._known_id(), typed, revision=self._revision)
                self._show_written(written)
        except DomainError as refusal:
            return [toast(_(refusal.sentence, **refusal.values), "failed"), AdminDraftState.load]
        return None

    def _with_row(self, key: str, **changes: Any) -> dict[str, Any]:
        rows = [row | changes if row.get("key") == key else row for row in self._typed.get("lines", [])]
        return {**self._typed, "lines": rows}

    def _show_written(self, written: Written) -> None:
        draft, errors = written.draft, self._told(written)
        self._typed, self._revision = draft.typed, draft.revision
        self.head, self.buyer, self.lines = head_of(draft.typed), buyer_view(draft.typed), lines_of(draft.typed, errors)
        self.wrong = {field: said(errors, field) for field in (*HEAD_FIELDS, "lines")}
        self.wrong |= {f"buyer.{field}": said(errors, f"buyer.{field}") for field in _BUYER_ERRORS}
        self.missing, self.is_ready, self.is_credit = (
            len(written.sale.errors),
            written.is_ready,
            draft.corrects_id is not None,
        )
        self.may_have_fees = written.may_have_fees
        self.sums = sums_of(written.document) if written.document else []
        self.net_label = money_label(written.sale.net)
        self.findings = [FindingRow(one.code, one.words, one.remedy) for one in written.findings]
        self.warnings = [FindingRow(one.code, one.words, one.remedy) for one in written.warnings]
        self.pdf_path = draft_pdf_path(draft.id) if written.document else ""

    def _told(self, written: Written) -> dict[str, FieldError]:
        """What is wrong with the fields that somebody has left, or with all of them."""
        keys = [str(row.get("key")) for row in written.draft.typed.get("lines", [])]

        def was_left(field: str) -> bool:
            group, _dot, rest = field.partition(".")
            if group != "lines" or not rest:
                return field in self._left
            place, _dot, name = rest.partition(".")
            return f"{keys[int(place)]}.{name}" in self._left

        return {field: error for field, error in written.sale.errors.items() if self._tells_all or was_left(field)}

    def _known_id(self) -> UUID:
        draft_id = read_id(self.draft_id)
        if draft_id is None:
            raise DraftNotFound
        return draft_id
