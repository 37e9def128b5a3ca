"""The answer to a request that a caller may repeat: made once for each Idempotency-Key, and told again for a day.

A key belongs to one caller and one address. Two routes, two orders or two people that use the same key share nothing.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy import Column, Index, delete, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field

from aistrategyhub.core.access import current_principal
from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark
from aistrategyhub.infra.db import MOMENT, TenantOwned, take_turns, tenant_unique

KEPT_FOR = timedelta(days=1)
T = TypeVar("T", bound=BaseModel)


class IdempotencyKeyReused(DomainError):
    """The same key came with another body: one of the two requests is a mistake."""

    code = "IDEMPOTENCY_KEY_REUSED"
    sentence = mark("Questa chiave di idempotenza è già stata usata per una richiesta diversa.")


class ApiAnswer(TenantOwned, table=True):
    """What a request under a key was answered. `request_key` is a fingerprint of caller, method, address and key;
    `asked` of what was sent."""

    __tablename__ = "api_answers"
    __table_args__ = (tenant_unique("request_key"), Index("ix_api_answers_made", "tenant_id", "made_at"))

    request_key: str = Field(max_length=64)
    asked: str = Field(max_length=64)
    answer: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    made_at: datetime = Field(default_factory=now, sa_type=MOMENT)


async def answered_once(
    session: AsyncSession,
    place: str,
    key: str | None,
    answer: type[T],
    make: Callable[[], Awaitable[T]],
    *,
    asked: BaseModel | None = None,
) -> T:
    """What `make` answers, made in this transaction, or what it answered before to the same request under this key.
    `place` is the method and address that were asked. One that is under way is waited for; a refusal is not kept.
    Without a key it is simply made. Raises IdempotencyKeyReused.
    """
    if not key:
        return await make()
    request_key, body = _request_key(place, key), _fingerprint(asked.model_dump_json() if asked else "")
    await take_turns(session, f"api:{request_key}")
    query = select(ApiAnswer).where(ApiAnswer.request_key == request_key)
    earlier = (await session.execute(query)).scalar_one_or_none()
    if earlier is not None and earlier.made_at > now() - KEPT_FOR:
        if earlier.asked != body:
            raise IdempotencyKeyReused
        return answer.model_validate(earlier.answer)
    if earlier is not None:
        await session.delete(earlier)
        await session.flush()
    made = await make()
    session.add(ApiAnswer(request_key=request_key, asked=body, answer=made.model_dump(mode="json")))
    await session.flush()
    return made


def own_key(key: str | None) -> str | None:
    """A caller's key as a room stores it beside what it made: in a namespace of that caller and of the API, which no
    key that the product makes for itself can enter."""
    caller = current_principal().person_id
    return f"api:{_fingerprint(json.dumps([str(caller), key]))}" if key else None


async def forget_answers(session: AsyncSession, *, before: datetime) -> int:
    """Takes away what was answered before this moment; how many."""
    return (await session.execute(delete(ApiAnswer).where(ApiAnswer.made_at < before))).rowcount


def _request_key(place: str, key: str) -> str:
    caller = current_principal().person_id
    return _fingerprint(json.dumps([str(caller), place, key]))


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
