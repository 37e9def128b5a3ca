"""The owner's table of subscriptions, and one of them."""

import reflex as rx

from aistrategyhub.core.text import _
from aistrategyhub.features.subscriptions.permissions import SubscriptionsPermission
from aistrategyhub.features.subscriptions.rules.addresses import ADMIN_ROUTE
from aistrategyhub.features.subscriptions.rules.words import FILTERS
from aistrategyhub.features.subscriptions.schemas import SubscriptionRow
from aistrategyhub.features.subscriptions.state.admin import AdminSubscriptionsState, AdminSubscriptionState
from aistrategyhub.ui.parts.actions import button, link, link_button
from aistrategyhub.ui.parts.base import is_given, when
from aistrategyhub.ui.parts.figures import timeline
from aistrategyhub.ui.parts.floating import confirm
from aistrategyhub.ui.parts.words import badge, breadcrumb, definitions, empty_state, notice, section
from aistrategyhub.ui.tables import Column, search_box, status_box, table
from aistrategyhub.ui.viewer import may

_STATE = AdminSubscriptionState
_SHOWN = AdminSubscriptionState.shown


def subscription_tools() -> rx.Component:
    """Search and status."""
    return rx.el.div(
        search_box(AdminSubscriptionsState, _("Numero, servizio o e-mail")),
        status_box(AdminSubscriptionsState, FILTERS),
        class_name="flex flex-wrap items-center gap-3",
    )


def subscriptions_table() -> rx.Component:
    """Subscriptions, a line each."""
    return table(
        AdminSubscriptionsState.rows,
        [
            Column(_("Numero"), _number, sort="number", is_short=True),
            Column(_("Dal"), lambda row: row.begun_label, sort="created_at", is_short=True),
            Column(_("Servizio"), lambda row: row.item_name, sort="item_name"),
            Column(_("E-mail"), lambda row: row.email),
            Column(_("Piano"), lambda row: row.plan_label),
            Column(_("Stato"), lambda row: badge(row.status_label, row.status_tone), sort="status"),
            Column(_("Prossimo passo"), lambda row: row.next_label, sort="period_end"),
        ],
        caption=_("Abbonamenti"),
        state=AdminSubscriptionsState,
        empty=empty_state(_("Nessun abbonamento corrisponde"), _("Prova con un’altra parola o con tutti gli stati.")),
    )


def _number(row: rx.Var[SubscriptionRow]) -> rx.Component:
    return link(row.number, row.path)


def subscription_head() -> rx.Component:
    """Number and status."""
    return rx.el.header(
        breadcrumb([(_("Abbonamenti"), ADMIN_ROUTE)]),
        rx.el.div(
            rx.el.h1(_SHOWN.number, class_name="display text-2xl"),
            badge(_SHOWN.status_label, _SHOWN.status_tone),
            class_name="flex flex-wrap items-baseline gap-x-5 gap-y-2",
        ),
        rx.el.p(_SHOWN.next_label, class_name="text-ink-soft"),
        class_name="grid gap-3",
    )


def subscription_facts() -> rx.Component:
    """What, who and how much."""
    return section(
        _("Abbonamento"),
        definitions(
            (_("Servizio"), link(_SHOWN.item_name, _SHOWN.item_path)),
            (_("E-mail"), _SHOWN.email),
            (_("Piano"), _SHOWN.plan_label),
            (_("A ogni periodo"), _SHOWN.amount_label),
            (_("Carta"), rx.cond(_SHOWN.card_label != "", _SHOWN.card_label, "–")),
        ),
    )


def subscription_acts() -> rx.Component:
    """Ending it for a subscriber who asks."""
    return rx.el.div(
        rx.el.div(when(is_given(_STATE.problem), notice(_STATE.problem, tone="failed")), role="alert"),
        when(may(SubscriptionsPermission.MANAGE) & _SHOWN.can_cancel, _cancel()),
        class_name="grid justify-items-start gap-4",
    )


def _cancel() -> rx.Component:
    return confirm(
        _("Disdire questo abbonamento?"),
        rx.el.p(_SHOWN.cancel_note),
        act=_STATE.cancel,
        verb=_("Disdici"),
        trigger=button(_("Disdici per il cliente"), kind="secondary"),
        keep_label=_("Lascia com’è"),
    )


def subscription_history() -> rx.Component:
    """What has happened to it so far, newest first."""
    return section(_("Cronologia"), timeline(_SHOWN.events))


def missing_subscription() -> rx.Component:
    """What stands there when no subscription has the number."""
    return empty_state(
        _("Quest’abbonamento non c’è"),
        _("Controlla il numero, o cercalo nell’elenco."),
        action=link_button(_("Tutti gli abbonamenti"), ADMIN_ROUTE),
    )
