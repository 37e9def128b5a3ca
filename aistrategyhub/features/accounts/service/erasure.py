"""Erasing a person: the account stays as a number that nobody is behind."""

from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from aistrategyhub.core.clock import now
from aistrategyhub.features.accounts.events import PersonErased
from aistrategyhub.features.accounts.models import (
    ApiKey,
    Challenge,
    Consent,
    ConsentTrace,
    Identity,
    KnownDevice,
    LoginAttempt,
    MailedLink,
    Passkey,
    Person,
    PrivacyRequest,
    Profile,
    RecoveryCode,
    RequestStatus,
    Session,
)
from aistrategyhub.features.accounts.queries import known_emails
from aistrategyhub.features.accounts.queries.privacy_requests import list_exports_of
from aistrategyhub.features.accounts.service.privacy_requests import advance, expire_export
from aistrategyhub.features.audit.service import forget_person, record
from aistrategyhub.features.mailing.service import forget_recipient
from aistrategyhub.infra.outbox import publish
from aistrategyhub.infra.storage import Storage

_OWNED: tuple[type[SQLModel], ...] = (
    Session,
    ApiKey,
    Passkey,
    Identity,
    KnownDevice,
    RecoveryCode,
    MailedLink,
    Challenge,
    Profile,
)


async def erase_person(session: AsyncSession, request: PrivacyRequest, storage: Storage) -> None:
    """Carries out an erasure (art. 17 GDPR): sessions, keys, passkeys and identities end, what was written to the
    person is blanked, and the account is anonymous. The rooms above hear PersonErased and do the same with theirs.

    The request must be locked by this transaction.
    """
    query = select(Person).where(Person.id == request.user_id).with_for_update()
    person = (await session.execute(query.execution_options(populate_existing=True))).scalar_one()
    addresses = addresses_of(person) | await _former_addresses(session, person)
    for export in await list_exports_of(session, person.id):
        await expire_export(export, storage)
    for table in _OWNED:
        await session.execute(delete(table).where(table.user_id == person.id))
    await session.execute(delete(Session).where(Session.impersonator_id == person.id))
    await _forget_attempts(session, person.id, addresses)
    await _forget_traces(session, person.id, addresses)
    await forget_recipient(session, person.id, addresses)
    _anonymise(person)
    advance(request, RequestStatus.DONE)
    request.finished_at = now()
    await forget_person(session, person.id)
    await record(session, "privacy.person_erased", "user", person.id, request_id=str(request.id))
    await publish(session, PersonErased(person_id=person.id))


def addresses_of(person: Person) -> frozenset[str]:
    """The addresses proven to be a person's now: what was written or ordered with them is handed to this person."""
    return frozenset({person.email} if person.email_verified_at else ())


async def _former_addresses(session: AsyncSession, person: Person) -> frozenset[str]:
    """Those they once proved by using a mailed link, as long as no other account has them."""
    query = select(MailedLink.email).where(MailedLink.user_id == person.id, MailedLink.used_at.is_not(None))
    proven = {email.lower() for email in (await session.execute(query)).scalars()} - {person.email}
    return frozenset(proven - await known_emails(session, sorted(proven)))


async def _forget_attempts(session: AsyncSession, person_id: UUID, addresses: frozenset[str]) -> None:
    theirs = or_(LoginAttempt.user_id == person_id, LoginAttempt.email.in_(addresses))
    await session.execute(delete(LoginAttempt).where(theirs))


async def _forget_traces(session: AsyncSession, person_id: UUID, addresses: frozenset[str]) -> None:
    said = select(Consent.id).where(Consent.user_id == person_id)
    theirs = or_(ConsentTrace.consent_id.in_(said), ConsentTrace.email.in_(addresses))
    await session.execute(delete(ConsentTrace).where(theirs))


def _anonymise(person: Person) -> None:
    """`.invalid` can never be an address of anybody (RFC 2606, 2)."""
    person.email = f"{person.id.hex}@erased.invalid"
    person.first_name = person.last_name = ""
    person.email_verified_at = person.password_changed_at = person.last_login = None
    person.password_hash = person.last_login_ip = None
    person.mfa_secret = person.mfa_enabled_at = person.mfa_last_step = None
    person.support_access_until = None
    person.language, person.timezone = "it", "Europe/Rome"
    person.is_active = False
    person.erased_at = now()
