"""Codes on paper that stand in for a lost second factor, each good once."""

import secrets
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import fingerprint
from aistrategyhub.features.accounts.models import RecoveryCode
from aistrategyhub.features.accounts.rules.totp import in_groups

HOW_MANY = 10

# Crockford's base 32 has no letter that looks like a digit. 24 of them are 120 random bits: from 112 on a plain
# SHA-256 may be stored (ASVS 5.0, 6.5.2).
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 24
_LOOK_ALIKES = str.maketrans("oil", "011", " -\u2010\u2011\t\r\n")


def read_code(typed: str) -> str | None:
    """The code as it is stored, however it was typed; None for what cannot be one."""
    code = typed.lower().translate(_LOOK_ALIKES)
    return code if len(code) == _LENGTH and set(code) <= set(_LETTERS) else None


async def replace_codes(session: AsyncSession, person_id: UUID) -> list[str]:
    """Ten new codes, in groups for reading; those before them stop working. They are never shown again."""
    await drop_codes(session, person_id)
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(HOW_MANY)]
    session.add_all(RecoveryCode(user_id=person_id, code_fingerprint=fingerprint(code)) for code in codes)
    await session.flush()
    return [in_groups(code, separator="-") for code in codes]


async def use_code(session: AsyncSession, person_id: UUID, typed: str) -> bool:
    """Uses up the code when it is one of the person's, unused. Of two who use it at once, one does."""
    code = read_code(typed)
    if code is None:
        return False
    use = (
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == person_id,
            RecoveryCode.code_fingerprint == fingerprint(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now())
        .returning(RecoveryCode.id)
        .execution_options(synchronize_session=False)
    )
    return (await session.execute(use)).scalar_one_or_none() is not None


async def count_codes_left(session: AsyncSession, person_id: UUID) -> int:
    """How many codes the person has not used."""
    unused = RecoveryCode.user_id == person_id, RecoveryCode.used_at.is_(None)
    return (await session.execute(select(func.count()).select_from(RecoveryCode).where(*unused))).scalar_one()


async def drop_codes(session: AsyncSession, person_id: UUID) -> None:
    """Takes all of the person's codes away."""
    await session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == person_id))
