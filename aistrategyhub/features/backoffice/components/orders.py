"""The table of orders, and one order with all that belongs to it."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.components.dashboard import order_link
from aistrategyhub.features.backoffice.components.routes import ORDERS_ROUTE
from aistrategyhub.features.backoffice.rules import ORDER_FILTERS
from aistrategyhub.features.backoffice.state.orders import AdminOrdersState, AdminOrderState
from aistrategyhub.features.orders.schemas import VatRow
from aistrategyhub.features.payments.schemas import PaymentRow
from aistrategyhub.ui.parts.actions import file_link, link, link_button
from aistrategyhub.ui.parts.figures import timeline
from aistrategyhub.ui.parts.sums import sum_line
from aistrategyhub.ui.parts.words import amount, badge, breadcrumb, definitions, empty_state, section
from aistrategyhub.ui.tables import Column, search_box, table

_ORDER = AdminOrderState.order


def order_tools() -> rx.Component:
    """Search and status."""
    return rx.el.div(
        search_box(AdminOrdersState, _("Numero, cliente o e-mail")),
        rx.el.label(
            rx.el.span(_("Stato"), class_name="sr-only"),
            rx.el.select(
                *(rx.el.option(_(label), value=value) for value, (label, _statuses) in ORDER_FILTERS.items()),
                value=AdminOrdersState.chosen,
                on_change=AdminOrdersState.choose,
                class_name="input",
            ),
        ),
        class_name="flex flex-wrap items-center gap-3",
    )


def orders_table() -> rx.Component:
    """Orders, a line each."""
    return table(
        AdminOrdersState.rows,
        [
            Column(_("Ordine"), order_link, sort="number", is_short=True),
            Column(_("Ricevuto"), lambda row: row.placed_label, sort="placed_at", is_short=True),
            Column(_("Cliente"), lambda row: row.buyer_name, sort="buyer_name"),
            Column(_("E-mail"), lambda row: row.email),
            Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone), sort="status"),
            Column(_("Totale"), lambda row: amount(row.total_label), sort="total", is_number=True),
        ],
        caption=_("Ordini"),
        state=AdminOrdersState,
        empty=empty_state(_("Nessun ordine corrisponde"), _("Prova con un’altra parola o con tutti gli stati.")),
    )


def order_head() -> rx.Component:
    """Number, day and status of an order, and the way to what its buyer sees."""
    return rx.el.header(
        breadcrumb([(_("Ordini"), ORDERS_ROUTE)]),
        rx.el.div(
            rx.el.h1(_ORDER.number, class_name="display text-2xl"),
            badge(_ORDER.status_label, _ORDER.status_tone),
            rx.el.span(_ORDER.placed_label, class_name="text-sm text-ink-faint tabular-nums"),
            link(_("Pagina del cliente"), _ORDER.page_path),
            class_name="flex flex-wrap items-baseline gap-x-5 gap-y-2",
        ),
        class_name="grid gap-3",
    )


def order_lines() -> rx.Component:
    """What was bought, down to the total."""
    return section(
        _("Righe"),
        table(
            _ORDER.lines,
            [
                Column(_("Servizio"), lambda row: row.name),
                Column(_("Quantità"), lambda row: row.quantity_label, is_number=True),
                Column(_("Prezzo"), lambda row: amount(row.unit_price_label), is_number=True),
                Column(_("IVA"), lambda row: row.vat_rate_label, is_number=True),
                Column(_("Imponibile"), lambda row: amount(row.net_label), is_number=True),
            ],
            caption=_("Righe"),
        ),
        rx.el.dl(
            sum_line(_("Imponibile"), _ORDER.subtotal_label),
            rx.foreach(_ORDER.vat, _vat_line),
            sum_line(_("Totale"), _ORDER.total_label, strong=True),
            class_name="ml-auto grid w-full max-w-80 text-sm",
        ),
    )


def _vat_line(row: rx.Var[VatRow]) -> rx.Component:
    return sum_line(row.rate_label, row.vat_label, why=row.reason)


def order_buyer() -> rx.Component:
    """Whom the invoice is made out to."""
    return section(
        _("Cliente"),
        definitions(
            (_("Nome"), _ORDER.buyer_name),
            (_("Referente"), rx.cond(_ORDER.contact_name != "", _ORDER.contact_name, "–")),
            (_("Codici"), _ORDER.buyer_codes),
            (_("Indirizzo"), _ORDER.buyer_address),
            (_("E-mail"), _ORDER.email),
        ),
    )


def order_payments() -> rx.Component:
    """Every attempt to pay."""
    return section(
        _("Pagamenti"),
        table(
            _ORDER.payments,
            [
                Column(_("Quando"), lambda row: row.at_label),
                Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone)),
                Column(_("Importo"), lambda row: amount(row.amount_label), is_number=True),
                Column(_("Metodo"), lambda row: row.method_label),
                Column(_("Riferimento"), _payment_reference),
            ],
            caption=_("Pagamenti"),
            empty=rx.el.p(_("Nessuno ha ancora provato a pagare."), class_name="text-sm text-ink-soft"),
        ),
    )


def _payment_reference(row: rx.Var[PaymentRow]) -> rx.Component:
    return rx.el.span(
        rx.el.span(row.reference, class_name="break-all"),
        rx.cond(row.problem != "", rx.el.span(" ", row.problem, class_name="text-failed")),
    )


def order_invoice() -> rx.Component:
    """The order's document and its files."""
    return section(
        _("Fattura"),
        rx.cond(
            _ORDER.invoice_number != "",
            rx.el.div(
                rx.el.p(
                    rx.el.span(_ORDER.invoice_number, class_name="font-medium tabular-nums"),
                    " · ",
                    _ORDER.invoice_date_label,
                ),
                file_link(_("Fattura elettronica (XML)"), _ORDER.xml_path),
                file_link(_("Copia di cortesia (PDF)"), _ORDER.pdf_path),
                class_name="grid justify-items-start gap-2 text-sm",
            ),
            rx.el.p(_("Si emette da sola quando l’ordine è pagato."), class_name="text-sm text-ink-soft"),
        ),
    )


def order_history() -> rx.Component:
    """What has happened to the order so far."""
    return section(_("Cronologia"), timeline(_ORDER.events))


def missing_order() -> rx.Component:
    """What stands there when no order has the number."""
    return empty_state(
        _("Quest’ordine non c’è"),
        _("Controlla il numero, o cercalo nell’elenco."),
        action=link_button(_("Tutti gli ordini"), ORDERS_ROUTE),
    )
