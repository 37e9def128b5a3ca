"""What the paper of an offer needs from the firm's settings."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.text import _, speaking
from aistrategyhub.features.quotes.models import QuoteOffer
from aistrategyhub.features.quotes.queries import get_request
from aistrategyhub.features.quotes.rules.agreeing import agree
from aistrategyhub.features.quotes.rules.sheet import lay_out
from aistrategyhub.features.quotes.schemas.offers import OfferContent
from aistrategyhub.features.quotes.schemas.sheets import OfferSheet, SheetParty
from aistrategyhub.features.site_settings.queries import address_of_firm, find_setting
from aistrategyhub.features.site_settings.schemas import SellerInfo, SiteIdentity
from aistrategyhub.features.vat.queries import seller_vat
from aistrategyhub.features.vat.schemas import Customer


async def sheet_of(session: AsyncSession, offer: QuoteOffer, content: OfferContent, url: str) -> OfferSheet:
    """The offer laid out in its customer's language, with the lines that are not optional added up."""
    request = await get_request(session, offer.request_id)
    customer = Customer(content.country, is_firm=content.is_firm)
    agreement = agree(content, (), customer, await seller_vat(session))
    with speaking(offer.locale):
        return lay_out(offer, request, content, agreement, await _seller(session), url)


async def _seller(session: AsyncSession) -> SheetParty:
    identity, seller = await find_setting(session, SiteIdentity), await find_setting(session, SellerInfo)
    name = identity.site_name if identity else ""
    if seller is None:
        return SheetParty(name, (await address_of_firm(session),))
    place = f"{seller.address.zip} {seller.address.city} {seller.address.province}".strip()
    number = _("P. IVA {number}", number=seller.vat_number)
    return SheetParty(seller.company_name or name, (seller.address.street, place, number, seller.email))
