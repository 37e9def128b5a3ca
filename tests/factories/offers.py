"""Offers, every field right unless changed."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import now
from aistrategyhub.core.ids import new_id
from aistrategyhub.features.quotes.models import QuoteOffer, QuotePaper
from aistrategyhub.features.quotes.queries.offers import get_offer
from aistrategyhub.features.quotes.schemas.offers import Signature
from aistrategyhub.features.quotes.service import save_offer, send_offer, start_offer
from tests.factories.quotes import create_request


def typed_line(key: str = "l1", **changes: Any) -> dict[str, Any]:
    """A line as staff type it."""
    return {
        "key": key,
        "item_slug": "",
        "name": "Analisi del rischio",
        "description": "",
        "quantity": "1",
        "price": "1.000,00",
        "vat_class": "standard",
        "is_optional": False,
        **changes,
    }


def typed_offer(**changes: Any) -> dict[str, Any]:
    """What staff type into an offer."""
    return {
        "intro": "Gentile Lucia,\n\ngrazie.",
        "lines": [typed_line()],
        "discount": "",
        "deposit": "30",
        "valid_until": "31/12/2026",
        "milestones": [],
        "terms": "Ciò che non è scritto non è compreso.",
        "country": "IT",
        "is_firm": True,
        **changes,
    }


async def create_draft(session: AsyncSession, **typed: Any) -> QuoteOffer:
    """A draft that answers a new request."""
    request = await create_request(session, submit=str(new_id()))
    offer = await start_offer(session, request.id)
    valid_until = offer.typed["valid_until"]
    await save_offer(session, offer.id, typed_offer(**{"valid_until": valid_until, **typed}), revision=offer.revision)
    return offer


async def create_sent(session: AsyncSession, **typed: Any) -> QuoteOffer:
    """An offer that was sent and printed."""
    offer = await create_draft(session, **typed)
    await send_offer(session, offer.id, revision=offer.revision, by=None)
    await lay_paper(session, offer)
    return await get_offer(session, offer.id)


async def lay_paper(session: AsyncSession, offer: QuoteOffer) -> None:
    """The PDF of an offer as far as the database knows of it."""
    session.add(QuotePaper(offer_id=offer.id, storage_key=f"x/{offer.id}.pdf", sha256="a" * 64, printed_at=now()))
    await session.flush()


def signature(seen_total: str, **changes: Any) -> Signature:
    """Somebody who read the offer and agrees."""
    values = {"name": "Lucia Brenta", "has_agreed": True, "ip_address": "203.0.113.7", "user_agent": "Firefox"}
    return Signature(seen_total=seen_total, **{**values, **changes})
