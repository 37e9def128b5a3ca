"""Making people."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.email_addresses import canonical_address
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.accounts.rules import check_new_password
from aistrategyhub.features.accounts.service.passwords import hashed
from aistrategyhub.features.audit.service import record


async def create_person(
    session: AsyncSession,
    *,
    email: str,
    password: str,
    role: Role,
    first_name: str = "",
    last_name: str = "",
) -> Person:
    """Somebody whom the firm itself lets in with this password: their address counts as verified.

    Raises PasswordRefused.
    """
    check_new_password(password, email)
    person = Person(
        email=canonical_address(email) or email.strip().lower(),
        email_verified_at=now(),
        password_hash=await hashed(password),
        password_changed_at=now(),
        role=role,
        first_name=first_name,
        last_name=last_name,
    )
    session.add(person)
    await session.flush()
    await record(session, "accounts.created", "user", person.id, role=role)
    return person
