"""What the house says when something is not as it should be: lost connection, missing page, refusal, fault."""

import logging
from collections.abc import Callable

import reflex as rx
from reflex_components_core.base.error_boundary import ErrorBoundary
from reflex_components_core.core.banner import has_connection_errors

from aistrategyhub.core.access import SignInRequired, public
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import LOCALES, _, mark, speaking
from aistrategyhub.ui.parts.actions import link_button, plain_anchor
from aistrategyhub.ui.parts.base import localized
from aistrategyhub.ui.parts.floating import toast_failed
from aistrategyhub.ui.viewer import SIGN_IN_ROUTE

_log = logging.getLogger(__name__)
_LONGEST_FAULT = 500


class FaultState(rx.State):
    """Where a page whose script failed says so."""

    @rx.event
    @public("only writes a line in the log; the socket's budget limits how many")
    async def note(self, fault: str, component_stack: str) -> None:
        _log.warning("page failed in a browser: %s", fault[:_LONGEST_FAULT])


def spoken(draw: Callable[[], rx.Component]) -> rx.Component:
    """The same words in every language; the styles show those of the document. For parts that no page owns."""
    said = []
    for locale in LOCALES:
        with speaking(locale):
            said.append(rx.el.div(draw(), lang=locale, class_name="said"))
    return rx.fragment(*said)


def offline_banner() -> rx.Component:
    """Appears when the connection has been gone for a moment, and goes when it is back."""
    sentence = mark("Connessione interrotta. Quello che hai scritto è ancora qui: riproviamo da soli.")
    return rx.cond(
        has_connection_errors,
        rx.el.div(spoken(lambda: rx.el.p(_(sentence))), role="status", class_name="offline"),
        rx.fragment(),
    )


def error_boundary() -> rx.Component:
    """What stands instead of a page whose script failed. The fault goes to the log, never to the screen."""
    return ErrorBoundary.create(on_error=FaultState.note, fallback_render=rx.Var.create(spoken(_broken_page)))


def not_found_page() -> rx.Component:
    """404, in every language: no page owns the address."""
    return rx.el.main(spoken(page_is_missing))


def page_is_missing() -> rx.Component:
    """404 within a page: nothing is published at the address."""
    return _explained(
        _("Questa pagina non c'è"),
        _("L'indirizzo può essere cambiato, o contenere un errore. Dalla pagina iniziale si arriva ovunque."),
        "404",
    )


def forbidden() -> rx.Component:
    """403: what stands instead of a page that the person's role does not open."""
    return _explained(
        _("Il tuo ruolo non apre questa pagina"),
        _("Se ti serve per lavorare, chiedi a chi amministra il sito di assegnartela."),
        "403",
    )


def show_error(exception: Exception) -> rx.event.EventSpec | None:
    """The error door of the handlers: a refusal says its sentence, a fault only a number to quote.

    Faults are logged with that number; what they say never reaches the browser.
    """
    if isinstance(exception, SignInRequired):
        return rx.redirect(localized(SIGN_IN_ROUTE))
    if isinstance(exception, DomainError):
        return toast_failed(_(exception.sentence, **exception.values))
    return toast_failed(note_fault(exception))


def note_fault(fault: Exception) -> str:
    """Writes a fault to the log under a number, and makes the sentence that quotes it."""
    number = str(new_id())[-12:]
    _log.error("handler failed", exc_info=fault, extra={"fault": number})
    return _("Qualcosa non ha funzionato. Riprova; se succede ancora, cita il codice {number}.", number=number)


def _broken_page() -> rx.Component:
    return rx.el.main(
        rx.el.h1(_("Questa pagina si è interrotta"), class_name="display text-3xl"),
        rx.el.p(_("Ne abbiamo preso nota. Ricaricarla di solito basta."), class_name="text-lg text-ink-soft"),
        rx.el.div(plain_anchor(_("Ricarica la pagina"), href="", class_name="button button-primary")),
        class_name="mx-auto grid max-w-prose gap-5 px-5 py-24",
    )


def _explained(title: str, text: str, code: str) -> rx.Component:
    return rx.el.div(
        rx.el.p(code, class_name="text-sm text-ink-faint tabular-nums"),
        rx.el.h1(title, class_name="display text-3xl"),
        rx.el.p(text, class_name="text-lg text-ink-soft"),
        rx.el.div(link_button(_("Pagina iniziale"), "/", kind="secondary"), class_name="mt-3"),
        class_name="mx-auto grid w-full max-w-prose gap-4 px-5 py-24",
    )
