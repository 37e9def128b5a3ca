"""Documents composed from who sells, who buys and what is sold: VAT, fund, withholding, stamp and payment set right.

Every preset is the ordinary case of its kind; what an accountant decides otherwise is written into the result with
`dataclasses.replace`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from aistrategyhub.core.billing import FOREIGN_RECIPIENT_CODE, NO_RECIPIENT_CODE, SAN_MARINO_RECIPIENT_CODE
from aistrategyhub.core.territories import EU_COUNTRIES
from aistrategyhub.features.invoicing.document.amounts import (
    fund_on,
    line_total,
    stamp_duty_on,
    summarise,
    withholding_on,
)
from aistrategyhub.features.invoicing.document.codes import (
    DocumentType,
    Natura,
    PaymentMethod,
    PaymentTerms,
    TaxRegime,
    VatDue,
)
from aistrategyhub.features.invoicing.document.model import (
    Instalment,
    InvoiceDocument,
    Line,
    Party,
    Payment,
    Recipient,
    Reference,
    Seller,
)
from aistrategyhub.features.invoicing.document.parts import Adjustment, ExtraDatum, PensionFund, TaxId

_ZERO, _STANDARD = Decimal("0.00"), Decimal("22.00")
_WITHHOLDING, _FUND = Decimal("20.00"), Decimal("4.00")
# What SdI wants as identifier of a foreigner without VAT number.
_FOREIGN_PRIVATE_ID = "0000000"


class BuyerKind(StrEnum):
    """Who buys, as far as a document treats them differently."""

    COMPANY = "company"
    PERSON = "person"
    PUBLIC_BODY = "public_body"
    EU_FIRM = "eu_firm"
    ABROAD = "abroad"
    SAN_MARINO = "san_marino"


@dataclass(frozen=True, slots=True)
class Exemption:
    """Why something bears no VAT, and by which law."""

    natura: Natura
    law: str


FLAT_RATE = Exemption(Natura.N2_2, "Regime forfettario, art. 1 commi 54-89 L. 190/2014")
CROSS_BORDER = Exemption(Natura.N2_2, "Regime transfrontaliero di franchigia, art. 70-terdecies DPR 633/1972")
SERVICE_ABROAD = Exemption(Natura.N2_1, "Inversione contabile: operazione non soggetta, art. 7-ter DPR 633/1972")
EXPORT = Exemption(Natura.N3_1, "Non imponibile, art. 8 c. 1 lett. a) DPR 633/1972")
WITHIN_UNION = Exemption(Natura.N3_2, "Non imponibile, art. 41 DL 331/1993")
TO_SAN_MARINO = Exemption(Natura.N3_3, "Non imponibile, art. 71 DPR 633/1972")
ON_DECLARATION = Exemption(Natura.N3_5, "Non imponibile, art. 8 c. 1 lett. c) DPR 633/1972")
_SMALL_SELLERS = {TaxRegime.RF19: FLAT_RATE, TaxRegime.RF20: CROSS_BORDER}


@dataclass(frozen=True, slots=True)
class Declaration:
    """A declaration of intent: its protocol at the Agenzia delle Entrate (17 digits, a dash, 6) and its date."""

    protocol: str
    received_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing sold. `exemption` says why it bears no VAT by its own nature, like works under reverse charge (N6)."""

    description: str
    unit_price: Decimal
    quantity: Decimal | None = Decimal(1)
    unit: str = ""
    vat_rate: Decimal = _STANDARD
    adjustments: tuple[Adjustment, ...] = ()
    exemption: Exemption | None = None
    is_goods: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Profession:
    """How a professional bills: the fund (TC22 is the INPS), and the withholding unless the regime spares it; neither
    where its code is empty."""

    fund: str = "TC22"
    fund_percent: Decimal = _FUND
    is_fund_withheld: bool = True
    withholding: str = "RT01"
    withholding_percent: Decimal = _WITHHOLDING
    reason: str = "A"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """How it is paid: at once, or by a day."""

    method: PaymentMethod = PaymentMethod.MP05
    due_date: date | None = None
    iban: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What a preset needs to compose a document. Public bodies split the VAT up to the day `split_until`."""

    seller: Seller
    buyer: Party
    kind: BuyerKind
    items: tuple[Item, ...]
    number: str
    issued_on: date
    recipient_code: str = ""
    pec_email: str = ""
    document_type: DocumentType | None = None
    profession: Profession | None = None
    declaration: Declaration | None = None
    references: tuple[Reference, ...] = ()
    causale: str = ""
    settlement: Settlement = Settlement()
    split_until: date = date.max


def compose(sale: Sale) -> InvoiceDocument:
    """The document of this sale."""
    is_withheld = _is_withheld(sale)
    lines = tuple(_line(number, item, sale, is_withheld) for number, item in enumerate(sale.items, start=1))
    funds = _funds(sale, lines, is_withheld)
    withholdings = ()
    if is_withheld and sale.profession:
        terms = sale.profession
        withholdings = (withholding_on(lines, funds, terms.withholding, terms.withholding_percent, terms.reason),)
    default = DocumentType.TD06 if sale.profession else DocumentType.TD01
    document = InvoiceDocument(
        document_type=sale.document_type or default,
        number=sale.number,
        issued_on=sale.issued_on,
        seller=sale.seller,
        buyer=_buyer(sale),
        recipient=_recipient(sale),
        lines=lines,
        summaries=summarise(lines, _due(sale, is_withheld), funds),
        funds=funds,
        withholdings=withholdings,
        stamp_duty=stamp_duty_on(lines, funds),
        references=sale.references,
        causale=sale.causale,
    )
    return replace(document, payments=(payment_of(document, sale.settlement),))


def payment_of(document: InvoiceDocument, settlement: Settlement) -> Payment:
    """One payment of all the buyer owes to the seller: split VAT and withholding are not among it."""
    instalment = Instalment(
        method=settlement.method, amount=document.payable, due_date=settlement.due_date, iban=settlement.iban
    )
    return Payment(PaymentTerms.FULL, (instalment,))


def _line(number: int, item: Item, sale: Sale, is_withheld: bool) -> Line:
    exemption = _exemption(item, sale)
    return Line(
        number=number,
        description=item.description,
        quantity=item.quantity,
        unit=item.unit,
        unit_price=item.unit_price,
        adjustments=item.adjustments,
        total=line_total(item.unit_price, item.quantity, item.adjustments),
        vat_rate=_ZERO if exemption else item.vat_rate,
        natura=exemption.natura if exemption else None,
        legal_reference=exemption.law if exemption else "",
        is_withheld=is_withheld,
        extras=_declared(sale.declaration) if exemption is ON_DECLARATION else (),
    )


def _declared(declaration: Declaration | None) -> tuple[ExtraDatum, ...]:
    """The declaration of intent as the specification of 2022 wants it on every line."""
    if declaration is None:
        return ()
    return (ExtraDatum(kind="INTENTO", text=declaration.protocol, day=declaration.received_on),)


def _exemption(item: Item, sale: Sale) -> Exemption | None:
    """The seller's regime decides first, then the item itself, then where it goes."""
    if small := _SMALL_SELLERS.get(sale.seller.tax_regime):
        return small
    if item.exemption:
        return item.exemption
    if sale.declaration:
        return ON_DECLARATION
    goods = {BuyerKind.EU_FIRM: WITHIN_UNION, BuyerKind.ABROAD: EXPORT, BuyerKind.SAN_MARINO: TO_SAN_MARINO}
    if sale.kind not in goods:
        return None
    if item.is_goods:
        return goods[sale.kind]
    return SERVICE_ABROAD if sale.buyer.tax_id else None


def _is_withheld(sale: Sale) -> bool:
    """Withholding agents are the firms and bodies of Italy; small regimes are spared (art. 1 c. 67 L. 190/2014)."""
    is_agent = sale.kind in {BuyerKind.COMPANY, BuyerKind.PUBLIC_BODY}
    is_liable = sale.profession is not None and bool(sale.profession.withholding)
    return is_liable and is_agent and sale.seller.tax_regime not in _SMALL_SELLERS


def _funds(sale: Sale, lines: Sequence[Line], is_withheld: bool) -> tuple[PensionFund, ...]:
    """The fund bears VAT as the first line does."""
    terms = sale.profession
    if terms is None or not terms.fund:
        return ()
    first = lines[0]
    return (
        fund_on(
            lines,
            terms.fund,
            terms.fund_percent,
            vat_rate=first.vat_rate,
            natura=first.natura,
            is_withheld=is_withheld and terms.is_fund_withheld,
        ),
    )


def _due(sale: Sale, is_withheld: bool) -> VatDue:
    """Public bodies pay the VAT to the treasury (art. 17-ter DPR 633/1972) for as long as the Union lets
    them, except on fees that they withhold from."""
    is_split = sale.kind is BuyerKind.PUBLIC_BODY and not is_withheld and sale.issued_on <= sale.split_until
    return VatDue.SPLIT_PAYMENT if is_split else VatDue.IMMEDIATE


def _buyer(sale: Sale) -> Party:
    """A foreigner without a number gets the one that SdI wants in its place."""
    country = sale.buyer.address.country
    if sale.buyer.tax_id or country == "IT":
        return sale.buyer
    return replace(sale.buyer, tax_id=TaxId(country, _FOREIGN_PRIVATE_ID))


def _recipient(sale: Sale) -> Recipient:
    country = sale.buyer.address.country
    if country == "IT":
        code = sale.recipient_code or NO_RECIPIENT_CODE
        return Recipient(code, sale.pec_email if code == NO_RECIPIENT_CODE else "")
    return Recipient(SAN_MARINO_RECIPIENT_CODE if country == "SM" else FOREIGN_RECIPIENT_CODE)


def kind_of(buyer: Party, recipient_code: str) -> BuyerKind:
    """Which kind of buyer this is, by address, codes and recipient."""
    country = buyer.address.country
    if country == "IT":
        if len(recipient_code) == 6:
            return BuyerKind.PUBLIC_BODY
        return BuyerKind.COMPANY if buyer.tax_id else BuyerKind.PERSON
    if country == "SM":
        return BuyerKind.SAN_MARINO
    return BuyerKind.EU_FIRM if country in EU_COUNTRIES and buyer.tax_id else BuyerKind.ABROAD
