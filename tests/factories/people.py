"""People who can sign in, and the principal that each becomes."""

from functools import cache
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub import registry
from aistrategyhub.core.access import Principal, Role
from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.accounts import service
from aistrategyhub.features.accounts.models import Person
from aistrategyhub.features.accounts.rules import hash_password
from aistrategyhub.features.accounts.service import Visitor, open_session
from aistrategyhub.features.accounts.service.api_keys import create_api_key
from aistrategyhub.features.accounts.service.passwords import fits
from aistrategyhub.features.audit.service import record
from aistrategyhub.infra.db import tenant_of

PASSWORD = "una frase lunga e mia"


async def create_somebody(session: AsyncSession, role: Role = Role.CUSTOMER, *, email: str = "") -> Person:
    """Somebody of this role, who signs in with PASSWORD, as `create_person` makes them."""
    person = Person(
        email=email or f"{role.value}@prova.example",
        email_verified_at=now(),
        password_hash=_hash_of_the_password(),
        password_changed_at=now(),
        role=role,
        first_name="Anna",
        last_name="Ferri",
    )
    session.add(person)
    await session.flush()
    await record(session, "accounts.created", "user", person.id, role=role)
    return person


@cache
def _hash_of_the_password() -> str:
    """Slow on purpose: once is enough."""
    return hash_password(PASSWORD)


def principal_of(person: Person, **more: Any) -> Principal:
    """Whom the edge sees when this person is signed in. `more` are fields of Principal."""
    return Principal(
        tenant_id=person.tenant_id,
        person_id=person.id,
        role=person.role,
        permissions=registry.granted(person.role),
        **more,
    )


async def cookie_of(session: AsyncSession, role: Role) -> dict[str, str]:
    """The header of a browser in which somebody of this role has signed in."""
    person = await create_somebody(session, role, email=f"cookie-{role.value}@{tenant_of(session).hex}.example")
    signed_in = await open_session(session, person, methods=["password"], ip_address=None, user_agent="test")
    await session.flush()
    return {"Cookie": f"__Host-sid={signed_in.token}"}


async def program_of(session: AsyncSession, *scopes: str) -> dict[str, str]:
    """The header of a program whose key, an editor's, may do no more than this."""
    person = await create_somebody(session, Role.EDITOR, email=f"{new_id().hex}@prova.example")
    _key, token = await create_api_key(
        session, person.id, name="prova", scopes=list(scopes), allowed=list(scopes), lasts_days=30
    )
    return {"Authorization": f"Bearer {token}"}


async def person_let_in(session: AsyncSession, email: str, password: str) -> Person | None:
    """Who comes in with this address and password, None when they are refused."""
    knock = await service.knock(session, email, Visitor(ip_address=None, user_agent="test"), network="test")
    does_fit, better_hash = await fits(password, knock.password_hash)
    return (await service.judge(session, knock, fits=does_fit, better_hash=better_hash)).person
