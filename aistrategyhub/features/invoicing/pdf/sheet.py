"""What stands on the sheet, in words of the reader's language. The template only places it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from babel import Locale
from babel.numbers import format_decimal

from aistrategyhub.core.billing import NO_RECIPIENT_CODE, Address
from aistrategyhub.core.text import _, current_locale, date_label, mark, money_label, percent_label, short_date_label
from aistrategyhub.features.invoicing.document.codes import AdjustmentKind, ReferenceKind
from aistrategyhub.features.invoicing.document.model import (
    Instalment,
    InvoiceDocument,
    Line,
    Party,
    Recipient,
    Reference,
    Seller,
    VatSummary,
)

_BABEL = {"it": "it_IT", "en": "en_GB"}
COURTESY = mark("Copia di cortesia: l'originale è il documento elettronico trasmesso al Sistema di Interscambio.")

_ANY_REFERENCE = mark("Riferimento")
_REFERENCES = {
    ReferenceKind.PURCHASE_ORDER: mark("Ordine"),
    ReferenceKind.CONTRACT: mark("Contratto"),
    ReferenceKind.INVOICE: mark("Fattura"),
}


@dataclass(frozen=True)
class Fact:
    """A label and what it says."""

    label: str
    value: str


@dataclass(frozen=True)
class PartyBlock:
    """A party: its name, then one line after another."""

    label: str
    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """A line of the document; `notes` stand small under the description."""

    description: str
    notes: tuple[str, ...]
    quantity: str
    unit: str
    unit_price: str
    vat: str
    total: str


@dataclass(frozen=True)
class SummaryRow:
    """A rate of the VAT summary, with the law behind it when there is no VAT."""

    rate: str
    taxable: str
    tax: str
    reason: str


@dataclass(frozen=True)
class Status:
    """Whether it is paid: the word, and which colour of the palette says it."""

    word: str
    tone: str


@dataclass(frozen=True)
class Sheet:
    """Everything the template prints."""

    locale: str
    issued_on: str
    wordmark: str
    title: str
    number: str
    status: Status
    facts: tuple[Fact, ...]
    seller: PartyBlock
    buyer: PartyBlock
    rows: tuple[Row, ...]
    summaries: tuple[SummaryRow, ...]
    totals: tuple[Fact, ...]
    total: Fact
    deductions: tuple[Fact, ...]
    payments: tuple[tuple[Fact, ...], ...]
    notes: tuple[str, ...]
    contacts: str
    courtesy: str
    labels: dict[str, str]


def lay_out(document: InvoiceDocument, *, is_paid: bool) -> Sheet:
    """The sheet of a document in the language of the moment."""
    is_abroad = document.buyer.address.country != document.seller.party.address.country
    return Sheet(
        locale=current_locale(),
        issued_on=document.issued_on.isoformat(),
        wordmark=document.seller.party.name,
        title=_(document.document_type.title),
        number=document.number,
        status=_status(document, is_paid),
        facts=tuple(_facts(document, is_paid)),
        seller=PartyBlock(
            _("Fornitore"), document.seller.party.name, tuple(_seller_lines(document.seller, with_country=is_abroad))
        ),
        buyer=PartyBlock(
            _("Cliente"),
            document.buyer.name,
            tuple(_buyer_lines(document.buyer, document.recipient, with_country=is_abroad)),
        ),
        rows=tuple(_row(line) for line in document.lines),
        summaries=tuple(_summary_row(summary) for summary in document.summaries),
        totals=tuple(_totals(document)),
        total=Fact(_("Totale"), money_label(document.total, document.currency)),
        deductions=tuple(_deductions(document)),
        payments=tuple(_payments(document, is_paid)),
        notes=tuple(_notes(document)),
        contacts=" · ".join(filter(None, (document.seller.phone, document.seller.email, document.seller.website))),
        courtesy=_(COURTESY),
        labels=_labels(),
    )


def _labels() -> dict[str, str]:
    return {
        "description": _("Descrizione"),
        "quantity": _("Quantità"),
        "unit_price": _("Prezzo"),
        "vat": _("IVA"),
        "amount": _("Importo"),
        "summary": _("Riepilogo IVA"),
        "rate": _("Aliquota"),
        "taxable": _("Imponibile"),
        "tax": _("Imposta"),
        "payment": _("Pagamento"),
        "notes": _("Note"),
        "page": _("Pagina"),
    }


def _status(document: InvoiceDocument, is_paid: bool) -> Status:
    is_credit = document.document_type.is_credit
    if is_paid:
        return Status(_("Rimborsata") if is_credit else _("Pagata"), "action")
    return Status(_("Da rimborsare") if is_credit else _("Da pagare"), "waiting")


def _facts(document: InvoiceDocument, is_paid: bool) -> Iterable[Fact]:
    yield Fact(_("Data di emissione"), date_label(document.issued_on))
    due_dates = [instalment.due_date for instalment in _instalments(document) if instalment.due_date]
    if due_dates and not is_paid:
        yield Fact(_("Scadenza"), date_label(min(due_dates)))


def _instalments(document: InvoiceDocument) -> list[Instalment]:
    return [instalment for payment in document.payments for instalment in payment.instalments]


def _seller_lines(seller: Seller, *, with_country: bool) -> Iterable[str]:
    yield from _address_lines(seller.party.address, with_country=with_country)
    yield from _identity_lines(seller.party)
    register = seller.register
    if register:
        yield _("REA {office}-{number}", office=register.office, number=register.number)
        if register.share_capital is not None:
            yield _("Capitale sociale {amount}", amount=money_label(register.share_capital))
        if register.has_single_shareholder:
            yield _("Società con socio unico")
        if register.is_in_liquidation:
            yield _("Società in liquidazione")


def _buyer_lines(buyer: Party, recipient: Recipient, *, with_country: bool) -> Iterable[str]:
    yield from _address_lines(buyer.address, with_country=with_country)
    yield from _identity_lines(buyer)
    if recipient.code == NO_RECIPIENT_CODE and recipient.pec_email:
        yield _("PEC {address}", address=recipient.pec_email)
    elif recipient.code != NO_RECIPIENT_CODE and buyer.address.country == "IT":
        yield _("Codice destinatario {code}", code=recipient.code)


def _address_lines(address: Address, *, with_country: bool) -> Iterable[str]:
    yield address.street
    yield " ".join(filter(None, (address.zip, address.city, address.province)))
    if with_country:
        yield str(Locale.parse(_BABEL[current_locale()]).territories[address.country])


def _identity_lines(party: Party) -> Iterable[str]:
    is_italian = party.address.country == "IT"
    if party.tax_id and (is_italian or party.tax_id.number.strip("0")):
        yield _("P. IVA {number}", number=f"{party.tax_id.country}{party.tax_id.number}")
    if party.fiscal_code and not (party.tax_id and party.fiscal_code == party.tax_id.number):
        yield _("C.F. {code}", code=party.fiscal_code)


def _row(line: Line) -> Row:
    return Row(
        description=line.description,
        notes=tuple(_row_notes(line)),
        quantity="" if line.quantity is None else _number(line.quantity, "#,##0.########"),
        unit=line.unit,
        unit_price=_number(line.unit_price, "#,##0.00######"),
        vat=line.natura.value if line.natura else percent_label(line.vat_rate),
        total=_cents(line.total),
    )


def _row_notes(line: Line) -> Iterable[str]:
    if line.period_start and line.period_end:
        yield _(
            "Dal {start} al {end}", start=short_date_label(line.period_start), end=short_date_label(line.period_end)
        )
    for adjustment in line.adjustments:
        percent, amount = adjustment.percent or Decimal(0), adjustment.amount
        change = percent_label(percent) if amount is None else _number(amount, "#,##0.00######")
        is_discount = adjustment.kind is AdjustmentKind.DISCOUNT
        yield _("Sconto {change}", change=change) if is_discount else _("Maggiorazione {change}", change=change)


def _summary_row(summary: VatSummary) -> SummaryRow:
    return SummaryRow(
        rate=summary.natura.value if summary.natura else percent_label(summary.vat_rate),
        taxable=_cents(summary.taxable),
        tax=_cents(summary.tax),
        reason=summary.legal_reference,
    )


def _totals(document: InvoiceDocument) -> Iterable[Fact]:
    for fund in document.funds:
        label = _("Contributo previdenziale {percent}", percent=percent_label(fund.percent))
        yield Fact(label, money_label(fund.amount, document.currency))
    yield Fact(_("Imponibile"), money_label(document.net_total, document.currency))
    yield Fact(_("IVA"), money_label(document.vat_total, document.currency))
    if document.rounding:
        yield Fact(_("Arrotondamento"), money_label(document.rounding, document.currency))


def _deductions(document: InvoiceDocument) -> Iterable[Fact]:
    """What the buyer pays to others, and what is left for the seller; nothing when that is the total."""
    if document.payable == document.total:
        return
    if document.split_vat:
        yield Fact(_("IVA versata dal committente all'Erario"), money_label(-document.split_vat, document.currency))
    for withholding in document.withholdings:
        label = _("Ritenuta {percent}", percent=percent_label(withholding.percent))
        yield Fact(label, money_label(-withholding.amount, document.currency))
    yield Fact(_("Netto a pagare"), money_label(document.payable, document.currency))


def _payments(document: InvoiceDocument, is_paid: bool) -> Iterable[tuple[Fact, ...]]:
    for instalment in _instalments(document):
        facts = [Fact(_(instalment.method.title), money_label(instalment.amount, document.currency))]
        if instalment.due_date and not is_paid:
            facts.append(Fact(_("Entro il"), date_label(instalment.due_date)))
        if instalment.iban:
            facts.append(Fact("IBAN", _grouped(instalment.iban)))
        if instalment.payee:
            facts.append(Fact(_("Beneficiario"), instalment.payee))
        yield tuple(facts)


def _notes(document: InvoiceDocument) -> Iterable[str]:
    if document.stamp_duty is not None:
        duty = money_label(document.stamp_duty, document.currency)
        yield _("Imposta di bollo assolta in modo virtuale: {duty}.", duty=duty)
    if document.causale:
        yield document.causale
    for reference in document.references:
        if reference.number not in document.causale:
            yield _reference(reference)


def _reference(reference: Reference) -> str:
    name = _(_REFERENCES.get(reference.kind, _ANY_REFERENCE))
    if not reference.issued_on:
        return f"{name} {reference.number}"
    return _(
        "{document} {number} del {date}",
        document=name,
        number=reference.number,
        date=short_date_label(reference.issued_on),
    )


def _cents(amount: Decimal) -> str:
    return _number(amount, "#,##0.00")


def _number(value: Decimal, pattern: str) -> str:
    return format_decimal(value, format=pattern, locale=_BABEL[current_locale()])


def _grouped(iban: str) -> str:
    digits = iban.replace(" ", "")
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
