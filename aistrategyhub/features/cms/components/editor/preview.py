"""The page as it would be, and what its holder may say of it."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.blog.components import post_page
from aistrategyhub.features.blog.kinds import POST
from aistrategyhub.features.catalog.components import service_page
from aistrategyhub.features.catalog.kinds import SERVICE
from aistrategyhub.features.cms.components.blocks import page_blocks
from aistrategyhub.features.cms.schemas.views import DrawnView
from aistrategyhub.features.cms.state.shown_preview import DraftViewState, PreviewState
from aistrategyhub.ui import forms
from aistrategyhub.ui.parts.actions import button, link_button
from aistrategyhub.ui.parts.floating import dialog
from aistrategyhub.ui.parts.frame import looks_again
from aistrategyhub.ui.parts.words import empty_state, notice

_WIDTH = "mx-auto w-full max-w-page px-5 py-10 md:px-8 md:py-16"


def draft_view() -> rx.Component:
    """The draft alone, for the frame beside its editor."""
    return rx.el.div(
        looks_again(DraftViewState.load),
        rx.cond(
            DraftViewState.drawn.is_empty,
            rx.cond(
                DraftViewState.is_loaded,
                rx.el.p(_("Qui comparirà ciò che scrivi."), class_name="text-ink-faint"),
                rx.fragment(),
            ),
            drawn(DraftViewState.drawn),
        ),
        class_name=_WIDTH,
    )


def drawn(view: rx.Var[DrawnView]) -> rx.Component:
    """What is drawn, by the same components as the page that visitors see."""
    return rx.match(
        view.kind,
        (POST.name, post_page(view.post)),
        (SERVICE.name, service_page(view.service)),
        page_blocks(view.blocks),
    )


def shared_preview() -> rx.Component:
    """The page for whoever holds the link, under a bar in which they answer."""
    return rx.fragment(_bar(), rx.el.div(drawn(PreviewState.drawn), class_name=_WIDTH))


def gone_preview() -> rx.Component:
    """The link is good no more."""
    return rx.el.div(
        empty_state(
            _("Questa anteprima non si può più vedere"),
            _("Il link è scaduto o è stato revocato: chiedine uno nuovo a chi te l’ha mandato."),
            action=link_button(_("Pagina iniziale"), "/", kind="secondary"),
        ),
        class_name=_WIDTH,
    )


def _bar() -> rx.Component:
    return rx.el.aside(
        rx.el.div(
            rx.el.div(
                rx.el.p(_("Anteprima: questa pagina non è ancora pubblicata."), class_name="font-medium"),
                rx.el.p(PreviewState.until_label, class_name="text-sm text-ink-soft"),
            ),
            rx.cond(
                PreviewState.thanks != "",
                rx.el.div(notice(PreviewState.thanks, tone="action"), role="status"),
                rx.el.div(_approve(), _ask_change(), class_name="flex flex-wrap gap-3"),
            ),
            class_name="mx-auto flex w-full max-w-page flex-wrap items-center justify-between gap-4 px-5 py-3 md:px-8",
        ),
        aria_label=_("Anteprima"),
        class_name="no-print sticky top-0 z-30 border-b border-waiting bg-waiting-wash",
    )


def _approve() -> rx.Component:
    return dialog(
        _("Va bene così?"),
        forms.form(
            forms.field(_("Il tuo nome"), "name", state=PreviewState, autocomplete="name"),
            forms.text_area(_("Parole tue"), "words", state=PreviewState, required=False),
            on_submit=PreviewState.approve,
            state=PreviewState,
            submit_label=_("Approva"),
        ),
        trigger=button(_("Approva")),
        dismiss_label=_("Guardo ancora"),
    )


def _ask_change() -> rx.Component:
    return dialog(
        _("Che cosa cambieresti?"),
        forms.form(
            forms.field(_("Il tuo nome"), "name", state=PreviewState, autocomplete="name"),
            forms.text_area(_("La tua richiesta"), "words", state=PreviewState),
            on_submit=PreviewState.ask_change,
            state=PreviewState,
            submit_label=_("Manda la richiesta"),
        ),
        trigger=button(_("Chiedi una modifica"), kind="secondary"),
        dismiss_label=_("Guardo ancora"),
    )
