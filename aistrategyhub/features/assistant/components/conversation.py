"""One conversation for the firm: as it was said, coming into it, and forgetting it."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.assistant.components.chat import transcript
from aistrategyhub.features.assistant.permissions import AssistantPermission
from aistrategyhub.features.assistant.rules.addresses import BOTS_ROUTE
from aistrategyhub.features.assistant.state.conversation import AdminConversationState
from aistrategyhub.features.support.links import TICKETS_ROUTE
from aistrategyhub.features.support.permissions import SupportPermission
from aistrategyhub.ui.forms import form, text_area
from aistrategyhub.ui.parts.actions import button, link
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.floating import confirm
from aistrategyhub.ui.parts.words import badge, definitions, notice, page_header
from aistrategyhub.ui.viewer import may

_S = AdminConversationState


def one_conversation() -> rx.Component:
    """A conversation, live."""
    return rx.el.div(
        page_header(
            _("Conversazione"),
            crumbs=[(_("Assistente"), BOTS_ROUTE)],
            actions=[badge(_S.row.status_label, _S.row.status_tone)],
            size="2xl",
        ),
        definitions(
            (_("Ultimo messaggio"), _S.row.at_label),
            (_("Messaggi"), _S.row.messages_label),
            (_("Costo"), _S.row.cost_label),
            (_("Ticket"), _ticket()),
        ),
        rx.el.div(transcript(_S.lines), role="log", aria_live="polite", aria_label=_("Conversazione")),
        when(may(AssistantPermission.JOIN), rx.cond(_S.is_mine, _speaking(), _coming_in())),
        rx.el.div(_forgetting()),
        class_name="grid gap-8",
    )


def _ticket() -> rx.Component:
    number = rx.cond(
        may(SupportPermission.READ), link(_S.ticket, f"{TICKETS_ROUTE}/" + _S.ticket), rx.el.span(_S.ticket)
    )
    return rx.cond(_S.ticket != "", number, rx.el.span(_("nessuno"), class_name="text-ink-faint"))


def _coming_in() -> rx.Component:
    return rx.cond(
        _S.person != "",
        notice(rx.el.p(_S.person, " ", _("è già in questa conversazione."))),
        rx.el.div(
            button(_("Entra nella conversazione"), icon_name="user", on_click=_S.join),
            rx.el.p(_("L’assistente tace finché non la lasci."), class_name="text-sm text-ink-soft"),
            class_name="grid justify-items-start gap-2",
        ),
    )


def _speaking() -> rx.Component:
    return rx.el.div(
        rx.cond(
            _S.is_heard,
            notice(_("Il visitatore ha la finestra aperta: ti legge subito. L’assistente tace."), tone="action"),
            notice(_("La finestra del visitatore è chiusa: ciò che scrivi parte per e-mail, se c’è un indirizzo.")),
        ),
        form(
            text_area(_("Messaggio"), "message", state=_S, rows=3),
            on_submit=_S.say,
            state=_S,
            submit_label=_("Invia"),
            other_actions=[button(_("Ridai la parola all’assistente"), kind="secondary", on_click=_S.leave)],
            key=_S.round.to_string(),
        ),
        class_name="grid max-w-prose gap-4",
    )


def _forgetting() -> rx.Component:
    return confirm(
        _("Cancellare la conversazione?"),
        rx.el.p(_("Le domande e le risposte spariscono per sempre; ciò che sono costate resta contato.")),
        when(_S.ticket != "", rx.el.p(_("Il ticket resta, con ciò che le persone si sono dette."))),
        act=_S.delete,
        verb=_("Cancella"),
        trigger=button(_("Cancella"), kind="quiet"),
    )
