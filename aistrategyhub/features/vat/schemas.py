"""What decides the VAT of a sale, and what was decided. Rates are in percent, amounts in the order's currency."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from aistrategyhub.core.money import round_half_up


class VatClass(StrEnum):
    """Which Italian rate an item carries; `rules.rates` knows the percentages."""

    STANDARD = "standard"
    REDUCED = "reduced"
    SUPER_REDUCED = "super_reduced"


class Supply(StrEnum):
    """What is sold, as far as its place of taxation depends on it."""

    SERVICE = "service"
    ELECTRONIC = "electronic"
    GOODS = "goods"


class Scheme(StrEnum):
    """How the seller stands to VAT: as everybody does, or outside it as a small one."""

    ORDINARY = "ordinary"
    FLAT_RATE = "flat_rate"
    MINIMUM = "minimum"
    CROSS_BORDER = "cross_border"

    @property
    def charges_vat(self) -> bool:
        return self is Scheme.ORDINARY


@dataclass(frozen=True)
class SellerVat:
    """How the seller stands to VAT today. `taxes_abroad`: what comes over the net bears the VAT of the member state in
    which private people buy it. `splits`: public offices pay the VAT to the treasury."""

    scheme: Scheme = Scheme.ORDINARY
    taxes_abroad: bool = False
    splits: bool = False

    @property
    def charges_vat(self) -> bool:
        return self.scheme.charges_vat


class Area(StrEnum):
    """Where an address lies for VAT, which is not always where it lies on a map."""

    ITALY = "italy"
    UNION = "union"
    OUTSIDE = "outside"


class Standing(StrEnum):
    """What is known of the VAT number of a firm in another member state."""

    PROVEN = "proven"
    REFUSED = "refused"
    SILENT = "silent"


class Nature(StrEnum):
    """Why a line bears no VAT, as `Natura` of FatturaPA names it."""

    NOT_SUBJECT_ABROAD = "N2.1"
    NOT_SUBJECT_OTHERWISE = "N2.2"


class Ground(StrEnum):
    """Which rule decided."""

    ITALY = "italy"
    SMALL_SELLER = "small_seller"
    EU_FIRM = "eu_firm"
    EU_FIRM_REFUSED = "eu_firm_refused"
    EU_FIRM_SILENT = "eu_firm_silent"
    EU_PERSON = "eu_person"
    EU_PERSON_OSS = "eu_person_oss"
    PUBLIC_OFFICE = "public_office"
    FIRM_OUTSIDE = "firm_outside"
    PERSON_OUTSIDE = "person_outside"


@dataclass(frozen=True)
class Customer:
    """Who buys. `standing` counts for firms in other member states alone, `is_office` in Italy."""

    country: str = "IT"
    zip: str = ""
    is_firm: bool = False
    standing: Standing = Standing.SILENT
    is_office: bool = False


@dataclass(frozen=True)
class Treatment:
    """The VAT of a line: its rate, or by which law (`nature`, `law`) it bears none. `law` is also named where the VAT
    goes another way than to the seller's treasury through the seller."""

    ground: Ground
    rate: Decimal
    nature: Nature | None = None
    law: str = ""

    @property
    def is_split(self) -> bool:
        """The VAT is shown and not paid to the seller (article 17-ter DPR 633/1972)."""
        return self.ground is Ground.PUBLIC_OFFICE

    @property
    def is_abroad(self) -> bool:
        """The VAT is that of another member state, which the seller declares there (OSS)."""
        return self.ground is Ground.EU_PERSON_OSS


@dataclass(frozen=True)
class PricedLine:
    """A line before VAT is shared out. `unit_price` is net, and so is `discount`, which is of the whole line."""

    quantity: Decimal
    unit_price: Decimal
    treatment: Treatment
    discount: Decimal = Decimal("0.00")

    @property
    def net(self) -> Decimal:
        return round_half_up(self.quantity * self.unit_price) - self.discount


@dataclass(frozen=True)
class LineAmounts:
    """What a line costs; `vat` is its share of the VAT of its rate, none where the buyer pays it to the treasury."""

    net: Decimal
    vat: Decimal
    treatment: Treatment

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat


@dataclass(frozen=True)
class Amounts:
    """What a sale costs. The VAT of each rate is rounded once, on the sum of its lines."""

    lines: tuple[LineAmounts, ...]

    @property
    def subtotal(self) -> Decimal:
        return sum((line.net for line in self.lines), Decimal("0.00"))

    @property
    def tax_amount(self) -> Decimal:
        return sum((line.vat for line in self.lines), Decimal("0.00"))

    @property
    def total(self) -> Decimal:
        return self.subtotal + self.tax_amount


@dataclass(frozen=True)
class VatRow:
    """The VAT of one rate as people read it."""

    rate_label: str
    net_label: str
    vat_label: str
    reason: str
