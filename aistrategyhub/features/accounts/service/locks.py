"""The lock that many wrong passwords put on an account, and the mailed link through it."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.accounts.emails.devices import AccountLocked
from aistrategyhub.features.accounts.models import LinkPurpose, LoginAttempt, Person
from aistrategyhub.features.accounts.queries import find_person_by_email, get_person
from aistrategyhub.features.accounts.rules.brakes import UNLOCK_LASTS
from aistrategyhub.features.accounts.service.brakes import account_key, device_key, release
from aistrategyhub.features.accounts.service.devices import trust
from aistrategyhub.features.accounts.service.links import issue_link, use_link
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.infra.db import tenant_of


async def tell_of_lock(session: AsyncSession, attempt_id: UUID) -> None:
    """Mails the link through the lock to whoever has the address of this attempt; nobody has it, nothing happens."""
    attempt = await session.get(LoginAttempt, (tenant_of(session), attempt_id))
    person = await find_person_by_email(session, attempt.email) if attempt else None
    if person is None or not person.is_active:
        return
    token = await issue_link(session, person, LinkPurpose.UNLOCK, email=person.email, lasts=UNLOCK_LASTS)
    mail = AccountLocked(name=person.first_name, token=token, lasts_hours=int(UNLOCK_LASTS / timedelta(hours=1)))
    await queue_mail(session, mail, to=person.email, locale=person.language, person_id=person.id)
    await record(session, "accounts.locked", "user", person.id)


async def unlock(session: AsyncSession, token: str, device: str | None) -> tuple[Person, str]:
    """Lifts the lock for whoever holds the mailed link, and counts their device apart from strangers from now on.

    Returns the person and what goes into the cookie of the device. Raises LinkRefused.
    """
    link = await use_link(session, token, LinkPurpose.UNLOCK)
    person = await get_person(session, link.user_id)
    await lift_lock(session, person, device)
    await record(session, "accounts.unlocked", "user", person.id)
    return person, await trust(session, person, device)


async def lift_lock(session: AsyncSession, person: Person, device: str | None = None) -> None:
    """Forgets the wrong passwords: the person has shown that the mailbox is theirs."""
    await release(session, account_key(person.email))
    if device:
        await release(session, device_key(person.email, device))
