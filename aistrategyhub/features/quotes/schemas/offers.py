"""What an offer says, and what was agreed. Amounts are net unless named otherwise; shares and rates are in percent."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from aistrategyhub.features.vat.schemas import Ground, Nature, Supply, Treatment, VatClass


class OfferLine(BaseModel):
    """A line of an offer. `key` names it within the offer; an optional one counts once the customer ticks it."""

    model_config = ConfigDict(frozen=True)

    key: str
    item_id: UUID | None = None
    item_slug: str = ""
    name: str
    description: str = ""
    quantity: Decimal
    unit_price: Decimal
    vat_class: VatClass = VatClass.STANDARD
    supply: Supply = Supply.SERVICE
    is_optional: bool = False


class Milestone(BaseModel):
    """A step of the work, and which share of it is done with it."""

    model_config = ConfigDict(frozen=True)

    name: str
    day: date | None = None
    share: Decimal


class OfferContent(BaseModel):
    """Everything an offer says. `country` and `is_firm` are whom its VAT was reckoned for when it was sent."""

    model_config = ConfigDict(frozen=True)

    intro: str = ""
    lines: tuple[OfferLine, ...]
    discount_percent: Decimal = Decimal(0)
    deposit_percent: Decimal = Decimal(0)
    milestones: tuple[Milestone, ...] = ()
    valid_until: date
    terms: str = ""
    country: str = "IT"
    is_firm: bool = True


class AgreedLine(BaseModel):
    """A line as it was agreed: `net` is after the discount, `vat` its share of the VAT of its rate."""

    model_config = ConfigDict(frozen=True)

    key: str
    item_id: UUID | None = None
    item_slug: str = ""
    name: str
    description: str = ""
    quantity: Decimal
    unit_price: Decimal
    net: Decimal
    vat: Decimal
    vat_rate: Decimal
    vat_ground: Ground
    vat_nature: Nature | None = None
    vat_law: str = ""

    @property
    def treatment(self) -> Treatment:
        return Treatment(self.vat_ground, self.vat_rate, self.vat_nature, self.vat_law)


class Agreement(BaseModel):
    """What two parties agreed on: chosen lines with their VAT, discount, deposit and milestones."""

    model_config = ConfigDict(frozen=True)

    lines: tuple[AgreedLine, ...]
    discount_percent: Decimal = Decimal(0)
    deposit_percent: Decimal = Decimal(0)
    milestones: tuple[Milestone, ...] = ()

    @property
    def net(self) -> Decimal:
        return sum((line.net for line in self.lines), Decimal("0.00"))

    @property
    def vat(self) -> Decimal:
        return sum((line.vat for line in self.lines), Decimal("0.00"))

    @property
    def total(self) -> Decimal:
        return self.net + self.vat


@dataclass(frozen=True)
class InstalmentLine:
    """A line of an order that collects a part of an agreement: `quantity` times `unit_price` is its net amount and
    what `discount` takes off the whole line."""

    agreed: AgreedLine
    quantity: Decimal
    unit_price: Decimal
    net: Decimal
    discount: Decimal = Decimal("0.00")


@dataclass(frozen=True)
class Signature:
    """Who accepts, from where, and the sum that stood before their eyes. `person_id` is the customer's account; a
    colleague who accepts for a customer on the phone is named by the trail alone."""

    name: str
    has_agreed: bool
    seen_total: str
    chosen: tuple[str, ...] = ()
    person_id: UUID | None = None
    ip_address: str = ""
    user_agent: str = ""


@dataclass(frozen=True)
class OfferFigures:
    """How the offers stand; sums before VAT, in euro."""

    open: int = 0
    open_net: Decimal = Decimal("0.00")
    won: int = 0
    won_net: Decimal = Decimal("0.00")
    lost: int = 0


@dataclass(frozen=True)
class ThreadLine:
    """A message of the thread between customer and firm."""

    is_staff: bool
    words: str
    sent_at: datetime
