"""What suppliers billed: the list, taking files in, and one document."""

from typing import Any

import reflex as rx

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _, mark
from aistrategyhub.features.invoicing.permissions import InvoicingPermission
from aistrategyhub.features.invoicing.queries.received import (
    ReceivedNotFound,
    list_received,
    list_received_aside,
    read_received,
)
from aistrategyhub.features.invoicing.rules.deducting import read_decision
from aistrategyhub.features.invoicing.rules.periods import UnknownPeriod, read_period
from aistrategyhub.features.invoicing.schemas import AsideRow, ReceivedDetail, ReceivedRow
from aistrategyhub.features.invoicing.service import decide_deduction, signatures_of_received
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.actions import leave_for
from aistrategyhub.ui.parts.floating import toast_done, toast_failed
from aistrategyhub.ui.tables import TableMixin

_DONE = {
    "new": mark("{name}: importata."),
    "known": mark("{name}: c’è già."),
    "metadata": mark("{name}: i metadati sono stati abbinati."),
}


class AdminReceivedState(TableMixin, rx.State):
    """Documents of suppliers; `told` is what became of the files that were just dropped."""

    rows: list[ReceivedRow] = []
    aside: list[AsideRow] = []
    told: list[str] = []

    @rx.event
    @requires(InvoicingPermission.READ_RECEIVED)
    async def load(self) -> None:
        async with unit_of_work() as session:
            page = await list_received(session, self._request(), q=self.q, sort=self.sort, descending=self.descending)
            self.aside = list(await list_received_aside(session))
        self.rows = page.rows
        self._show(page)

    @rx.event
    @requires(InvoicingPermission.RECEIVE)
    async def arrived(self, answer: dict[str, Any]) -> None:
        """One of the dropped files was answered."""
        name, outcome = str(answer.get("name", ""))[:120], str(answer.get("outcome", ""))
        words = str(answer.get("words", ""))[:500]
        sentence = _(_DONE[outcome], name=name) if outcome in _DONE else name
        self.told = [*self.told, " ".join(filter(None, (sentence, words)))][-20:]

    @rx.event
    @requires(InvoicingPermission.RECEIVE)
    async def all_arrived(self, _names: list[str]) -> Any:
        return AdminReceivedState.load

    @rx.event
    @requires(InvoicingPermission.EXPORT, step_up=True)
    async def export(self, form: dict[str, Any]) -> Any:
        try:
            period = read_period(str(form.get("periodo") or ""))
        except UnknownPeriod as unknown:
            return toast_failed(_(unknown.sentence))
        return leave_for(f"/api/v1/admin/received-invoices/periods/{period.name}.zip")


class AdminReceivedOneState(FormMixin, rx.State):
    """One document of a supplier, and what the firm decides about its VAT."""

    document: ReceivedDetail = ReceivedDetail()
    signatures: list[str] = []
    may_decide: bool = False
    is_loaded: bool = False
    is_missing: bool = False

    @rx.event
    @requires(InvoicingPermission.READ_RECEIVED)
    async def load(self) -> None:
        self.errors, self.form_error, self.busy, self.is_missing = {}, "", False, False
        received_id = read_id(self.received_id)
        try:
            async with unit_of_work() as session:
                self.document = await read_received(session, received_id)
                self.signatures = await signatures_of_received(session, received_id)
        except ReceivedNotFound:
            self.is_missing = True
        self.may_decide, self.is_loaded = current_principal().may(InvoicingPermission.RECEIVE), True

    @rx.event
    @requires(InvoicingPermission.RECEIVE)
    async def decide(self, form: dict[str, Any]) -> Any:
        self._start()
        yield
        is_done = False
        async with self._filling():
            day, percent = read_decision(str(form.get("received_on") or ""), str(form.get("deductible") or ""))
            received_id = read_id(self.document.received_id)
            if received_id is None:
                raise ReceivedNotFound
            async with unit_of_work() as session:
                await decide_deduction(session, received_id, day, percent)
            is_done = True
        if is_done:
            yield toast_done(_("Salvato."))
