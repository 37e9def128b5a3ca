"""Opening and ending sessions."""

from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import fingerprint, new_token
from aistrategyhub.features.accounts.models import LoginAttempt, Person, Session
from aistrategyhub.features.accounts.rules import SESSION_LASTS
from aistrategyhub.features.audit.service import record


@dataclass(frozen=True)
class SignedIn:
    """A new session: `token` goes into the cookie and is never stored."""

    token: str
    person: Person


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
    session.add(
        LoginAttempt(
            email=person.email, user_id=person.id, ip_address=ip_address, user_agent=user_agent[:300], success=True
        )
    )
    person.last_login = now()
    person.last_login_ip = ip_address
    await record(session, "accounts.signed_in", "user", person.id, ip_address=ip_address, methods=methods)
    return SignedIn(token=token, person=person)


async def sign_out(session: AsyncSession, token: str) -> None:
    """Ends the session of this cookie; nothing happens when it had ended already."""
    await session.execute(delete(Session).where(Session.token_fingerprint == fingerprint(token)))
