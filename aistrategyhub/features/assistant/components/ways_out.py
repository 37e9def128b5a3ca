"""Ways out of a conversation: a person, what was said by mail, and taking it back."""

import reflex as rx

from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.assistant.rules.addresses import PRIVACY_ROUTE
from aistrategyhub.features.assistant.state.chat import ChatState, HandOverState, TranscriptState
from aistrategyhub.features.support.rules import consent_words
from aistrategyhub.ui.forms import checkbox, field, form, text_area
from aistrategyhub.ui.parts.actions import button, link
from aistrategyhub.ui.parts.base import when
from aistrategyhub.ui.parts.floating import confirm
from aistrategyhub.ui.parts.words import notice, section

_S = ChatState


def ways_out() -> rx.Component:
    """A person instead, what was said by mail, and taking it back."""
    return rx.el.div(
        when(_S.reference != "", _ticket()),
        when(_S.is_wanting_person, _asking_for_person()),
        when(_S.is_wanting_transcript, _asking_for_transcript()),
        rx.el.div(
            when(
                ~_S.is_wanting_person & ~_S.with_person,
                button(_("Parla con una persona"), kind="secondary", icon_name="user", on_click=_S.want_person),
            ),
            when(
                _S.lines.length() > 0,
                rx.fragment(
                    button(_("Ricevi la conversazione per e-mail"), kind="quiet", on_click=_S.want_transcript),
                    _forgetting(),
                ),
            ),
            class_name="flex flex-wrap gap-3",
        ),
        class_name="grid gap-4",
    )


def _forgetting() -> rx.Component:
    return confirm(
        _("Cancellare la conversazione?"),
        rx.el.p(_("Le domande all’assistente e le risposte spariscono per sempre, anche dai nostri archivi.")),
        when(_S.reference != "", rx.el.p(_("La richiesta resta, con ciò che hai scritto a una persona."))),
        act=_S.forget,
        verb=_("Cancella"),
        trigger=button(_("Cancella la conversazione"), kind="quiet"),
    )


def _ticket() -> rx.Component:
    return notice(
        rx.el.p(_("La tua richiesta ha il numero"), " ", rx.el.strong(_S.reference), "."),
        rx.cond(
            _S.with_person,
            rx.el.p(_S.person, " ", _("è nella conversazione.")),
            rx.el.p(_("Ti risponde una persona, qui e per e-mail. Intanto puoi chiedere ancora all’assistente.")),
        ),
        title=_("Ti risponde una persona"),
        tone="action",
        urgent=True,
    )


def _asking_for_person() -> rx.Component:
    """Where to answer. Whoever is signed in has an address already."""
    return section(
        _("Parla con una persona"),
        rx.el.div(
            form(
                rx.cond(_S.is_signed_in, rx.fragment(), _reaching()),
                text_area(_("Che cosa vuoi aggiungere"), "message", state=HandOverState, required=False, rows=3),
                on_submit=HandOverState.submit,
                state=HandOverState,
                submit_label=_("Chiedi una persona"),
            ),
            class_name="max-w-prose",
        ),
        note=_("Chi ti risponde legge questa conversazione."),
    )


def _asking_for_transcript() -> rx.Component:
    words = _("Chiedo di ricevere questa conversazione a questo indirizzo, che è mio.")
    return section(
        _("Ricevi la conversazione per e-mail"),
        rx.el.div(
            form(
                field(_("Indirizzo e-mail"), "email", kind="email", state=TranscriptState, autocomplete="email"),
                checkbox(rx.fragment(words, " ", _notice_link()), "consent", state=TranscriptState),
                on_submit=TranscriptState.submit,
                state=TranscriptState,
                submit_label=_("Spedisci"),
            ),
            class_name="max-w-prose",
        ),
    )


def _notice_link() -> rx.Component:
    return link(_("Leggi l’informativa"), PRIVACY_ROUTE, custom_attrs={"target": "_blank"})


def _reaching() -> rx.Component:
    return rx.el.div(
        field(_("Indirizzo e-mail"), "email", kind="email", state=HandOverState, autocomplete="email"),
        field(_("Nome"), "name", state=HandOverState, required=False, autocomplete="name"),
        checkbox(rx.fragment(consent_words(current_locale()), " ", _notice_link()), "consent", state=HandOverState),
        class_name="grid gap-6",
    )
