"""An offer over HTTP for whoever holds its key: read, asked about, accepted or refused."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import current_principal, public, refuse_impersonation
from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.features.quotes import service
from aistrategyhub.features.quotes.api.writing import collected_bodies
from aistrategyhub.features.quotes.links import pdf_address, read_offer_key
from aistrategyhub.features.quotes.models import Author, OfferStatus, QuoteOffer
from aistrategyhub.features.quotes.permissions import QuotesPermission
from aistrategyhub.features.quotes.queries.offers import find_acceptance, find_paper, get_offer, list_thread
from aistrategyhub.features.quotes.rules.agreeing import agree
from aistrategyhub.features.quotes.rules.offers import OfferNotFound
from aistrategyhub.features.quotes.rules.views import why_closed
from aistrategyhub.features.quotes.rules.words import acceptance_words
from aistrategyhub.features.quotes.schemas.bodies import (
    AcceptBody,
    CustomerOfferBody,
    MessageBody,
    OfferedLineBody,
    WordsBody,
)
from aistrategyhub.features.quotes.schemas.offers import Agreement, OfferContent, Signature
from aistrategyhub.features.vat.checkout import check_of
from aistrategyhub.features.vat.queries import seller_vat
from aistrategyhub.features.vat.schemas import Customer
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import Envelope, ok
from aistrategyhub.infra.http.forwarded import caller_of
from aistrategyhub.infra.http.idempotency import IdempotencyKey, once
from aistrategyhub.infra.rate_limits import CHECKOUT, hit_or_refuse
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.integrations.vies.choose import vat_register

router = APIRouter(tags=["quotes"])

Told = Envelope[CustomerOfferBody]
Chosen = Annotated[list[str], Query(max_length=40, description="The keys of the options that are ticked.")]
_HOLDER = "the offer's key in the address is the right to read it and to decide on it"


@router.get("/quotes/offers/{offer_key}")
@public(_HOLDER)
async def read(offer_key: str, chosen: Chosen = []) -> Told:  # noqa: B006
    """The offer with the options that are ticked; the first reading by its customer is noted."""
    async with unit_of_work() as session:
        offer = await _sent(session, offer_key)
        if not current_principal().may(QuotesPermission.READ):
            await service.view_offer(session, offer.id)
        return ok(await _body(session, offer, chosen))


@router.post("/quotes/offers/{offer_key}/accept")
@public(_HOLDER)
async def accept(request: Request, offer_key: str, body: AcceptBody, idempotency_key: IdempotencyKey = None) -> Told:
    """Accepts the offer with its evidence: name, moment, IP address, browser, words and the PDF's fingerprint."""
    refuse_impersonation()
    await hit_or_refuse(CHECKOUT, caller_of(request.scope))
    check = await check_of(body.buyer, vat_register(get_settings()))
    async with unit_of_work() as session:
        offer = await _sent(session, offer_key)

        async def make() -> Told:
            try:
                await service.accept_offer(session, offer.id, _signature(request, body), body.buyer, vat_check=check)
            except InvalidInput as error:
                raise _below_buyer(error) from error
            return ok(await _body(session, await get_offer(session, offer.id), body.chosen))

        return await once(session, request, idempotency_key, Told, make, asked=body)


@router.post("/quotes/offers/{offer_key}/reject")
@public(_HOLDER)
async def reject(request: Request, offer_key: str, body: WordsBody, idempotency_key: IdempotencyKey = None) -> Told:
    """Says no, with the reason."""
    refuse_impersonation()
    await hit_or_refuse(CHECKOUT, caller_of(request.scope))
    async with unit_of_work() as session:
        offer = await _sent(session, offer_key)

        async def make() -> Told:
            await service.reject_offer(session, offer.id, body.words)
            return ok(await _body(session, await get_offer(session, offer.id)))

        return await once(session, request, idempotency_key, Told, make, asked=body)


@router.post("/quotes/offers/{offer_key}/messages", status_code=201)
@public(_HOLDER)
async def ask(request: Request, offer_key: str, body: WordsBody, idempotency_key: IdempotencyKey = None) -> Told:
    """Asks the firm about the offer."""
    await hit_or_refuse(CHECKOUT, caller_of(request.scope))
    async with unit_of_work() as session:
        offer = await _sent(session, offer_key)

        async def make() -> Told:
            by = {"author": Author.CUSTOMER, "person_id": current_principal().person_id}
            await service.write_about_offer(session, offer.id, body.words, **by)
            return ok(await _body(session, offer))

        return await once(session, request, idempotency_key, Told, make, asked=body)


async def _sent(session: AsyncSession, key: str) -> QuoteOffer:
    offer = await get_offer(session, read_offer_key(key))
    if offer.status is OfferStatus.DRAFT:
        raise OfferNotFound
    return offer


def _signature(request: Request, body: AcceptBody) -> Signature:
    principal = current_principal()
    return Signature(
        name=body.signed_name,
        has_agreed=body.has_agreed,
        seen_total=f"{body.seen_total:.2f}",
        chosen=tuple(body.chosen),
        person_id=None if principal.may(QuotesPermission.READ) else principal.person_id,
        ip_address=caller_of(request.scope),
        user_agent=request.headers.get("user-agent", ""),
    )


async def _body(session: AsyncSession, offer: QuoteOffer, chosen: list[str] | None = None) -> CustomerOfferBody:
    content = OfferContent.model_validate(offer.content)
    agreement = await _agreement(session, offer, content, chosen or [])
    taken = {line.key for line in agreement.lines}
    paper = await find_paper(session, offer.id)
    thread = await list_thread(session, offer.request_id)
    return CustomerOfferBody(
        **{name: getattr(offer, name) for name in ("number", "version", "status", "currency")},
        **content.model_dump(include={"intro", "terms", "valid_until", "discount_percent", "deposit_percent"}),
        lines=[
            OfferedLineBody(
                **line.model_dump(include={"key", "name", "description", "quantity", "unit_price", "is_optional"}),
                is_chosen=line.key in taken,
            )
            for line in content.lines
        ],
        milestones=list(content.milestones),
        net=agreement.net,
        vat=agreement.vat,
        total=agreement.total,
        acceptance_words=acceptance_words(offer, agreement.total),
        problem=why_closed(offer, today_in_rome()),
        sha256=paper.sha256 if paper else None,
        pdf_url=get_settings().base_url + pdf_address(offer.id) if paper else None,
        messages=[
            MessageBody(author=Author.STAFF if one.is_staff else Author.CUSTOMER, words=one.words, sent_at=one.sent_at)
            for one in thread
        ],
        collected=await collected_bodies(session, offer.id),
    )


async def _agreement(session: AsyncSession, offer: QuoteOffer, content: OfferContent, chosen: list[str]) -> Agreement:
    if acceptance := await find_acceptance(session, offer.id):
        return Agreement.model_validate(acceptance.agreed)
    customer = Customer(content.country, is_firm=content.is_firm)
    return agree(content, chosen, customer, await seller_vat(session))


def _below_buyer(error: InvalidInput) -> InvalidInput:
    """The same refusal with paths as they are in the request: the buyer's fields stand below `buyer`."""
    own = set(AcceptBody.model_fields) | {"agreed"}
    return InvalidInput(
        [
            item if item.field in own else FieldError(f"buyer.{item.field}", item.code, item.sentence, item.values)
            for item in error.fields
        ]
    )
