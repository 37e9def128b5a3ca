"""Reads that decide the VAT of a sale."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.clock import today_in_rome
from aistrategyhub.features.site_settings.queries import find_plain_settings, find_setting
from aistrategyhub.features.site_settings.schemas import PublicOffices, SalesAbroad, SellerInfo
from aistrategyhub.features.vat.models import VatCheck
from aistrategyhub.features.vat.rules import scheme_of, taxes_abroad
from aistrategyhub.features.vat.schemas import Scheme, SellerVat
from aistrategyhub.integrations.vies.gateway import VatNumber


async def seller_scheme(session: AsyncSession) -> Scheme:
    """How the firm stands to VAT; as everybody does, until its data are given."""
    seller = await find_setting(session, SellerInfo)
    return scheme_of(seller.regime_fiscale) if seller else Scheme.ORDINARY


async def seller_vat(session: AsyncSession) -> SellerVat:
    """The same with what holds today for people in other member states and for public offices."""
    given = await find_plain_settings(session, SellerInfo, SalesAbroad, PublicOffices)
    seller, today = given.get(SellerInfo), today_in_rome()
    abroad, offices = given.get(SalesAbroad) or SalesAbroad(), given.get(PublicOffices) or PublicOffices()
    return SellerVat(
        scheme_of(seller.regime_fiscale) if seller else Scheme.ORDINARY,
        taxes_abroad=taxes_abroad(oss_since=abroad.oss_since, crossed_on=abroad.crossed_on, today=today),
        splits=today <= offices.split_until,
    )


async def sells_to_offices(session: AsyncSession) -> bool:
    """Whether public offices, told by their codes of six signs, may order here."""
    return (await find_setting(session, PublicOffices) or PublicOffices()).sells


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
