"""Reads of devices."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.ids import fingerprint
from aistrategyhub.features.accounts.models import KnownDevice, Person


async def find_known_device(session: AsyncSession, person_id: UUID, token: str) -> KnownDevice | None:
    """The device with this cookie, when this person came in from it before; nobody else notes it meanwhile."""
    query = select(KnownDevice).where(
        KnownDevice.user_id == person_id, KnownDevice.token_fingerprint == fingerprint(token)
    )
    return (await session.execute(query.with_for_update())).scalar_one_or_none()


async def is_device_of(session: AsyncSession, email: str, token: str) -> bool:
    """Whether whoever has this address (canonical) came in from the device with this cookie before."""
    query = (
        select(KnownDevice.id)
        .join(Person, (Person.id == KnownDevice.user_id) & (Person.tenant_id == KnownDevice.tenant_id))
        .where(Person.email == email, KnownDevice.token_fingerprint == fingerprint(token))
    )
    return (await session.execute(query)).first() is not None
