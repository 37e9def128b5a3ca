"""One document on its way through SdI: what happened to it, and what somebody does about it."""

from collections.abc import AsyncIterator
from typing import Any, Literal

import reflex as rx

from aistrategyhub.core.access import requires
from aistrategyhub.core.billing import BuyerKind, read_buyer
from aistrategyhub.core.billing_form import BillingView
from aistrategyhub.core.ids import read_id
from aistrategyhub.core.text import _
from aistrategyhub.features.invoicing.permissions import InvoicingPermission
from aistrategyhub.features.invoicing.queries import InvoiceNotFound, get_readable_invoice
from aistrategyhub.features.invoicing.queries.documents import get_billed_buyer, get_document_detail
from aistrategyhub.features.invoicing.queries.drafts import draft_path
from aistrategyhub.features.invoicing.queries.transmissions import TransmissionNotFound, find_transmission_of
from aistrategyhub.features.invoicing.schemas import DocumentDetail
from aistrategyhub.features.invoicing.service import correct_and_send, note_upload, send_many, start_credit_note
from aistrategyhub.features.orders.rules import read_checkout
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.ui.forms import FormMixin
from aistrategyhub.ui.parts.floating import toast_done


class AdminDocumentState(FormMixin, rx.State):
    """A document by the id in its address; what is typed stays in the browser."""

    document: DocumentDetail = DocumentDetail()
    known: BillingView = BillingView()
    kind: str = BuyerKind.COMPANY.value
    is_loaded: bool = False
    is_missing: bool = False

    @rx.event
    @requires(InvoicingPermission.READ)
    async def load(self) -> None:
        self.errors, self.form_error, self.busy = {}, "", False
        invoice_id = read_id(self.invoice_id)
        try:
            if invoice_id is None:
                raise InvoiceNotFound
            async with unit_of_work() as session:
                self.document = await get_document_detail(session, invoice_id)
                self.known = await get_billed_buyer(session, invoice_id)
        except InvoiceNotFound:
            self.is_missing, self.is_loaded = True, True
            return
        self.kind, self.is_missing, self.is_loaded = self.known.kind, False, True

    @rx.event
    @requires(InvoicingPermission.TRANSMIT)
    async def choose_kind(self, kind: Literal["company", "person"]) -> None:
        self.kind, self.errors, self.form_error = kind, {}, ""

    @rx.event
    @requires(InvoicingPermission.TRANSMIT)
    async def send(self) -> Any:
        invoice_id = read_id(self.invoice_id)
        async with unit_of_work() as session:
            count = await send_many(session, [invoice_id] if invoice_id else [])
        if count:
            yield toast_done(_("Il documento è in partenza."))
        yield AdminDocumentState.load

    @rx.event
    @requires(InvoicingPermission.ISSUE)
    async def credit(self) -> Any:
        """Begins a credit note of this document."""
        invoice_id = read_id(self.invoice_id)
        if invoice_id is None:
            raise InvoiceNotFound
        async with unit_of_work() as session:
            draft = await start_credit_note(session, invoice_id)
        return rx.redirect(draft_path(draft.id))

    @rx.event
    @requires(InvoicingPermission.TRANSMIT)
    async def note_upload(self) -> Any:
        invoice_id = read_id(self.invoice_id)
        if invoice_id is None:
            raise InvoiceNotFound
        async with unit_of_work() as session:
            transmission = await find_transmission_of(session, await get_readable_invoice(session, invoice_id))
            if transmission is None:
                raise TransmissionNotFound
            await note_upload(session, transmission.id)
        yield toast_done(_("Segnata come caricata."))
        yield AdminDocumentState.load

    @rx.event
    @requires(InvoicingPermission.TRANSMIT)
    async def correct(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        self._start()
        yield
        async with self._filling():
            invoice_id = read_id(self.invoice_id)
            if invoice_id is None:
                raise InvoiceNotFound
            buyer = read_buyer(read_checkout(form | {"billing_address.country": self.known.country}))
            async with unit_of_work() as session:
                await correct_and_send(session, invoice_id, buyer)
            yield toast_done(_("Corretta: parte di nuovo con lo stesso numero."))
            yield AdminDocumentState.load
