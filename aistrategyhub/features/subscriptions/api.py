"""A person's subscriptions over HTTP: to read, and to leave or pause them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query

from aistrategyhub.core.access import SignInRequired, current_principal, requires
from aistrategyhub.core.paging import MOST_PER_PAGE, PageRequest
from aistrategyhub.features.subscriptions import service
from aistrategyhub.features.subscriptions.models import Subscription
from aistrategyhub.features.subscriptions.permissions import SubscriptionsPermission
from aistrategyhub.features.subscriptions.queries import get_own, list_own
from aistrategyhub.features.subscriptions.schemas import SubscriptionBody
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, PagedEnvelope, ok, paged

router = APIRouter(tags=["subscriptions"], prefix="/subscriptions")

IdempotencyKey = Annotated[
    str | None,
    Header(max_length=255, description="Accepted for every key: asking again for the same act changes nothing."),
]


@router.get("")
@requires(SubscriptionsPermission.USE_OWN)
async def own_subscriptions(
    page: Annotated[int, Query(ge=1)] = 1, per_page: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 20
) -> PagedEnvelope[SubscriptionBody]:
    """The subscriptions of the person signed in, newest first."""
    async with unit_of_work() as session:
        found = await list_own(session, _me(), PageRequest(page, per_page))
    bodies = [_body(one) for one in found.rows]
    return paged(bodies, total=found.total, page=found.page, per_page=found.per_page)


@router.get("/{number}")
@requires(SubscriptionsPermission.USE_OWN)
async def own_subscription(number: str) -> Envelope[SubscriptionBody]:
    """One of them."""
    async with unit_of_work() as session:
        return ok(_body(await get_own(session, _me(), number)))


@router.post("/{number}/cancel")
@requires(SubscriptionsPermission.USE_OWN)
async def cancel(number: str, idempotency_key: IdempotencyKey = None) -> Envelope[SubscriptionBody]:
    """Ends it with the first period that leaves the notice of its plan (`leaves_at`), a trial with the trial."""
    async with unit_of_work() as session:
        found = await get_own(session, _me(), number)
        return ok(_body(await service.cancel(session, found.id)))


@router.post("/{number}/pause")
@requires(SubscriptionsPermission.USE_OWN)
async def pause(number: str, idempotency_key: IdempotencyKey = None) -> Envelope[SubscriptionBody]:
    """Lets the present period be the last until somebody resumes it in the customer area."""
    async with unit_of_work() as session:
        found = await get_own(session, _me(), number)
        return ok(_body(await service.pause(session, found.id)))


def _me() -> UUID:
    person_id = current_principal().person_id
    if person_id is None:
        raise SignInRequired
    return person_id


def _body(one: Subscription) -> SubscriptionBody:
    return SubscriptionBody(**{name: getattr(one, name) for name in SubscriptionBody.model_fields})
