"""The figures of the month, the year as bars, the newest orders."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.components.routes import INVOICES_ROUTE, ORDERS_ROUTE, WORK_ROUTE
from aistrategyhub.features.backoffice.permissions import BackofficePermission
from aistrategyhub.features.backoffice.state.dashboard import DashboardState
from aistrategyhub.features.orders.permissions import OrdersPermission
from aistrategyhub.features.orders.schemas import OrderRow
from aistrategyhub.ui.parts.actions import link
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.charts import ChartSeries, bar_chart
from aistrategyhub.ui.parts.figures import stat_row, stat_tile
from aistrategyhub.ui.parts.words import amount, badge, empty_state, notice, section
from aistrategyhub.ui.tables import Column, table
from aistrategyhub.ui.viewer import may


def month_figures() -> rx.Component:
    """What came in, what is to come, and whether the machines are behind. Each opens its rows."""
    figures = DashboardState.figures
    tiles = stat_row(
        stat_tile(_("Ricavi del mese, senza IVA"), figures.revenue_label, note=figures.revenue_note, to=ORDERS_ROUTE),
        stat_tile(
            _("Ordini da pagare"),
            figures.payable_label,
            note=figures.payable_note,
            to=f"{ORDERS_ROUTE}?stato=da-pagare",
        ),
        stat_tile(_("Fatture emesse"), figures.issued_label, note=figures.issued_note, to=INVOICES_ROUTE),
        stat_tile(_("Lavori fermi"), figures.work_label, note=figures.work_note, to=WORK_ROUTE),
    )
    return when(may(BackofficePermission.READ_FIGURES), tiles)


def vat_notices() -> rx.Component:
    """Warnings before VAT becomes due in other member states, and before public offices pay it to the firm."""
    abroad, split = DashboardState.threshold_notice, DashboardState.split_notice
    title = _("Servizi elettronici a privati di altri paesi dell’Unione")
    return rx.fragment(
        when(abroad != "", notice(abroad, title=title, tone="waiting")),
        when(split != "", notice(split, title=_("Uffici pubblici"), tone="waiting")),
    )


def revenue_chart() -> rx.Component:
    """Twelve months of revenue, the present one in full colour."""
    chart = section(
        _("Ricavi per mese"),
        bar_chart(_("Ricavi per mese"), [ChartSeries("", DashboardState.bars)]),
        note=_("In euro, senza IVA, nel mese del pagamento."),
    )
    return when(may(BackofficePermission.READ_FIGURES), chart)


def newest_orders() -> rx.Component:
    """The orders that arrived last."""
    rows = section(
        _("Ultimi ordini"),
        table(
            DashboardState.orders,
            [
                Column(_("Ordine"), order_link, is_short=True),
                Column(_("Ricevuto"), lambda row: row.placed_label, is_short=True),
                Column(_("Cliente"), lambda row: row.buyer_name),
                Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone)),
                Column(_("Totale"), lambda row: amount(row.total_label), is_number=True),
            ],
            caption=_("Ultimi ordini"),
            empty=empty_state(
                _("Non c’è ancora nessun ordine"), _("Il primo compare qui appena qualcuno acquista un servizio.")
            ),
        ),
    )
    return when(may(OrdersPermission.READ), rows)


def nothing_for_this_role() -> rx.Component:
    """What people find here whose work is elsewhere."""
    return rx.cond(
        may(BackofficePermission.READ_FIGURES) | may(OrdersPermission.READ),
        rx.fragment(),
        empty_state(
            _("Per il tuo ruolo qui non c’è nulla da fare"),
            _("I testi del sito si guardano come li vede chi lo visita."),
            action=link(_("Vai al sito"), "/"),
        ),
    )


def order_link(row: rx.Var[OrderRow]) -> rx.Component:
    """An order's number, leading to its detail."""
    return link(row.number, f"{ORDERS_ROUTE}/" + row.number)
