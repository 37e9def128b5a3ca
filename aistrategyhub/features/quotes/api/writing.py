"""The firm's offers over HTTP: begun, written, sent, followed."""

from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import current_principal, requires
from aistrategyhub.core.text import _
from aistrategyhub.features.quotes import service
from aistrategyhub.features.quotes.links import offer_url, payment_address
from aistrategyhub.features.quotes.models import Author, OfferStatus, QuoteOffer, QuoteOrder
from aistrategyhub.features.quotes.permissions import QuotesPermission
from aistrategyhub.features.quotes.queries import get_request
from aistrategyhub.features.quotes.queries.offers import get_offer, list_collected, list_versions
from aistrategyhub.features.quotes.schemas.bodies import (
    CollectedBody,
    DraftBody,
    FieldErrorBody,
    InstalmentBody,
    OfferBody,
    SendBody,
    WordsBody,
)
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.http.idempotency import IdempotencyKey, once
from aistrategyhub.infra.settings import get_settings

router = APIRouter(tags=["quotes"])

Told = Envelope[OfferBody]


@router.get("/quote-requests/{request_id}/offers")
@requires(QuotesPermission.READ)
async def list_of_request(request_id: UUID) -> Envelope[list[OfferBody]]:
    """Every version that answers a request, the newest first."""
    async with unit_of_work() as session:
        await get_request(session, request_id)
        return ok([await _body(session, offer) for offer in await list_versions(session, request_id)])


@router.post("/quote-requests/{request_id}/offers", status_code=201)
@requires(QuotesPermission.MANAGE)
async def start(request: Request, request_id: UUID, idempotency_key: IdempotencyKey = None) -> Told:
    """The draft that answers a request: the one that is there, or a new version with what the last one said."""
    async with unit_of_work() as session:

        async def make() -> Told:
            return ok(await _body(session, await service.start_offer(session, request_id)))

        return await once(session, request, idempotency_key, Told, make)


@router.get("/admin/offers/{offer_id}")
@requires(QuotesPermission.READ)
async def read_one(offer_id: UUID) -> Told:
    """One version of an offer."""
    async with unit_of_work() as session:
        return ok(await _body(session, await get_offer(session, offer_id)))


@router.put("/admin/offers/{offer_id}")
@requires(QuotesPermission.MANAGE)
async def save(offer_id: UUID, body: DraftBody) -> Told:
    """Keeps what a draft says, right or wrong."""
    async with unit_of_work() as session:
        typed = body.model_dump(mode="json", exclude={"revision"})
        written = await service.save_offer(session, offer_id, typed, revision=body.revision)
        return ok(await _body(session, written.offer))


@router.post("/admin/offers/{offer_id}/send")
@requires(QuotesPermission.MANAGE)
async def send(request: Request, offer_id: UUID, body: SendBody, idempotency_key: IdempotencyKey = None) -> Told:
    """Freezes a draft and mails it; every wrong field is told when it cannot be."""
    async with unit_of_work() as session:

        async def make() -> Told:
            person_id = current_principal().person_id
            sent = await service.send_offer(session, offer_id, revision=body.revision, by=person_id)
            return ok(await _body(session, sent))

        return await once(session, request, idempotency_key, Told, make, asked=body)


@router.post("/admin/offers/{offer_id}/messages", status_code=201)
@requires(QuotesPermission.MANAGE)
async def answer(request: Request, offer_id: UUID, body: WordsBody, idempotency_key: IdempotencyKey = None) -> Told:
    """Answers the customer, who is mailed."""
    async with unit_of_work() as session:

        async def make() -> Told:
            by = {"author": Author.STAFF, "person_id": current_principal().person_id}
            await service.write_about_offer(session, offer_id, body.words, **by)
            return ok(await _body(session, await get_offer(session, offer_id)))

        return await once(session, request, idempotency_key, Told, make, asked=body)


@router.post("/admin/offers/{offer_id}/instalments", status_code=202)
@requires(QuotesPermission.MANAGE)
async def ask_instalment(
    request: Request, offer_id: UUID, body: InstalmentBody, idempotency_key: IdempotencyKey = None
) -> Told:
    """Asks for the balance, or again for a part whose order was cancelled; its order follows in a moment."""
    async with unit_of_work() as session:

        async def make() -> Told:
            await service.ask_instalment(session, offer_id, body.instalment)
            return ok(await _body(session, await get_offer(session, offer_id)))

        return await once(session, request, idempotency_key, Told, make, asked=body)


async def collected_bodies(session: AsyncSession, offer_id: UUID) -> list[CollectedBody]:
    """The orders that collect what was agreed."""
    return [_collected(offer_id, row) for row in await list_collected(session, offer_id)]


async def _body(session: AsyncSession, offer: QuoteOffer) -> OfferBody:
    is_draft = offer.status is OfferStatus.DRAFT
    errors = (await service.read_draft(session, offer)).errors if is_draft else {}
    fields = {name: getattr(offer, name) for name in OfferBody.model_fields if hasattr(offer, name)}
    return OfferBody(
        **fields,
        offer_id=offer.id,
        errors=[
            FieldErrorBody(field=name, code=error.code, message=_(error.sentence, **error.values))
            for name, error in errors.items()
        ],
        offer_url=None if is_draft else offer_url(offer.id, offer.locale),
        collected=await collected_bodies(session, offer.id),
    )


def _collected(offer_id: UUID, row: QuoteOrder) -> CollectedBody:
    return CollectedBody(
        instalment=row.instalment,
        order_number=row.order_number,
        total=row.total,
        paid_at=row.paid_at,
        order_url=get_settings().base_url + payment_address(offer_id, row.instalment) if row.order_id else None,
    )
