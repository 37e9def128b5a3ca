"""A person's subscriptions, and one of them."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.subscriptions.rules.addresses import SUBSCRIPTIONS_ROUTE
from aistrategyhub.features.subscriptions.schemas import PlanChoice, SubscriptionRow
from aistrategyhub.features.subscriptions.state.own import OwnSubscriptionsState, SubscriptionState
from aistrategyhub.features.wallet.rules import CARDS_ROUTE
from aistrategyhub.ui.parts.actions import button, link, link_button
from aistrategyhub.ui.parts.base import is_given, when
from aistrategyhub.ui.parts.figures import progress, timeline
from aistrategyhub.ui.parts.floating import confirm
from aistrategyhub.ui.parts.words import badge, breadcrumb, definitions, empty_state, notice, section
from aistrategyhub.ui.tables import Column, table

_STATE = SubscriptionState
_SHOWN = SubscriptionState.shown


def own_subscriptions() -> rx.Component:
    """A person's subscriptions, each leading to its page."""
    return table(
        OwnSubscriptionsState.rows,
        [
            Column(_("Abbonamento"), _name),
            Column(_("Piano"), lambda row: row.plan_label),
            Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone), is_short=True),
            Column(_("Prossimo passo"), lambda row: row.next_label),
        ],
        caption=_("I tuoi abbonamenti"),
        state=OwnSubscriptionsState,
        empty=empty_state(
            _("Non hai abbonamenti"),
            _("Quelli che attivi compaiono qui, con la data del prossimo rinnovo."),
            action=link_button(_("Guarda i servizi"), "/servizi"),
        ),
    )


def _name(row: rx.Var[SubscriptionRow]) -> rx.Component:
    return link(row.item_name, row.path)


def subscription_head() -> rx.Component:
    """What it is, and where it stands."""
    return rx.el.header(
        breadcrumb([(_("I tuoi abbonamenti"), SUBSCRIPTIONS_ROUTE)]),
        rx.el.div(
            rx.el.h1(_SHOWN.item_name, class_name="display text-3xl"),
            badge(_SHOWN.status_label, _SHOWN.status_tone),
            class_name="flex flex-wrap items-baseline gap-x-5 gap-y-2",
        ),
        rx.el.p(_SHOWN.next_label, class_name="text-lg text-ink-soft"),
        class_name="grid gap-3",
    )


def subscription_terms() -> rx.Component:
    """What is paid, and with which card."""
    return section(
        _("Che cosa paghi"),
        definitions(
            (_("Numero"), _SHOWN.number),
            (_("Piano"), _SHOWN.plan_label),
            (_("A ogni periodo"), _SHOWN.amount_label),
            (_("Carta"), _card()),
        ),
    )


def _card() -> rx.Component:
    return rx.el.span(
        rx.cond(_SHOWN.card_label != "", _SHOWN.card_label, _("Nessuna carta salvata")),
        " · ",
        link(_("Cambia la carta"), CARDS_ROUTE),
    )


def subscription_acts() -> rx.Component:
    """What there is to do: pay what is open, pause, leave, come back."""
    return rx.el.div(
        rx.el.div(when(is_given(_STATE.problem), notice(_STATE.problem, tone="failed")), role="alert"),
        when(_STATE.is_confirming, progress(_("Aspettiamo la conferma della banca"))),
        when(_SHOWN.can_pay & ~_STATE.is_confirming, _pay()),
        when(_SHOWN.can_resume, _resume()),
        when(_SHOWN.can_pause, _pause()),
        when(_SHOWN.can_cancel, _cancel()),
        aria_live="polite",
        class_name="grid content-start gap-4 border-t border-ink pt-5",
    )


def _pay() -> rx.Component:
    return rx.el.div(
        notice(_("C’è un pagamento in sospeso."), tone="waiting"),
        rx.cond(
            _SHOWN.card_label != "",
            button(_("Paga adesso con la carta salvata"), on_click=_STATE.pay, busy=_STATE.busy, wide=True),
            link_button(_("Aggiungi una carta"), CARDS_ROUTE, wide=True),
        ),
        class_name="grid gap-4",
    )


def _resume() -> rx.Component:
    return button(_("Riprendi l’abbonamento"), on_click=_STATE.resume, busy=_STATE.busy, wide=True)


def _pause() -> rx.Component:
    return confirm(
        _("Mettere in pausa l’abbonamento?"),
        rx.el.p(
            _("Resta attivo fino alla fine del periodo già pagato, poi non si addebita nulla finché non lo riprendi.")
        ),
        act=_STATE.pause,
        verb=_("Metti in pausa"),
        trigger=button(_("Metti in pausa"), kind="secondary", wide=True),
        keep_label=_("Lascia com’è"),
        kind="primary",
    )


def _cancel() -> rx.Component:
    return confirm(
        _("Disdire l’abbonamento?"),
        rx.el.p(_SHOWN.cancel_note),
        act=_STATE.cancel,
        verb=_("Disdici"),
        trigger=button(_("Disdici"), kind="quiet", wide=True),
        keep_label=_("Lascia com’è"),
    )


def other_plans() -> rx.Component:
    """The other plans; choosing one shows what it would cost before it does."""
    return when(
        _SHOWN.other_plans.length() > 0,
        section(
            _("Cambia piano"),
            rx.el.ul(rx.foreach(_SHOWN.other_plans, _other_plan), class_name="grid gap-3"),
            rx.el.div(when(is_given(_STATE.change.plan_id), _change()), aria_live="polite"),
        ),
    )


def _other_plan(plan: rx.Var[PlanChoice]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(plan.label, class_name="font-medium"),
            rx.el.p(plan.note, class_name="text-sm text-ink-soft"),
        ),
        button(
            _("Quanto costa passare?"),
            kind="secondary",
            on_click=_STATE.look_at_plan(plan.plan_id),
            aria_label=rx.Var.create(_("Quanto costa passare a: ")) + plan.label,
        ),
        class_name="flex flex-wrap items-center justify-between gap-3 border-b border-line pb-3",
    )


def _change() -> rx.Component:
    return rx.el.div(
        notice(_STATE.change.sentence, title=_STATE.change.plan_label),
        rx.el.div(button(_STATE.change.verb, on_click=_STATE.change_plan, busy=_STATE.busy)),
        class_name="grid gap-4",
    )


def subscription_history() -> rx.Component:
    """What has happened to it so far, newest first."""
    return section(_("Cronologia"), timeline(_SHOWN.events))


def missing_subscription() -> rx.Component:
    """What stands there when the number is nobody's, or somebody else's."""
    return empty_state(
        _("Non troviamo quest’abbonamento"),
        _("Controlla l’indirizzo, o cercalo fra i tuoi."),
        action=link_button(_("I tuoi abbonamenti"), SUBSCRIPTIONS_ROUTE),
    )
