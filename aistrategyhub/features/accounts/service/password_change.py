"""A new password: by a mailed link for who forgot it, by the old one for who has it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import fingerprint, new_token
from aistrategyhub.core.text import moment_label, speaking
from aistrategyhub.features.accounts.emails.passwords import PasswordChanged, ResetPassword
from aistrategyhub.features.accounts.links import FORGOT_ROUTE, RESET_ROUTE, page_url
from aistrategyhub.features.accounts.models import Challenge, LinkPurpose, Person, Session, SessionKind
from aistrategyhub.features.accounts.queries import find_person_by_email, get_person
from aistrategyhub.features.accounts.queries.devices import find_known_device
from aistrategyhub.features.accounts.queries.links import was_sent_lately
from aistrategyhub.features.accounts.rules.mailed_links import MAIL_LOCK, RESET_LASTS
from aistrategyhub.features.accounts.rules.registration import WRONG_PASSWORD, refused
from aistrategyhub.features.accounts.service.links import LinkRefused, issue_link, use_link, void_links
from aistrategyhub.features.accounts.service.locks import lift_lock
from aistrategyhub.features.accounts.service.ownership import start_over
from aistrategyhub.features.accounts.service.passwords import fits
from aistrategyhub.features.accounts.service.registration import mark_verified
from aistrategyhub.features.accounts.service.sessions import SignedIn
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.infra.db import take_turns

SEND_RESET = "accounts.send_reset"


async def send_reset(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """Mails a link to choose a new password, where the address has an account and none left within MAIL_LOCK."""
    person = await find_person_by_email(session, payload["email"])
    if person is None or not person.is_active:
        return
    await take_turns(session, f"mail:{person.id}")
    if await was_sent_lately(session, person.id, LinkPurpose.RESET_PASSWORD, MAIL_LOCK):
        return
    token = await issue_link(session, person, LinkPurpose.RESET_PASSWORD, email=person.email, lasts=RESET_LASTS)
    mail = ResetPassword(
        name=person.first_name,
        url=page_url(RESET_ROUTE, person.language, token=token),
        lasts_minutes=int(RESET_LASTS.total_seconds() // 60),
    )
    # Always to the stored address, never to the one that was typed (CVE-2019-19844).
    await queue_mail(session, mail, to=person.email, locale=person.language, person_id=person.id)


async def reset_password(session: AsyncSession, token: str, *, password_hash: str, device: str | None = None) -> Person:
    """Sets the password of whoever this link was mailed to. Raises LinkRefused.

    It opens no session, so a second factor is still asked for (ASVS 5.0, 6.4.3), and ends all there are. Having read
    the mail also proves the address: one that was not proven yet begins anew, unless this browser (`device` is its
    cookie) is known to be that of whoever registered it.
    """
    link = await use_link(session, token, LinkPurpose.RESET_PASSWORD)
    person = await get_person(session, link.user_id)
    if person.email != link.email:
        raise LinkRefused
    # Who was invited has chosen no password yet: nobody registered them.
    is_unproven = person.email_verified_at is None and person.password_hash is not None
    if is_unproven and not await _came_from(session, person, device):
        await start_over(session, person)
    await _set_password(session, person, password_hash)
    await record(session, "accounts.password_reset", "user", person.id)
    await lift_lock(session, person)
    if person.email_verified_at is None:
        await mark_verified(session, person)
    return person


async def _came_from(session: AsyncSession, person: Person, device: str | None) -> bool:
    return device is not None and await find_known_device(session, person.id, device) is not None


async def check_present_password(password: str, password_hash: str | None) -> None:
    """Raises InvalidInput for `current_password` unless it fits. Slow: call it outside a transaction."""
    does_fit = password_hash is not None and (await fits(password, password_hash))[0]
    if not does_fit:
        raise refused("current_password", "WRONG_PASSWORD", WRONG_PASSWORD)


async def change_password(
    session: AsyncSession, person_id: UUID, *, password_hash: str, kept_session_id: UUID | None
) -> SignedIn | None:
    """Sets the password of a person who has just shown the old one; their other sessions end.

    The browser in hand goes on with a new token for its cookie (ASVS 5.0, 7.2.4); a program has none.
    """
    person = await get_person(session, person_id)
    await _set_password(session, person, password_hash, kept_session_id=kept_session_id)
    await record(session, "accounts.password_changed", "user", person.id)
    token = new_token()
    renewing = (
        update(Session)
        .where(Session.id == kept_session_id, Session.kind == SessionKind.BROWSER)
        .values(token_fingerprint=fingerprint(token))
    )
    is_browser = (await session.execute(renewing)).rowcount
    return SignedIn(token, person) if is_browser else None


async def _set_password(
    session: AsyncSession, person: Person, password_hash: str, *, kept_session_id: UUID | None = None
) -> None:
    person.password_hash = password_hash
    person.password_changed_at = now()
    await session.flush()
    # Whoever knew the old password may have begun something with it.
    await void_links(
        session, person, LinkPurpose.RESET_PASSWORD, LinkPurpose.CHANGE_EMAIL_OLD, LinkPurpose.CHANGE_EMAIL_NEW
    )
    await session.execute(delete(Challenge).where(Challenge.user_id == person.id))
    # Also those in which the person acts for somebody else.
    theirs = or_(Session.user_id == person.id, Session.impersonator_id == person.id)
    await session.execute(delete(Session).where(theirs, Session.id != kept_session_id))
    with speaking(person.language):
        at_label = moment_label(person.password_changed_at)
    mail = PasswordChanged(name=person.first_name, at_label=at_label, reset_url=page_url(FORGOT_ROUTE, person.language))
    await queue_mail(session, mail, to=person.email, locale=person.language, person_id=person.id)
