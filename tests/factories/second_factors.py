"""People who have a second factor, and the codes that their devices show."""

import pyotp
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.accounts.rules.totp import step_at
from aistrategyhub.features.accounts.service.second_factor import secret_place
from aistrategyhub.infra.encryption import seal

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


async def give_second_factor(session: AsyncSession, person: Person) -> Person:
    """Turns the second factor on, with SECRET in the person's telephone."""
    person.mfa_secret = seal(SECRET, place=secret_place(person.id))
    person.mfa_enabled_at = now()
    await session.flush()
    return person


def code_at(steps: int = 0) -> str:
    """What the telephone shows now, or so many half minutes later."""
    return pyotp.TOTP(SECRET).generate_otp(step_at(now()) + steps)
