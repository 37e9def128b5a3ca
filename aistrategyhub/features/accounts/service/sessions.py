"""Opening and ending sessions."""

from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.ids import fingerprint, new_token
from aistrategyhub.core.text import mark
from aistrategyhub.features.accounts.models import Person, Session
from aistrategyhub.features.accounts.queries import find_person_by_email
from aistrategyhub.features.accounts.rules import NOBODYS_HASH, SESSION_LASTS
from aistrategyhub.features.accounts.service.passwords import fits
from aistrategyhub.features.audit.service import record


class WrongCredentials(DomainError):
    """The address and the password do not belong together. Says the same for an unknown address."""

    code = "WRONG_CREDENTIALS"
    kind = Kind.FORBIDDEN
    sentence = mark("L'indirizzo o la password non sono corretti.")


@dataclass(frozen=True)
class SignedIn:
    """A new session: `token` goes into the cookie and is never stored."""

    token: str
    person: Person


async def sign_in(
    session: AsyncSession, *, email: str, password: str, ip_address: str | None, user_agent: str
) -> SignedIn:
    """A new session for whoever knows the password. Raises WrongCredentials, in the same time for all."""
    person = await find_person_by_email(session, email)
    known_hash = person.password_hash if person and person.is_active and person.password_hash else NOBODYS_HASH
    does_fit, better_hash = await fits(password, known_hash)
    if person is None or not person.is_active or not does_fit:
        raise WrongCredentials
    if better_hash:
        person.password_hash = better_hash
    return await open_session(session, person, methods=["password"], ip_address=ip_address, user_agent=user_agent)


async def open_session(
    session: AsyncSession, person: Person, *, methods: list[str], ip_address: str | None, user_agent: str
) -> SignedIn:
    """A browser's session for somebody who has proved who they are by these methods."""
    token = new_token()
    session.add(
        Session(
            user_id=person.id,
            token_fingerprint=fingerprint(token),
            methods=methods,
            ip_address=ip_address,
            user_agent=user_agent[:300],
            expires_at=now() + SESSION_LASTS,
        )
    )
    person.last_login = now()
    person.last_login_ip = ip_address
    await record(session, "accounts.signed_in", "user", person.id, ip_address=ip_address, methods=methods)
    return SignedIn(token=token, person=person)


async def sign_out(session: AsyncSession, token: str) -> None:
    """Ends the session of this cookie; nothing happens when it had ended already."""
    await session.execute(delete(Session).where(Session.token_fingerprint == fingerprint(token)))
