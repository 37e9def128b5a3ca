"""Asking a visitor for consent, where something on the site needs it."""

from collections.abc import Sequence

import reflex as rx

from aistrategyhub.core.consent import NeedsConsent, wording_version
from aistrategyhub.core.text import _
from aistrategyhub.ui.parts.actions import button

_PANEL = (
    "fixed inset-x-0 bottom-0 z-40 grid max-h-dvh gap-4 overflow-y-auto border-t border-ink bg-paper px-5 py-6 md:px-8"
)


class _ConsentBanner(rx.Component):
    library = "$/utils/consent"
    tag = "ConsentBanner"
    alias = "HouseConsentBanner"

    needs: rx.Var[list[dict[str, str]]]
    version: rx.Var[str]
    words: rx.Var[dict[str, str]]


def consent_banner(needs: Sequence[NeedsConsent]) -> rx.Component:
    """Asks for what needs consent until the visitor has chosen, and again after six months or when it asks for
    something else. Nothing at all where nothing needs consent."""
    if not needs:
        return rx.fragment()
    asked = [
        {"purpose": need.purpose.value, "title": _(need.title), "description": _(need.description)} for need in needs
    ]
    words = {
        "title": _("Il tuo consenso"),
        "text": _(
            "Alcuni contenuti funzionano solo se lo permetti. Puoi cambiare idea quando vuoi, in fondo alla pagina."
        ),
        "refuse": _("Rifiuta tutto"),
        "accept": _("Accetta tutto"),
        "choose": _("Scegli"),
        "save": _("Salva le scelte"),
        "failed": _("La scelta non è stata salvata. Riprova."),
    }
    return _ConsentBanner.create(
        needs=rx.Var.create(asked),
        version=wording_version(needs),
        words=rx.Var.create(words),
        custom_attrs={"className": _PANEL},
    )


def consent_again(needs: Sequence[NeedsConsent]) -> rx.Component:
    """Opens the choice again, to change or withdraw it. Nothing where nothing needs consent."""
    if not needs:
        return rx.fragment()
    return button(_("Preferenze di consenso"), kind="quiet", custom_attrs={"data-consent": ""})
