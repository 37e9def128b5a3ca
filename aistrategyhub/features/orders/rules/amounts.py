"""Amounts of an order. `docs/pricing-and-vat.md` is the prose."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from aistrategyhub.core.money import CENT, round_half_up


@dataclass(frozen=True)
class PricedLine:
    """A line before VAT is shared out: net unit price in euro, VAT rate in percent."""

    quantity: Decimal
    unit_price: Decimal
    vat_rate: Decimal

    @property
    def net(self) -> Decimal:
        return round_half_up(self.quantity * self.unit_price)


@dataclass(frozen=True)
class LineAmounts:
    """What a line costs, in euro; `vat` is its share of the VAT of its rate."""

    net: Decimal
    vat_rate: Decimal
    vat: Decimal

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat


@dataclass(frozen=True)
class OrderAmounts:
    """What an order costs, in euro. The VAT of each rate is rounded once, on the sum of its lines."""

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


def add_up(lines: Sequence[PricedLine]) -> OrderAmounts:
    """The amounts of an order. VAT is computed per rate on the net sum, as the invoice's summary wants it,
    and the cents that rounding leaves over go to the lines with the largest remainders."""
    vat_of_line: dict[int, Decimal] = {}
    by_rate: dict[Decimal, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        by_rate[line.vat_rate].append(index)
    for rate, indexes in by_rate.items():
        nets = [lines[index].net for index in indexes]
        vat_of_line.update(zip(indexes, share_vat(nets, rate), strict=True))
    return OrderAmounts(
        tuple(
            LineAmounts(net=line.net, vat_rate=line.vat_rate, vat=vat_of_line[index])
            for index, line in enumerate(lines)
        )
    )


def share_vat(nets: Sequence[Decimal], rate: Decimal) -> list[Decimal]:
    """The VAT of each net amount, in cents, adding up to the VAT of their sum."""
    exact = [net * rate / 100 for net in nets]
    shares = [round_half_up(vat) for vat in exact]
    missing = round_half_up(sum(nets, Decimal(0)) * rate / 100) - sum(shares)
    step = CENT if missing > 0 else -CENT
    most_wronged = sorted(range(len(nets)), key=lambda i: (shares[i] - exact[i]) * step)
    for index in most_wronged[: int(abs(missing) / CENT)]:
        shares[index] += step
    return shares
