"""The trail over HTTP: a list by the page, and a file of all of it."""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import asdict
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.features.audit.permissions import AuditPermission
from aistrategyhub.features.audit.queries import list_lines
from aistrategyhub.features.audit.schemas import AuditFilter, AuditLine
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.backoffice.queries.trail import named_lines, names_in, people_called
from aistrategyhub.features.backoffice.rules.audit import actor_label, period
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.http.sheets import csv_download

router = APIRouter(tags=["audit"])

_COLUMNS = (
    "sequence",
    "created_at",
    "actor",
    "actor_kind",
    "user_id",
    "impersonator_id",
    "api_key_id",
    "action",
    "entity_type",
    "entity_id",
    "ip_address",
    "user_agent",
    "changes",
    "hash",
)


class ExportFormat(StrEnum):
    """What the file is."""

    CSV = "csv"
    JSON = "json"


class AuditQuery(BaseModel):
    """Which lines: by a part of the actor's name or address, the beginning of a dotted action, the entity, days in
    Rome (both included), the beginning of an IP address."""

    person: str = Query(default="", max_length=100, pattern=r"^[^\x00]*$")
    action: str = Query(default="", max_length=100, pattern=r"^[a-z0-9_.]*$")
    entity_type: str = Query(default="", max_length=60, pattern=r"^[a-z0-9_]*$")
    entity_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    ip: str = Query(default="", max_length=45, pattern=r"^[0-9a-fA-F:.]*$")


class AuditLineBody(BaseModel):
    """A line of the trail; `changes` as they were recorded, secrets masked, erased values marked."""

    sequence: int
    created_at: datetime
    actor: str
    actor_kind: str
    user_id: UUID | None
    impersonator_id: UUID | None
    api_key_id: UUID | None
    action: str
    entity_type: str
    entity_id: UUID | None
    ip_address: str
    user_agent: str
    changes: dict[str, Any]
    hash: str


class AuditPageBody(BaseModel):
    """Lines, the newest first; `next_before` is the `before` of the next page, null on the last."""

    lines: list[AuditLineBody]
    next_before: int | None


Asked = Annotated[AuditQuery, Depends()]


@router.get("/admin/audit")
@requires(AuditPermission.READ)
async def list_audit(
    asked: Asked,
    before: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Envelope[AuditPageBody]:
    """The trail by filters, page after page without counting."""
    async with unit_of_work() as session:
        wanted = await filter_of(session, asked)
        page = await list_lines(session, wanted, before=before, limit=limit)
        names = await names_in(session, page.lines)
    lines = [AuditLineBody(**_fields(line, names)) for line in page.lines]
    return ok(AuditPageBody(lines=lines, next_before=page.next_before))


@router.get("/admin/audit/export", response_class=StreamingResponse)
@requires(AuditPermission.EXPORT, step_up=True)
async def export_audit(asked: Asked, format: ExportFormat = ExportFormat.CSV) -> StreamingResponse:
    """The trail by filters as a file, written while it is read. The export itself is recorded first."""
    tenant_id = current_principal().tenant_id
    async with unit_of_work() as session:
        wanted = await filter_of(session, asked)
        told = asked.model_dump(mode="json", exclude_defaults=True)
        await record(session, "audit.exported", "audit", format=format, filters=told)
    if format is ExportFormat.CSV:
        return csv_download("registro", _COLUMNS, _cells(tenant_id, wanted))
    headers = {
        "Content-Disposition": f'attachment; filename="registro-{today_in_rome()}.json"',
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(_as_json(tenant_id, wanted), media_type="application/json", headers=headers)


async def filter_of(session: Any, asked: AuditQuery) -> AuditFilter:
    """The filter that a query asks for, its person found."""
    since, until = period(str(asked.since or ""), str(asked.until or ""))
    return AuditFilter(
        people=await people_called(session, asked.person),
        action=asked.action,
        entity_type=asked.entity_type,
        entity_id=asked.entity_id,
        since=since,
        until=until,
        ip_address=asked.ip.lower(),
    )


async def _cells(tenant_id: UUID, wanted: AuditFilter) -> AsyncIterator[dict[str, Any]]:
    async for fields in _all_fields(tenant_id, wanted):
        yield {**fields, "changes": json.dumps(fields["changes"], ensure_ascii=False)}


async def _as_json(tenant_id: UUID, wanted: AuditFilter) -> AsyncIterator[str]:
    separator = "["
    async for fields in _all_fields(tenant_id, wanted):
        yield separator + json.dumps(fields, ensure_ascii=False, default=str)
        separator = ",\n"
    yield "]" if separator != "[" else "[]"


async def _all_fields(tenant_id: UUID, wanted: AuditFilter) -> AsyncIterator[dict[str, Any]]:
    async with unit_of_work(tenant_id) as session, aclosing(named_lines(session, wanted)) as lines:
        async for line, names in lines:
            yield _fields(line, names)


def _fields(line: AuditLine, names: dict[UUID, str]) -> dict[str, Any]:
    fields = asdict(line)
    fields["created_at"] = line.created_at.isoformat()
    return {"actor": actor_label(line, names), **{name: fields[name] for name in _COLUMNS if name != "actor"}}
