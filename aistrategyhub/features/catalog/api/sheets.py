"""The catalogue as a spreadsheet: imported, watched, undone, exported."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, status
from fastapi.responses import StreamingResponse

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.features.catalog.permissions import CatalogPermission
from aistrategyhub.features.catalog.queries import category_ids
from aistrategyhub.features.catalog.queries.batches import batch_row, each_state, get_batch
from aistrategyhub.features.catalog.rules.batches import sheet_cells
from aistrategyhub.features.catalog.rules.importing import COLUMNS
from aistrategyhub.features.catalog.rules.spreadsheets import LARGEST_FILE
from aistrategyhub.features.catalog.schemas.batches import BatchBody
from aistrategyhub.features.catalog.service import check_file, start_import, start_undoing
from aistrategyhub.features.catalog.service.importing import record_export
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.http.sheets import csv_download

router = APIRouter(prefix="/catalog", tags=["catalog"])

_FILE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The CSV file itself.",
        "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}},
    }
}
Name = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$", description="The name of the file, for people.")]


@router.post("/imports", max_body_size=LARGEST_FILE, openapi_extra=_FILE_BODY, status_code=status.HTTP_201_CREATED)
@requires(CatalogPermission.MANAGE)
async def check(request: Request, name: Name = "") -> Envelope[BatchBody]:
    """Reads a CSV file and answers what it would do, row by row where it is refused. The catalogue stays as it is."""
    data = await request.body()
    async with unit_of_work() as session:
        return ok(BatchBody.model_validate(batch_row(await check_file(session, data, name))))


@router.get("/imports/{batch_id}")
@requires(CatalogPermission.MANAGE)
async def read_import(batch_id: UUID) -> Envelope[BatchBody]:
    """An import, and how far it is."""
    async with unit_of_work() as session:
        return ok(BatchBody.model_validate(batch_row(await get_batch(session, batch_id))))


@router.post("/imports/{batch_id}/run", status_code=status.HTTP_202_ACCEPTED)
@requires(CatalogPermission.MANAGE)
async def run(batch_id: UUID) -> Envelope[BatchBody]:
    """Has a worker do what was shown: all rows or none."""
    async with unit_of_work() as session:
        await start_import(session, batch_id)
        return ok(BatchBody.model_validate(batch_row(await get_batch(session, batch_id))))


@router.post("/imports/{batch_id}/undo", status_code=status.HTTP_202_ACCEPTED)
@requires(CatalogPermission.MANAGE)
async def undo(batch_id: UUID) -> Envelope[BatchBody]:
    """Has a worker take an import back, as a whole or not at all."""
    async with unit_of_work() as session:
        await start_undoing(session, batch_id)
        return ok(BatchBody.model_validate(batch_row(await get_batch(session, batch_id))))


@router.get("/export", response_class=StreamingResponse)
@requires(CatalogPermission.MANAGE)
async def export() -> StreamingResponse:
    """The catalogue as a CSV file that can be imported again, written while it is read."""
    tenant_id = current_principal().tenant_id
    async with unit_of_work() as session:
        await record_export(session)
    return csv_download("catalogo", COLUMNS, _rows(tenant_id))


async def _rows(tenant_id: UUID) -> AsyncIterator[dict[str, Any]]:
    async with unit_of_work(tenant_id) as session:
        slugs = {str(category_id): slug for slug, category_id in (await category_ids(session)).items()}
        async with aclosing(each_state(session)) as states:
            async for state in states:
                yield sheet_cells(state.snapshot, slugs)
