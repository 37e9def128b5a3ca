"""The firm's list of offers with its figures."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.quotes.rules.views import OFFER_FILTERS
from aistrategyhub.features.quotes.schemas.sheets import OfferListRow
from aistrategyhub.features.quotes.state.offers import AdminOffersState
from aistrategyhub.ui.parts.actions import link
from aistrategyhub.ui.parts.figures import stat_row, stat_tile
from aistrategyhub.ui.parts.words import amount, badge, empty_state
from aistrategyhub.ui.tables import Column, search_box, status_box, table


def offer_figures() -> rx.Component:
    """What is open and what was won."""
    state = AdminOffersState
    return stat_row(
        stat_tile(_("Aperte"), state.open_label),
        stat_tile(_("Valore aperto, netto"), state.open_net_label),
        stat_tile(_("Accettate"), state.won_label, note=state.rate_label),
        stat_tile(_("Valore accettato, netto"), state.won_net_label),
    )


def offer_tools() -> rx.Component:
    """Search and filter."""
    state = AdminOffersState
    return rx.el.div(
        search_box(state, _("Numero, nome, azienda o servizio")),
        status_box(state, OFFER_FILTERS),
        class_name="flex flex-wrap items-center gap-3",
    )


def offer_table() -> rx.Component:
    """Offers, a line each; the number opens the editor."""
    return table(
        AdminOffersState.rows,
        [
            Column(_("Numero"), _number, sort="number", is_short=True),
            Column(_("Cliente"), _customer),
            Column(_("Oggetto"), lambda row: row.subject),
            Column(_("Inviata"), lambda row: row.sent_label, sort="sent_at", is_short=True),
            Column(_("Valida fino al"), lambda row: row.valid_label, sort="valid_until", is_short=True),
            Column(_("Totale"), lambda row: amount(row.total_label), sort="total", is_number=True),
            Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone)),
        ],
        caption=_("Offerte"),
        state=AdminOffersState,
        empty=empty_state(
            _("Nessuna offerta corrisponde"),
            _("Un’offerta si scrive da una richiesta: aprila e scegli «Apri l’offerta»."),
        ),
    )


def _number(row: rx.Var[OfferListRow]) -> rx.Component:
    return link(row.number + " " + row.version_label, row.href)


def _customer(row: rx.Var[OfferListRow]) -> rx.Component:
    return rx.el.span(row.customer, rx.el.span(row.email, class_name="block text-sm text-ink-soft wrap-anywhere"))
