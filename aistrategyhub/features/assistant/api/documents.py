"""What bots know, over HTTP. An upload is the file itself as the body: no form around it to parse."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response, status
from starlette.requests import ClientDisconnect

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.core.errors import DomainError, Kind
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.core.text import mark
from aistrategyhub.features.assistant import queries, service
from aistrategyhub.features.assistant.api.bots import Number
from aistrategyhub.features.assistant.models import DocumentStatus, KnowledgeDocument
from aistrategyhub.features.assistant.permissions import AssistantPermission
from aistrategyhub.features.assistant.rules.failures import failure_label
from aistrategyhub.features.assistant.rules.uploads import LARGEST_UPLOAD, MEGABYTE
from aistrategyhub.features.assistant.schemas.bodies import DocumentBody, DocumentChange
from aistrategyhub.features.assistant.service.documents import StoredFile, store_file
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, PagedEnvelope, ok, paged
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import Storage, storage_for

router = APIRouter(prefix="/bots/{number}/documents", tags=["assistant"])

# One more, so that it is this room that says how large a file may be.
_LARGEST_BODY = LARGEST_UPLOAD + MEGABYTE
_FILE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself: PDF, DOCX, TXT, MD, CSV, JSON or HTML.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
Name = Annotated[str, Query(max_length=300, description="The name of the file; its ending says how it is read.")]
Title = Annotated[str, Query(max_length=300, pattern=r"^[^\x00]*$")]


class DocumentCut(DomainError):
    """The caller went away in the middle of an upload."""

    code = "UPLOAD_CUT"
    kind = Kind.UNTRUSTED
    sentence = mark("Il caricamento si è interrotto: nulla è stato salvato.")


@router.get("")
@requires(AssistantPermission.READ)
async def list_all(
    number: Number,
    q: Title = "",
    status: Annotated[list[DocumentStatus], Query(max_length=len(DocumentStatus))] = [],  # noqa: B006
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
    per_page: Annotated[int, Query(ge=1, le=100)] = 20,
) -> PagedEnvelope[DocumentBody]:
    """What a bot knows, by words of its title and by status; what changed last comes first."""
    async with unit_of_work() as session:
        bot = await queries.get_bot(session, number)
        found = await queries.list_documents(session, bot.id, PageRequest(page, per_page), q=q, statuses=status)
    return paged([body_of(row) for row in found.rows], total=found.total, page=found.page, per_page=found.per_page)


@router.post("/upload", max_body_size=_LARGEST_BODY, openapi_extra=_FILE_BODY, status_code=status.HTTP_202_ACCEPTED)
@requires(AssistantPermission.TEACH)
async def upload(
    request: Request, number: Number, name: Name = "", title: Title = "", locale: Literal["it", "en"] = "it"
) -> Envelope[DocumentBody]:
    """Takes a document in, to be read soon: its status says when, or why it cannot be."""
    async with unit_of_work() as session:
        await queries.get_bot(session, number)
    stored = await _stored(request, name)
    async with _kept_or_gone(stored), unit_of_work() as session:
        bot = await queries.get_bot(session, number)
        return ok(body_of(await service.receive_document(session, bot, stored, title=title, locale=locale)))


@router.put(
    "/{document_id}/content",
    max_body_size=_LARGEST_BODY,
    openapi_extra=_FILE_BODY,
    status_code=status.HTTP_202_ACCEPTED,
)
@requires(AssistantPermission.TEACH)
async def replace(request: Request, number: Number, document_id: UUID, name: Name = "") -> Envelope[DocumentBody]:
    """Gives a document a new version; the one before answers until it is read."""
    async with unit_of_work() as session:
        bot = await queries.get_bot(session, number)
        await queries.get_document(session, document_id, bot_id=bot.id)
    stored = await _stored(request, name)
    async with _kept_or_gone(stored), unit_of_work() as session:
        bot = await queries.get_bot(session, number)
        return ok(body_of(await service.replace_document(session, bot, document_id, stored)))


@router.get("/{document_id}")
@requires(AssistantPermission.READ)
async def get_one(number: Number, document_id: UUID) -> Envelope[DocumentBody]:
    """One document."""
    async with unit_of_work() as session:
        bot = await queries.get_bot(session, number)
        return ok(body_of(await queries.get_document(session, document_id, bot_id=bot.id)))


@router.patch("/{document_id}")
@requires(AssistantPermission.TEACH)
async def change(number: Number, document_id: UUID, body: DocumentChange) -> Envelope[DocumentBody]:
    """Calls a document otherwise, or lets it answer or not."""
    async with unit_of_work() as session:
        bot = await queries.get_bot(session, number)
        document = await queries.get_document(session, document_id, bot_id=bot.id)
        if body.title is not None:
            document = await service.describe_document(session, bot, document_id, body.title)
        if body.is_active is not None:
            document = await service.set_active(session, bot, document_id, is_active=body.is_active)
        return ok(body_of(document))


@router.post("/{document_id}/reprocess", status_code=status.HTTP_202_ACCEPTED)
@requires(AssistantPermission.TEACH)
async def reprocess(number: Number, document_id: UUID) -> Envelope[DocumentBody]:
    """Reads a document again."""
    async with unit_of_work() as session:
        bot = await queries.get_bot(session, number)
        return ok(body_of(await service.reprocess(session, bot, document_id)))


@router.delete("/{document_id}", status_code=status.HTTP_204_NO_CONTENT)
@requires(AssistantPermission.TEACH)
async def delete(number: Number, document_id: UUID) -> Response:
    """Takes a document away for good, with its files. What the site publishes comes back when it is published again."""
    async with unit_of_work() as session:
        bot = await queries.get_bot(session, number)
        await service.delete_document(session, _storage(), bot, document_id)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


def body_of(document: KnowledgeDocument) -> DocumentBody:
    """The document as the API tells it."""
    same = {
        name: getattr(document, name) for name in DocumentBody.model_fields if name not in ("failure", "failure_code")
    }
    return DocumentBody.model_validate(
        same
        | {
            "failure_code": document.failure,
            "failure": failure_label(document.failure, document.failure_values),
        }
    )


async def _stored(request: Request, name: str) -> StoredFile:
    try:
        return await store_file(_storage(), current_principal().tenant_id, request.stream(), name)
    except ClientDisconnect as error:
        raise DocumentCut from error


class _kept_or_gone:
    """Removes a file from the store again when its document was not kept."""

    def __init__(self, stored: StoredFile) -> None:
        self._stored = stored

    async def __aenter__(self) -> None:
        return None

    async def __aexit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if error is not None:
            await _storage().delete(self._stored.storage_key)


def _storage() -> Storage:
    return storage_for(get_settings())
