"""Forgetting what was written to people, once there is no reason left to keep it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, delete, func, or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.mailing.models import EmailSend, EmailStatus, SuppressedAddress

_BLANK = {
    "subject": "",
    "html": "",
    "text": "",
    "attachments": [],
    "draft_id": None,
    "error_message": None,
    "bounce_reason": None,
}


async def forget_recipient(session: AsyncSession, person_id: UUID, addresses: Collection[str]) -> None:
    """Takes away what was written about a person's account or to these addresses of theirs (lower case); mails about
    fiscal documents stay (art. 2220 c.c.). One that still waits is no longer sent."""
    is_theirs = or_(EmailSend.person_id == person_id, func.lower(EmailSend.email_to).in_(addresses))
    theirs = and_(is_theirs, EmailSend.is_fiscal.is_(False))
    waiting = EmailSend.status == EmailStatus.QUEUED
    await session.execute(update(EmailSend).where(theirs, waiting).values(status=EmailStatus.FAILED))
    await session.execute(update(EmailSend).where(theirs).values(email_to="", reply_to=None, **_BLANK))
    await session.execute(delete(SuppressedAddress).where(SuppressedAddress.address.in_(addresses)))


async def forget_mails_of_requests(session: AsyncSession, keys: Collection[str]) -> None:
    """Takes away the mails queued under these keys, whose subject is being deleted; one that still waits is no longer
    sent."""
    theirs = EmailSend.request_key.in_(keys)
    waiting = EmailSend.status == EmailStatus.QUEUED
    await session.execute(update(EmailSend).where(theirs, waiting).values(status=EmailStatus.FAILED))
    await session.execute(update(EmailSend).where(theirs).values(reply_to=None, **_BLANK))


async def blank_old_mails(session: AsyncSession, *, before: datetime) -> int:
    """Takes away the words of mails queued before this moment, those about fiscal documents apart; how many."""
    is_old = EmailSend.queued_at < before, EmailSend.is_fiscal.is_(False), EmailSend.html != ""
    is_over = EmailSend.status.notin_((EmailStatus.QUEUED, EmailStatus.SENDING))
    result = await session.execute(update(EmailSend).where(*is_old, is_over).values(_BLANK))
    return result.rowcount
