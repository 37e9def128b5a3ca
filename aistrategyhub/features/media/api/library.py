"""Uploading and looking after files. An upload is the file itself as the body: no form around it to parse."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response, status
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import ClientDisconnect

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.media import queries, service
from aistrategyhub.features.media.models import MediaFile, MediaKind
from aistrategyhub.features.media.permissions import MediaPermission
from aistrategyhub.features.media.schemas import Description, LibraryFilter, MediaBody
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.body_limit import LARGEST_UPLOAD_BYTES
from aistrategyhub.infra.http.envelope import Envelope, PagedEnvelope, ok, paged
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for

router = APIRouter(prefix="/media", tags=["media"])

_FILE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself. What it is, is told by its content; Content-Type is not read.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
Words = Annotated[str, Query(max_length=300)]
Name = Annotated[str, Query(max_length=300, description="The name of the file, for people: it decides nothing.")]


@router.post(
    "",
    max_body_size=LARGEST_UPLOAD_BYTES,
    openapi_extra=_FILE_BODY,
    status_code=status.HTTP_201_CREATED,
    responses={200: {"model": Envelope[MediaBody], "description": "The library has this content already"}},
)
@requires(MediaPermission.UPLOAD)
async def upload(
    request: Request,
    response: Response,
    name: Name = "",
    folder: Annotated[str, Query(max_length=200)] = "/",
    alt_it: Words = "",
    alt_en: Words = "",
    is_decorative: bool = False,
    is_private: bool = False,
) -> Envelope[MediaBody]:
    """Takes a file into the library. The same content as before answers 200 with the file that is there."""
    storage, tenant_id = storage_for(get_settings()), current_principal().tenant_id
    described = {"folder": folder, "alt": {"it": alt_it, "en": alt_en}, "is_decorative": is_decorative}
    async with _received(request, name) as arrival:
        async with unit_of_work() as session:
            if same := await service.same_as(session, arrival, is_private=is_private):
                response.status_code = status.HTTP_200_OK
                return ok(await _body(session, same, is_duplicate=True))
            await service.refuse_when_full(session, arrival.size)
        stored = await service.store(storage, tenant_id, arrival)
    async with service.discarded_on_error(storage, stored), unit_of_work() as session:
        kept = await service.keep(session, stored, is_private=is_private, **described)
        body = await _body(session, kept.file, is_duplicate=kept.is_duplicate)
    if kept.is_duplicate:
        await service.discard(storage, stored)
        response.status_code = status.HTTP_200_OK
    return ok(body)


@router.put("/{media_id}/content", max_body_size=LARGEST_UPLOAD_BYTES, openapi_extra=_FILE_BODY)
@requires(MediaPermission.MANAGE)
async def replace(request: Request, media_id: UUID, name: Name = "") -> Envelope[MediaBody]:
    """Gives a file another content: its id stays, its address changes, and the pages that show it follow."""
    storage, tenant_id = storage_for(get_settings()), current_principal().tenant_id
    async with unit_of_work() as session:
        await queries.get_file(session, media_id)
    async with _received(request, name) as arrival:
        stored = await service.store(storage, tenant_id, arrival, media_id=media_id)
    async with service.discarded_on_error(storage, stored), unit_of_work() as session:
        file = await service.replace(session, storage, media_id, stored)
        return ok(await _body(session, file))


@router.get("")
@requires(MediaPermission.READ)
async def list_media(
    q: Words = "",
    folder: Annotated[str, Query(max_length=200)] = "",
    kind: MediaKind | None = None,
    trashed: bool = False,
    page: Annotated[int, Query(ge=1)] = 1,
    per_page: Annotated[int, Query(ge=1, le=100)] = 20,
) -> PagedEnvelope[MediaBody]:
    """The library, newest first: by words in names and descriptions, by folder, by kind."""
    wanted = LibraryFilter(q, folder, (kind,) if kind else (), is_in_trash=trashed)
    async with unit_of_work() as session:
        found = await queries.list_files(session, wanted, PageRequest(page, per_page))
        bodies = await queries.media_bodies(session, found.rows)
    return paged(bodies, total=found.total, page=found.page, per_page=found.per_page)


@router.get("/{media_id}")
@requires(MediaPermission.READ)
async def get_media(media_id: UUID) -> Envelope[MediaBody]:
    """One file."""
    async with unit_of_work() as session:
        return ok(await _body(session, await queries.get_file(session, media_id)))


@router.put("/{media_id}")
@requires(MediaPermission.MANAGE)
async def describe(media_id: UUID, given: Description) -> Envelope[MediaBody]:
    """Says what a file shows, where it lies, what of it must stay in view, and who may see it."""
    async with unit_of_work() as session:
        return ok(await _body(session, await service.describe(session, media_id, given)))


@router.delete("/{media_id}", status_code=status.HTTP_204_NO_CONTENT)
@requires(MediaPermission.MANAGE)
async def trash(media_id: UUID) -> None:
    """Puts a file into the trash; 409 with the places when it is in use."""
    async with unit_of_work() as session:
        await service.trash(session, media_id)


@asynccontextmanager
async def _received(request: Request, name: str) -> AsyncIterator[service.Arrival]:
    try:
        async with service.received(request.stream(), name) as arrival:
            yield arrival
    except ClientDisconnect as error:
        raise service.UploadCut from error


async def _body(session: AsyncSession, file: MediaFile, *, is_duplicate: bool = False) -> MediaBody:
    (body,) = await queries.media_bodies(session, [file], is_duplicate=is_duplicate)
    return body
