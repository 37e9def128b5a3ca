"""The firm's list of requests over HTTP."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.quotes.links import STAFF_FILES
from aistrategyhub.features.quotes.models import QuoteFile, QuoteRequest, RequestStatus
from aistrategyhub.features.quotes.permissions import QuotesPermission
from aistrategyhub.features.quotes.queries import each_request, get_request, list_requests
from aistrategyhub.features.quotes.queries.files import list_files
from aistrategyhub.features.quotes.schemas import AnsweredBody, RequestBody, SentFileBody, StatusBody
from aistrategyhub.features.quotes.service import delete_request, mark_request, record_export
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, PagedEnvelope, ok, paged
from aistrategyhub.infra.http.sheets import csv_download
from aistrategyhub.infra.settings import get_settings

router = APIRouter(tags=["quotes"])

Words = Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")]
Statuses = Annotated[list[RequestStatus], Query(max_length=len(RequestStatus))]

_COLUMNS = (
    "number",
    "received_at",
    "status",
    "item_name",
    "name",
    "company",
    "email",
    "phone",
    "words",
    "answers",
    "prefill",
    "page",
    "locale",
    "consent_words",
    "consented_at",
    "id",
)


@router.get("/quote-requests")
@requires(QuotesPermission.READ)
async def list_all(
    q: Words = "",
    status: Statuses = [],  # noqa: B006
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
    per_page: Annotated[int, Query(ge=1, le=100)] = 20,
) -> PagedEnvelope[RequestBody]:
    """Requests by words and status, the newest first."""
    async with unit_of_work() as session:
        found = await list_requests(session, PageRequest(page, per_page), q=q, statuses=status)
        bodies = await _bodies(session, found.rows)
    return paged(bodies, total=found.total, page=found.page, per_page=found.per_page)


@router.get("/quote-requests/export", response_class=StreamingResponse)
@requires(QuotesPermission.EXPORT, step_up=True)
async def export_all(q: Words = "", status: Statuses = []) -> StreamingResponse:  # noqa: B006
    """Requests by words and status as a CSV file, written while it is read. The export itself is recorded first."""
    tenant_id = current_principal().tenant_id
    async with unit_of_work() as session:
        found = await list_requests(session, PageRequest(1, 1), q=q, statuses=status)
        await record_export(session, count=found.total, status=[str(item) for item in status])
    return csv_download("richieste", _COLUMNS, _rows(tenant_id, q, status))


@router.get("/quote-requests/{request_id}")
@requires(QuotesPermission.READ)
async def read_one(request_id: UUID) -> Envelope[RequestBody]:
    """One request. Reading it here does not mark it as read."""
    async with unit_of_work() as session:
        (body,) = await _bodies(session, [await get_request(session, request_id)])
    return ok(body)


@router.patch("/quote-requests/{request_id}")
@requires(QuotesPermission.MANAGE)
async def put_one(request_id: UUID, body: StatusBody) -> Envelope[RequestBody]:
    """Marks a request as new, in review, quoted or spam. Accepted and rejected are the customer's to say."""
    async with unit_of_work() as session:
        put = await mark_request(session, request_id, RequestStatus(body.status), by=current_principal().person_id)
        (told,) = await _bodies(session, [put])
    return ok(told)


@router.delete("/quote-requests/{request_id}", status_code=204)
@requires(QuotesPermission.DELETE)
async def delete_one(request_id: UUID) -> Response:
    """Deletes a request for good, and its words in the record of sent mails."""
    async with unit_of_work() as session:
        await delete_request(session, request_id)
    return Response(status_code=204)


async def _bodies(session: AsyncSession, requests: Sequence[QuoteRequest]) -> list[RequestBody]:
    files = await list_files(session, requests)
    return [_body(request, [file for file in files if file.request_id == request.id]) for request in requests]


def _body(request: QuoteRequest, files: Sequence[QuoteFile]) -> RequestBody:
    return RequestBody(
        id=request.id,
        number=request.number,
        service=request.item_slug,
        service_name=request.item_name,
        name=request.name,
        email=request.email,
        phone=request.phone,
        company=request.company,
        message=request.words,
        answers=[AnsweredBody(**one) for one in request.answers],
        files=[_file(file) for file in files],
        prefill=request.prefill,
        page=request.page,
        locale=request.locale,
        status=request.status,
        consent_words=request.consent_words,
        consented_at=request.consented_at,
        received_at=request.received_at,
    )


def _file(file: QuoteFile) -> SentFileBody:
    return SentFileBody(
        id=file.id,
        name=file.name,
        content_type=file.content_type,
        bytes=file.bytes,
        sha256=file.sha256,
        url=f"{get_settings().base_url}{STAFF_FILES}/{file.id}",
    )


async def _rows(tenant_id: UUID, q: str, statuses: list[RequestStatus]) -> AsyncIterator[dict[str, Any]]:
    async with unit_of_work(tenant_id) as session, aclosing(each_request(session, q=q, statuses=statuses)) as requests:
        async for request in requests:
            fields = {name: getattr(request, name) for name in _COLUMNS}
            yield {**fields, "answers": "\n".join(f"{one['label']}: {one['shown']}" for one in request.answers)}
