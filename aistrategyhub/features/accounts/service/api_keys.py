"""Keys with which a program acts for its person, within scopes and never beyond what the person may do."""

import secrets
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, FieldError, InvalidInput, Kind
from aistrategyhub.core.ids import fingerprint, new_token
from aistrategyhub.core.latin import has_control_characters, one_line
from aistrategyhub.core.text import mark
from aistrategyhub.features.accounts.models import ApiKey
from aistrategyhub.features.accounts.queries.api_keys import LiveKey
from aistrategyhub.features.accounts.rules.sessions import USE_NOTED_EVERY
from aistrategyhub.features.audit.service import record
from aistrategyhub.infra.db import take_turns

PREFIX = "hub_"
MOST_KEYS = 20

_NAMELESS = mark("Dai un nome alla chiave, di al massimo 100 caratteri.")
_NO_SCOPE = mark("Scegli almeno un permesso.")
_NOT_YOURS = mark("Una chiave non può avere permessi che non hai tu.")


class ApiKeyNotFound(DomainError):
    """The person has no such key, or it was revoked."""

    code = "API_KEY_NOT_FOUND"
    kind = Kind.NOT_FOUND
    sentence = mark("Questa chiave non c'è o è già stata revocata.")


class TooManyApiKeys(DomainError):
    """The person has as many keys as one may have."""

    code = "TOO_MANY_API_KEYS"
    sentence = mark("Hai già {most} chiavi: revoca quelle che non usi.")


async def create_api_key(
    session: AsyncSession,
    person_id: UUID,
    *,
    name: str,
    scopes: Collection[str],
    allowed: Collection[str],
    lasts_days: int,
) -> tuple[ApiKey, str]:
    """A new key and its text, which nobody can read again. Raises InvalidInput, TooManyApiKeys."""
    tidy = _checked(name, scopes, allowed)
    await take_turns(session, f"api keys of {person_id}")
    mine = select(func.count()).select_from(ApiKey).where(ApiKey.user_id == person_id, ApiKey.revoked_at.is_(None))
    if (await session.execute(mine)).scalar_one() >= MOST_KEYS:
        raise TooManyApiKeys(most=MOST_KEYS)
    prefix = secrets.token_hex(4)
    token = f"{PREFIX}{prefix}_{new_token()}"
    key = ApiKey(
        user_id=person_id,
        name=tidy,
        prefix=prefix,
        token_fingerprint=fingerprint(token),
        scopes=sorted(scopes),
        expires_at=now() + timedelta(days=lasts_days),
    )
    session.add(key)
    await session.flush()
    await record(session, "accounts.api_key_created", "api_key", key.id, name=tidy, scopes=key.scopes)
    return key, token


async def revoke_api_key(session: AsyncSession, person_id: UUID, key_id: UUID) -> None:
    """Ends one of the person's keys at once. Raises ApiKeyNotFound, also for another person's."""
    ending = (
        update(ApiKey)
        .where(ApiKey.id == key_id, ApiKey.user_id == person_id, ApiKey.revoked_at.is_(None))
        .values(revoked_at=now())
    )
    if not (await session.execute(ending)).rowcount:
        raise ApiKeyNotFound
    await record(session, "accounts.api_key_revoked", "api_key", key_id)


async def note_key_use(session: AsyncSession, live: LiveKey, ip_address: str | None) -> None:
    """Writes down the last use of a key, now and then."""
    at = now()
    if live.last_used_at is None or at - live.last_used_at > USE_NOTED_EVERY:
        using = update(ApiKey).where(ApiKey.id == live.key_id).values(last_used_at=at, last_used_ip=ip_address)
        await session.execute(using)


def _checked(name: str, scopes: Collection[str], allowed: Collection[str]) -> str:
    tidy = one_line(name)
    wrong = []
    if not tidy or len(tidy) > 100 or has_control_characters(tidy):
        wrong.append(FieldError("name", "NAME_MISSING", _NAMELESS))
    if not scopes:
        wrong.append(FieldError("scopes", "NO_SCOPE", _NO_SCOPE))
    elif not set(scopes) <= set(allowed):
        wrong.append(FieldError("scopes", "SCOPE_NOT_YOURS", _NOT_YOURS))
    if wrong:
        raise InvalidInput(wrong)
    return tidy
