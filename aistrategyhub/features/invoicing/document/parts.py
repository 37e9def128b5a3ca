"""The parts of a document that few documents have: transport, deliveries, funds, withholdings, attachments."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aistrategyhub.core.billing import Address
from aistrategyhub.features.invoicing.document.codes import AdjustmentKind, Natura


@dataclass(frozen=True, slots=True)
class TaxId:
    """`IdFiscaleIVA`: a VAT number without prefix and the country that gave it."""

    country: str
    number: str


class PostalAddress(Address):
    """An address on a document. `cap` holds the five digits a file carries when the zip is not a zip of Italy."""

    house_number: str = ""
    cap: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Somebody named: a company, or the first and last name of a person."""

    company_name: str = ""
    first_name: str = ""
    last_name: str = ""
    title: str = ""
    eori: str = ""
    tax_id: TaxId | None = None
    fiscal_code: str = ""

    @property
    def name(self) -> str:
        return self.company_name or f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A discount or surcharge: a percentage, or an amount in the document's currency.

    On a line it acts on the price of one unit; on a document it acts on the total, VAT included.
    """

    kind: AdjustmentKind
    percent: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withholding:
    """`DatiRitenuta`: what the buyer keeps back and pays to the treasury or a fund (RT01..RT06) for the seller."""

    kind: str
    amount: Decimal
    percent: Decimal
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PensionFund:
    """`DatiCassaPrevidenziale`: the contribution to a professional fund (TC01..TC22), which bears VAT itself."""

    kind: str
    percent: Decimal
    amount: Decimal
    vat_rate: Decimal
    base: Decimal | None = None
    is_withheld: bool = False
    natura: Natura | None = None
    office: str = ""


@dataclass(frozen=True, slots=True)
class ItemCode:
    """`CodiceArticolo`: a code of the thing sold and the list it is from (EAN, TARIC, INTERNO ...)."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraDatum:
    """`AltriDatiGestionali`: what parties agree to say of a line, like the protocol of a declaration of intent."""

    kind: str
    text: str = ""
    number: Decimal | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryNote:
    """`DatiDDT`: the transport document of goods billed later, and the lines it is about."""

    number: str
    day: date
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier(Identity):
    """Who carries the goods."""

    licence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """`DatiTrasporto`. The two moments are kept as the file writes them, offset included."""

    carrier: Carrier | None = None
    vehicle: str = ""
    reason: str = ""
    packages: int | None = None
    description: str = ""
    weight_unit: str = ""
    gross_weight: Decimal | None = None
    net_weight: Decimal | None = None
    picked_up_at: str = ""
    starts_on: date | None = None
    terms: str = ""
    address: PostalAddress | None = None
    delivered_at: str = ""


@dataclass(frozen=True, slots=True)
class MainInvoice:
    """`FatturaPrincipale`: the invoice that one for transport goes with."""

    number: str
    day: date


@dataclass(frozen=True, slots=True)
class Vehicle:
    """`DatiVeicoli`: first registration and total run of a new means of transport sold within the Union."""

    registered_on: date
    run: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file inside the document; `content` is base64."""

    name: str
    content: str
    compression: str = ""
    format: str = ""
    description: str = ""
