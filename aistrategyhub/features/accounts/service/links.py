"""Links by mail: a right for whoever reads that mailbox, good once and for a while."""

from datetime import timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.ids import fingerprint, new_token
from aistrategyhub.core.text import mark
from aistrategyhub.features.accounts.models import LinkPurpose, MailedLink, Person


class LinkRefused(DomainError):
    """The link is unknown, was used, was replaced by a newer one, has expired, or its person may not sign in."""

    code = "LINK_REFUSED"
    kind = Kind.UNTRUSTED
    sentence = mark("Questo collegamento non vale più: è già stato usato, è scaduto o ne è arrivato uno più recente.")


async def issue_link(
    session: AsyncSession, person: Person, purpose: LinkPurpose, *, email: str, lasts: timedelta
) -> str:
    """The token of a new link for this mailbox; the person's older ones of this purpose end."""
    await void_links(session, person, purpose)
    token = new_token()
    session.add(
        MailedLink(
            user_id=person.id,
            purpose=purpose,
            token_fingerprint=fingerprint(token),
            email=email,
            expires_at=now() + lasts,
        )
    )
    await session.flush()
    return token


async def use_link(session: AsyncSession, token: str, purpose: LinkPurpose) -> MailedLink:
    """The link of this token, used up: of two that race one wins. Raises LinkRefused."""
    if not token.isascii():
        raise LinkRefused
    is_live_person = exists().where(
        Person.tenant_id == MailedLink.tenant_id, Person.id == MailedLink.user_id, Person.is_active
    )
    at = now()
    using = (
        update(MailedLink)
        .where(
            MailedLink.token_fingerprint == fingerprint(token),
            MailedLink.purpose == purpose,
            MailedLink.used_at.is_(None),
            MailedLink.expires_at > at,
            is_live_person,
        )
        .values(used_at=at)
        .returning(MailedLink.id)
    )
    link_id = (await session.execute(using)).scalar_one_or_none()
    if link_id is None:
        raise LinkRefused
    query = select(MailedLink).where(MailedLink.id == link_id).execution_options(populate_existing=True)
    return (await session.execute(query)).scalar_one()


async def void_links(session: AsyncSession, person: Person, *purposes: LinkPurpose) -> None:
    """Ends the person's links of these purposes. `used_at` stays empty: nobody used them."""
    await session.execute(
        update(MailedLink)
        .where(
            MailedLink.user_id == person.id,
            MailedLink.purpose.in_(purposes),
            MailedLink.used_at.is_(None),
            MailedLink.expires_at > now(),
        )
        .values(expires_at=now())
    )
