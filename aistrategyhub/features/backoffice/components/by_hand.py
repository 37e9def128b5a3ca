"""The form of an order made for a customer on the phone."""

import reflex as rx

from aistrategyhub.core.billing import BuyerKind
from aistrategyhub.core.territories import ITALY
from aistrategyhub.core.text import _
from aistrategyhub.features.backoffice.schemas import HandLineRow
from aistrategyhub.features.backoffice.state.by_hand import HandLinesState, HandOrderState
from aistrategyhub.ui.billing_fields import (
    address_fields,
    company_fields,
    country_field,
    fields_of,
    kind_choice,
    person_fiscal_code_field,
)
from aistrategyhub.ui.forms import field, field_row, form, select
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.words import amount, notice, section
from aistrategyhub.ui.tables import Column, table


def hand_lines() -> rx.Component:
    """What is ordered, and the form that adds to it."""
    state = HandLinesState
    return section(
        _("Che cosa"),
        table(
            state.rows,
            [
                Column(_("Servizio"), lambda row: row.name),
                Column(_("Quantità"), lambda row: row.quantity_label, is_number=True),
                Column(_("Prezzo netto"), lambda row: amount(row.price_label), is_number=True),
                Column(_("Motivo"), lambda row: row.reason),
                Column("", _remove),
            ],
            caption=_("Righe"),
            empty=rx.el.p(_("Ancora nessuna riga."), class_name="text-sm text-ink-soft"),
        ),
        rx.el.div(
            form(
                select(_("Servizio"), "slug", state.services, state=state),
                field_row(
                    field(_("Quantità"), "quantity", state=state, inputmode="numeric", value="1"),
                    field(_("Prezzo netto concordato"), "unit_price", state=state, inputmode="decimal"),
                ),
                field(
                    _("Motivo"),
                    "reason",
                    state=state,
                    required=False,
                    hint=_("Serve se il prezzo non è quello del catalogo. Lo leggono solo i colleghi."),
                ),
                on_submit=state.add,
                state=state,
                submit_label=_("Aggiungi la riga"),
            ),
            key=state.round.to_string(),
        ),
    )


def hand_buyer() -> rx.Component:
    """Who buys, as the invoice wants it."""
    state, known = HandOrderState, HandOrderState.known
    lines = state.errors.get("lines", "").to(str)
    name = field(_("Referente"), "name", state=state, required=False, value=known.contact)
    person = field(_("Nome e cognome"), "person_name", error=state.errors.get("name", "").to(str), value=known.contact)
    code = when(state.country == ITALY, person_fiscal_code_field(state, known))
    firm = [*company_fields(state, known, country=state.country), name]
    return section(
        _("Per chi"),
        form(
            kind_choice(_("Chi acquista"), known, state.choose_kind),
            country_field(state, known, state.choose_country),
            fields_of(state, BuyerKind.COMPANY, firm),
            fields_of(state, BuyerKind.PERSON, [field_row(person, code)]),
            field(
                _("Indirizzo e-mail"),
                "email",
                kind="email",
                state=state,
                hint=_("Qui arrivano la conferma e il collegamento per pagare."),
                value=known.email,
            ),
            *address_fields(state, known, country=state.country),
            when(lines != "", notice(lines, tone="failed", urgent=True)),
            select(_("Lingua del cliente"), "language", [("it", "Italiano"), ("en", "English")]),
            on_submit=state.place,
            state=state,
            submit_label=_("Crea l’ordine e manda il collegamento"),
        ),
    )


def _remove(row: rx.Var[HandLineRow]) -> rx.Component:
    return button(_("Togli"), kind="quiet", on_click=HandLinesState.remove(row.line_id))
