"""The settings, typed. `key` is the row's name."""

from decimal import Decimal
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from aistrategyhub.core.billing import Address


class Setting(BaseModel):
    """Base of every typed setting."""

    model_config = ConfigDict(frozen=True)

    key: ClassVar[str]


class SellerInfo(Setting):
    """The firm as it appears on its invoices and in the footer (articles 21 DPR 633/1972 and 2250 c.c.)."""

    key = "seller_info"

    company_name: str = Field(max_length=80)
    vat_number: str = Field(pattern=r"^\d{11}$")
    fiscal_code: str
    regime_fiscale: str = Field(default="RF01", pattern=r"^RF(0[1-9]|1[0-9]|20)$")
    address: Address
    rea_office: str | None = None
    rea_number: str | None = None
    share_capital: Decimal | None = None
    sole_shareholder: bool | None = None
    in_liquidation: bool = False
    email: str
    pec_email: str
    phone: str
    iban: str | None = None


class SiteIdentity(Setting):
    """How the firm presents itself on the site."""

    key = "site_identity"

    site_name: str
    claim_it: str
    claim_en: str
    contact_email: str
