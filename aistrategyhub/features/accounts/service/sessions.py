"""Opening and ending sessions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import refuse_impersonation
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.ids import fingerprint, new_token
from aistrategyhub.core.text import mark, moment_label, speaking
from aistrategyhub.features.accounts.emails.devices import NewDevice
from aistrategyhub.features.accounts.models import LoginAttempt, Person, Session
from aistrategyhub.features.accounts.rules.devices import device_label, place_label
from aistrategyhub.features.accounts.rules.sessions import ends_at
from aistrategyhub.features.accounts.service.brakes import BrakeKey, account_key, device_key, release
from aistrategyhub.features.accounts.service.devices import recognise
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.service import queue_mail


class SessionNotFound(DomainError):
    """The person has no such session, or it has ended."""

    code = "SESSION_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Quell'accesso non c'è più: forse è già stato chiuso.")


@dataclass(frozen=True)
class SignedIn:
    """A new session, or an old one's new token, which goes into its cookie and is never stored.

    `device` goes into the browser's own cookie; None leaves that as it is.
    """

    token: str
    person: Person
    device: str | None = None


async def open_session(
    session: AsyncSession,
    person: Person,
    *,
    methods: list[str],
    ip_address: str | None,
    user_agent: str,
    device: str | None = None,
    proved_at: datetime | None = None,
) -> SignedIn:
    """A browser's session for somebody who has proved who they are by these methods, now or at `proved_at`.

    `device` is what the browser's own cookie said. From one that they never signed in with they are told by mail.
    """
    token = new_token()
    recognised = await recognise(session, person, device)
    at = now()
    opened = Session(
        user_id=person.id,
        token_fingerprint=fingerprint(token),
        methods=methods,
        ip_address=ip_address,
        user_agent=user_agent[:300],
        device=device_label(user_agent),
        place=place_label(ip_address),
        created_at=at,
        proved_at=proved_at or at,
        expires_at=ends_at(person.role, at, at),
    )
    session.add(opened)
    if person.last_login is not None and not recognised.has_signed_in:
        await tell_of_new_device(session, person, opened)
    was_counted_apart = device is not None and recognised.was_known
    await close_door_behind(session, person, opened, device_key(person.email, device) if was_counted_apart else None)
    return SignedIn(token=token, person=person, device=recognised.token)


async def sign_out(session: AsyncSession, token: str) -> None:
    """Ends the session of this cookie; nothing happens when it had ended already."""
    ended = await session.execute(
        delete(Session).where(Session.token_fingerprint == fingerprint(token)).returning(Session.user_id)
    )
    if (person_id := ended.scalar_one_or_none()) is not None:
        await record(session, "accounts.signed_out", "user", person_id)


async def end_own_session(session: AsyncSession, person_id: UUID, session_id: UUID) -> None:
    """Signs the person out of one of their devices. Raises SessionNotFound, also for another person's,
    and NotInSomebodysName."""
    refuse_impersonation()
    ended = delete(Session).where(Session.id == session_id, Session.user_id == person_id)
    if not (await session.execute(ended)).rowcount:
        raise SessionNotFound
    await record(session, "accounts.session_ended", "user", person_id, session_id=str(session_id))


async def end_other_sessions(session: AsyncSession, person_id: UUID, kept: UUID | None) -> int:
    """Signs the person out of every device but the one in hand; how many that were. Raises
    NotInSomebodysName."""
    refuse_impersonation()
    others = delete(Session).where(Session.user_id == person_id, Session.id != kept)
    ended = (await session.execute(others)).rowcount
    if ended:
        await record(session, "accounts.other_sessions_ended", "user", person_id, ended=ended)
    return ended


async def close_door_behind(
    session: AsyncSession, person: Person, opened: Session, counted_under: BrakeKey | None = None
) -> None:
    """What follows every sign-in: wrong passwords before it are forgotten, and it is written down."""
    await release(session, counted_under or account_key(person.email))
    attempt = LoginAttempt(
        email=person.email,
        user_id=person.id,
        ip_address=opened.ip_address,
        user_agent=opened.user_agent,
        success=True,
    )
    session.add(attempt)
    person.last_login = now()
    person.last_login_ip = opened.ip_address
    await record(
        session,
        "accounts.signed_in",
        "user",
        person.id,
        ip_address=opened.ip_address,
        by=person.id,
        methods=opened.methods,
    )


async def tell_of_new_device(session: AsyncSession, person: Person, opened: Session) -> None:
    """Mails the person that somebody signed in from a device that their account had not seen."""
    with speaking(person.language):
        at_label = moment_label(opened.created_at)
    mail = NewDevice(name=person.first_name, device=opened.device, place=opened.place, at_label=at_label)
    await queue_mail(
        session, mail, to=person.email, locale=person.language, person_id=person.id, key=f"new-device:{opened.id}"
    )
