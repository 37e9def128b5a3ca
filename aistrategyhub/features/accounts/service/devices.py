"""Devices that a person came in from before."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import fingerprint, new_id, new_token
from aistrategyhub.features.accounts.models import KnownDevice, Person
from aistrategyhub.features.accounts.queries.devices import find_known_device


@dataclass(frozen=True)
class Recognised:
    """A device at the door. `token` goes into its cookie; `was_known` when it was told apart from strangers before,
    `has_signed_in` when somebody did sign in to this account with it."""

    token: str
    was_known: bool
    has_signed_in: bool


async def recognise(session: AsyncSession, person: Person, token: str | None) -> Recognised:
    """Notes a sign-in of the person from the device with this cookie; one that shows none gets one."""
    known = await find_known_device(session, person.id, token) if token else None
    recognised = Recognised(
        token=token if known and token else await token_for(session, token),
        was_known=known is not None,
        has_signed_in=known is not None and known.last_sign_in_at is not None,
    )
    if known is None:
        session.add(_device(person, recognised.token))
    else:
        known.last_sign_in_at = now()
    await session.flush()
    return recognised


async def trust(session: AsyncSession, person: Person, token: str | None) -> str:
    """Lets the person's wrong passwords from this device be counted apart, before they signed in with it.

    Returns what goes into its cookie.
    """
    token = await token_for(session, token)
    await trust_print(session, person, fingerprint(token))
    return token


async def trust_print(session: AsyncSession, person: Person, token_fingerprint: str) -> None:
    """The same for the device whose cookie has this fingerprint."""
    device = KnownDevice(id=new_id(), user_id=person.id, token_fingerprint=token_fingerprint)
    made = insert(KnownDevice).values(device.model_dump(exclude={"tenant_id"}))
    await session.execute(made.on_conflict_do_nothing(index_elements=["tenant_id", "user_id", "token_fingerprint"]))


async def token_for(session: AsyncSession, token: str | None) -> str:
    """The cookie that the browser has for somebody else, when it was made here; else a new one."""
    if token is None:
        return new_token()
    query = select(KnownDevice.id).where(KnownDevice.token_fingerprint == fingerprint(token)).limit(1)
    return token if (await session.execute(query)).first() else new_token()


def _device(person: Person, token: str) -> KnownDevice:
    return KnownDevice(id=new_id(), user_id=person.id, token_fingerprint=fingerprint(token), last_sign_in_at=now())
