"""Signing in with an account elsewhere, linking one, and letting it go. Who may is decided by the proven subject."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role, current_principal, refuse_impersonation
from aistrategyhub.core.clock import now
from aistrategyhub.core.text import DEFAULT_LOCALE, current_locale
from aistrategyhub.features.accounts.emails.security import SecurityChange
from aistrategyhub.features.accounts.models import Identity, IdentityProvider, LoginAttempt, Person
from aistrategyhub.features.accounts.queries import find_person_by_email, get_person, lock_person
from aistrategyhub.features.accounts.queries.directory import count_passkeys, list_identities
from aistrategyhub.features.accounts.queries.openid import find_identity
from aistrategyhub.features.accounts.rules.openid import (
    AccountExists,
    AddressUnproven,
    IdentityTaken,
    LastWayIn,
    ProviderRefused,
    check_fresh,
)
from aistrategyhub.features.accounts.service.ownership import start_over
from aistrategyhub.features.accounts.service.registration import mark_verified
from aistrategyhub.features.accounts.service.security_mail import note_change
from aistrategyhub.features.accounts.service.sign_in import Visitor
from aistrategyhub.features.audit.service import record
from aistrategyhub.integrations.oidc.gateway import Assertion


async def arrive(session: AsyncSession, assertion: Assertion) -> Person:
    """Whom this account elsewhere signs in: its person, or a new one where the provider vouches for the address, in
    place of whoever registered that address and never proved it.

    A second factor, where there is one, is still to be shown. Raises ProviderRefused for an account that is shut,
    AddressUnproven and AccountExists.
    """
    identity = await find_identity(session, IdentityProvider(assertion.provider), assertion.subject)
    if identity is None:
        return await _begin(session, assertion)
    person = await get_person(session, identity.user_id)
    if not person.is_active:
        raise ProviderRefused
    identity.last_used_at = now()
    return person


async def link(session: AsyncSession, person_id: UUID, assertion: Assertion) -> None:
    """Lets this account elsewhere sign the acting person in. Raises IdentityTaken and NotInSomebodysName."""
    refuse_impersonation()
    person = await lock_person(session, person_id)
    provider = IdentityProvider(assertion.provider)
    linked = {identity.provider for identity in await list_identities(session, person_id)}
    if person is None or provider in linked or await find_identity(session, provider, assertion.subject):
        raise IdentityTaken
    await _add_identity(session, person, assertion)
    await note_change(session, person, SecurityChange.IDENTITY_LINKED, provider=provider.title(), email=assertion.email)


async def prove(session: AsyncSession, person_id: UUID, assertion: Assertion, *, asked_at: datetime) -> list[str]:
    """By what the acting person has proved who they are: by signing in again with an account that is linked to them.

    Whoever has a second factor proves it with that, which a provider's word does not stand in for. Raises
    ProviderRefused for any other account, and ProofNotFresh.
    """
    identity = await find_identity(session, IdentityProvider(assertion.provider), assertion.subject)
    person = await get_person(session, person_id)
    if identity is None or identity.user_id != person_id or person.mfa_enabled_at is not None:
        raise ProviderRefused
    check_fresh(assertion.authenticated_at, asked_at=asked_at, at=now())
    identity.last_used_at = now()
    return [assertion.provider]


async def unlink(session: AsyncSession, provider: IdentityProvider) -> None:
    """Stops the provider's account from signing the acting person in. Raises LastWayIn and NotInSomebodysName."""
    refuse_impersonation()
    person = await lock_person(session, current_principal().person_id)
    identities = await list_identities(session, person.id)
    passkeys = await count_passkeys(session, person.id)
    others = [identity for identity in identities if identity.provider is not provider]
    if len(others) == len(identities):
        return
    if not (person.password_hash or passkeys or others):
        raise LastWayIn
    await session.execute(delete(Identity).where(Identity.user_id == person.id, Identity.provider == provider))
    await note_change(session, person, SecurityChange.IDENTITY_UNLINKED, provider=provider.title())


async def note_refused_arrival(session: AsyncSession, email: str, code: str, visitor: Visitor) -> None:
    """Writes a refused arrival down with the attempts to sign in."""
    session.add(
        LoginAttempt(
            email=email,
            ip_address=visitor.ip_address,
            user_agent=visitor.user_agent[:300],
            success=False,
            failure_reason=code,
        )
    )


async def _begin(session: AsyncSession, assertion: Assertion) -> Person:
    if not assertion.email or not assertion.email_is_verified:
        raise AddressUnproven
    if known := await find_person_by_email(session, assertion.email):
        return await _take_over(session, known.id, assertion)
    person = Person(
        email=assertion.email,
        first_name=assertion.first_name,
        last_name=assertion.last_name,
        language=current_locale() or DEFAULT_LOCALE,
    )
    try:
        async with session.begin_nested():
            session.add(person)
            await session.flush()
            await _add_identity(session, person, assertion)
    except (IntegrityError, IdentityTaken):
        # Somebody registered the address, or the account arrived twice, in this very moment.
        raise AccountExists from None
    await record(session, "accounts.registered", "user", person.id, provider=assertion.provider)
    await mark_verified(session, person)
    return person


async def _take_over(session: AsyncSession, person_id: UUID, assertion: Assertion) -> Person:
    """The account that somebody opened with this address and nobody proved: it is its mailbox's owner's, emptied.

    Raises AccountExists for one whose address was proven, and for one that was not opened by registering.
    """
    person = await lock_person(session, person_id)
    was_registered = person.role is Role.CUSTOMER and person.is_active and person.password_hash is not None
    if person.email_verified_at is not None or not was_registered:
        raise AccountExists
    await start_over(session, person)
    person.first_name, person.last_name = assertion.first_name, assertion.last_name
    await _add_identity(session, person, assertion)
    await mark_verified(session, person)
    return person


async def _add_identity(session: AsyncSession, person: Person, assertion: Assertion) -> None:
    identity = Identity(
        user_id=person.id,
        provider=IdentityProvider(assertion.provider),
        subject=assertion.subject,
        email=assertion.email,
        last_used_at=now(),
    )
    try:
        async with session.begin_nested():
            session.add(identity)
    except IntegrityError:
        raise IdentityTaken from None
