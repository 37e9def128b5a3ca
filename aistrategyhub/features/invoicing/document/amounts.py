"""Amounts of a document: line totals and the summary per rate, rounded half up where the specification says."""

from collections.abc import Iterable
from decimal import Decimal

from aistrategyhub.core.money import round_half_up
from aistrategyhub.features.invoicing.document.codes import AdjustmentKind, Natura, VatDue
from aistrategyhub.features.invoicing.document.model import ZERO, Line, VatSummary
from aistrategyhub.features.invoicing.document.parts import Adjustment, PensionFund, Withholding

HUNDRED = Decimal(100)
_STAMP_DUTY, _FREE_OF_STAMP = Decimal("2.00"), Decimal("77.47")
_STAMPED = frozenset({Natura.N1, Natura.N2_1, Natura.N2_2, Natura.N3_5, Natura.N4})


def line_total(
    unit_price: Decimal,
    quantity: Decimal | None = None,
    adjustments: Iterable[Adjustment] = (),
    places: int = 2,
) -> Decimal:
    """The net total of a line: adjustments act on the price of one unit, in turn, before the multiplication."""
    price = unit_price
    for adjustment in adjustments:
        change = adjustment.amount if adjustment.amount is not None else price * (adjustment.percent or ZERO) / HUNDRED
        price += change if adjustment.kind is AdjustmentKind.SURCHARGE else -change
    return round_half_up(price * (Decimal(1) if quantity is None else quantity), places)


def summarise(
    lines: Iterable[Line], due: VatDue = VatDue.IMMEDIATE, funds: Iterable[PensionFund] = ()
) -> tuple[VatSummary, ...]:
    """The summary of lines and pension funds, one entry per rate and Natura in order of appearance.

    The tax of a rate is computed once, on the rounded sum of its lines. What is at rate zero owes no tax, so its
    entry has no `due` and keeps the first legal reference among the lines.
    """
    sums: dict[tuple[Decimal, Natura | None], Decimal] = {}
    references: dict[tuple[Decimal, Natura | None], str] = {}
    for line in lines:
        key = (line.vat_rate, line.natura)
        sums[key] = sums.get(key, ZERO) + line.total
        references[key] = references.get(key, "") or line.legal_reference
    for fund in funds:
        key = (fund.vat_rate, fund.natura)
        sums[key] = sums.get(key, ZERO) + fund.amount
        references.setdefault(key, "")
    return tuple(
        VatSummary(
            vat_rate=rate,
            natura=natura,
            taxable=round_half_up(amount),
            tax=tax_on(round_half_up(amount), rate),
            due=due if rate else None,
            legal_reference=references[rate, natura],
        )
        for (rate, natura), amount in sums.items()
    )


def fund_on(
    lines: Iterable[Line], kind: str, percent: Decimal, *, vat_rate: Decimal, natura: Natura | None, is_withheld: bool
) -> PensionFund:
    """The contribution to a professional fund on what the lines come to; it bears VAT as they do."""
    base = round_half_up(sum((line.total for line in lines), ZERO))
    return PensionFund(
        kind=kind,
        percent=percent,
        amount=tax_on(base, percent),
        base=base,
        vat_rate=vat_rate,
        natura=natura,
        is_withheld=is_withheld,
    )


def withholding_on(
    lines: Iterable[Line], funds: Iterable[PensionFund], kind: str, percent: Decimal, reason: str
) -> Withholding:
    """What the buyer keeps back on the lines and funds that are subject to it (art. 25 DPR 600/1973)."""
    base = sum((line.total for line in lines if line.is_withheld), ZERO)
    base += sum((fund.amount for fund in funds if fund.is_withheld), ZERO)
    return Withholding(kind=kind, percent=percent, amount=tax_on(base, percent), reason=reason)


def stamp_duty_on(lines: Iterable[Line], funds: Iterable[PensionFund] = ()) -> Decimal | None:
    """What is owed for a document with more than 77.47 euro outside VAT (article 13 of the tariff of DPR 642/1972):
    nothing for what is exported or bears a VAT that somebody else pays (N3, N6, N7)."""
    outside = sum((line.total for line in lines if line.natura in _STAMPED), ZERO)
    outside += sum((fund.amount for fund in funds if fund.natura in _STAMPED), ZERO)
    return _STAMP_DUTY if outside > _FREE_OF_STAMP else None


def tax_on(taxable: Decimal, vat_rate: Decimal) -> Decimal:
    """The VAT on a taxable amount at a rate in percent, in cents."""
    return round_half_up(taxable * vat_rate / HUNDRED)
