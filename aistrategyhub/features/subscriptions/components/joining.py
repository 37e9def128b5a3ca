"""The page on which one subscribes."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.accounts.links import PROFILE_ROUTE
from aistrategyhub.features.subscriptions.schemas import PlanChoice
from aistrategyhub.features.subscriptions.state.joining import SubscribeState, mandate
from aistrategyhub.features.wallet.rules import CARDS_ROUTE
from aistrategyhub.ui.parts.actions import button, link, link_button
from aistrategyhub.ui.parts.base import is_given, when
from aistrategyhub.ui.parts.words import empty_state, notice, section

_STATE = SubscribeState
_OFFER = SubscribeState.offer


def plan_choices() -> rx.Component:
    """The plans, one of them chosen."""
    return rx.el.fieldset(
        rx.el.legend(_("Il piano"), class_name="mb-3 text-xl font-semibold"),
        rx.foreach(_OFFER.plans, _plan),
        class_name="grid gap-3",
    )


def _plan(plan: rx.Var[PlanChoice]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="plan",
            value=plan.plan_id,
            checked=_STATE.chosen == plan.plan_id,
            on_change=_STATE.choose(plan.plan_id),
            class_name="mt-1.5",
        ),
        rx.el.span(
            rx.el.span(plan.label, class_name="block font-medium"),
            rx.el.span(plan.note, class_name="block text-sm text-ink-soft"),
        ),
        class_name="flex cursor-pointer items-start gap-3 border-b border-line pb-3",
    )


def card_to_charge() -> rx.Component:
    """The card that every period is charged on."""
    return section(
        _("La carta"),
        rx.cond(
            _OFFER.card_label != "",
            rx.el.p(_OFFER.card_label, " · ", link(_("Cambia la carta"), CARDS_ROUTE), class_name="tabular-nums"),
            rx.el.div(
                rx.el.p(_("La scrivi sulla pagina protetta del servizio di pagamento: oggi non si addebita nulla.")),
                rx.el.div(
                    button(_("Aggiungi una carta"), on_click=_STATE.add_card, busy=_STATE.busy, kind="secondary")
                ),
                class_name="grid gap-3",
            ),
        ),
    )


def agreement() -> rx.Component:
    """What one agrees to, and the act."""
    return rx.el.div(
        rx.el.div(when(is_given(_STATE.problem), notice(_STATE.problem, tone="failed")), role="alert"),
        when(_OFFER.lacks_billing, _billing()),
        rx.el.p(mandate(), class_name="max-w-prose text-sm text-ink-soft"),
        rx.el.div(
            button(
                _("Abbonati con obbligo di pagamento"),
                on_click=_STATE.subscribe,
                busy=_STATE.busy,
                disabled=(_OFFER.card_label == "") | _OFFER.lacks_billing,
            )
        ),
        class_name="grid gap-4 border-t border-ink pt-5",
    )


def _billing() -> rx.Component:
    return notice(
        _("Per la fattura servono i tuoi dati: completali nel profilo e torna qui."),
        " ",
        link(_("Apri il profilo"), PROFILE_ROUTE),
        tone="waiting",
    )


def not_offered() -> rx.Component:
    """What stands there when the item is not sold by subscription."""
    return empty_state(
        _("Questo servizio non è in abbonamento"),
        _("Guarda che cosa offriamo, o scrivici."),
        action=link_button(_("Tutti i servizi"), "/servizi"),
    )
