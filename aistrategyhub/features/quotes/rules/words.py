"""An offer in words: its status, its sums, and the words with which it is accepted. Pure."""

from decimal import Decimal

from aistrategyhub.core.money import round_half_up
from aistrategyhub.core.text import _, date_label, mark, money_label, number_label, percent_label
from aistrategyhub.features.quotes.models import Instalment, OfferStatus, QuoteOffer
from aistrategyhub.features.quotes.rules.agreeing import amounts_of, collect
from aistrategyhub.features.quotes.schemas.offers import AgreedLine, Agreement, OfferContent, OfferLine
from aistrategyhub.features.quotes.schemas.sheets import OfferRow, StepRow, SumRow
from aistrategyhub.features.vat.rules import vat_sums, why
from aistrategyhub.features.vat.schemas import Treatment

ACCEPTANCE = mark(
    "Accetto l’offerta {number}, versione {version}, per un totale di {total}, e le condizioni che contiene."
)
STATUS_LABELS = {
    OfferStatus.DRAFT: (mark("Bozza"), "neutral"),
    OfferStatus.SENT: (mark("Inviata"), "waiting"),
    OfferStatus.VIEWED: (mark("Letta dal cliente"), "waiting"),
    OfferStatus.ACCEPTED: (mark("Accettata"), "action"),
    OfferStatus.REJECTED: (mark("Rifiutata"), "failed"),
    OfferStatus.SUPERSEDED: (mark("Sostituita"), "neutral"),
    OfferStatus.EXPIRED: (mark("Scaduta"), "neutral"),
}
INSTALMENT_LABELS = {
    Instalment.FULL: mark("Importo totale"),
    Instalment.DEPOSIT: mark("Acconto"),
    Instalment.BALANCE: mark("Saldo"),
}
_LINE_NAMES = {
    Instalment.FULL: "{name}",
    Instalment.DEPOSIT: mark("Acconto: {name}"),
    Instalment.BALANCE: mark("Saldo: {name}"),
}
_OF_OFFER = mark("Offerta {number}, versione {version}.")


def acceptance_words(offer: QuoteOffer, total: Decimal) -> str:
    """The words beside the tick, in the language of the moment: they are kept as they stand here."""
    said = money_label(total, offer.currency)
    return _(ACCEPTANCE, number=offer.number, version=offer.version, total=said)


def instalment_name(line: AgreedLine, instalment: Instalment) -> str:
    """What a line of an order is called that collects a part of this one."""
    return _(_LINE_NAMES[instalment], name=line.name)[:160]


def instalment_note(offer: QuoteOffer) -> str:
    """Which offer an order's line comes from."""
    return _(_OF_OFFER, number=offer.number, version=offer.version)


def offer_rows(content: OfferContent, agreement: Agreement, currency: str) -> list[OfferRow]:
    """The lines of an offer; an optional one has its price whether it is chosen or not."""
    chosen = {line.key for line in agreement.lines}
    return [_offer_row(line, line.key in chosen, currency) for line in content.lines]


def sum_rows(content: OfferContent, agreement: Agreement, currency: str) -> list[SumRow]:
    """What an offer comes to: net, discount, each kind of VAT with its reason, and the total."""
    listed = sum((round_half_up(line.quantity * line.unit_price) for line in agreement.lines), Decimal(0))
    rows = []
    if content.discount_percent:
        rows.append(SumRow(_("Prezzo di listino"), money_label(listed, currency)))
        discount = _("Sconto {percent}", percent=percent_label(content.discount_percent))
        rows.append(SumRow(discount, money_label(agreement.net - listed, currency)))
    rows.append(SumRow(_("Imponibile"), money_label(agreement.net, currency)))
    rows += [
        SumRow(_vat_name(treatment), money_label(vat, currency), why(treatment))
        for treatment, _net, vat in vat_sums(agreement.lines)
    ]
    return [*rows, SumRow(_("Totale"), money_label(agreement.total, currency), is_total=True)]


def payment_rows(agreement: Agreement, currency: str) -> list[SumRow]:
    """How it is paid: at once, or with a deposit first. Sums with VAT."""
    parts = collect(agreement)
    if Instalment.FULL in parts:
        return [SumRow(_("Alla conferma"), money_label(agreement.total, currency))]
    deposit, balance = (amounts_of(parts[part]).total for part in (Instalment.DEPOSIT, Instalment.BALANCE))
    return [
        SumRow(_("Acconto, alla conferma"), money_label(deposit, currency)),
        SumRow(_("Saldo, a lavoro concluso"), money_label(balance, currency)),
    ]


def step_rows(content: OfferContent) -> list[StepRow]:
    """The milestones of the work."""
    return [
        StepRow(step.name, date_label(step.day) if step.day else "", percent_label(step.share))
        for step in content.milestones
    ]


def _offer_row(line: OfferLine, is_chosen: bool, currency: str) -> OfferRow:
    return OfferRow(
        key=line.key,
        name=line.name,
        description=line.description,
        quantity_label=number_label(line.quantity.normalize()),
        price_label=money_label(line.unit_price, currency),
        net_label=money_label(round_half_up(line.quantity * line.unit_price), currency),
        is_optional=line.is_optional,
        is_chosen=is_chosen,
    )


def _vat_name(treatment: Treatment) -> str:
    if treatment.is_split:
        return _("IVA {rate}, da versare all’Erario", rate=percent_label(treatment.rate))
    return _("IVA {rate}", rate=percent_label(treatment.rate)) if treatment.rate else _("Senza IVA")
