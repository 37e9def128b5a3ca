"""The amendment of a paid order in words. Pure: no database, no clock."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from aistrategyhub.core.text import _, mark, money_label, number_label
from aistrategyhub.features.payments.rules.refunds import SoldLine, quantity_left
from aistrategyhub.features.payments.schemas import AmendLineRow, AmendView
from aistrategyhub.features.vat.rules import why
from aistrategyhub.features.vat.schemas import Amounts

_CREDIT = mark("Rimborsiamo {amount} con il mezzo con cui il cliente ha pagato; segue una nota di credito (TD04).")
_SECOND = mark(
    "Nasce un ordine integrativo di {amount}: il cliente riceve per e-mail il collegamento per pagarlo, e pagandolo "
    "riceve una seconda fattura per la sola differenza."
)
_FIRST_STAYS = mark("La fattura già emessa resta com’è.")
_BOTH = mark("Rimborso e integrazione sono due movimenti: non si compensano, perché hanno due documenti.")
_UNPAID = mark("Finché il cliente non paga l’integrazione, quanto aggiunto non è confermato.")


def amend_rows(
    lines: Sequence[SoldLine],
    prices: Mapping[int, Decimal],
    wanted: Mapping[int, str],
    errors: Mapping[str, str],
    currency: str,
) -> list[AmendLineRow]:
    """The lines of the order, each with how many are left and how many there are to be."""
    return [_row(line, prices[line.number], wanted, errors, currency) for line in lines]


def amend_view(refund: Decimal, amounts: Amounts | None, currency: str) -> AmendView:
    """What giving this back and selling that would do."""
    to_pay = amounts.total if amounts else Decimal(0)
    balance = to_pay - refund
    return AmendView(
        verb=_verb(refund, to_pay, currency),
        refund_label=money_label(refund, currency) if refund else "",
        net_label=money_label(amounts.subtotal, currency) if amounts else "",
        vat_label=money_label(amounts.tax_amount, currency) if amounts else "",
        vat_reasons=_reasons(amounts) if amounts else "",
        pay_label=money_label(to_pay, currency) if amounts else "",
        difference_name=_("Differenza da pagare") if balance >= 0 else _("Differenza da rimborsare"),
        difference_label=money_label(abs(balance), currency),
        consequences=_consequences(refund, to_pay, currency),
    )


def plain_quantity(quantity: Decimal) -> str:
    """A quantity as one types it."""
    return f"{quantity.normalize():f}".replace(".", ",")


def _row(
    line: SoldLine, price: Decimal, wanted: Mapping[int, str], errors: Mapping[str, str], currency: str
) -> AmendLineRow:
    left = quantity_left(line)
    return AmendLineRow(
        number=str(line.number),
        name=line.name,
        price_label=money_label(price, currency),
        left=number_label(left.normalize()),
        wanted=wanted.get(line.number, plain_quantity(left)),
        error=errors.get(f"lines.{line.number}", ""),
    )


def _verb(refund: Decimal, to_pay: Decimal, currency: str) -> str:
    if refund and to_pay:
        return _(
            "Rimborsa {back} e chiedi {more}", back=money_label(refund, currency), more=money_label(to_pay, currency)
        )
    if refund:
        return _("Rimborsa {amount}", amount=money_label(refund, currency))
    return _("Chiedi {amount}", amount=money_label(to_pay, currency))


def _consequences(refund: Decimal, to_pay: Decimal, currency: str) -> list[str]:
    said = [_(_FIRST_STAYS)]
    if refund:
        said.append(_(_CREDIT, amount=money_label(refund, currency)))
    if to_pay:
        said += [_(_SECOND, amount=money_label(to_pay, currency)), _(_UNPAID)]
    return [*said, _(_BOTH)] if refund and to_pay else said


def _reasons(amounts: Amounts) -> str:
    return " ".join(dict.fromkeys(why(line.treatment) for line in amounts.lines))
