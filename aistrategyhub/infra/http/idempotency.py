"""The header with which a caller may repeat a request, and the answer that it gets then."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

from fastapi import Header, Request
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.infra.idempotency import answered_once

IdempotencyKey = Annotated[
    str | None,
    Header(max_length=255, description="The same request under the same key is answered again, and done once."),
]
T = TypeVar("T", bound=BaseModel)


async def once(
    session: AsyncSession,
    request: Request,
    key: str | None,
    answer: type[T],
    make: Callable[[], Awaitable[T]],
    *,
    asked: BaseModel | None = None,
) -> T:
    """What `make` answers to this request, or what it answered before: `infra.idempotency.answered_once`."""
    return await answered_once(session, f"{request.method} {request.url.path}", key, answer, make, asked=asked)
