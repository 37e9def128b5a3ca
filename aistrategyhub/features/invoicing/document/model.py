"""What a document says. Frozen: everything is copied in when it is issued, and nothing is looked up later."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aistrategyhub.core.money import round_half_up
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
from aistrategyhub.features.invoicing.document.parts import (
    Adjustment,
    Attachment,
    DeliveryNote,
    ExtraDatum,
    Identity,
    ItemCode,
    MainInvoice,
    PensionFund,
    PostalAddress,
    Transport,
    Vehicle,
    Withholding,
)

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Party(Identity):
    """Who sells or buys, where its seat is, and the branch that acts for it in Italy."""

    address: PostalAddress
    branch: PostalAddress | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyRegister:
    """The entry in the REA that a company must print on its documents (art. 2250 codice civile)."""

    office: str
    number: str
    share_capital: Decimal | None = None
    has_single_shareholder: bool | None = None
    is_in_liquidation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfessionalRoll:
    """The professional roll a person is on."""

    name: str = ""
    province: str = ""
    number: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """The seller, with what only sellers declare. `phone` and `email` are for the reader of the document."""

    party: Party
    tax_regime: TaxRegime
    register: CompanyRegister | None = None
    roll: ProfessionalRoll | None = None
    phone: str = ""
    fax: str = ""
    email: str = ""
    website: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where SdI delivers: a code of 7 characters (6 for public offices), and a PEC when the code is all zeros."""

    code: str
    pec_email: str = ""

    @property
    def is_public_office(self) -> bool:
        return len(self.code) == 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing sold. `total` is net of VAT and of the adjustments; `vat_rate` is in percent.

    `natura` and `legal_reference` say why a line at rate zero bears no VAT; `is_withheld` that the withholding of the
    document is computed on it; `kind` that it is a discount (SC), bonus (PR), rebate (AB) or side cost (AC).
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
    kind: str = ""
    codes: tuple[ItemCode, ...] = ()
    is_withheld: bool = False
    office: str = ""
    extras: tuple[ExtraDatum, ...] = ()


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
    side_costs: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """One payment: how much, how, and by when."""

    method: PaymentMethod
    amount: Decimal
    due_date: date | None = None
    iban: str = ""
    payee: str = ""
    counted_from: date | None = None
    days: int | None = None
    post_office: str = ""
    receiver_last_name: str = ""
    receiver_first_name: str = ""
    receiver_fiscal_code: str = ""
    receiver_title: str = ""
    bank: str = ""
    abi: str = ""
    cab: str = ""
    bic: str = ""
    early_discount: Decimal | None = None
    early_until: date | None = None
    late_penalty: Decimal | None = None
    late_from: date | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """How the document is paid."""

    terms: PaymentTerms
    instalments: tuple[Instalment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An earlier document: a purchase order, a contract, the invoice that a credit note corrects.

    `cup` and `cig` name the public project and the public tender; `lines` are those it is about, all when empty.
    """

    kind: ReferenceKind
    number: str
    issued_on: date | None = None
    lines: tuple[int, ...] = ()
    item: str = ""
    agreement: str = ""
    cup: str = ""
    cig: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDocument:
    """One issued document. `rounding` moves its total by cents that no line carries (`Arrotondamento`); `stamp_duty` is
    what the seller owes for it to the treasury, and nothing to the buyer. `stated_total` is what a read file says its
    total is, where that differs from the sum; `leaves_total_out` that it says nothing."""

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
    rounding: Decimal | None = None
    stamp_duty: Decimal | None = None
    is_stamped_without_amount: bool = False
    withholdings: tuple[Withholding, ...] = ()
    funds: tuple[PensionFund, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    is_art73: bool = False
    stated_total: Decimal | None = None
    leaves_total_out: bool = False
    stages: tuple[int, ...] = ()
    delivery_notes: tuple[DeliveryNote, ...] = ()
    transport: Transport | None = None
    main_invoice: MainInvoice | None = None
    vehicle: Vehicle | None = None
    attachments: tuple[Attachment, ...] = ()
    seller_representative: Identity | None = None
    buyer_representative: Identity | None = None
    intermediary: Identity | None = None
    written_by: str = ""

    @property
    def net_total(self) -> Decimal:
        return sum((summary.taxable for summary in self.summaries), ZERO)

    @property
    def vat_total(self) -> Decimal:
        return sum((summary.tax for summary in self.summaries), ZERO)

    @property
    def total(self) -> Decimal:
        """What the document is worth, VAT included, after the discounts on the whole of it."""
        total = self.net_total + self.vat_total
        for adjustment in self.adjustments:
            change = adjustment.amount if adjustment.amount is not None else total * (adjustment.percent or ZERO) / 100
            total += change if adjustment.kind is AdjustmentKind.SURCHARGE else -change
        return round_half_up(total + (self.rounding or ZERO))

    @property
    def split_vat(self) -> Decimal:
        """The VAT that a public buyer pays to the treasury and not to the seller (art. 17-ter DPR 633/1972)."""
        return sum((summary.tax for summary in self.summaries if summary.due is VatDue.SPLIT_PAYMENT), ZERO)

    @property
    def withheld(self) -> Decimal:
        """What the buyer keeps back for the treasury and the funds."""
        return sum((withholding.amount for withholding in self.withholdings), ZERO)

    @property
    def payable(self) -> Decimal:
        """What the buyer pays to the seller."""
        return self.total - self.split_vat - self.withheld
