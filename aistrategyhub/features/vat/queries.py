"""Reads that decide the VAT of a sale."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import SellerInfo
from aistrategyhub.features.vat.rules import scheme_of
from aistrategyhub.features.vat.schemas import Scheme


async def seller_scheme(session: AsyncSession) -> Scheme:
    """How the firm stands to VAT; as everybody does, until its data are given."""
    seller = await find_setting(session, SellerInfo)
    return scheme_of(seller.regime_fiscale) if seller else Scheme.ORDINARY
