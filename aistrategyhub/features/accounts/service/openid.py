"""Signing in with an account elsewhere, linking one, and letting it go. Who may is decided by the proven subject."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import current_principal, refuse_impersonation
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
)
from aistrategyhub.features.accounts.service.registration import mark_verified
from aistrategyhub.features.accounts.service.security_mail import note_change
from aistrategyhub.features.accounts.service.sign_in import Visitor
from aistrategyhub.features.audit.service import record
from aistrategyhub.integrations.oidc.gateway import Assertion


async def arrive(session: AsyncSession, assertion: Assertion) -> Person:
    """Whom this account elsewhere signs in: its person, or a new one where the provider vouches for the address.

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
    if await find_person_by_email(session, assertion.email):
        raise AccountExists
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
