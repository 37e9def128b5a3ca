"""Pieces for whoever has an order and no account: finding it again, withdrawing from it."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.contact.links import CHALLENGE_ADDRESS
from aistrategyhub.features.portal.state.guests import FollowUpRefusalState, OrderLookupState, WithdrawalState
from aistrategyhub.ui.forms import field, form, form_refusal, text_area
from aistrategyhub.ui.parts.actions import button, link
from aistrategyhub.ui.parts.figures import stepper
from aistrategyhub.ui.parts.proof import proof_of_work
from aistrategyhub.ui.parts.words import definitions, notice


def lookup_form() -> rx.Component:
    """Number and address of an order."""
    return form(
        field(_("Numero dell’ordine"), "order_number", state=OrderLookupState, hint=_("Per esempio ORD-2026-00001.")),
        field(_("Indirizzo e-mail dell’ordine"), "email", state=OrderLookupState, kind="email", autocomplete="email"),
        on_submit=OrderLookupState.ask,
        state=OrderLookupState,
        submit_label=_("Mandami il collegamento"),
    )


def lookup_asked() -> rx.Component:
    """After asking, whether or not there is such an order."""
    return notice(
        _("Se numero e indirizzo corrispondono a un ordine, tra poco arriva un’e-mail con il suo collegamento."),
        _("Non arriva nulla? Controlla il numero nella conferma dell’ordine e la cartella dello spam."),
        title=_("Controlla la posta"),
        tone="action",
    )


def withdrawal_steps() -> rx.Component:
    """Where the declaration stands."""
    return stepper([_("Dati"), _("Conferma"), _("Fatto")], rx.cond(WithdrawalState.step == 2, 3, WithdrawalState.step))


def withdrawal_form() -> rx.Component:
    """The first step: who withdraws from what. Nobody is asked why."""
    state = WithdrawalState
    return form(
        field(_("Nome e cognome, o ragione sociale"), "name", state=state, autocomplete="name", value=state.name),
        field(_("Numero dell’ordine"), "order_number", state=state, value=state.order_number),
        field(
            _("Indirizzo e-mail"),
            "email",
            state=state,
            kind="email",
            autocomplete="email",
            hint=_("Qui mandiamo subito la ricevuta con data e ora."),
            value=state.email,
        ),
        text_area(
            _("A che cosa si riferisce"),
            "words",
            state=state,
            required=False,
            hint=_("Solo se non recedi da tutto l’ordine."),
            value=state.words,
            rows=2,
        ),
        proof_of_work("proof", CHALLENGE_ADDRESS, round=state.round),
        on_submit=state.check,
        state=state,
        submit_label=_("Continua"),
        other_actions=[
            rx.el.p(_("Non serve un motivo. Nulla parte prima della conferma."), class_name="text-sm text-ink-faint")
        ],
    )


def withdrawal_confirmation() -> rx.Component:
    """The second step: what will be declared, and the button that does it."""
    state = WithdrawalState
    return rx.el.div(
        definitions(
            (_("Nome"), state.name),
            (_("Ordine"), state.order_number),
            (_("E-mail"), state.email),
            (_("Riguarda"), rx.cond(state.words != "", state.words, _("tutto l’ordine"))),
        ),
        form_refusal(state),
        rx.el.div(
            button(_("Conferma il recesso"), on_click=state.declare, busy=state.busy),
            button(_("Correggi i dati"), kind="quiet", on_click=state.go_back),
            class_name="flex flex-wrap gap-3",
        ),
        class_name="grid gap-6",
    )


def withdrawal_done() -> rx.Component:
    """The declaration has arrived; what happens next."""
    return rx.el.div(
        notice(
            rx.el.p(_("Ricevuto il"), " ", WithdrawalState.received_label, ".", class_name="tabular-nums"),
            _("Ti abbiamo mandato una ricevuta per e-mail: conservala."),
            title=_("Il recesso è arrivato"),
            tone="action",
        ),
        rx.el.p(
            _("La ricevuta attesta che è arrivato. Se il recesso spetta, rimborsiamo entro 14 giorni."),
            class_name="text-ink-soft",
        ),
        class_name="grid max-w-prose gap-5",
    )


def refusal_act() -> rx.Component:
    """The one act of the page that the follow-up mail leads to."""
    state = FollowUpRefusalState
    asked = rx.el.div(button(_("Non scrivetemi più dopo un ordine"), on_click=state.refuse))
    done = notice(_("Non riceverai più e-mail che chiedono com’è andata."), tone="action")
    missing = notice(_("Questo collegamento non è valido: aprilo di nuovo dall’e-mail."), tone="failed", urgent=True)
    return rx.cond(state.is_done, done, rx.cond(state.is_missing, missing, asked))


def where_else() -> rx.Component:
    """What else one may have looked for."""
    return rx.el.p(
        _("Vuoi recedere dal contratto?"), " ", link(_("Recedere dal contratto qui"), "/recedere"), class_name="text-sm"
    )
