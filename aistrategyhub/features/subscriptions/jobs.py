"""The work of subscriptions: their clock, and the charges that it sets going."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core import clock
from aistrategyhub.core.feature import Job
from aistrategyhub.core.text import speaking
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.features.subscriptions import checkout, queries, service
from aistrategyhub.features.subscriptions.emails import CardExpires, RenewalAhead
from aistrategyhub.features.subscriptions.models import AtPeriodEnd, ChargeKind, Subscription, SubscriptionStatus
from aistrategyhub.features.subscriptions.rules import end_of_period
from aistrategyhub.features.subscriptions.service.settling import end_unbegun
from aistrategyhub.features.wallet.queries import default_cards
from aistrategyhub.infra.work import enqueue
from aistrategyhub.integrations.stripe.choose import current_gateway

RENEW = "subscriptions.renew"
_OFTEN = timedelta(minutes=5)
_ANSWERED_WITHIN = timedelta(hours=2)
_FIRST_PAYMENT_WITHIN = timedelta(days=1)
_CHANGE_WITHIN = timedelta(hours=1)
# How long before it can no longer be prevented a rare renewal is announced, and a trial that ends.
_ANNOUNCED = timedelta(days=15)
_TRIAL_ANNOUNCED = timedelta(days=3)
_RARE = timedelta(days=180)
_FARTHEST = timedelta(days=365) + _ANNOUNCED
_CARD_WARNED = timedelta(days=30)


async def find_due(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """Whose period is over is renewed, and what was refused is tried again. Work that was given up (the provider
    was away for hours, a profile lacked something) is asked for anew: renewals each day, charges each hour."""
    now = clock.now()
    for one in await queries.list_due(session, by=now):
        row = {"subscription_id": str(one.id), "after": one.charges}
        await enqueue(session, RENEW, row, key=f"{RENEW}:{one.id}:{one.charges}:{now:%Y%m%d}")
    for one, charge in await queries.list_to_retry(session, by=now):
        await enqueue(
            session,
            service.CHARGE,
            {"charge_id": str(charge.id), "failures": one.failures},
            key=f"{service.CHARGE}:{charge.id}:{one.failures}",
        )
    for one, charge in await queries.list_unanswered(session, asked_before=now - _ANSWERED_WITHIN):
        row = {"charge_id": str(charge.id), "failures": one.failures}
        await enqueue(session, service.CHARGE, row, key=f"{service.CHARGE}:{charge.id}:{one.failures}:{now:%Y%m%d%H}")


async def renew(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    charge_id = await checkout.renew(UUID(payload["subscription_id"]), payload["after"])
    if charge_id is not None:
        row = {"charge_id": str(charge_id), "failures": 0}
        await enqueue(session, service.CHARGE, row, key=f"{service.CHARGE}:{charge_id}:0")


async def charge(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    counts = payload.get("counts", True)
    await checkout.charge(UUID(payload["charge_id"]), payload["failures"], current_gateway(), counts=counts)


async def clear_away(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """What somebody began and never paid is given up. So is the end of a pause: its period counts from the day on which
    it was asked for, and whoever paid much later would lose the days between."""
    now = clock.now()
    for one in await queries.list_never_begun(session, before=now - _FIRST_PAYMENT_WITHIN):
        await end_unbegun(session, one)
    for kind, within in ((ChargeKind.FIRST, _FIRST_PAYMENT_WITHIN), (ChargeKind.CHANGE, _CHANGE_WITHIN)):
        for stale in await queries.list_stale(session, kind, before=now - within):
            await service.drop_charge(session, stale)


async def announce(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """Rare renewals and the ends of trials are told in time to leave; so are cards that expire before the charge."""
    now = clock.now()
    renewing = await queries.list_renewing(session, since=now, by=now + _FARTHEST)
    near = [one for one in renewing if _is_to_be_announced(one) and one.reminded_of != one.period_end]
    emails = await queries.emails_of(session, [one.user_id for one in renewing])
    for one in near:
        one.reminded_of = one.period_end
        with speaking(one.locale):
            mail = RenewalAhead.of(one)
        key = f"subscriptions.ahead:{one.id}:{one.period_end:%Y%m%d}"
        await queue_mail(session, mail, to=emails[one.user_id], locale=one.locale, key=key, person_id=one.user_id)
    await _warn_of_cards(session, renewing, emails)


async def _warn_of_cards(session: AsyncSession, renewing: list[Subscription], emails: Mapping[UUID, str]) -> None:
    today = clock.today_in_rome()
    cards = await default_cards(session, [one.user_id for one in renewing])
    locales = {one.user_id: one.locale for one in renewing if one.at_period_end is AtPeriodEnd.RENEW}
    for person_id, card in cards.items():
        if person_id not in locales or not today < card.expires_on <= today + _CARD_WARNED:
            continue
        locale, key = locales[person_id], f"subscriptions.card:{card.id}:{card.exp_year}-{card.exp_month}"
        mail = CardExpires.of(card, locale)
        await queue_mail(session, mail, to=emails[person_id], locale=locale, key=key, person_id=person_id)


def _is_to_be_announced(one: Subscription) -> bool:
    if one.at_period_end is not AtPeriodEnd.RENEW or one.period_end is None:
        return False
    left = one.period_end - clock.now()
    if one.status is SubscriptionStatus.TRIALING:
        return left <= _TRIAL_ANNOUNCED
    start = one.period_end
    is_rare = end_of_period(start, one.interval, one.interval_count, one.anchor_day) - start >= _RARE
    return is_rare and left <= timedelta(days=one.notice_days) + _ANNOUNCED


JOBS = (
    Job(name="subscriptions.find_due", run=find_due, every=_OFTEN),
    Job(name=RENEW, run=renew),
    Job(name=service.CHARGE, run=charge),
    Job(name="subscriptions.clear_away", run=clear_away, every=timedelta(minutes=30)),
    Job(name="subscriptions.announce", run=announce, cron="10 8 * * *"),
)
