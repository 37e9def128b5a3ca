"""Looking after other people's accounts: roles, deactivation, sessions, lost second factors.

Every verb acts as the principal of the moment, refuses what `rules.staff` refuses, and leaves a line in the trail.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role, current_principal
from aistrategyhub.features.accounts.emails.staff import (
    AccountDeactivated,
    AccountReactivated,
    RoleChanged,
    SecondFactorReset,
)
from aistrategyhub.features.accounts.models import Passkey, Person, RecoveryCode, Session
from aistrategyhub.features.accounts.queries.directory import count_other_owners, hold_person
from aistrategyhub.features.accounts.rules.staff import (
    LastOwner,
    OwnAccount,
    RoleNotYours,
    check_may_look_after,
    may_grant,
)
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.mailing.service import queue_mail
from aistrategyhub.infra.db import take_turns


async def change_role(session: AsyncSession, person_id: UUID, role: Role) -> Person:
    """Gives somebody another role and ends their sessions; the role they have already changes nothing.

    Raises PersonNotFound, OwnAccount, RoleNotYours, LastOwner.
    """
    person = await _taken_in_hand(session, person_id)
    if not may_grant(current_principal().role, role):
        raise RoleNotYours
    if person.role is role:
        return person
    await keep_an_owner(session, person)
    before, person.role = person.role, role
    await _end_sessions(session, person.id)
    await _note(session, "role_changed", person, before={"role": before}, after={"role": role})
    await _tell(session, person, RoleChanged.of(person))
    return person


async def deactivate(session: AsyncSession, person_id: UUID) -> Person:
    """Shuts an account: nobody signs in with it until it is opened again.

    Raises PersonNotFound, OwnAccount, RoleNotYours, LastOwner.
    """
    person = await _taken_in_hand(session, person_id)
    if not person.is_active:
        return person
    await keep_an_owner(session, person)
    person.is_active = False
    await _end_sessions(session, person.id)
    await _note(session, "deactivated", person, before={"is_active": True}, after={"is_active": False})
    await _tell(session, person, AccountDeactivated())
    return person


async def reactivate(session: AsyncSession, person_id: UUID) -> Person:
    """Opens a shut account again. Raises PersonNotFound, OwnAccount, RoleNotYours."""
    person = await _taken_in_hand(session, person_id)
    if person.is_active or person.erased_at is not None:
        return person
    person.is_active = True
    await _note(session, "reactivated", person, before={"is_active": False}, after={"is_active": True})
    await _tell(session, person, AccountReactivated())
    return person


async def reset_second_factor(session: AsyncSession, person_id: UUID) -> Person:
    """Takes away a lost second factor with its codes and passkeys, and ends the sessions it opened.

    Raises PersonNotFound, OwnAccount, RoleNotYours.
    """
    person = await _taken_in_hand(session, person_id)
    had = person.mfa_enabled_at is not None
    person.mfa_secret = person.mfa_enabled_at = person.mfa_last_step = None
    await session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == person.id))
    passkeys = (await session.execute(delete(Passkey).where(Passkey.user_id == person.id))).rowcount
    await _end_sessions(session, person.id)
    await _note(session, "second_factor_reset", person, before={"totp": had, "passkeys": passkeys})
    await _tell(session, person, SecondFactorReset())
    return person


async def end_session(session: AsyncSession, person_id: UUID, session_id: UUID) -> None:
    """Signs somebody out of one device; nothing happens when that session has ended or is another person's.

    Raises PersonNotFound, OwnAccount, RoleNotYours.
    """
    person = await _taken_in_hand(session, person_id)
    ended = await session.execute(delete(Session).where(Session.id == session_id, Session.user_id == person.id))
    if ended.rowcount:
        await _note(session, "session_ended", person, session_id=str(session_id))


async def end_all_sessions(session: AsyncSession, person_id: UUID) -> None:
    """Signs somebody out of every device. Raises PersonNotFound, OwnAccount, RoleNotYours."""
    person = await _taken_in_hand(session, person_id)
    await _end_sessions(session, person.id)
    await _note(session, "sessions_ended", person)


async def keep_an_owner(session: AsyncSession, person: Person) -> None:
    """Raises LastOwner when the firm has no other active owner than this person.

    Whoever takes an owner away calls it: two of them at once wait for each other.
    """
    if person.role is not Role.SUPER_ADMIN or not person.is_active:
        return
    await take_turns(session, "accounts.owners")
    if not await count_other_owners(session, person.id):
        raise LastOwner


async def _taken_in_hand(session: AsyncSession, person_id: UUID) -> Person:
    """The person, locked, whom the acting colleague looks after."""
    principal = current_principal()
    if principal.person_id == person_id:
        raise OwnAccount
    person = await hold_person(session, person_id)
    check_may_look_after(principal, person.id, person.role)
    return person


async def _end_sessions(session: AsyncSession, person_id: UUID) -> None:
    """Also those in which the person acts for somebody else."""
    theirs = or_(Session.user_id == person_id, Session.impersonator_id == person_id)
    await session.execute(delete(Session).where(theirs))


async def _note(session: AsyncSession, act: str, person: Person, **changes: Any) -> None:
    await record(session, f"accounts.{act}", "user", person.id, **changes)


async def _tell(session: AsyncSession, person: Person, mail: Any) -> None:
    await queue_mail(session, mail, to=person.email, locale=person.language, person_id=person.id)
