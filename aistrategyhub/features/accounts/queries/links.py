"""Reads of mailed links."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import fingerprint
from aistrategyhub.features.accounts.models import LinkPurpose, MailedLink, Person


async def find_person_of_link(session: AsyncSession, token: str, purpose: LinkPurpose) -> Person | None:
    """Whose link this is, while it is good; looking does not use it up."""
    if not token.isascii():
        return None
    query = (
        select(Person)
        .join(MailedLink, (MailedLink.user_id == Person.id) & (MailedLink.tenant_id == Person.tenant_id))
        .where(
            MailedLink.token_fingerprint == fingerprint(token),
            MailedLink.purpose == purpose,
            MailedLink.used_at.is_(None),
            MailedLink.expires_at > now(),
            Person.is_active,
        )
    )
    return (await session.execute(query)).scalar_one_or_none()


async def was_sent_lately(session: AsyncSession, person_id: UUID, purpose: LinkPurpose, within: timedelta) -> bool:
    """Whether a link of this purpose was made for the person within this time."""
    query = select(
        exists().where(
            MailedLink.user_id == person_id, MailedLink.purpose == purpose, MailedLink.created_at > now() - within
        )
    )
    return bool((await session.execute(query)).scalar_one())


async def find_newest_link(session: AsyncSession, person_id: UUID, purpose: LinkPurpose) -> MailedLink | None:
    """The last link of this purpose that was made for the person, used or not."""
    query = (
        select(MailedLink)
        .where(MailedLink.user_id == person_id, MailedLink.purpose == purpose)
        .order_by(MailedLink.created_at.desc(), MailedLink.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return (await session.execute(query)).scalar_one_or_none()
