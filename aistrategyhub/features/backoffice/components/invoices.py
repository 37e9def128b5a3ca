"""The table of documents."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.components.routes import CUSTOMERS_ROUTE, ORDERS_ROUTE
from aistrategyhub.features.backoffice.state.invoices import AdminInvoicesState
from aistrategyhub.features.invoicing.schemas import InvoiceRow
from aistrategyhub.ui.parts.actions import file_link, link
from aistrategyhub.ui.parts.words import amount, empty_state
from aistrategyhub.ui.tables import Column, table


def invoices_table() -> rx.Component:
    """Documents, a line each, with their files."""
    return table(
        AdminInvoicesState.rows,
        [
            Column(
                _("Numero"), lambda row: rx.el.span(row.number, class_name="font-medium"), sort="number", is_short=True
            ),
            Column(_("Data"), lambda row: row.date_label, sort="date", is_short=True),
            Column(_("Tipo"), lambda row: row.kind_label),
            Column(_("Cliente"), _customer_link, sort="buyer_name"),
            Column(_("Ordine"), _order_link, is_short=True),
            Column(_("Totale"), lambda row: amount(row.total_label), sort="total", is_number=True),
            Column(_("File"), _files),
        ],
        caption=_("Fatture"),
        state=AdminInvoicesState,
        empty=empty_state(
            _("Nessuna fattura corrisponde"), _("Le fatture si emettono da sole quando un ordine è pagato.")
        ),
    )


def _customer_link(row: rx.Var[InvoiceRow]) -> rx.Component:
    is_known = (row.order_number != "") & (row.xml_path != "")
    to = f"{CUSTOMERS_ROUTE}/ordine-" + row.order_number
    return rx.cond(is_known, link(row.buyer_name, to, kind="quiet"), rx.el.span(row.buyer_name))


def _order_link(row: rx.Var[InvoiceRow]) -> rx.Component:
    return rx.cond(row.order_number != "", link(row.order_number, f"{ORDERS_ROUTE}/" + row.order_number))


def _files(row: rx.Var[InvoiceRow]) -> rx.Component:
    files = rx.el.span(
        file_link("XML", row.xml_path), file_link("PDF", row.pdf_path), class_name="inline-flex flex-wrap gap-x-4"
    )
    return rx.cond(row.xml_path != "", files)
