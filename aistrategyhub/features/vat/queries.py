"""Reads that decide the VAT of a sale."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import SellerInfo
from aistrategyhub.features.vat.models import VatCheck
from aistrategyhub.features.vat.rules import scheme_of
from aistrategyhub.features.vat.schemas import Scheme
from aistrategyhub.integrations.vies.gateway import VatNumber


async def seller_scheme(session: AsyncSession) -> Scheme:
    """How the firm stands to VAT; as everybody does, until its data are given."""
    seller = await find_setting(session, SellerInfo)
    return scheme_of(seller.regime_fiscale) if seller else Scheme.ORDINARY


async def find_own_number(session: AsyncSession) -> VatNumber | None:
    """In whose name registers are asked; None until the firm's data are given."""
    seller = await find_setting(session, SellerInfo)
    return VatNumber("IT", seller.vat_number) if seller else None


async def get_check(session: AsyncSession, check_id: UUID) -> VatCheck:
    """The answer on which an order stands."""
    return (await session.execute(select(VatCheck).where(VatCheck.id == check_id))).scalar_one()


async def find_check(session: AsyncSession, number: VatNumber, *, since: datetime) -> VatCheck | None:
    """The last answer about a number, if it is not older than this."""
    query = (
        select(VatCheck)
        .where(VatCheck.state == number.state, VatCheck.number == number.number, VatCheck.asked_at >= since)
        .order_by(VatCheck.asked_at.desc())
        .limit(1)
    )
    return (await session.execute(query)).scalar_one_or_none()
