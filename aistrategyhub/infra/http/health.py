"""Is it well? Every part is asked at once, each with little time; the answer is never an error (OBS-01, OBS-02)."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy import text

from aistrategyhub import __version__
from aistrategyhub.core.access import public
from aistrategyhub.infra import heartbeat, redis
from aistrategyhub.infra.db import transaction
from aistrategyhub.infra.http.envelope import Envelope, ok

Probe = Callable[[], Awaitable[None]]
_PATIENCE_SECONDS = 2.0
_FRESH_SECONDS = 1.0


class HealthBody(BaseModel):
    """`checks` names each part and says `ok`, or what is wrong with it."""

    status: Literal["healthy", "degraded"]
    version: str
    checks: dict[str, str] = Field(examples=[{"database": "ok", "redis": "ok", "jobs": "ok", "stripe": "ok"}])


class PartDown(Exception):
    """A part is not well; the text says how, without addresses or secrets."""


class Watch:
    """One part of the product, asked at most once a second however many want to know.

    Health is open to everybody and has no limit: a flood of questions must reach neither the database nor the
    payment provider, which counts our requests.
    """

    def __init__(self, probe: Probe) -> None:
        self._probe = probe
        self._asked_at = 0.0
        self._answer: asyncio.Task[str] | None = None

    async def finding(self) -> str:
        """`ok`, or what is wrong with the part."""
        if self._answer is None or self._is_old(self._answer):
            self._asked_at = time.monotonic()
            self._answer = asyncio.create_task(_ask(self._probe))
        return await asyncio.shield(self._answer)

    def _is_old(self, answer: asyncio.Task[str]) -> bool:
        return answer.done() and time.monotonic() - self._asked_at > _FRESH_SECONDS


def health_routers(stripe: Probe) -> tuple[APIRouter, APIRouter]:
    """The routers of the API and of the root. `stripe` is the payment provider's probe."""
    probes: Mapping[str, Probe] = {"database": _database, "redis": _redis, "jobs": _jobs, "stripe": stripe}
    parts = {name: Watch(probe) for name, probe in probes.items()}
    api, root = APIRouter(tags=["health"]), APIRouter()

    @api.get("/health")
    @public("whoever watches the product needs to know")
    async def health() -> Envelope[HealthBody]:
        """Every part of the product."""
        return ok(await _examine(parts))

    @root.get("/health")
    @public("whoever watches the product needs to know")
    async def plain_health() -> HealthBody:
        return await _examine(parts)

    for path, name in (("db", "database"), ("redis", "redis"), ("stripe", "stripe")):
        api.get(f"/health/{path}", responses=_WELL_OR_NOT)(_one(name, parts[name]))
    return api, root


_WELL_OR_NOT: dict[int | str, dict[str, Any]] = {
    200: {"model": Envelope[HealthBody], "description": "The part is well"},
    503: {"model": Envelope[HealthBody], "description": "The part is not well"},
}


def _one(name: str, part: Watch) -> Callable[[], Awaitable[JSONResponse]]:
    @public("whoever watches the product needs to know")
    async def health_of_part() -> JSONResponse:
        body = await _examine({name: part})
        return JSONResponse(ok(body).model_dump(mode="json"), status_code=200 if body.status == "healthy" else 503)

    health_of_part.__name__ = f"health_{name}"
    health_of_part.__doc__ = f"The part `{name}` alone: 200 when it is well, 503 when it is not."
    return health_of_part


async def _examine(parts: Mapping[str, Watch]) -> HealthBody:
    findings = await asyncio.gather(*(part.finding() for part in parts.values()))
    checks = dict(zip(parts, findings, strict=True))
    is_well = all(finding == "ok" for finding in findings)
    return HealthBody(status="healthy" if is_well else "degraded", version=__version__, checks=checks)


async def _ask(probe: Probe) -> str:
    try:
        await asyncio.wait_for(probe(), _PATIENCE_SECONDS)
    except TimeoutError:
        return "does not answer"
    except PartDown as error:
        return str(error)
    except Exception:
        return "down"
    return "ok"


async def _database() -> None:
    async with transaction() as session:
        await session.execute(text("SELECT 1"))


async def _redis() -> None:
    if not await redis.is_alive():
        raise PartDown("down")


async def _jobs() -> None:
    if not await heartbeat.count_alive():
        raise PartDown("no job process was heard of lately")
