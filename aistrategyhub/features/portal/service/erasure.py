"""Erasing a person once nothing is under way with them."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark
from aistrategyhub.features.accounts.models import PrivacyRequest, RequestOrigin, RequestStatus
from aistrategyhub.features.accounts.queries import get_person
from aistrategyhub.features.accounts.queries.privacy_requests import list_idle_customers, lock_request
from aistrategyhub.features.accounts.service.erasure import addresses_of, erase_person
from aistrategyhub.features.accounts.service.privacy_requests import drop_erasure, postpone_erasure, request_erasure
from aistrategyhub.features.assessments.service import claim_sittings
from aistrategyhub.features.contact.service import claim_messages
from aistrategyhub.features.orders.models import Order
from aistrategyhub.features.orders.queries import find_work_under_way, who_has_work_under_way
from aistrategyhub.features.orders.service import claim_guest_orders
from aistrategyhub.features.quotes.service import claim_requests
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import IdleAccounts
from aistrategyhub.infra.storage import Storage

# A payment that was begun longer ago than this will not arrive any more.
_PAYMENT_CAN_ARRIVE = timedelta(days=30)
_MONTH = timedelta(days=30.44)


class OrderUnderWay(DomainError):
    """An order still needs its buyer: to be paid, or to be carried out (art. 17(1)(a) GDPR)."""

    code = "ORDER_UNDER_WAY"
    sentence = mark(
        "L’ordine {order} è ancora in corso: quando sarà concluso o annullato potrai cancellare il tuo account."
    )


async def ask_for_erasure(session: AsyncSession, person_id: UUID, *, language: str) -> PrivacyRequest:
    """Plans a person's erasure. Raises OrderUnderWay and LastSuperAdmin."""
    if order := await _order_under_way(session, person_id):
        raise OrderUnderWay(order=order.number)
    return await request_erasure(session, person_id, language=language)


async def warn_idle_customers(session: AsyncSession) -> int:
    """Plans the erasure of accounts that nobody uses, and writes to their people, if the owner switched that on; how
    many. An order under way keeps an account."""
    rule = await find_setting(session, IdleAccounts) or IdleAccounts()
    if not rule.is_on:
        return 0
    idle = await list_idle_customers(session, since=now() - rule.months * _MONTH)
    needed = await who_has_work_under_way(session, [person.id for person in idle], since=now() - _PAYMENT_CAN_ARRIVE)
    warned = [person for person in idle if person.id not in needed]
    for person in warned:
        await request_erasure(session, person.id, language=person.language, origin=RequestOrigin.IDLE_ACCOUNT)
    return len(warned)


async def carry_out(session: AsyncSession, request_id: UUID, storage: Storage) -> None:
    """Erases the person, unless they thought again, signed in after being called idle, or an order came up meanwhile.

    Doing it twice does it once. Orders placed, messages written, questionnaires answered and quotes asked for
    without signing in, with an address proven theirs, are theirs too.
    """
    request = await lock_request(session, request_id)
    is_due = request.scheduled_for is not None and request.scheduled_for <= now()
    if request.status is not RequestStatus.REQUESTED or not is_due:
        return
    person = await get_person(session, request.user_id)
    if request.origin is RequestOrigin.IDLE_ACCOUNT and person.last_login and person.last_login > request.requested_at:
        await drop_erasure(session, request)
        return
    for address in addresses_of(person):
        await claim_guest_orders(session, person_id=person.id, email=address)
        await claim_messages(session, person_id=person.id, email=address)
        await claim_sittings(session, person_id=person.id, email=address)
        await claim_requests(session, person_id=person.id, email=address)
    if order := await _order_under_way(session, person.id):
        await postpone_erasure(session, request, order=order.number)
        return
    await erase_person(session, request, storage)


async def _order_under_way(session: AsyncSession, person_id: UUID) -> Order | None:
    return await find_work_under_way(session, person_id, since=now() - _PAYMENT_CAN_ARRIVE)
