"""The table of documents, and what is done with those that are ticked."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.components.routes import CUSTOMERS_ROUTE, ORDERS_ROUTE
from aistrategyhub.features.backoffice.state.invoices import AdminInvoicesState
from aistrategyhub.features.invoicing.permissions import InvoicingPermission
from aistrategyhub.features.invoicing.rules import SDI_FILTERS
from aistrategyhub.features.invoicing.schemas import InvoiceRow
from aistrategyhub.ui.parts.actions import button, file_link, link
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.words import amount, badge, empty_state, notice
from aistrategyhub.ui.tables import Column, search_box, status_box, table
from aistrategyhub.ui.viewer import may


def invoice_tools() -> rx.Component:
    """Search, and where the files stand at SdI."""
    return rx.el.div(
        search_box(AdminInvoicesState, _("Numero, cliente, e-mail o ordine")),
        status_box(AdminInvoicesState, SDI_FILTERS, _("Esito al Sistema di Interscambio")),
        class_name="flex flex-wrap items-center gap-3",
    )


def channel_notice() -> rx.Component:
    """How files leave, where that is not the real SdI by itself."""
    return rx.cond(AdminInvoicesState.channel_notice != "", notice(AdminInvoicesState.channel_notice))


def invoices_table() -> rx.Component:
    """Documents, a line each, with their files and where they stand."""
    return rx.el.div(
        when(may(InvoicingPermission.TRANSMIT), _bulk_acts()),
        table(
            AdminInvoicesState.rows,
            [
                Column("", _tick),
                Column(_("Numero"), _number, sort="number", is_short=True),
                Column(_("Data"), lambda row: row.date_label, sort="date", is_short=True),
                Column(_("Tipo"), lambda row: row.kind_label),
                Column(_("Cliente"), _customer_link, sort="buyer_name"),
                Column(_("Ordine"), _order_link, is_short=True),
                Column(_("Totale"), lambda row: amount(row.total_label), sort="total", is_number=True),
                Column(_("SdI"), _standing),
                Column(_("File"), _files),
            ],
            caption=_("Fatture"),
            state=AdminInvoicesState,
            empty=empty_state(
                _("Nessuna fattura corrisponde"), _("Le fatture si emettono da sole quando un ordine è pagato.")
            ),
        ),
        class_name="grid gap-4",
    )


def _bulk_acts() -> rx.Component:
    chosen = AdminInvoicesState.selected.length()
    return rx.el.div(
        button(_("Seleziona la pagina"), kind="quiet", on_click=AdminInvoicesState.tick_all),
        rx.el.span(chosen, " ", _("selezionate"), class_name="text-sm tabular-nums"),
        button(_("Invia al SdI"), kind="secondary", disabled=chosen == 0, on_click=AdminInvoicesState.send),
        aria_live="polite",
        class_name="flex flex-wrap items-center gap-3",
    )


def _tick(row: rx.Var[InvoiceRow]) -> rx.Component:
    return when(
        may(InvoicingPermission.TRANSMIT),
        rx.el.input(
            type="checkbox",
            checked=AdminInvoicesState.selected.contains(row.invoice_id),
            on_change=AdminInvoicesState.tick(row.invoice_id),
            aria_label=row.number,
            class_name="choice-mark",
        ),
    )


def _number(row: rx.Var[InvoiceRow]) -> rx.Component:
    return rx.cond(
        row.page_path != "", link(row.number, row.page_path), rx.el.span(row.number, class_name="font-medium")
    )


def _standing(row: rx.Var[InvoiceRow]) -> rx.Component:
    return rx.el.div(
        badge(row.standing.label, row.standing.tone),
        rx.cond(row.standing.deadline != "", rx.el.span(row.standing.deadline, class_name="text-sm text-failed")),
        class_name="grid justify-items-start gap-1",
    )


def _customer_link(row: rx.Var[InvoiceRow]) -> rx.Component:
    is_known = (row.order_number != "") & (row.xml_path != "")
    to = f"{CUSTOMERS_ROUTE}/ordine-" + row.order_number
    return rx.cond(is_known, link(row.buyer_name, to, kind="quiet"), rx.el.span(row.buyer_name))


def _order_link(row: rx.Var[InvoiceRow]) -> rx.Component:
    return rx.cond(row.order_number != "", link(row.order_number, f"{ORDERS_ROUTE}/" + row.order_number))


def _files(row: rx.Var[InvoiceRow]) -> rx.Component:
    files = rx.el.span(
        file_link("XML", row.xml_path),
        file_link("PDF", row.pdf_path),
        class_name="inline-flex flex-wrap gap-x-4 gap-y-2",
    )
    return rx.cond(row.xml_path != "", files)
