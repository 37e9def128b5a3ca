"""Reads of the messages."""

from collections.abc import AsyncIterator, Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import Page, PageRequest
from aistrategyhub.core.text import mark
from aistrategyhub.features.catalog.queries import find_service
from aistrategyhub.features.contact.models import ContactMessage, MessageStatus
from aistrategyhub.features.contact.schemas import Occasion
from aistrategyhub.infra.db import each_by_id

_SORTABLE = {
    "received_at": ContactMessage.received_at,
    "name": ContactMessage.name,
    "status": ContactMessage.status,
}


class MessageNotFound(DomainError):
    """No such message, or it was deleted."""

    code = "MESSAGE_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questo messaggio non c’è più.")


async def get_message(session: AsyncSession, message_id: UUID) -> ContactMessage:
    """The message. Raises MessageNotFound."""
    return await _one(session, message_id, lock=False)


async def lock_message(session: AsyncSession, message_id: UUID) -> ContactMessage:
    """The message, which nobody else may change until this transaction ends. Raises MessageNotFound."""
    return await _one(session, message_id, lock=True)


async def find_message_of_request(session: AsyncSession, request_key: str) -> ContactMessage | None:
    """The message that an earlier submit with this key made."""
    query = select(ContactMessage).where(ContactMessage.request_key == request_key)
    return (await session.execute(query)).scalar_one_or_none()


async def is_proof_spent(session: AsyncSession, proof_key: str) -> bool:
    """Whether a message was already let in by this proof of work."""
    query = select(ContactMessage.id).where(ContactMessage.proof_key == proof_key)
    return (await session.execute(query)).scalar_one_or_none() is not None


async def occasion_of(
    session: AsyncSession, *, page: str, service_slug: str, locale: str, user_id: UUID | None
) -> Occasion:
    """Where and about what somebody writes. A service that is not published is left aside."""
    service = await find_service(session, service_slug, locale) if service_slug else None
    return Occasion(
        page=page,
        service_slug=service.slug if service else "",
        service_name=service.name[:200] if service else "",
        locale=locale,
        user_id=user_id,
    )


async def list_messages(
    session: AsyncSession,
    request: PageRequest = PageRequest(),
    *,
    q: str = "",
    statuses: Collection[MessageStatus] = (),
    sort: str = "",
    descending: bool = True,
) -> Page[ContactMessage]:
    """One page of the messages that match, the newest first unless sorted. `q` looks in name, address, words and
    service."""
    conditions = _matching(q, statuses)
    column = _SORTABLE.get(sort)
    order = ContactMessage.received_at.desc() if column is None else column.desc() if descending else column.asc()
    query = select(ContactMessage).where(*conditions).order_by(order, ContactMessage.id)
    rows = await session.execute(query.limit(request.per_page).offset(request.offset))
    count = await session.execute(select(func.count()).select_from(ContactMessage).where(*conditions))
    return Page(list(rows.scalars()), count.scalar_one(), request.page, request.per_page)


def each_message(
    session: AsyncSession, *, q: str = "", statuses: Collection[MessageStatus] = ()
) -> AsyncIterator[ContactMessage]:
    """Every message that matches, the oldest first, a few at a time."""
    return each_by_id(session, select(ContactMessage).where(*_matching(q, statuses)), ContactMessage)


async def _one(session: AsyncSession, message_id: UUID, *, lock: bool) -> ContactMessage:
    query = select(ContactMessage).where(ContactMessage.id == message_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    message = (await session.execute(query)).scalar_one_or_none()
    if message is None:
        raise MessageNotFound
    return message


def _matching(q: str, statuses: Collection[MessageStatus]) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if statuses:
        conditions.append(ContactMessage.status.in_(statuses))
    if needle := q.strip()[:100]:
        looked_at = (
            ContactMessage.name,
            ContactMessage.email,
            ContactMessage.words,
            ContactMessage.service_name,
        )
        conditions.append(or_(*(column.icontains(needle, autoescape=True) for column in looked_at)))
    return conditions
