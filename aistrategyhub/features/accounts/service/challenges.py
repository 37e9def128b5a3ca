"""Ceremonies begun and not finished: rows that only the holder of their token can go on with, for a short time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.ids import fingerprint, new_token
from aistrategyhub.core.text import mark
from aistrategyhub.features.accounts.models import Challenge, ChallengeKind

CHALLENGE_COOKIE = "__Host-challenge"
CHALLENGE_LASTS = timedelta(minutes=5)
MOST_TRIES = 5
_READ = (Challenge.id, Challenge.user_id, Challenge.data, Challenge.tries, Challenge.created_at)


class ChallengeOver(DomainError):
    """A ceremony that never began, took too long, was tried too often, or was finished already."""

    code = "CHALLENGE_OVER"
    kind = Kind.FORBIDDEN
    sentence = mark("Il tempo è scaduto o i tentativi sono finiti: ricomincia dall'accesso.")


@dataclass(frozen=True)
class OpenChallenge:
    """A ceremony that may still go on. `tries_left` counts those after the one being made."""

    id: UUID
    person_id: UUID | None
    data: Mapping[str, Any]
    tries_left: int
    begun_at: datetime


async def begin_challenge(
    session: AsyncSession, kind: ChallengeKind, *, person_id: UUID | None = None, **data: Any
) -> str:
    """Begins a ceremony of CHALLENGE_LASTS and MOST_TRIES; returns the token that alone goes on with it."""
    token = new_token()
    session.add(
        Challenge(
            kind=kind,
            token_fingerprint=fingerprint(token),
            user_id=person_id,
            data=data,
            expires_at=now() + CHALLENGE_LASTS,
        )
    )
    await session.flush()
    return token


async def find_challenge(session: AsyncSession, token: str, kind: ChallengeKind) -> OpenChallenge | None:
    """The ceremony of this token, unless it is over."""
    query = select(*_READ).where(*_open(token, kind))
    row = (await session.execute(query)).one_or_none()
    return _as_read(row) if row else None


async def take_try(session: AsyncSession, token: str, kind: ChallengeKind) -> OpenChallenge:
    """Uses up one try. Commit it before the answer is checked, so that tries made at once cannot outrun the count.

    Raises ChallengeOver.
    """
    count = (
        update(Challenge)
        .where(*_open(token, kind))
        .values(tries=Challenge.tries + 1)
        .returning(*_READ)
        .execution_options(synchronize_session=False)
    )
    row = (await session.execute(count)).one_or_none()
    if row is None:
        raise ChallengeOver
    return _as_read(row)


async def end_challenge(session: AsyncSession, challenge_id: UUID) -> None:
    """Finishes the ceremony, once: of two who try only one does. Raises ChallengeOver for the other."""
    gone = delete(Challenge).where(Challenge.id == challenge_id, Challenge.expires_at > now()).returning(Challenge.id)
    if (await session.execute(gone)).scalar_one_or_none() is None:
        raise ChallengeOver


async def use_challenge(session: AsyncSession, token: str, kind: ChallengeKind) -> OpenChallenge:
    """Takes a ceremony that allows one answer. Commit it before that is checked. Raises ChallengeOver."""
    row = (await session.execute(delete(Challenge).where(*_open(token, kind)).returning(*_READ))).one_or_none()
    if row is None:
        raise ChallengeOver
    return replace(_as_read(row), tries_left=0)


async def purge_challenges(session: AsyncSession) -> int:
    """Deletes the ceremonies whose time is over; how many there were."""
    return (await session.execute(delete(Challenge).where(Challenge.expires_at <= now()))).rowcount


def _as_read(row: Row[Any]) -> OpenChallenge:
    return OpenChallenge(row.id, row.user_id, row.data, MOST_TRIES - row.tries, row.created_at)


def _open(token: str, kind: ChallengeKind) -> tuple[Any, ...]:
    return (
        Challenge.token_fingerprint == fingerprint(token),
        Challenge.kind == kind,
        Challenge.expires_at > now(),
        Challenge.tries < MOST_TRIES,
    )
