"""The paper of an offer, for whoever holds its key."""

import asyncio
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from aistrategyhub.core.access import public, requires
from aistrategyhub.features.quotes.links import offer_url, read_offer_key
from aistrategyhub.features.quotes.pdf import render_offer_pdf
from aistrategyhub.features.quotes.permissions import QuotesPermission
from aistrategyhub.features.quotes.queries.offers import find_paper, get_offer
from aistrategyhub.features.quotes.queries.sheets import sheet_of
from aistrategyhub.features.quotes.rules.offers import OfferNotReady
from aistrategyhub.features.quotes.service import read_draft
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.infra.http.envelope import download
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import storage_for

router = APIRouter(tags=["quotes"])


@router.get("/quotes/offers/drafts/{offer_id}/pdf")
@requires(QuotesPermission.MANAGE)
async def draft_pdf(offer_id: UUID) -> Response:
    """A draft as its PDF would look now. What is wrong in it is left out."""
    async with unit_of_work() as session:
        offer = await get_offer(session, offer_id)
        written = await read_draft(session, offer)
        sheet = await sheet_of(session, offer, written.content, offer_url(offer.id, offer.locale))
    content = await asyncio.to_thread(render_offer_pdf, sheet)
    return download(content, "application/pdf", f"{offer.number}-v{offer.version}.pdf")


@router.get("/quotes/offers/{offer_key}/pdf")
@public("the offer's key in the address is the right to read it")
async def offer_pdf(offer_key: str) -> Response:
    """The PDF as it was frozen when the offer was sent."""
    async with unit_of_work() as session:
        offer = await get_offer(session, read_offer_key(offer_key))
        paper = await find_paper(session, offer.id)
    if paper is None:
        raise OfferNotReady
    content = await storage_for(get_settings()).get(paper.storage_key)
    return download(content, "application/pdf", f"{offer.number}-v{offer.version}.pdf")
