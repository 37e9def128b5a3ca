"""Disputes over HTTP, for staff and programs that act for them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from aistrategyhub.core.access import requires
from aistrategyhub.core.paging import PageRequest
from aistrategyhub.features.orders.queries import get_order
from aistrategyhub.features.payments.models import Dispute, DisputeStatus
from aistrategyhub.features.payments.permissions import PaymentsPermission
from aistrategyhub.features.payments.queries import page_disputes
from aistrategyhub.features.payments.schemas.disputes import AnswerBody, DisputeBody
from aistrategyhub.features.payments.service import ask_to_answer
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, PagedEnvelope, ok, paged
from aistrategyhub.infra.http.idempotency import IdempotencyKey, once

router = APIRouter(tags=["payments"])


@router.get("/admin/disputes")
@requires(PaymentsPermission.READ)
async def list_disputes(
    status: DisputeStatus | None = None,
    page: Annotated[int, Query(ge=1)] = 1,
    per_page: Annotated[int, Query(ge=1, le=100)] = 20,
) -> PagedEnvelope[DisputeBody]:
    """Disputes, the nearest deadline first."""
    async with unit_of_work() as session:
        found = await page_disputes(session, PageRequest(page, per_page), statuses=(status,) if status else ())
    bodies = [_body(dispute, number) for dispute, number in found.rows]
    return paged(bodies, total=found.total, page=found.page, per_page=found.per_page)


@router.post("/admin/disputes/{dispute_id}/answer")
@requires(PaymentsPermission.DISPUTE, step_up=True)
async def answer(
    request: Request, dispute_id: UUID, body: AnswerBody, idempotency_key: IdempotencyKey = None
) -> Envelope[DisputeBody]:
    """Answers a dispute, which can be done once; the answer is sent at once."""
    async with unit_of_work() as session:

        async def make() -> Envelope[DisputeBody]:
            dispute = await ask_to_answer(session, dispute_id, body.answer)
            return ok(_body(dispute, (await get_order(session, dispute.order_id)).number))

        return await once(session, request, idempotency_key, Envelope[DisputeBody], make, asked=body)


def _body(dispute: Dispute, number: str) -> DisputeBody:
    values = {name: getattr(dispute, name) for name in DisputeBody.model_fields if hasattr(dispute, name)}
    return DisputeBody(**values, dispute_id=dispute.id, order_number=number)
