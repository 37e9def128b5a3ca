"""One customer: who they are, and a short list from every room."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.components.routes import ORDERS_ROUTE
from aistrategyhub.features.backoffice.schemas import CustomerLine
from aistrategyhub.features.backoffice.state.customers import AdminCustomerState
from aistrategyhub.ui.parts.actions import link, link_button
from aistrategyhub.ui.parts.base import is_given, when
from aistrategyhub.ui.parts.words import badge, breadcrumb, definitions, empty_state, section
from aistrategyhub.ui.tables import Column, table

_CUSTOMER = AdminCustomerState.customer


def customer_head() -> rx.Component:
    """Name, firm, and whether there is an account."""
    return rx.el.header(
        breadcrumb([(_("Ordini"), ORDERS_ROUTE)]),
        rx.el.div(
            rx.el.h1(_CUSTOMER.name, class_name="display text-2xl wrap-anywhere"),
            rx.cond(_CUSTOMER.has_account, badge(_("Ha un account"), "action"), badge(_("Senza account"))),
            when(is_given(_CUSTOMER.account_path), link(_("Account e accessi"), _CUSTOMER.account_path)),
            class_name="flex flex-wrap items-baseline gap-x-5 gap-y-2",
        ),
        definitions(
            (_("Intestazione"), rx.cond(_CUSTOMER.company != "", _CUSTOMER.company, "–")),
            (_("E-mail"), rx.el.span(_CUSTOMER.email, class_name="break-all")),
            (_("Partita IVA"), rx.cond(_CUSTOMER.vat_number != "", _CUSTOMER.vat_number, "–")),
            (_("Acquisti"), _CUSTOMER.order_sum),
        ),
        class_name="grid gap-4",
    )


def customer_parts() -> rx.Component:
    """What each room keeps, the newest first."""
    parts = (
        (_("Ordini"), _CUSTOMER.orders, _("Nessun ordine.")),
        (_("Fatture"), _CUSTOMER.invoices, _("Nessuna fattura.")),
        (_("Richieste di preventivo"), _CUSTOMER.requests, _("Nessuna richiesta.")),
        (_("Autovalutazioni"), _CUSTOMER.sittings, _("Nessuna autovalutazione.")),
        (_("E-mail"), _CUSTOMER.mails, _("Nessuna e-mail.")),
        (_("Consensi"), _CUSTOMER.consents, _("Nessun consenso registrato.")),
    )
    return rx.el.div(
        *(section(title, _lines(title, rows, nothing)) for title, rows, nothing in parts),
        class_name="grid items-start gap-10 xl:grid-cols-2",
    )


def missing_customer() -> rx.Component:
    """What stands there when the key opens nobody."""
    return empty_state(
        _("Questo cliente non c’è"),
        _("Può aver cancellato i suoi dati. Cercalo fra gli ordini."),
        action=link_button(_("Tutti gli ordini"), ORDERS_ROUTE),
    )


def _lines(title: str, rows: rx.Var[list[CustomerLine]], nothing: str) -> rx.Component:
    return table(
        rows,
        [
            Column(_("Che cosa"), _what),
            Column(_("Quando"), lambda row: row.at_label, is_short=True),
            Column(_("Stato"), lambda row: rx.cond(row.status_label != "", badge(row.status_label, row.status_tone))),
            Column("", lambda row: rx.el.span(row.note, class_name="tabular-nums")),
        ],
        caption=title,
        empty=rx.el.p(nothing, class_name="text-sm text-ink-soft"),
    )


def _what(row: rx.Var[CustomerLine]) -> rx.Component:
    return rx.cond(row.route != "", link(row.label, row.route), rx.el.span(row.label, class_name="wrap-anywhere"))
