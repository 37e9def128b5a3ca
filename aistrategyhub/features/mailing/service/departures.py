"""How many mails one sender's mailbox may send, counted in PostgreSQL for all processes together.

The database's clock is the only one asked: the processes may stand on several machines.
"""

import random
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.ids import new_id
from aistrategyhub.features.mailing.models import EmailType, MailDeparture, MailSender
from aistrategyhub.features.mailing.rules import LONGEST_DEPARTURE, MINUTE, Traffic, Turn, places_per_minute, turn
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.mail.choose import mail_gateway
from aistrategyhub.integrations.mail.gateway import MailNotConfigured, SenderLimits

_KEEP = timedelta(hours=25)


def current_limits() -> SenderLimits | None:
    """What the carrier of this installation lets its sender do; None where it names nothing, or cannot carry."""
    try:
        return mail_gateway(get_settings()).limits
    except MailNotConfigured:
        return None


async def ask_turn(
    session: AsyncSession, limits: SenderLimits, email_type: EmailType, *, has_booking: bool
) -> tuple[UUID | None, Turn]:
    """A departure that began now, to be ended by its id; or None and when to ask again.

    One mail at a time passes here for a sender, so two processes never take the same place.
    """
    sender, at = await _held(session, limits.sender)
    is_bulk = email_type is not EmailType.TRANSACTIONAL
    traffic = await _traffic(session, sender, at, is_bulk=is_bulk)
    found = turn(
        traffic,
        places=places_per_minute(limits.per_minute, email_type),
        parallel=limits.parallel,
        has_booking=has_booking,
        spread=random.random(),
    )
    if found.is_booked and is_bulk:
        sender.bulk_booked_until = found.at
    elif found.is_booked:
        sender.booked_until = found.at
    if not found.may_leave:
        return None, found
    departure = MailDeparture(id=new_id(), sender=limits.sender, began_at=at)
    session.add(departure)
    await session.flush()
    return departure.id, found


async def end_departure(session: AsyncSession, departure_id: UUID) -> None:
    """The carrier answered, whatever it said."""
    ended = update(MailDeparture).where(MailDeparture.id == departure_id).values(ended_at=func.clock_timestamp())
    await session.execute(ended)


async def pause_sender(session: AsyncSession, sender: str, pause: timedelta, reason: str) -> datetime:
    """Nobody sends from this mailbox before the moment returned; a longer pause that runs already stays."""
    held, at = await _held(session, sender)
    until = at + pause
    if held.paused_until is None or held.paused_until < until:
        held.paused_until, held.pause_reason = until, reason[:200]
    return held.paused_until


async def forget_departures(session: AsyncSession) -> None:
    """Deletes what no limit looks at any more."""
    await session.execute(delete(MailDeparture).where(MailDeparture.began_at < func.clock_timestamp() - _KEEP))


async def _held(session: AsyncSession, sender: str) -> tuple[MailSender, datetime]:
    """The sender, for this transaction alone, and the moment at which it was ours."""
    await session.execute(insert(MailSender).values(sender=sender).on_conflict_do_nothing())
    query = select(MailSender).where(MailSender.sender == sender).with_for_update()
    held = (await session.execute(query.execution_options(populate_existing=True))).scalar_one()
    at = (await session.execute(text("SELECT clock_timestamp()"))).scalar_one()
    return held, at


async def _traffic(session: AsyncSession, sender: MailSender, at: datetime, *, is_bulk: bool) -> Traffic:
    recent = or_(
        MailDeparture.ended_at > at - MINUTE,
        MailDeparture.ended_at.is_(None) & (MailDeparture.began_at > at - LONGEST_DEPARTURE),
    )
    # The second condition is for the index: nothing that counts began earlier.
    window = MailDeparture.began_at > at - LONGEST_DEPARTURE - MINUTE
    query = select(MailDeparture.ended_at).where(MailDeparture.sender == sender.sender, window, recent)
    ends = list((await session.execute(query)).scalars())
    return Traffic(
        at=at,
        under_way=ends.count(None),
        ended=sorted(end for end in ends if end is not None),
        paused_until=sender.paused_until,
        line=sender.bulk_booked_until if is_bulk else sender.booked_until,
    )
