"""The steps of an order's work and their files over HTTP: handed over by staff, fetched and decided on by the buyer."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import ClientDisconnect

from aistrategyhub.core.access import current_principal, public, requires
from aistrategyhub.features.media.service import UploadCut, received
from aistrategyhub.features.orders import service
from aistrategyhub.features.orders.links import STAFF_FILES, files_address, read_order_key
from aistrategyhub.features.orders.models import Deliverable, Order, OrderMilestone
from aistrategyhub.features.orders.permissions import OrdersPermission
from aistrategyhub.features.orders.queries import (
    find_order_by_number,
    get_delivered_file,
    get_file,
    get_order,
    list_asked,
    list_files,
    list_milestones,
)
from aistrategyhub.features.orders.schemas import ChangeBody, DeliverableBody, MilestoneBody, StepBody
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.body_limit import LARGEST_UPLOAD_BYTES
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.http.idempotency import IdempotencyKey, once
from aistrategyhub.infra.http.saved_files import to_be_saved
from aistrategyhub.infra.rate_limits import CHECKOUT, hit_or_refuse
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for

router = APIRouter(tags=["orders"])

Steps = Envelope[list[MilestoneBody]]
_HOLDER = "the order key is the right to what was delivered and to decide on it"
_FILE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself. What it is, is told by its content; Content-Type is not read.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/admin/orders/{order_number}/milestones")
@requires(OrdersPermission.READ)
async def list_of_order(order_number: str) -> Steps:
    """The steps of an order's work with their files, delivered or not."""
    async with unit_of_work() as session:
        return ok(await _bodies(session, await find_order_by_number(session, order_number), is_staff=True))


@router.post("/admin/orders/{order_number}/milestones", status_code=201)
@requires(OrdersPermission.MANAGE)
async def add(request: Request, order_number: str, body: StepBody, idempotency_key: IdempotencyKey = None) -> Steps:
    """A further step, the last."""
    async with unit_of_work() as session:
        order = await find_order_by_number(session, order_number)

        async def make() -> Steps:
            await service.add_milestone(session, order, body.model_dump(mode="json"))
            return ok(await _bodies(session, order, is_staff=True))

        return await once(session, request, idempotency_key, Steps, make, asked=body)


@router.put("/admin/milestones/{milestone_id}")
@requires(OrdersPermission.MANAGE)
async def change(milestone_id: UUID, body: StepBody) -> Envelope[MilestoneBody]:
    """Another name or day for a step that its buyer does not have yet."""
    async with unit_of_work() as session:
        step = await service.change_milestone(session, milestone_id, body.model_dump(mode="json"))
        return ok(await _body(session, step))


@router.delete("/admin/milestones/{milestone_id}", status_code=204)
@requires(OrdersPermission.MANAGE)
async def remove(milestone_id: UUID) -> Response:
    """Takes a step away of which nothing was delivered, with its files."""
    async with unit_of_work() as session:
        await service.remove_milestone(session, milestone_id)
    return Response(status_code=204)


@router.post(
    "/admin/milestones/{milestone_id}/files",
    status_code=201,
    max_body_size=LARGEST_UPLOAD_BYTES,
    openapi_extra=_FILE_BODY,
)
@requires(OrdersPermission.MANAGE)
async def upload(
    request: Request,
    milestone_id: UUID,
    name: Annotated[str, Query(max_length=300, description="The name of the file, for people.")] = "",
    idempotency_key: IdempotencyKey = None,
) -> Envelope[DeliverableBody]:
    """Gives a step a file, which its buyer gets when the step is delivered. The same content again is the same file,
    under whatever key."""
    storage, tenant_id = storage_for(get_settings()), current_principal().tenant_id
    try:
        async with received(request.stream(), name) as arrival:
            stored = await service.store_file(storage, tenant_id, arrival, name)
    except ClientDisconnect as error:
        raise UploadCut from error
    is_kept = False
    try:
        async with unit_of_work() as session:
            kept = await service.keep_file(session, milestone_id, stored)
        is_kept = kept.id == stored.file_id
    finally:
        if not is_kept:
            await storage.delete(stored.key)
    return ok(_file(kept, STAFF_FILES))


@router.post("/admin/milestones/{milestone_id}/deliver")
@requires(OrdersPermission.MANAGE)
async def deliver(
    request: Request, milestone_id: UUID, idempotency_key: IdempotencyKey = None
) -> Envelope[MilestoneBody]:
    """Hands a step over: its buyer is written to, and decides."""
    async with unit_of_work() as session:

        async def make() -> Envelope[MilestoneBody]:
            return ok(await _body(session, await service.deliver(session, milestone_id)))

        return await once(session, request, idempotency_key, Envelope[MilestoneBody], make)


@router.get("/admin/deliverables/{file_id}", response_class=StreamingResponse)
@requires(OrdersPermission.READ)
async def staff_file(file_id: UUID) -> Response:
    """A file of a step, delivered or not."""
    async with unit_of_work() as session:
        file = await get_file(session, file_id)
    return await _sent(file)


@router.delete("/admin/deliverables/{file_id}", status_code=204)
@requires(OrdersPermission.MANAGE)
async def remove_file(file_id: UUID) -> Response:
    """Takes a file away that its buyer has not received."""
    async with unit_of_work() as session:
        await service.remove_file(session, file_id)
    return Response(status_code=204)


@router.get("/orders/{order_key}/milestones")
@public(_HOLDER)
async def list_own(order_key: str) -> Steps:
    """The steps of an order's work with the files that were delivered."""
    async with unit_of_work() as session:
        return ok(await _bodies(session, await get_order(session, read_order_key(order_key)), is_staff=False))


@router.get("/orders/{order_key}/files/{file_id}", response_class=StreamingResponse)
@public(_HOLDER)
async def own_file(order_key: str, file_id: UUID) -> Response:
    """A file that was delivered."""
    async with unit_of_work() as session:
        order = await get_order(session, read_order_key(order_key))
        file = await get_delivered_file(session, order, file_id)
    return await _sent(file)


@router.post("/orders/{order_key}/milestones/{milestone_id}/approve")
@public(_HOLDER)
async def approve(
    request: Request, order_key: str, milestone_id: UUID, idempotency_key: IdempotencyKey = None
) -> Steps:
    """The buyer is content with a step that was delivered."""
    return await _decided(request, order_key, milestone_id, None, idempotency_key)


@router.post("/orders/{order_key}/milestones/{milestone_id}/change")
@public(_HOLDER)
async def ask_change(
    request: Request, order_key: str, milestone_id: UUID, body: ChangeBody, idempotency_key: IdempotencyKey = None
) -> Steps:
    """The buyer wants a step changed that was delivered, and says what."""
    return await _decided(request, order_key, milestone_id, body, idempotency_key)


async def _decided(
    request: Request, order_key: str, milestone_id: UUID, change: ChangeBody | None, key: str | None
) -> Steps:
    await hit_or_refuse(CHECKOUT, caller_of(request.scope))
    async with unit_of_work() as session:
        order = await get_order(session, read_order_key(order_key))

        async def make() -> Steps:
            if change is None:
                await service.approve(session, order, milestone_id)
            else:
                await service.ask_change(session, order, milestone_id, change.words)
            return ok(await _bodies(session, order, is_staff=False))

        return await once(session, request, key, Steps, make, asked=change)


async def _sent(file: Deliverable) -> StreamingResponse:
    content = await storage_for(get_settings()).stream(file.storage_key)
    return to_be_saved(content, name=file.name, content_type=file.content_type, size=file.bytes)


async def _bodies(session: AsyncSession, order: Order, *, is_staff: bool) -> list[MilestoneBody]:
    steps = await list_milestones(session, order)
    address = STAFF_FILES if is_staff else files_address(order.id)
    return await _with_files(session, steps, address, is_staff=is_staff)


async def _body(session: AsyncSession, step: OrderMilestone) -> MilestoneBody:
    (body,) = await _with_files(session, [step], STAFF_FILES, is_staff=True)
    return body


async def _with_files(
    session: AsyncSession, steps: list[OrderMilestone], address: str, *, is_staff: bool
) -> list[MilestoneBody]:
    files = [file for file in await list_files(session, steps) if is_staff or file.delivered_at]
    asked = {note.milestone_id: note.words for note in await list_asked(session, steps)}
    return [
        MilestoneBody(
            milestone_id=step.id,
            name=step.name,
            due=step.due,
            share=step.share,
            state=step.state,
            delivered_at=step.delivered_at,
            decided_at=step.decided_at,
            asked=asked.get(step.id, ""),
            files=[_file(file, address) for file in files if file.milestone_id == step.id],
        )
        for step in steps
    ]


def _file(file: Deliverable, address: str) -> DeliverableBody:
    return DeliverableBody(
        file_id=file.id,
        name=file.name,
        content_type=file.content_type,
        bytes=file.bytes,
        sha256=file.sha256,
        delivered_at=file.delivered_at,
        url=f"{get_settings().base_url}{address}/{file.id}",
    )
