"""Subscriptions as screens show them. No database."""

from collections.abc import Sequence

from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.text import _, date_label, mark, money_label, ngettext
from aistrategyhub.features.catalog.schemas import PlanRow
from aistrategyhub.features.subscriptions.models import AtPeriodEnd, Subscription, SubscriptionStatus
from aistrategyhub.features.subscriptions.rules.addresses import ADMIN_ROUTE, SUBSCRIPTIONS_ROUTE
from aistrategyhub.features.subscriptions.rules.changing import ChangeQuote, PlanTerms
from aistrategyhub.features.subscriptions.rules.status import ENDED, RENEWABLE
from aistrategyhub.features.subscriptions.rules.words import (
    STATUS_LABELS,
    STATUS_TONES,
    last_day_to_leave,
    plan_label,
    terms_label,
    trial_label,
    what_next,
)
from aistrategyhub.features.subscriptions.schemas import ChangeView, PlanChoice, SubscriptionRow, SubscriptionView
from aistrategyhub.features.vat.schemas import Amounts

_NOTICE = mark("disdetta con {count} giorno di preavviso"), mark("disdetta con {count} giorni di preavviso")


def subscription_row(subscription: Subscription, *, email: str = "") -> SubscriptionRow:
    """A line of a list; with an address, of the staff's list."""
    route = ADMIN_ROUTE if email else SUBSCRIPTIONS_ROUTE
    return SubscriptionRow(
        number=subscription.number,
        path=f"{route}/{subscription.number}",
        item_name=subscription.item_name,
        plan_label=plan_label(subscription),
        next_label=what_next(subscription),
        status_label=_(STATUS_LABELS[subscription.status]),
        status_tone=STATUS_TONES[subscription.status],
        begun_label=date_label(today_in_rome(subscription.created_at)),
        email=email,
    )


def plan_choice(plan: PlanRow, *, with_trial: bool = False) -> PlanChoice:
    """A plan that may be chosen."""
    terms = PlanTerms(plan.interval, plan.interval_count, plan.amount)
    notes = [trial_label(plan.trial_days) if with_trial else ""]
    if plan.notice_days:
        notes.append(ngettext(*_NOTICE, plan.notice_days))
    return PlanChoice(str(plan.id), terms_label(terms, plan.currency), " · ".join(filter(None, notes)))


def subscription_view(subscription: Subscription, *, plans: Sequence[PlanRow], amounts: Amounts) -> SubscriptionView:
    """The page of a subscription: what it is, what is next and what may be done, as yet without card and history."""
    is_running = subscription.status in RENEWABLE
    renews = subscription.at_period_end is AtPeriodEnd.RENEW
    present = (subscription.interval, subscription.interval_count, subscription.amount)
    others = [one for one in plans if (one.interval, one.interval_count, one.amount) != present]
    is_changeable = subscription.status is SubscriptionStatus.ACTIVE and renews
    return SubscriptionView(
        number=subscription.number,
        item_name=subscription.item_name,
        item_path=f"/servizi/{subscription.item_slug}",
        plan_label=plan_label(subscription),
        amount_label=_paid_label(amounts, subscription.currency),
        status_label=_(STATUS_LABELS[subscription.status]),
        status_tone=STATUS_TONES[subscription.status],
        next_label=what_next(subscription),
        other_plans=[plan_choice(plan) for plan in others] if is_changeable else [],
        cancel_note=_cancel_note(subscription),
        can_cancel=subscription.status not in ENDED and subscription.at_period_end is not AtPeriodEnd.CANCEL,
        can_pause=is_changeable,
        can_resume=subscription.status is SubscriptionStatus.PAUSED or (is_running and not renews),
    )


def change_view(plan_id: str, plan: PlanRow, quote: ChangeQuote, amounts: Amounts) -> ChangeView:
    """What a change of plan would mean; `amounts` are those of the sum that is due now."""
    label = terms_label(PlanTerms(plan.interval, plan.interval_count, plan.amount), plan.currency)
    if not quote.is_now:
        day = date_label(today_in_rome(quote.starts_at))
        sentence = _("Oggi non paghi nulla: il nuovo piano comincia il {day}.", day=day)
        return ChangeView(plan_id, label, sentence, _("Cambia dal prossimo periodo"))
    values = {
        "due": _paid_label(amounts, plan.currency),
        "unused": money_label(quote.unused, plan.currency),
        "day": date_label(today_in_rome(quote.ends_at)),
    }
    sentence = _(
        "Oggi paghi {due}, tolti {unused} non ancora usati. Il prossimo rinnovo è il {day}.",
        **values,
    )
    return ChangeView(plan_id, label, sentence, _("Cambia e paga {due}", due=money_label(amounts.total, plan.currency)))


def _paid_label(amounts: Amounts, currency: str) -> str:
    """What is paid, and that VAT is in it, where there is any."""
    total = money_label(amounts.total, currency)
    return _("{price} IVA inclusa", price=total) if amounts.tax_amount else total


def _cancel_note(subscription: Subscription) -> str:
    """What leaving today means."""
    if subscription.status not in RENEWABLE or subscription.period_end is None:
        return _("L’abbonamento termina subito e non si addebita altro.")
    if today_in_rome() > last_day_to_leave(subscription):
        return _("Il preavviso copre anche il prossimo periodo, che si addebita: poi l’abbonamento termina.")
    day = date_label(today_in_rome(subscription.period_end))
    return _("Resta attivo fino al {day}, già pagato. Poi non si addebita altro.", day=day)
