"""Pieces of the privacy page, and of the firm's list of requests."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.portal.schemas.privacy import ConsentChoice, ConsentLine, ExportLine, RequestLine
from aistrategyhub.features.portal.state.privacy import AdminPrivacyState, PrivacyState
from aistrategyhub.ui.forms import field, form_refusal
from aistrategyhub.ui.parts.actions import button
from aistrategyhub.ui.parts.figures import progress
from aistrategyhub.ui.parts.words import badge, empty_state, notice, section
from aistrategyhub.ui.tables import Column, table

_LINE = "grid gap-3 border-t border-line py-5"


def consents() -> rx.Component:
    """What one allows, each with the button that changes it, and all that was said before."""
    return section(
        _("Che cosa ci permetti"),
        rx.el.div(rx.foreach(PrivacyState.choices, _choice), class_name="border-b border-line"),
        rx.cond(PrivacyState.history.length() > 0, _history()),
        note=_("Puoi cambiare idea quando vuoi: vale da subito."),
    )


def _choice(choice: rx.Var[ConsentChoice]) -> rx.Component:
    return rx.el.div(
        rx.el.p(choice.sentence, class_name="max-w-prose"),
        rx.el.div(
            rx.cond(choice.is_given, badge(_("Lo permetti"), "action"), badge(_("Non lo permetti"))),
            rx.cond(
                choice.is_given,
                button(
                    _("Ritira il consenso"),
                    kind="secondary",
                    on_click=PrivacyState.choose(choice.purpose, choice.version, False),
                    aria_label=_("Ritira il consenso") + ": " + choice.sentence,
                ),
                button(
                    _("Acconsento"),
                    kind="secondary",
                    on_click=PrivacyState.choose(choice.purpose, choice.version, True),
                    aria_label=_("Acconsento") + ": " + choice.sentence,
                ),
            ),
            class_name="flex flex-wrap items-center justify-between gap-3",
        ),
        class_name=_LINE,
    )


def _history() -> rx.Component:
    return rx.el.details(
        rx.el.summary(_("Cronologia dei consensi"), class_name="min-h-11 cursor-pointer py-2 font-medium"),
        rx.el.ol(rx.foreach(PrivacyState.history, _said), class_name="grid"),
    )


def _said(line: rx.Var[ConsentLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.cond(line.is_given, badge(_("Sì"), "action"), badge(_("No"))),
            rx.el.span(line.at_label, class_name="text-sm text-ink-soft tabular-nums"),
            class_name="flex flex-wrap items-center gap-3",
        ),
        rx.el.p(line.sentence, class_name="max-w-prose"),
        rx.el.p(line.detail, class_name="text-sm text-ink-faint break-words"),
        class_name="grid gap-1.5 border-t border-line py-4",
    )


def copies() -> rx.Component:
    """A copy of everything, and those asked for lately."""
    is_making = PrivacyState.exports.length() > 0
    return section(
        _("La copia dei tuoi dati"),
        rx.el.p(
            _(
                "Un archivio zip con tutto ciò che conserviamo su di te, in JSON, e le tue fatture in PDF e XML. "
                "Ti scriviamo quando è pronta; resta qui per 7 giorni."
            ),
            class_name="max-w-prose text-ink-soft",
        ),
        rx.el.div(button(_("Chiedi una copia"), kind="secondary", on_click=PrivacyState.ask_for_copy)),
        rx.cond(
            is_making,
            rx.el.ul(rx.foreach(PrivacyState.exports, _copy), aria_live="polite", class_name="border-b border-line"),
        ),
    )


def _copy(line: rx.Var[ExportLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(line.at_label, class_name="tabular-nums"),
            badge(line.status_label, line.status_tone),
            rx.el.span(line.size_label, class_name="text-sm text-ink-faint tabular-nums"),
            class_name="flex flex-wrap items-center gap-x-4 gap-y-2",
        ),
        rx.cond(line.is_open, progress(line.status_label)),
        rx.cond(
            line.is_ready,
            rx.el.div(
                button(_("Scarica"), kind="secondary", on_click=PrivacyState.fetch(line.request_id)),
                rx.el.span(_("fino al"), " ", line.until_label, class_name="text-sm text-ink-soft"),
                class_name="flex flex-wrap items-center gap-3",
            ),
        ),
        class_name=_LINE,
    )


def erasure() -> rx.Component:
    """The way out, or the way back while it waits."""
    return section(
        _("Cancellare l’account"),
        rx.cond(PrivacyState.erased_on != "", _waiting(), _ask()),
    )


def _ask() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.p(
                _(
                    "Dopo 7 giorni di attesa cancelliamo il tuo account e i tuoi dati; fino ad allora puoi annullare. "
                    "Le fatture restano dieci anni, come vuole la legge, e le vede solo chi amministra."
                ),
            ),
            class_name="max-w-prose text-ink-soft",
        ),
        rx.el.details(
            rx.el.summary(_("Voglio cancellare il mio account"), class_name="min-h-11 cursor-pointer py-2 font-medium"),
            rx.el.div(
                rx.el.form(
                    field(
                        _("Per confermare scrivi il tuo indirizzo e-mail"),
                        "confirmation",
                        kind="email",
                        hint=PrivacyState.email,
                        state=PrivacyState,
                    ),
                    form_refusal(PrivacyState),
                    rx.el.div(button(_("Cancella il mio account"), kind="danger", submit=True, busy=PrivacyState.busy)),
                    on_submit=PrivacyState.erase,
                    no_validate=True,
                    class_name="grid gap-6",
                ),
                class_name="max-w-form pt-3",
            ),
        ),
        class_name="grid gap-4",
    )


def _waiting() -> rx.Component:
    return notice(
        rx.el.p(_("Il tuo account sarà cancellato il"), " ", rx.el.strong(PrivacyState.erased_on), "."),
        rx.el.div(button(_("Annulla la cancellazione"), on_click=PrivacyState.keep), class_name="pt-3"),
        title=_("Cancellazione in attesa"),
        tone="waiting",
    )


def requests_table() -> rx.Component:
    """Requests, open ones first, with the day by which the law wants an answer."""
    return table(
        AdminPrivacyState.rows,
        [
            Column(_("Chi chiede"), _who),
            Column(_("Richiesta"), lambda row: row.kind_label),
            Column(_("Chiesta"), lambda row: row.requested_label),
            Column(_("Stato"), _stands),
            Column(_("Risposta entro"), _due),
        ],
        caption=_("Richieste sui dati personali"),
        state=AdminPrivacyState,
        empty=empty_state(
            _("Nessuna richiesta"), _("Copie dei dati e cancellazioni chieste dalle persone compaiono qui.")
        ),
    )


def _who(row: rx.Var[RequestLine]) -> rx.Component:
    return rx.el.span(
        rx.el.span(row.name, class_name="block font-medium"),
        rx.el.span(row.email, class_name="block text-sm text-ink-faint break-all"),
    )


def _stands(row: rx.Var[RequestLine]) -> rx.Component:
    return rx.el.span(
        badge(row.status_label, row.status_tone),
        rx.cond(
            row.scheduled_label != "",
            rx.el.span(_("prevista il"), " ", row.scheduled_label, class_name="block pt-1 text-sm text-ink-faint"),
        ),
    )


def _due(row: rx.Var[RequestLine]) -> rx.Component:
    return rx.el.span(row.due_label, rx.cond(row.is_late, rx.el.span(" · ", _("in ritardo"), class_name="text-failed")))
