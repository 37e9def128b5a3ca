"""The demo firm as it presents itself: an invented consultancy, its numbers valid in form and assigned to nobody."""

from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.billing import Address
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.site_settings.queries import find_setting
from aistrategyhub.features.site_settings.schemas import BankTransfer, LegalInfo, SellerInfo, SiteIdentity
from aistrategyhub.features.site_settings.service import save_setting

# The office of Milan (015) closed its series long before these seven digits.
_VAT_NUMBER = "24680130150"

_SELLER = SellerInfo(
    company_name="Meridiana Compliance S.r.l.",
    vat_number=_VAT_NUMBER,
    fiscal_code=_VAT_NUMBER,
    address=Address(street="Via Tortona 27", city="Milano", zip="20144", province="MI", country="IT"),
    rea_office="MI",
    rea_number="2100000",
    share_capital=Decimal("20000.00"),
    sole_shareholder=False,
    email="info@meridiana.example",
    pec_email="meridiana@pec.example",
    phone="+39 02 0000 0000",
    iban="IT60X0542811101000000123456",
)
_LEGAL = LegalInfo(
    hosting_provider="Nuvola Dimostrativa S.r.l.",
    hosting_place="Italia",
    privacy_email="privacy@meridiana.example",
    court="Milano",
)
_TRANSFERS = BankTransfer(
    takes_transfers=True,
    account_holder="Meridiana Compliance S.r.l.",
    account_iban="IT60X0542811101000000123456",
)
_IDENTITY = SiteIdentity(
    site_name="Meridiana Compliance",
    claim_it="Intelligenza artificiale e sicurezza, in regola e con misura",
    claim_en="AI and security, in order and in proportion",
    contact_email="info@meridiana.example",
)


async def seed(session: AsyncSession, plan: SeedPlan) -> None:
    """Gives the demo firm its data, unless somebody already gave them."""
    for setting in (_SELLER, _IDENTITY, _LEGAL, _TRANSFERS):
        if await find_setting(session, type(setting)) is None:
            await save_setting(session, setting)
