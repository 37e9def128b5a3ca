"""Proving again who one is, for acts that a stolen session must not be enough for (ASVS 5.0, 7.5.1 and 7.5.3)."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import NotInSomebodysName, SignInRequired
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.ids import fingerprint, new_token
from aistrategyhub.features.accounts.models import LoginAttempt, Person, Session, SessionKind
from aistrategyhub.features.accounts.queries import get_person
from aistrategyhub.features.accounts.service.second_factor import show_code
from aistrategyhub.features.accounts.service.sign_in import Visitor, WrongCredentials
from aistrategyhub.features.audit.service import record


async def prove_by_password(
    session: AsyncSession, person_id: UUID, *, tried_hash: str | None, fits: bool, code: str
) -> list[str]:
    """By what the person has proved who they are: their password, and a code where they have a second factor.

    `tried_hash` is what the password was tried against before this transaction. Somebody who has no password proves
    it by the code alone. Raises WrongCredentials and WrongCode.
    """
    person = await get_person(session, person_id)
    methods = []
    if person.password_hash is not None:
        # The password may have been changed while this one was being hashed.
        if not fits or person.password_hash != tried_hash:
            raise WrongCredentials
        methods.append("password")
    if person.mfa_enabled_at is not None:
        methods.append(await show_code(session, person, code))
    if not methods:
        raise WrongCredentials
    return methods


async def note_failed_proof(session: AsyncSession, person_id: UUID, refusal: DomainError, visitor: Visitor) -> None:
    """Writes a refused proof down with the attempts to sign in."""
    person = await get_person(session, person_id)
    session.add(
        LoginAttempt(
            email=person.email,
            user_id=person.id,
            ip_address=visitor.ip_address,
            user_agent=visitor.user_agent[:300],
            success=False,
            failure_reason=refusal.code,
        )
    )


async def renew_proof(session: AsyncSession, session_id: UUID, person: Person, methods: list[str]) -> str | None:
    """Marks the session as proved now and returns the new token of its cookie; a program's session has none.

    The token before stops working (ASVS 5.0, 7.2.4). Raises SignInRequired when the session ended meanwhile, and
    NotInSomebodysName when it is a colleague's in the person's name: theirs is never proved.
    """
    query = select(Session).where(
        Session.id == session_id,
        Session.user_id == person.id,
        Session.expires_at > now(),
    )
    live = (await session.execute(query.with_for_update())).scalar_one_or_none()
    if live is None or not person.is_active:
        raise SignInRequired
    if live.impersonator_id is not None:
        raise NotInSomebodysName
    token = new_token() if live.kind is SessionKind.BROWSER else None
    live.token_fingerprint = fingerprint(token) if token else None
    live.proved_at = now()
    live.methods = sorted({*live.methods, *methods})
    await record(session, "accounts.proved_again", "user", person.id, methods=methods)
    return token
