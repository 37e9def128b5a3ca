"""What a document says. Frozen: everything is copied in when it is issued, and nothing is looked up later."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aistrategyhub.core.billing import Address
from aistrategyhub.features.invoicing.document.codes import (
    AdjustmentKind,
    DocumentType,
    Natura,
    PaymentMethod,
    PaymentTerms,
    ReferenceKind,
    TaxRegime,
    VatDue,
)

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class TaxId:
    """`IdFiscaleIVA`: a VAT number without prefix and the country that gave it."""

    country: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who sells or buys: a company name, or the first and last name of a person."""

    address: Address
    company_name: str = ""
    first_name: str = ""
    last_name: str = ""
    tax_id: TaxId | None = None
    fiscal_code: str = ""

    @property
    def name(self) -> str:
        return self.company_name or f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyRegister:
    """The entry in the REA that a company must print on its documents (art. 2250 codice civile)."""

    office: str
    number: str
    share_capital: Decimal | None = None
    has_single_shareholder: bool | None = None
    is_in_liquidation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """The seller, with what only sellers declare. `phone` and `email` are for the reader of the document."""

    party: Party
    tax_regime: TaxRegime
    register: CompanyRegister | None = None
    phone: str = ""
    email: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where SdI delivers: a code of 7 characters (6 for public offices), and a PEC when the code is all zeros."""

    code: str
    pec_email: str = ""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A discount or surcharge on the price of one unit: a percentage, or an amount in the document's currency."""

    kind: AdjustmentKind
    percent: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing sold. `total` is net of VAT and of the adjustments; `vat_rate` is in percent.

    `natura` and `legal_reference` say why a line at rate zero bears no VAT.
    """

    number: int
    description: str
    unit_price: Decimal
    total: Decimal
    vat_rate: Decimal
    quantity: Decimal | None = None
    unit: str = ""
    natura: Natura | None = None
    legal_reference: str = ""
    adjustments: tuple[Adjustment, ...] = ()
    period_start: date | None = None
    period_end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VatSummary:
    """`DatiRiepilogo`: the taxable amount and the tax of one rate, Natura and moment of payment."""

    vat_rate: Decimal
    taxable: Decimal
    tax: Decimal
    natura: Natura | None = None
    due: VatDue | None = None
    legal_reference: str = ""
    rounding: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """One payment: how much, how, and by when."""

    method: PaymentMethod
    amount: Decimal
    due_date: date | None = None
    iban: str = ""
    payee: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """How the document is paid."""

    terms: PaymentTerms
    instalments: tuple[Instalment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An earlier document: a purchase order, a contract, the invoice that a credit note corrects."""

    kind: ReferenceKind
    number: str
    issued_on: date | None = None
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDocument:
    """One issued document. `rounding` moves its total by cents that no line carries (`Arrotondamento`); `stamp_duty` is
    what the seller owes for it to the treasury, and nothing to the buyer."""

    document_type: DocumentType
    number: str
    issued_on: date
    seller: Seller
    buyer: Party
    recipient: Recipient
    lines: tuple[Line, ...]
    summaries: tuple[VatSummary, ...]
    payments: tuple[Payment, ...] = ()
    references: tuple[Reference, ...] = ()
    causale: str = ""
    currency: str = "EUR"
    rounding: Decimal = ZERO
    stamp_duty: Decimal | None = None

    @property
    def net_total(self) -> Decimal:
        return sum((summary.taxable for summary in self.summaries), ZERO)

    @property
    def vat_total(self) -> Decimal:
        return sum((summary.tax for summary in self.summaries), ZERO)

    @property
    def total(self) -> Decimal:
        """What the document is worth, VAT included."""
        return self.net_total + self.vat_total + self.rounding
