"""The second step of signing in: whoever has shown a password has no session until they show something they hold."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.accounts.emails.security import SecurityChange
from aistrategyhub.features.accounts.models import ChallengeKind, LoginAttempt, Person
from aistrategyhub.features.accounts.queries import get_person
from aistrategyhub.features.accounts.rules import totp
from aistrategyhub.features.accounts.service.challenges import (
    ChallengeOver,
    OpenChallenge,
    begin_challenge,
    end_challenge,
)
from aistrategyhub.features.accounts.service.recovery_codes import count_codes_left, use_code
from aistrategyhub.features.accounts.service.security_mail import note_change
from aistrategyhub.features.accounts.service.sign_in import Visitor
from aistrategyhub.infra.encryption import unseal


@dataclass(frozen=True)
class Proven:
    """Somebody who has shown all that they have to, and by what: a session may be opened for them."""

    person: Person
    methods: list[str]


TOTP = "totp"
RECOVERY_CODE = "recovery_code"


class WrongCode(DomainError):
    """The code is of another moment, was used already, or is none of the person's."""

    code = "WRONG_CODE"
    kind = Kind.FORBIDDEN
    sentence = mark("Il codice non è corretto o è già stato usato. Se nel frattempo è cambiato, scrivi quello nuovo.")

    @property
    def tries_left(self) -> int:
        """How many more the ceremony allows; none where that is not counted."""
        return self.values.get("tries_left", 0)


async def begin_second_factor(session: AsyncSession, person: Person, *, methods: list[str]) -> str:
    """Asks whoever has proved themselves by `methods` for a second factor.

    The token returned goes into the cookie `__Host-challenge`, or to a program; it opens no session by itself.
    """
    return await begin_challenge(session, ChallengeKind.SECOND_FACTOR, person_id=person.id, methods=methods)


async def finish_second_factor(session: AsyncSession, challenge: OpenChallenge, code: str) -> Proven:
    """Ends the ceremony for a code of the authenticator or a recovery code.

    The try was counted by `take_try` and committed before. Raises WrongCode, and ChallengeOver when the ceremony
    was finished meanwhile or the person may not sign in any more.
    """
    person = await person_of(session, challenge)
    shown = await show_code(session, person, code)
    await end_challenge(session, challenge.id)
    return Proven(person, [*challenge.data["methods"], shown])


async def note_wrong_code(session: AsyncSession, challenge: OpenChallenge, visitor: Visitor) -> None:
    """Writes the attempt down; the last one of a ceremony is mailed: whoever guesses has the password."""
    person = await person_of(session, challenge)
    session.add(
        LoginAttempt(
            email=person.email,
            user_id=person.id,
            ip_address=visitor.ip_address,
            user_agent=visitor.user_agent[:300],
            success=False,
            failure_reason=WrongCode.code,
        )
    )
    if challenge.tries_left == 0:
        await note_change(session, person, SecurityChange.CODES_GUESSED)


async def person_of(session: AsyncSession, challenge: OpenChallenge) -> Person:
    """Who began this ceremony. Raises ChallengeOver when they may not sign in any more."""
    if challenge.person_id is None:
        raise ChallengeOver
    person = await get_person(session, challenge.person_id)
    if not person.is_active:
        raise ChallengeOver
    return person


async def show_code(session: AsyncSession, person: Person, code: str) -> str:
    """Accepts a code of the person's authenticator or one of their recovery codes, and uses it up.

    Returns which of the two it was. Raises WrongCode, also for a code that counted once before (RFC 6238 section
    5.2; ASVS 5.0, 6.5.1).
    """
    typed = code.replace(" ", "")
    if person.mfa_enabled_at and person.mfa_secret and totp.is_code(typed):
        secret = unseal(person.mfa_secret, place=secret_place(person.id))
        if await use_totp(session, person, secret, typed):
            return TOTP
    elif person.mfa_enabled_at and await use_code(session, person.id, typed):
        left = await count_codes_left(session, person.id)
        await note_change(session, person, SecurityChange.RECOVERY_CODE_USED, left=left)
        return RECOVERY_CODE
    raise WrongCode


async def use_totp(session: AsyncSession, person: Person, secret: str, code: str) -> bool:
    """Uses up the code of the present time step. Of two who show it at once, one does."""
    step = totp.step_at(now())
    if not totp.fits_step(secret, code, step):
        return False
    unused = or_(Person.mfa_last_step.is_(None), Person.mfa_last_step < step)
    use = (
        update(Person)
        .where(Person.id == person.id, unused)
        .values(mfa_last_step=step)
        .returning(Person.id)
        .execution_options(synchronize_session=False)
    )
    return (await session.execute(use)).scalar_one_or_none() is not None


def secret_place(person_id: UUID) -> str:
    """Where a person's authenticator secret is kept: it opens nowhere else."""
    return f"users.mfa_secret:{person_id}"
