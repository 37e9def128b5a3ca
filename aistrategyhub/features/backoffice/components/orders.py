"""The table of orders, and one order with all that belongs to it."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.components.dashboard import order_link
from aistrategyhub.features.backoffice.components.receiving import received_by_hand
from aistrategyhub.features.backoffice.components.routes import CUSTOMERS_ROUTE, ORDERS_ROUTE
from aistrategyhub.features.backoffice.rules import ORDER_FILTERS
from aistrategyhub.features.backoffice.rules.orders import PAID_CHOICES
from aistrategyhub.features.backoffice.schemas import OrderDocument, SavedView
from aistrategyhub.features.backoffice.state.orders import AdminOrdersState, AdminOrderState
from aistrategyhub.features.orders.permissions import OrdersPermission
from aistrategyhub.features.orders.schemas import OrderRow
from aistrategyhub.features.payments.schemas import PaymentRow
from aistrategyhub.features.vat.schemas import VatRow
from aistrategyhub.ui.forms import checkbox, field, form, select, text_area
from aistrategyhub.ui.parts.actions import button, file_link, icon, link, link_button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.date_picker import date_field
from aistrategyhub.ui.parts.figures import timeline
from aistrategyhub.ui.parts.floating import confirm, dialog
from aistrategyhub.ui.parts.sums import sum_line
from aistrategyhub.ui.parts.words import amount, badge, breadcrumb, definitions, empty_state, section
from aistrategyhub.ui.tables import Column, search_box, status_box, table
from aistrategyhub.ui.viewer import may

_ORDER = AdminOrderState.order


def order_tools() -> rx.Component:
    """Search and status, the narrower filters, kept views."""
    return rx.el.div(
        rx.el.div(
            search_box(AdminOrdersState, _("Numero, cliente, e-mail o partita IVA")),
            status_box(AdminOrdersState, ORDER_FILTERS),
            when(
                may(OrdersPermission.EXPORT),
                button(_("Esporta CSV"), kind="secondary", icon_name="download", on_click=AdminOrdersState.export),
            ),
            class_name="flex flex-wrap items-center gap-3",
        ),
        rx.el.details(
            rx.el.summary(_("Altri filtri e viste salvate"), class_name="link cursor-pointer"),
            rx.el.div(_narrower(), _kept_views(), class_name="grid gap-6 pt-4"),
        ),
        class_name="grid gap-4",
    )


def _narrower() -> rx.Component:
    asked = AdminOrdersState
    return rx.el.form(
        date_field(_("Ricevuti dal"), "since", required=False, value=asked.since),
        date_field(_("al"), "until", required=False, value=asked.until),
        select(
            _("Pagamento"),
            "paid",
            [(value, _(label)) for value, (label, _is_paid) in PAID_CHOICES.items()],
            required=False,
            value=asked.paid,
        ),
        field(_("Totale da"), "least", required=False, inputmode="decimal", value=asked.least),
        field(_("Totale a"), "most", required=False, inputmode="decimal", value=asked.most),
        rx.el.div(
            button(_("Filtra"), submit=True),
            button(_("Togli i filtri"), kind="quiet", on_click=AdminOrdersState.widen),
            class_name="flex flex-wrap gap-2 self-end",
        ),
        on_submit=AdminOrdersState.narrow,
        no_validate=True,
        key=asked.round.to_string(),
        class_name="grid items-end gap-4 sm:grid-cols-2 xl:grid-cols-3",
    )


def _kept_views() -> rx.Component:
    return rx.el.div(
        rx.foreach(AdminOrdersState.views, _kept_view),
        dialog(
            _("Salva questa vista"),
            rx.el.form(
                field(_("Nome della vista"), "name"),
                rx.el.div(button(_("Salva"), submit=True, custom_attrs={"data-closes": ""})),
                on_submit=AdminOrdersState.keep_view,
                class_name="grid gap-5",
            ),
            trigger=button(_("Salva questa vista"), kind="secondary"),
        ),
        class_name="flex flex-wrap items-center gap-3",
    )


def _kept_view(view: rx.Var[SavedView]) -> rx.Component:
    return rx.el.span(
        button(view.name, kind="quiet", on_click=AdminOrdersState.open_view(view.view_id)),
        button(
            icon("x", size=14),
            kind="quiet",
            on_click=AdminOrdersState.drop_view(view.view_id),
            custom_attrs={"aria-label": _("Elimina la vista"), "title": _("Elimina la vista")},
        ),
        class_name="inline-flex items-center",
    )


def orders_table() -> rx.Component:
    """Orders, a line each, and what is done with those that are ticked."""
    return rx.el.div(
        when(may(OrdersPermission.MANAGE), _bulk_acts()),
        table(
            AdminOrdersState.rows,
            [
                Column("", _tick),
                Column(_("Ordine"), order_link, sort="number", is_short=True),
                Column(_("Ricevuto"), lambda row: row.placed_label, sort="placed_at", is_short=True),
                Column(_("Cliente"), _customer_link, sort="buyer_name"),
                Column(_("E-mail"), lambda row: row.email),
                Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone), sort="status"),
                Column(_("Totale"), lambda row: amount(row.total_label), sort="total", is_number=True),
            ],
            caption=_("Ordini"),
            state=AdminOrdersState,
            empty=empty_state(_("Nessun ordine corrisponde"), _("Prova con un’altra parola o con tutti gli stati.")),
        ),
        class_name="grid gap-4",
    )


def _customer_link(row: rx.Var[OrderRow]) -> rx.Component:
    return rx.cond(
        row.email != "",
        link(row.buyer_name, f"{CUSTOMERS_ROUTE}/ordine-" + row.number, kind="quiet"),
        rx.el.span(row.buyer_name),
    )


def _tick(row: rx.Var[OrderRow]) -> rx.Component:
    return rx.el.input(
        type="checkbox",
        checked=AdminOrdersState.selected.contains(row.order_id),
        on_change=AdminOrdersState.tick(row.order_id),
        aria_label=row.number,
        class_name="choice-mark",
    )


def _bulk_acts() -> rx.Component:
    has_some = AdminOrdersState.selected.length() > 0
    return rx.el.div(
        button(_("Seleziona la pagina"), kind="quiet", on_click=AdminOrdersState.tick_all),
        rx.el.span(AdminOrdersState.selected.length(), " ", _("selezionati"), class_name="text-sm tabular-nums"),
        button(
            _("Segna in lavorazione"),
            kind="secondary",
            disabled=~has_some,
            on_click=AdminOrdersState.advance("processing"),
        ),
        button(
            _("Segna conclusi"), kind="secondary", disabled=~has_some, on_click=AdminOrdersState.advance("completed")
        ),
        aria_live="polite",
        class_name="flex flex-wrap items-center gap-3",
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
        rx.el.div(
            definitions(
                (_("Incasso"), badge(_ORDER.payment_label, _ORDER.payment_tone)),
                (_("Lavoro"), badge(_ORDER.fulfilment_label, _ORDER.fulfilment_tone)),
            ),
            when(may(OrdersPermission.MANAGE), order_acts()),
            class_name="flex flex-wrap items-end justify-between gap-x-8 gap-y-4",
        ),
        class_name="grid gap-3",
    )


def order_acts() -> rx.Component:
    """What can be done with the order where it stands."""
    return rx.el.div(
        rx.cond(_ORDER.can_begin, button(_("Inizia il lavoro"), on_click=AdminOrderState.begin)),
        rx.cond(_ORDER.can_complete, _completing()),
        rx.cond(_ORDER.can_cancel, _cancelling()),
        class_name="flex flex-wrap gap-3",
    )


def _completing() -> rx.Component:
    return confirm(
        _("Concludere l’ordine?"),
        rx.el.p(_("Il cliente lo vede concluso nella sua pagina.")),
        act=AdminOrderState.complete,
        verb=_("Concludi"),
        trigger=button(_("Concludi l’ordine"), kind="secondary"),
        keep_label=_("Lascia com’è"),
        kind="primary",
    )


def _cancelling() -> rx.Component:
    return confirm(
        _("Annullare l’ordine?"),
        rx.el.p(_("Non si potrà più pagare. Un pagamento già avviato viene fermato.")),
        act=AdminOrderState.cancel,
        verb=_("Annulla l’ordine"),
        trigger=button(_("Annulla l’ordine"), kind="danger"),
        keep_label=_("Lascia com’è"),
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
            (
                _("Nome"),
                rx.cond(_ORDER.customer_path != "", link(_ORDER.buyer_name, _ORDER.customer_path), _ORDER.buyer_name),
            ),
            (_("Referente"), rx.cond(_ORDER.contact_name != "", _ORDER.contact_name, "–")),
            (_("Codici"), _ORDER.buyer_codes),
            (_("Indirizzo"), _ORDER.buyer_address),
            (_("Numero IVA"), rx.cond(_ORDER.vat_proof != "", _ORDER.vat_proof, "–")),
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
        received_by_hand(),
    )


def _payment_reference(row: rx.Var[PaymentRow]) -> rx.Component:
    return rx.el.span(
        rx.el.span(row.reference, class_name="break-all"),
        rx.cond(row.problem != "", rx.el.span(" ", row.problem, class_name="text-failed")),
    )


def order_invoice() -> rx.Component:
    """The order's documents, where each stands at SdI, and their files."""
    return section(
        _("Documenti"),
        rx.cond(
            _ORDER.documents.length() > 0,
            rx.el.ul(rx.foreach(_ORDER.documents, _document), class_name="grid gap-6"),
            rx.el.p(_("La fattura si emette da sola quando l’ordine è pagato."), class_name="text-sm text-ink-soft"),
        ),
    )


def _document(row: rx.Var[OrderDocument]) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            row.kind_label,
            " ",
            link(row.number, row.page_path),
            " · ",
            row.date_label,
            class_name="tabular-nums",
        ),
        rx.el.p(badge(row.standing_label, row.standing_tone)),
        rx.el.p(row.meaning, " ", row.deadline, class_name="text-ink-soft"),
        file_link(_("Fattura elettronica (XML)"), row.xml_path),
        file_link(_("Copia di cortesia (PDF)"), row.pdf_path),
        class_name="grid justify-items-start gap-2 text-sm",
    )


def order_history() -> rx.Component:
    """What has happened to the order so far."""
    return section(_("Cronologia"), timeline(_ORDER.events), when(may(OrdersPermission.WRITE_NOTES), _note_form()))


def _note_form() -> rx.Component:
    return rx.el.div(
        form(
            text_area(_("Nuova nota"), "words", state=AdminOrderState, rows=3),
            checkbox(_("Visibile al cliente, che la riceve anche per e-mail"), "is_for_buyer"),
            on_submit=AdminOrderState.write,
            state=AdminOrderState,
            submit_label=_("Aggiungi la nota"),
        ),
        key=AdminOrderState.round.to_string(),
    )


def missing_order() -> rx.Component:
    """What stands there when no order has the number."""
    return empty_state(
        _("Quest’ordine non c’è"),
        _("Controlla il numero, o cercalo nell’elenco."),
        action=link_button(_("Tutti gli ordini"), ORDERS_ROUTE),
    )
