"""Opening an account, and proving that its address is one's own."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import fingerprint
from aistrategyhub.features.accounts.emails.addresses import AlreadyRegistered, VerifyAddress
from aistrategyhub.features.accounts.events import EmailVerified
from aistrategyhub.features.accounts.links import FORGOT_ROUTE, VERIFY_ROUTE, page_url
from aistrategyhub.features.accounts.models import LinkPurpose, Person
from aistrategyhub.features.accounts.queries import find_person_by_email, get_person
from aistrategyhub.features.accounts.queries.links import was_sent_lately
from aistrategyhub.features.accounts.rules.mailed_links import MAIL_LOCK, RESET_LASTS, VERIFY_LASTS
from aistrategyhub.features.accounts.rules.registration import Registration
from aistrategyhub.features.accounts.service.devices import trust_print
from aistrategyhub.features.accounts.service.links import LinkRefused, issue_link, use_link
from aistrategyhub.features.accounts.service.ownership import Shown, check_recognised, start_over
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.infra.db import take_turns
from aistrategyhub.infra.outbox import publish
from aistrategyhub.infra.work import enqueue

GREET = "accounts.greet"
RESEND_VERIFICATION = "accounts.resend_verification"
_SIGN_IN_ROUTE = "/accedi"


async def register(
    session: AsyncSession, registration: Registration, *, password_hash: str, language: str, device: str | None = None
) -> UUID | None:
    """The new person, or None when the address has an account; of two at once one makes it.

    `device` is the cookie of the browser in which it was asked for: the mailed link is believed there.

    Their mail is asked for in the same way in both cases and written by a job, so that neither the answer nor its
    time tells whether an address is known (ASVS 5.0, 6.3.8).
    """
    values = {
        "email": registration.email,
        "password_hash": password_hash,
        "password_changed_at": now(),
        "first_name": registration.first_name,
        "last_name": registration.last_name,
        "language": language,
    }
    insertion = insert(Person).values(values).on_conflict_do_nothing(index_elements=["tenant_id", "email"])
    person_id = (await session.execute(insertion.returning(Person.id))).scalar_one_or_none()
    # Written down in both cases: what only one of them cost would be seen from outside.
    if person_id is not None:
        await record(session, "accounts.registered", "user", person_id)
    else:
        known = await find_person_by_email(session, registration.email)
        await record(session, "accounts.registered_again", "user", known.id if known else None)
    greeted = {"email": registration.email, "is_new": person_id is not None}
    await enqueue(session, GREET, greeted | ({"device": fingerprint(device)} if device else {}))
    return person_id


async def greet(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """Writes to whoever registered: the link that verifies, or that they have an account already."""
    person = await find_person_by_email(session, payload["email"])
    if person is None or not person.is_active:
        return
    if payload["is_new"]:
        if "device" in payload:
            await trust_print(session, person, payload["device"])
        await send_verification(session, person)
    elif now() - person.created_at > MAIL_LOCK:
        await tell_already_registered(session, person)


async def resend_verification(session: AsyncSession, payload: Mapping[str, Any]) -> None:
    """Writes the verifying link again, where the address has an account that still needs it."""
    person = await find_person_by_email(session, payload["email"])
    if person is not None and person.is_active and person.email_verified_at is None:
        await send_verification(session, person)


async def send_verification(session: AsyncSession, person: Person) -> None:
    """Mails a verifying link, unless one left within MAIL_LOCK."""
    await take_turns(session, f"mail:{person.id}")
    if await was_sent_lately(session, person.id, LinkPurpose.VERIFY_EMAIL, MAIL_LOCK):
        return
    token = await issue_link(session, person, LinkPurpose.VERIFY_EMAIL, email=person.email, lasts=VERIFY_LASTS)
    mail = VerifyAddress(
        name=person.first_name,
        url=page_url(VERIFY_ROUTE, person.language, token=token),
        lasts_days=VERIFY_LASTS.days,
    )
    await queue_mail(session, mail, to=person.email, locale=person.language, person_id=person.id)


async def verify_email(session: AsyncSession, token: str, shown: Shown | None = None) -> Person:
    """The person whose address this link proves. Raises LinkRefused, also when they have another address by now.

    Whoever pressed a button in a mail must also be whoever registered: raises NotRecognised and NotTheirPassword
    unless `shown` says so. A program that sends the token needs nothing else: no mailbox's owner does that unawares.
    """
    link = await use_link(session, token, LinkPurpose.VERIFY_EMAIL)
    person = await get_person(session, link.user_id)
    if person.email != link.email:
        raise LinkRefused
    if shown is not None:
        await check_recognised(session, person, shown)
    await mark_verified(session, person)
    return person


async def claim(session: AsyncSession, token: str) -> tuple[Person, str]:
    """The person whose address this link proves, with nothing left of what whoever registered it had; and the token
    of a link to choose the password with. Raises LinkRefused, also for an address that is proven already."""
    link = await use_link(session, token, LinkPurpose.VERIFY_EMAIL)
    person = await get_person(session, link.user_id)
    if person.email != link.email or person.email_verified_at is not None:
        raise LinkRefused
    await start_over(session, person)
    await mark_verified(session, person)
    return person, await issue_link(session, person, LinkPurpose.RESET_PASSWORD, email=person.email, lasts=RESET_LASTS)


async def mark_verified(session: AsyncSession, person: Person) -> None:
    """The person has shown that they read the mail of their present address; the rooms above are told."""
    if person.email_verified_at is None:
        person.email_verified_at = now()
        await record(session, "accounts.email_verified", "user", person.id)
    await publish(session, EmailVerified(person_id=person.id, email=person.email))


async def tell_already_registered(session: AsyncSession, person: Person) -> None:
    """Mails somebody that their address has an account, at most once in each stretch of MAIL_LOCK."""
    mail = AlreadyRegistered(
        name=person.first_name,
        sign_in_url=page_url(_SIGN_IN_ROUTE, person.language),
        reset_url=page_url(FORGOT_ROUTE, person.language),
    )
    stretch = int(now().timestamp() // MAIL_LOCK.total_seconds())
    key = f"already_registered:{person.id}:{stretch}"
    await queue_mail(session, mail, to=person.email, locale=person.language, person_id=person.id, key=key)
