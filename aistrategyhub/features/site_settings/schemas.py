"""The settings, typed. `key` is the row's name."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, get_args

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from aistrategyhub.core.access import Role
from aistrategyhub.core.billing import Address


class Setting(BaseModel):
    """Base of every typed setting."""

    model_config = ConfigDict(frozen=True)

    key: ClassVar[str]

    @classmethod
    def secret_fields(cls) -> frozenset[str]:
        """The fields that hold a secret: `SecretStr | None`, None when it was not given."""
        return frozenset(name for name, field in cls.model_fields.items() if SecretStr in get_args(field.annotation))

    def plain_values(self) -> dict[str, Any]:
        """Everything but the secrets, as JSON."""
        return self.model_dump(mode="json", exclude=set(self.secret_fields()))

    def given_secrets(self) -> dict[str, str]:
        """The secrets that were given, open: only to be sealed."""
        values = {name: getattr(self, name) for name in self.secret_fields()}
        return {name: value.get_secret_value() for name, value in values.items() if value}


class SellerInfo(Setting):
    """The firm as it appears on its invoices and in the footer (articles 21 DPR 633/1972 and 2250 c.c.).

    `paid_in_capital` is what of the capital was paid in, None when all of it was; `coordinated_by` the company or body
    that directs and coordinates the firm (art. 2497-bis c.c.).
    """

    key = "seller_info"

    company_name: str = Field(max_length=80)
    vat_number: str = Field(pattern=r"^\d{11}$")
    fiscal_code: str
    regime_fiscale: str = Field(default="RF01", pattern=r"^RF(0[1-9]|1[0-9]|20)$")
    address: Address
    rea_office: str | None = None
    rea_number: str | None = None
    share_capital: Decimal | None = None
    paid_in_capital: Decimal | None = None
    sole_shareholder: bool | None = None
    in_liquidation: bool = False
    coordinated_by: str | None = Field(default=None, max_length=160)
    email: str
    pec_email: str
    phone: str
    iban: str | None = None

    @property
    def paid_capital(self) -> Decimal | None:
        """What letters and invoices tell of the capital (art. 2250 c.c.)."""
        return self.share_capital if self.paid_in_capital is None else self.paid_in_capital


class LegalInfo(Setting):
    """What the legal pages must say and only the owner knows (articles 13 and 37 GDPR)."""

    key = "legal_info"

    hosting_provider: str = Field(max_length=160)
    hosting_place: str = Field(max_length=160)
    privacy_email: str
    data_protection_officer: str = Field(default="", max_length=160)
    court: str = Field(default="", max_length=80)


class SiteIdentity(Setting):
    """How the firm presents itself on the site."""

    key = "site_identity"

    site_name: str
    claim_it: str
    claim_en: str
    contact_email: str


class SecurityRules(Setting):
    """Which roles must use a second factor: until they have one, all that they may do is to set it up."""

    key = "security_rules"

    second_factor_roles: tuple[Role, ...] = ()


class IdleAccounts(Setting):
    """Whether customers' accounts that nobody has used for so many months are erased, a warning of 30 days before
    (art. 5(1)(e) GDPR). Off until the owner wants it."""

    key = "idle_accounts"

    is_on: bool = False
    months: int = Field(default=24, ge=12, le=120)


class OrderRules(Setting):
    """How long an unpaid order waits, and what is written about orders and carts by itself. `tells_firm` of each order
    that was paid.

    Days are whole ones from the moment the order was placed or completed. The reminder goes `reminder_days` before
    the end; the follow-up asks how it went, and its reader can refuse the next (art. 130(4) D.Lgs. 196/2003).
    """

    key = "order_rules"

    expires: bool = True
    unpaid_days: int = Field(default=14, ge=2, le=90)
    reminder_days: int = Field(default=3, ge=1, le=89)
    follows_up: bool = True
    follow_up_days: int = Field(default=7, ge=1, le=90)
    reminds_carts: bool = True
    tells_firm: bool = True


class SalesAbroad(Setting):
    """From when on private people in other member states pay their own country's VAT on what comes over the net: the
    day from which the firm declares it through the OSS, and the day on which such sales of the year went beyond the
    limit, wherever they were made (art. 7-octies DPR 633/1972)."""

    key = "sales_abroad"

    oss_since: date | None = None
    crossed_on: date | None = None


class PublicOffices(Setting):
    """Whether public offices may order, and until when they pay the VAT to the treasury (art. 17-ter DPR 633/1972): to
    the last day of the Union's authorisation, which `split_law` names."""

    key = "public_offices"

    sells: bool = False
    split_until: date = date(2026, 6, 30)
    split_law: str = Field(default="Decisione di esecuzione (UE) 2023/1552", max_length=160)


class BankTransfer(Setting):
    """Whether buyers may pay by bank transfer, onto which account, and within how many days they are asked to."""

    key = "bank_transfer"

    takes_transfers: bool = False
    account_holder: str = Field(default="", max_length=70)
    account_iban: str = Field(default="", max_length=34)
    account_bic: str = Field(default="", max_length=11)
    transfer_days: int = Field(default=7, ge=1, le=60)


class ProfessionalFees(Setting):
    """How a professional bills by hand: the contribution to the fund (TC01..TC22) and what firms withhold (RT01..RT06),
    in percent. Off for whoever is no professional."""

    key = "professional_fees"

    bills_fees: bool = False
    fund: str = Field(default="TC22", pattern=r"^(TC(0[1-9]|1[0-9]|2[0-2]))?$")
    fund_percent: Decimal = Decimal(4)
    withholds_on_fund: bool = True
    withholding: str = Field(default="RT01", pattern=r"^(RT0[1-6])?$")
    withholding_percent: Decimal = Decimal(20)
    withholding_reason: str = Field(default="A", pattern=r"^([A-EG-IL-Y]|L1|M1|M2|O1|V1|V2|ZO)$")
