"""Files that go along with a request: taken in while it is written, handed to staff and to whoever sent them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse
from starlette.requests import ClientDisconnect

from aistrategyhub.core.access import current_principal, public, requires
from aistrategyhub.features.media.service import UploadCut, received
from aistrategyhub.features.quotes import service
from aistrategyhub.features.quotes.links import file_key
from aistrategyhub.features.quotes.models import QuoteFile
from aistrategyhub.features.quotes.permissions import QuotesPermission
from aistrategyhub.features.quotes.queries.files import get_sent_file
from aistrategyhub.features.quotes.rules.files import LARGEST_FILE
from aistrategyhub.features.quotes.schemas import WaitingFileBody
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.http.saved_files import to_be_saved
from aistrategyhub.infra.rate_limits import QUOTE_FILES, hit_or_refuse
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for

router = APIRouter(tags=["quotes"])

_FILE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself. What it is, is told by its content; Content-Type is not read.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post("/quote-requests/files", status_code=201, max_body_size=LARGEST_FILE, openapi_extra=_FILE_BODY)
@public("the firm wants to be asked for quotes")
async def upload(
    request: Request,
    name: Annotated[str, Query(max_length=300, description="The name of the file, for people.")] = "",
) -> Envelope[WaitingFileBody]:
    """Takes a file in that waits for a day: the request that names its `id` takes it along."""
    await hit_or_refuse(QUOTE_FILES, caller_of(request.scope))
    storage, tenant_id = storage_for(get_settings()), current_principal().tenant_id
    try:
        async with received(request.stream(), name) as arrival:
            stored = await service.store_file(storage, tenant_id, arrival, name)
    except ClientDisconnect as error:
        raise UploadCut from error
    is_kept = False
    try:
        async with unit_of_work() as session:
            file = await service.keep_waiting(session, stored)
        is_kept = True
    finally:
        if not is_kept:
            await storage.delete(stored.key)
    return ok(WaitingFileBody(id=file_key(file.id), name=file.name, content_type=file.content_type, bytes=file.bytes))


@router.get("/quote-requests/files/{file_id}", response_class=StreamingResponse)
@requires(QuotesPermission.READ)
async def staff_file(file_id: UUID) -> Response:
    """A file of a request."""
    async with unit_of_work() as session:
        file = await get_sent_file(session, file_id)
    return await _sent(file)


@router.get("/quote-requests/own-files/{file_id}", response_class=StreamingResponse)
@requires(QuotesPermission.READ_OWN)
async def own_file(file_id: UUID) -> Response:
    """A file of a request of the caller."""
    person_id = current_principal().person_id
    assert person_id is not None
    async with unit_of_work() as session:
        file = await get_sent_file(session, file_id, of_person=person_id)
    return await _sent(file)


async def _sent(file: QuoteFile) -> StreamingResponse:
    content = await storage_for(get_settings()).stream(file.storage_key)
    return to_be_saved(content, name=file.name, content_type=file.content_type, size=file.bytes)
