"""Work of the mail room: send a mail, read what came back, forget old departures."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.feature import Job
from aistrategyhub.features.mailing import service
from aistrategyhub.features.mailing.models import EmailSend, EmailStatus
from aistrategyhub.features.mailing.queries import departures_of_a_day, get_mail
from aistrategyhub.features.mailing.service import SEND
from aistrategyhub.infra.db import tenant_of, transaction, unit_of_work
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for
from aistrategyhub.infra.work import Postponed
from aistrategyhub.integrations.mail.choose import graph_mail, mail_gateway
from aistrategyhub.integrations.mail.dsn import read_report
from aistrategyhub.integrations.mail.gateway import MailThrottled, SenderLimits

log = structlog.get_logger(__name__)

_READ_BOUNCES = "mailing.read_bounces"
_TIDY = "mailing.tidy"
_NEARLY = 0.9

_WORDS_LAST = timedelta(days=365)


async def _send(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """Each step is a commit of its own: the place among the sender's mails, the draft, its sending."""
    settings = get_settings()
    gateway, storage = mail_gateway(settings), storage_for(settings)
    mail = await get_mail(session, UUID(payload["mail_id"]))
    if mail.status not in (EmailStatus.QUEUED, EmailStatus.SENDING):
        return
    tenant_id = tenant_of(session)
    async with _in_turn(tenant_id, mail, gateway.limits):
        async with unit_of_work(tenant_id) as first:
            await service.lay_ready(first, mail.id, gateway, storage)
        # What fails lets go of the mail at once: its outcome is written by a transaction of its own.
        async with session.begin_nested():
            await service.send_mail(session, mail.id, gateway, storage)


@asynccontextmanager
async def _in_turn(tenant_id: UUID, mail: EmailSend, limits: SenderLimits | None) -> AsyncIterator[None]:
    """The block while it is this mail's turn at its sender. Raises Postponed when it is not, or the carrier says so."""
    if limits is None:
        yield
        return
    # The sender's row is never held while a mail's is waited for: every other mail waits for it.
    async with transaction() as session:
        has_booking = mail.turn_at is not None
        departure, turn = await service.ask_turn(session, limits, mail.email_type, has_booking=has_booking)
    if departure is None:
        if turn.is_booked:
            async with unit_of_work(tenant_id) as session:
                await service.keep_turn(session, mail.id, turn.at)
        raise Postponed(turn.at)
    try:
        yield
    except MailThrottled as throttled:
        async with transaction() as session:
            until = await service.pause_sender(session, limits.sender, throttled.retry_after, str(throttled))
        async with unit_of_work(tenant_id) as session:
            await service.not_accepted(session, mail.id)
            await service.keep_turn(session, mail.id, until)
        log.warning("the carrier asks this sender for silence", reason=str(throttled), until=until.isoformat())
        raise Postponed(until, str(throttled)) from throttled
    finally:
        async with transaction() as session:
            await service.end_departure(session, departure)


async def _read_bounces(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """Reports are read anew from a little before the last reading: recording one twice changes nothing."""
    carrier = graph_mail(get_settings())
    if carrier is None:
        return
    sender = carrier.limits.sender
    for received in await carrier.reports(await service.start_of_reading(session, sender)):
        if report := read_report(received.raw):
            await service.record_report(session, report)
        await service.take_reading(session, sender, received.received_at)


async def _tidy(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """Forgets old departures, and warns before the carrier's limit of a day is reached."""
    await service.forget_departures(session)
    limits = service.current_limits()
    if limits is None:
        return
    left = await departures_of_a_day(session, limits.sender)
    if left >= limits.recipients_per_day * _NEARLY:
        log.warning("nearly as many recipients as the carrier takes a day", left=left, limit=limits.recipients_per_day)


async def _blank(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    await service.blank_old_mails(session, before=now() - _WORDS_LAST)


JOBS = (
    Job(SEND, _send, lease=timedelta(minutes=3)),
    Job(_READ_BOUNCES, _read_bounces, every=timedelta(minutes=5), lease=timedelta(minutes=5)),
    Job(_TIDY, _tidy, every=timedelta(hours=1)),
    Job("mailing.blank_old", _blank, cron="20 3 * * *"),
)
