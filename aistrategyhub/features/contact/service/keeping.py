"""Keeping the inbox: where messages stand, whose they are, and when they go."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.contact.models import ContactMessage, MessageStatus
from aistrategyhub.features.contact.queries import lock_message
from aistrategyhub.features.contact.rules import check_transition
from aistrategyhub.features.contact.service.receiving import mail_key
from aistrategyhub.features.mailing.service import forget_mails_of_requests


async def mark_message(session: AsyncSession, message_id: UUID, to: MessageStatus, *, by: UUID | None) -> None:
    """Puts a message here; one that is here already stays. Raises MessageNotFound and IllegalMessageTransition."""
    message = await lock_message(session, message_id)
    if message.status is to:
        return
    check_transition(message.status, to)
    await record(session, "contact.marked", "contact_message", message.id, before=message.status, after=to)
    message.status, message.status_at, message.status_by = to, now(), by
    await session.flush()


async def delete_message(session: AsyncSession, message_id: UUID) -> None:
    """Takes a message away for good, and its words from the record of sent mails. Raises MessageNotFound."""
    message = await lock_message(session, message_id)
    await record(session, "contact.deleted", "contact_message", message.id, status=message.status)
    await _erase(session, [message])


async def record_export(session: AsyncSession, *, count: int, **filters: Any) -> None:
    """Leaves in the trail that messages were copied into a file."""
    await record(session, "contact.exported", "contact_message", count=count, filters=filters)


async def claim_messages(session: AsyncSession, *, person_id: UUID, email: str) -> int:
    """Gives a person the messages written without an account from this address, which is proven theirs; how many."""
    is_theirs = ContactMessage.user_id.is_(None), ContactMessage.email == email.lower()
    result = await session.execute(update(ContactMessage).where(*is_theirs).values(user_id=person_id))
    return result.rowcount


async def forget_writer(session: AsyncSession, person_id: UUID) -> None:
    """Takes away every message of a person."""
    await _erase(session, await _locked(session, ContactMessage.user_id == person_id))


async def forget_old_messages(session: AsyncSession, *, before: datetime, spam_before: datetime) -> int:
    """Takes away the messages received before these moments; how many."""
    is_old = or_(
        ContactMessage.received_at < before,
        and_(ContactMessage.status == MessageStatus.SPAM, ContactMessage.received_at < spam_before),
    )
    old = await _locked(session, is_old)
    await _erase(session, old)
    return len(old)


async def _locked(session: AsyncSession, condition: Any) -> list[ContactMessage]:
    query = select(ContactMessage).where(condition).order_by(ContactMessage.id).with_for_update()
    return list((await session.execute(query)).scalars())


async def _erase(session: AsyncSession, messages: list[ContactMessage]) -> None:
    if not messages:
        return
    await forget_mails_of_requests(session, [mail_key(message) for message in messages])
    wanted = [message.id for message in messages]
    await session.execute(delete(ContactMessage).where(ContactMessage.id.in_(wanted)))
