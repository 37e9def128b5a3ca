"""Whose account it is once somebody shows that they read the mail of its address.

Anybody can register an address that is not theirs, wait for its owner to press the button in the mail, and then share
the account with them ("account pre-hijacking", Sudhodanan and Paverd, USENIX Security 2022). So the mailbox alone
proves whose the address is, not whose the password is.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.text import mark
from aistrategyhub.features.accounts.models import (
    ApiKey,
    Challenge,
    Identity,
    KnownDevice,
    LinkPurpose,
    Passkey,
    Person,
    Profile,
    RecoveryCode,
    Session,
)
from aistrategyhub.features.accounts.queries.devices import find_known_device
from aistrategyhub.features.accounts.service.links import void_links
from aistrategyhub.features.accounts.service.privacy_requests import withdraw_erasure
from aistrategyhub.features.audit.service import record

_OPENS_THE_DOOR = (ApiKey, Challenge, Identity, KnownDevice, Passkey, Profile, RecoveryCode, Session)


class NotRecognised(DomainError):
    """Nothing shows that whoever opened the link also chose the password."""

    code = "NOT_RECOGNISED"
    kind = Kind.FORBIDDEN
    sentence = mark("Da questo dispositivo non ti conosciamo: scrivi anche la password dell’account.")


class NotTheirPassword(DomainError):
    """The password that came with the link is not the account's."""

    code = "NOT_THEIR_PASSWORD"
    kind = Kind.FORBIDDEN
    sentence = mark("La password non è quella dell’account.")


@dataclass(frozen=True)
class Shown:
    """What came with a mailed link: who is signed in, the browser's own cookie, and a password.

    `tried_hash` is what the password was tried against before this transaction, None where none was written.
    """

    person_id: UUID | None = None
    device: str | None = None
    tried_hash: str | None = None
    fits: bool = False


async def check_recognised(session: AsyncSession, person: Person, shown: Shown) -> None:
    """Raises NotRecognised or NotTheirPassword unless whoever opened the link is whoever has the account."""
    if shown.person_id == person.id:
        return
    if shown.tried_hash is not None:
        # The password may have been changed while this one was being hashed.
        if not shown.fits or shown.tried_hash != person.password_hash:
            raise NotTheirPassword
        return
    if shown.device is None or await find_known_device(session, person.id, shown.device) is None:
        raise NotRecognised


async def start_over(session: AsyncSession, person: Person) -> None:
    """Leaves to whoever owns the mailbox an account in which nothing of whoever registered it opens a door, waits to
    be printed or waits to be carried out: password, sessions, second factor, passkeys, keys, accounts elsewhere,
    devices, links, name, profile, erasure."""
    person.first_name = person.last_name = ""
    person.password_hash = person.mfa_secret = person.mfa_enabled_at = person.mfa_last_step = None
    person.password_changed_at = now()
    person.support_access_until = None
    await session.flush()
    for table in _OPENS_THE_DOOR:
        await session.execute(delete(table).where(table.user_id == person.id))
    await void_links(session, person, *LinkPurpose)
    await withdraw_erasure(session, person.id)
    await record(session, "accounts.claimed", "user", person.id)
