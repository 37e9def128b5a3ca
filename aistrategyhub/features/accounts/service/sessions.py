"""Opening and ending sessions."""

from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import fingerprint, new_token
from aistrategyhub.core.text import moment_label, speaking
from aistrategyhub.features.accounts.emails.devices import NewDevice
from aistrategyhub.features.accounts.models import LoginAttempt, Person, Session
from aistrategyhub.features.accounts.rules import SESSION_LASTS
from aistrategyhub.features.accounts.rules.devices import device_label, place_label
from aistrategyhub.features.accounts.service.brakes import account_key, device_key, release
from aistrategyhub.features.accounts.service.devices import recognise
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.service import queue_mail


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
) -> SignedIn:
    """A browser's session for somebody who has proved who they are by these methods.

    `device` is what the browser's own cookie said. From one that they never signed in with they are told by mail.
    """
    token = new_token()
    recognised = await recognise(session, person, device)
    opened = Session(
        user_id=person.id,
        token_fingerprint=fingerprint(token),
        methods=methods,
        ip_address=ip_address,
        user_agent=user_agent[:300],
        device=device_label(user_agent),
        place=place_label(ip_address),
        expires_at=now() + SESSION_LASTS,
    )
    session.add(opened)
    if person.last_login is not None and not recognised.has_signed_in:
        await _tell_of_new_device(session, person, opened)
    was_counted_apart = device is not None and recognised.was_known
    await release(session, device_key(person.email, device) if was_counted_apart else account_key(person.email))
    await _note_sign_in(session, person, opened)
    return SignedIn(token=token, person=person, device=recognised.token)


async def sign_out(session: AsyncSession, token: str) -> None:
    """Ends the session of this cookie; nothing happens when it had ended already."""
    await session.execute(delete(Session).where(Session.token_fingerprint == fingerprint(token)))


async def _note_sign_in(session: AsyncSession, person: Person, opened: Session) -> None:
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
    await record(session, "accounts.signed_in", "user", person.id, ip_address=opened.ip_address, methods=opened.methods)


async def _tell_of_new_device(session: AsyncSession, person: Person, opened: Session) -> None:
    with speaking(person.language):
        at_label = moment_label(opened.created_at)
    mail = NewDevice(name=person.first_name, device=opened.device, place=opened.place, at_label=at_label)
    await queue_mail(session, mail, to=person.email, locale=person.language, key=f"new-device:{opened.id}")
