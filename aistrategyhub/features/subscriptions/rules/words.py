"""Subscriptions in words. Pure: no database, no clock."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.text import _, date_label, mark, moment_label, money_label, ngettext
from aistrategyhub.features.catalog.models import PlanInterval
from aistrategyhub.features.orders.schemas import EventRow
from aistrategyhub.features.subscriptions.models import (
    AtPeriodEnd,
    Subscription,
    SubscriptionEvent,
    SubscriptionStatus,
)
from aistrategyhub.features.subscriptions.rules.changing import PlanTerms

STATUS_LABELS = {
    SubscriptionStatus.INCOMPLETE: mark("Da pagare"),
    SubscriptionStatus.TRIALING: mark("In prova"),
    SubscriptionStatus.ACTIVE: mark("Attivo"),
    SubscriptionStatus.PAST_DUE: mark("Pagamento non riuscito"),
    SubscriptionStatus.PAUSED: mark("In pausa"),
    SubscriptionStatus.CANCELED: mark("Disdetto"),
    SubscriptionStatus.UNPAID: mark("Terminato, non pagato"),
}
STATUS_TONES = {
    SubscriptionStatus.INCOMPLETE: "waiting",
    SubscriptionStatus.TRIALING: "action",
    SubscriptionStatus.ACTIVE: "action",
    SubscriptionStatus.PAST_DUE: "failed",
    SubscriptionStatus.PAUSED: "waiting",
    SubscriptionStatus.CANCELED: "neutral",
    SubscriptionStatus.UNPAID: "neutral",
}
# What the list of staff may be narrowed to, by the word in the address.
FILTERS: Mapping[str, tuple[str, frozenset[SubscriptionStatus]]] = {
    "tutti": (mark("Tutti gli stati"), frozenset()),
    "attivi": (mark("Attivi"), frozenset({SubscriptionStatus.ACTIVE, SubscriptionStatus.TRIALING})),
    "non-riusciti": (mark("Pagamento non riuscito"), frozenset({SubscriptionStatus.PAST_DUE})),
    "in-pausa": (mark("In pausa"), frozenset({SubscriptionStatus.PAUSED})),
    "da-pagare": (mark("Da pagare"), frozenset({SubscriptionStatus.INCOMPLETE})),
    "terminati": (mark("Terminati"), frozenset({SubscriptionStatus.CANCELED, SubscriptionStatus.UNPAID})),
}
_EVENTS: Mapping[str, tuple[str, str]] = {
    "asked": (mark("Abbonamento richiesto"), "neutral"),
    "first_asked": (mark("Primo periodo: ordine {order}"), "neutral"),
    "renewal_asked": (mark("Rinnovo: ordine {order}"), "neutral"),
    "change_asked": (mark("Cambio di piano: ordine {order}"), "neutral"),
    "paid": (mark("Pagato {total}, ordine {order}"), "action"),
    "paid_too_late": (mark("Pagato quando era già finito: ordine {order}"), "failed"),
    "refused": (mark("Addebito rifiutato"), "failed"),
    "change_refused": (mark("Cambio di piano non pagato"), "failed"),
    "will_renew": (mark("Si rinnova come prima"), "action"),
    "will_pause": (mark("Pausa alla fine del periodo"), "waiting"),
    "will_cancel": (mark("Disdetta ricevuta"), "waiting"),
    "will_change": (mark("Cambio di piano dal prossimo periodo"), "neutral"),
}
_RHYTHMS = {
    PlanInterval.WEEK: (mark("a settimana"), mark("ogni {count} settimane")),
    PlanInterval.MONTH: (mark("al mese"), mark("ogni {count} mesi")),
    PlanInterval.YEAR: (mark("all’anno"), mark("ogni {count} anni")),
}
_TRIAL = mark("{count} giorno di prova"), mark("{count} giorni di prova")


def terms_label(terms: PlanTerms, currency: str = "EUR") -> str:
    """`690,00 € al mese + IVA`: net, as plans are agreed."""
    once, many = _RHYTHMS[terms.interval]
    rhythm = _(once) if terms.interval_count == 1 else _(many, count=terms.interval_count)
    return _("{price} {rhythm} + IVA", price=money_label(terms.amount, currency), rhythm=rhythm)


def plan_label(subscription: Subscription) -> str:
    """The plan that holds now."""
    terms = PlanTerms(subscription.interval, subscription.interval_count, subscription.amount)
    return terms_label(terms, subscription.currency)


def trial_label(days: int) -> str:
    """`14 giorni di prova`, "" without a trial."""
    return ngettext(*_TRIAL, days) if days else ""


def last_day_to_leave(subscription: Subscription) -> date:
    """The last day on which leaving spares the next charge."""
    assert subscription.period_end is not None
    notice = 0 if subscription.status is SubscriptionStatus.TRIALING else subscription.notice_days
    return today_in_rome(subscription.period_end - timedelta(days=notice))


def what_next(subscription: Subscription) -> str:
    """One sentence: what happens next, and when."""
    day = _day(subscription.period_end)
    match subscription.status:
        case SubscriptionStatus.INCOMPLETE:
            return _("Comincia quando il primo pagamento è riuscito.")
        case SubscriptionStatus.PAST_DUE:
            return _("Riproviamo ad addebitare il {day}.", day=_day(subscription.next_attempt_at))
        case SubscriptionStatus.PAUSED:
            return _("È in pausa: non si addebita nulla finché non lo riprendi.")
        case SubscriptionStatus.CANCELED | SubscriptionStatus.UNPAID:
            return _("È terminato il {day}.", day=_day(subscription.ended_at))
    if subscription.at_period_end is AtPeriodEnd.CANCEL:
        return _("Disdetto: resta attivo fino al {day}.", day=_day(subscription.leaves_at))
    if subscription.at_period_end is AtPeriodEnd.PAUSE:
        return _("Va in pausa il {day}.", day=day)
    if subscription.status is SubscriptionStatus.TRIALING:
        return _("La prova finisce il {day}: quel giorno si addebita il primo periodo.", day=day)
    return _("Si rinnova il {day}.", day=day)


def event_rows(events: list[SubscriptionEvent]) -> list[EventRow]:
    """The timeline as people read it, in the order given."""
    return [_event_row(event) for event in events]


def _event_row(event: SubscriptionEvent) -> EventRow:
    known = _EVENTS.get(event.kind)
    if known is None:
        status = SubscriptionStatus(event.kind)
        title, tone = _(STATUS_LABELS[status]), STATUS_TONES[status]
    else:
        title, tone = _(known[0], **_words(event)), known[1]
    detail = event.data.get("code") or event.data.get("mandate") or ""
    return EventRow(title=title, at_label=moment_label(event.created_at), detail=detail, tone=tone)


def _words(event: SubscriptionEvent) -> dict[str, str]:
    total = event.data.get("total")
    return {"order": event.data.get("order", ""), "total": money_label(Decimal(total)) if total else ""}


def _day(at: datetime | None) -> str:
    return date_label(today_in_rome(at)) if at else ""
