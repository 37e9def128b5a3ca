"""What accounts asks of the firm's settings."""

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import SellerInfo, SiteIdentity


async def firm_words(session: AsyncSession) -> list[str]:
    """The firm's names, which are the first guess at a password of its site."""
    seller = await find_setting(session, SellerInfo)
    identity = await find_setting(session, SiteIdentity)
    return [name for name in (seller and seller.company_name, identity and identity.site_name) if name]
