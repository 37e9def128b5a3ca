"""What is agreed to in ordering, asked in the same words by every checkout."""

import reflex as rx

from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.legal.models import DocumentKind
from aistrategyhub.features.legal.rules import TYPES
from aistrategyhub.features.orders.models import ConsentKind
from aistrategyhub.features.orders.rules.agreements import TERMS
from aistrategyhub.features.orders.state.buyer import BuyerFormMixin
from aistrategyhub.ui.forms import checkbox
from aistrategyhub.ui.parts.actions import link


def agreements(state: type[BuyerFormMixin], early_start: rx.Var[str]) -> tuple[rx.Component, rx.Component]:
    """The terms, which must be agreed to, and the request to begin at once, where `early_start` has its words."""
    terms = rx.el.div(
        checkbox(_(TERMS), ConsentKind.TERMS.value, state=state),
        rx.el.p(_terms_link(), class_name="pl-8 text-sm"),
        class_name="grid gap-1",
    )
    return terms, rx.cond(early_start != "", _early_start(early_start), rx.fragment())


def _terms_link() -> rx.Component:
    slug = TYPES[DocumentKind.TERMS].slugs[current_locale()]
    return link(_("Leggi le condizioni di vendita"), f"/{slug}", target="_blank")


def _early_start(words: rx.Var[str]) -> rx.Component:
    return rx.el.div(
        checkbox(
            rx.el.span(words, " ", rx.el.span("(", _("facoltativo"), ")", class_name="field-optional")),
            ConsentKind.EARLY_START.value,
        ),
        rx.el.p(
            _("Senza questa richiesta cominciamo dopo i 14 giorni in cui puoi recedere senza spiegazioni."),
            class_name="pl-8 text-sm text-ink-soft",
        ),
        class_name="grid gap-1",
    )
