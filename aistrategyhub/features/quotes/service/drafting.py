"""Writing an offer: a draft keeps what was typed, right or wrong, and says what it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import find_principal
from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.core.errors import FieldError
from aistrategyhub.core.text import _, mark, short_date_label, speaking
from aistrategyhub.features.audit.service import record
from aistrategyhub.features.catalog.queries import ItemNotForSale, ItemNotFound
from aistrategyhub.features.catalog.queries import get_offer as get_sold
from aistrategyhub.features.quotes.models import OfferStatus, QuoteOffer, QuoteRequest
from aistrategyhub.features.quotes.queries import get_request
from aistrategyhub.features.quotes.queries.offers import get_offer, items_of, list_versions
from aistrategyhub.features.quotes.rules.agreeing import agree
from aistrategyhub.features.quotes.rules.offers import (
    OfferAlreadyAccepted,
    OfferChanged,
    check_offer_transition,
    offer_number,
)
from aistrategyhub.features.quotes.rules.writing import read_what_can_be, slugs_in
from aistrategyhub.features.quotes.schemas.offers import Agreement, OfferContent
from aistrategyhub.features.vat.queries import seller_vat
from aistrategyhub.features.vat.rules import GoodsNotSoldAbroad
from aistrategyhub.features.vat.schemas import Customer
from aistrategyhub.infra.counters import next_number

_VALID_FOR = timedelta(days=30)
_INTRO = mark(
    "Gentile {name},\n\ngrazie per averci scritto. Di seguito la nostra proposta: che cosa comprende, quanto costa e "
    "come procediamo."
)
_TERMS = mark(
    "I prezzi sono al netto dell’IVA, che è indicata a parte. Il lavoro comincia quando arriva l’acconto; le date "
    "delle tappe si contano da lì. Ciò che non è scritto in questa offerta non è compreso e si concorda a parte."
)


@dataclass(frozen=True)
class Written:
    """A draft as it stands: what of it can be read, what it comes to, and what is wrong with it."""

    offer: QuoteOffer
    content: OfferContent
    agreement: Agreement
    errors: Mapping[str, FieldError] = field(default_factory=dict)


async def start_offer(session: AsyncSession, request_id: UUID) -> QuoteOffer:
    """The draft that answers a request: the one that is there, or a new version with what the last one said.

    Raises RequestNotFound, and OfferAlreadyAccepted once a version was accepted.
    """
    request = await get_request(session, request_id, lock=True)
    versions = await list_versions(session, request_id)
    last = versions[0] if versions else None
    if last and last.status is OfferStatus.DRAFT:
        return last
    if last and last.status is OfferStatus.ACCEPTED:
        raise OfferAlreadyAccepted(number=last.number)
    principal = find_principal()
    offer = QuoteOffer(
        request_id=request.id,
        number=last.number if last else await _new_number(session),
        version=last.version + 1 if last else 1,
        locale=request.locale,
        typed=_again(last) if last else await _first_words(session, request),
        created_by=principal.person_id if principal else None,
    )
    session.add(offer)
    await session.flush()
    await record(session, "quotes.offer_started", "quote_offer", offer.id, number=offer.number, version=offer.version)
    await _reckon(session, offer)
    return offer


async def save_offer(session: AsyncSession, offer_id: UUID, typed: Mapping[str, Any], *, revision: int) -> Written:
    """Keeps what was typed into a draft. Raises OfferNotFound, OfferChanged unless it was opened at `revision`, and
    IllegalOfferTransition for what is no draft any more."""
    offer = await get_offer(session, offer_id, lock=True)
    check_offer_transition(offer.status, OfferStatus.SENT)
    if offer.revision != revision:
        raise OfferChanged
    offer.typed, offer.revision = dict(typed), revision + 1
    return await _reckon(session, offer)


async def read_draft(session: AsyncSession, offer: QuoteOffer) -> Written:
    """What a draft says and comes to now. Goods for abroad, which an offer cannot hold, are among the errors."""
    items = await items_of(session, slugs_in(offer.typed))
    content, errors = read_what_can_be(offer.typed, items, today=today_in_rome())
    try:
        agreement = agree(content, (), customer_of_offer(content), await seller_vat(session))
    except GoodsNotSoldAbroad as refusal:
        agreement = Agreement(lines=())
        errors = errors | {"country": FieldError("country", refusal.code, refusal.sentence)}
    return Written(offer, content, agreement, errors)


def customer_of_offer(content: OfferContent) -> Customer:
    """For whom the VAT of an offer is reckoned until the buyer's own data are known."""
    return Customer(content.country, is_firm=content.is_firm)


async def _reckon(session: AsyncSession, offer: QuoteOffer) -> Written:
    written = await read_draft(session, offer)
    agreement = written.agreement
    offer.net, offer.vat, offer.total = agreement.net, agreement.vat, agreement.total
    offer.valid_until = written.content.valid_until
    await session.flush()
    return written


async def _new_number(session: AsyncSession) -> str:
    year = today_in_rome().year
    return offer_number(year, await next_number(session, f"quote_offers:{year}"))


def _again(last: QuoteOffer) -> dict[str, Any]:
    """What the last version said, valid for another while if it is over."""
    is_over = last.valid_until is None or last.valid_until < today_in_rome()
    return last.typed | ({"valid_until": short_date_label(today_in_rome() + _VALID_FOR)} if is_over else {})


async def _first_words(session: AsyncSession, request: QuoteRequest) -> dict[str, Any]:
    with speaking(request.locale):
        return {
            "intro": _(_INTRO, name=request.name),
            "lines": await _first_lines(session, request),
            "discount": "",
            "deposit": "30",
            "valid_until": short_date_label(today_in_rome() + _VALID_FOR),
            "milestones": [],
            "terms": _(_TERMS),
            "country": "IT",
            "is_firm": bool(request.company),
        }


async def _first_lines(session: AsyncSession, request: QuoteRequest) -> list[dict[str, Any]]:
    """The service that was asked for, with its price where it has one."""
    line = {"key": "l1", "item_slug": request.item_slug, "name": request.item_name, "description": ""}
    line |= {"quantity": "1", "price": "", "vat_class": "standard", "is_optional": False}
    if not request.item_slug:
        return [line | {"item_slug": ""}]
    try:
        sold = await get_sold(session, request.item_slug, request.locale)
    except (ItemNotFound, ItemNotForSale):
        return [line]
    price = f"{sold.net_price:.2f}".replace(".", ",")
    return [line | {"description": sold.short_description, "price": price, "vat_class": sold.vat_class.value}]
