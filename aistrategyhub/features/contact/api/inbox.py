"""The inbox over HTTP."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.contact.models import ContactMessage, MessageStatus
from aistrategyhub.features.contact.permissions import ContactPermission
from aistrategyhub.features.contact.queries import each_message, get_message, list_messages
from aistrategyhub.features.contact.schemas import MessageBody, StatusBody
from aistrategyhub.features.contact.service import delete_message, mark_message, record_export
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, PagedEnvelope, ok, paged
from aistrategyhub.infra.http.sheets import csv_download

router = APIRouter(tags=["contact"])

Words = Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")]
Statuses = Annotated[list[MessageStatus], Query(max_length=len(MessageStatus))]

_COLUMNS = (
    "received_at",
    "status",
    "name",
    "email",
    "phone",
    "service_name",
    "page",
    "locale",
    "words",
    "consent_words",
    "consented_at",
    "id",
)


@router.get("/contact/messages")
@requires(ContactPermission.READ)
async def list_inbox(
    q: Words = "",
    status: Statuses = [],  # noqa: B006
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
    per_page: Annotated[int, Query(ge=1, le=100)] = 20,
) -> PagedEnvelope[MessageBody]:
    """Messages by words and status, the newest first."""
    async with unit_of_work() as session:
        found = await list_messages(session, PageRequest(page, per_page), q=q, statuses=status)
    return paged([body_of(row) for row in found.rows], total=found.total, page=found.page, per_page=found.per_page)


@router.get("/contact/messages/export", response_class=StreamingResponse)
@requires(ContactPermission.EXPORT, step_up=True)
async def export_inbox(q: Words = "", status: Statuses = []) -> StreamingResponse:  # noqa: B006
    """Messages by words and status as a CSV file, written while it is read. The export itself is recorded first."""
    tenant_id = current_principal().tenant_id
    async with unit_of_work() as session:
        found = await list_messages(session, PageRequest(1, 1), q=q, statuses=status)
        await record_export(session, count=found.total, status=[str(item) for item in status])
    return csv_download("messaggi", _COLUMNS, _rows(tenant_id, q, status))


@router.get("/contact/messages/{message_id}")
@requires(ContactPermission.READ)
async def read_one(message_id: UUID) -> Envelope[MessageBody]:
    """One message. Reading it here does not mark it as read."""
    async with unit_of_work() as session:
        return ok(body_of(await get_message(session, message_id)))


@router.patch("/contact/messages/{message_id}")
@requires(ContactPermission.MANAGE)
async def put_one(message_id: UUID, body: StatusBody) -> Envelope[MessageBody]:
    """Marks a message as new, read, answered or spam."""
    async with unit_of_work() as session:
        await mark_message(session, message_id, body.status, by=current_principal().person_id)
        return ok(body_of(await get_message(session, message_id)))


@router.delete("/contact/messages/{message_id}", status_code=204)
@requires(ContactPermission.DELETE)
async def delete_one(message_id: UUID) -> Response:
    """Deletes a message for good, and its words in the record of sent mails."""
    async with unit_of_work() as session:
        await delete_message(session, message_id)
    return Response(status_code=204)


def body_of(message: ContactMessage) -> MessageBody:
    """The message as the API tells it."""
    return MessageBody(
        id=message.id,
        name=message.name,
        email=message.email,
        phone=message.phone,
        message=message.words,
        page=message.page,
        service=message.service_slug,
        locale=message.locale,
        status=message.status,
        consent_words=message.consent_words,
        consent_version=message.consent_version,
        notice_version=message.notice_version,
        consented_at=message.consented_at,
        received_at=message.received_at,
        status_at=message.status_at,
    )


async def _rows(tenant_id: UUID, q: str, statuses: list[MessageStatus]) -> AsyncIterator[dict[str, Any]]:
    async with unit_of_work(tenant_id) as session, aclosing(each_message(session, q=q, statuses=statuses)) as messages:
        async for message in messages:
            yield {name: getattr(message, name) for name in _COLUMNS}
