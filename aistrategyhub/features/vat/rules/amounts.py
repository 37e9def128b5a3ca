"""Amounts of a sale: the VAT of a rate is rounded once, and shared out among its lines."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from aistrategyhub.core.money import CENT, round_half_up
from aistrategyhub.features.vat.schemas import Amounts, LineAmounts, PricedLine, Treatment


def add_up(lines: Sequence[PricedLine]) -> Amounts:
    """The amounts of a sale. Lines that bear the same VAT are reckoned together, as the invoice's summary wants it, and
    the cents that rounding leaves over go to the lines that it wronged most. VAT that the buyer pays to the treasury is
    not among what they cost."""
    alike: dict[Treatment, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        alike[line.treatment].append(index)
    vats: dict[int, Decimal] = {}
    for treatment, indexes in alike.items():
        nets = [lines[index].net for index in indexes]
        shares = [Decimal("0.00") for _net in nets] if treatment.is_split else share_vat(nets, treatment.rate)
        vats.update(zip(indexes, shares, strict=True))
    return Amounts(tuple(LineAmounts(line.net, vats[index], line.treatment) for index, line in enumerate(lines)))


def share_vat(nets: Sequence[Decimal], rate: Decimal) -> list[Decimal]:
    """The VAT of each net amount, in cents, adding up to the VAT of their sum."""
    exact = [net * rate / 100 for net in nets]
    shares = [round_half_up(vat) for vat in exact]
    missing = round_half_up(sum(nets, Decimal(0)) * rate / 100) - sum(shares)
    step = CENT if missing > 0 else -CENT
    most_wronged = sorted(range(len(nets)), key=lambda index: (shares[index] - exact[index]) * step)
    for index in most_wronged[: int(abs(missing) / CENT)]:
        shares[index] += step
    return shares
