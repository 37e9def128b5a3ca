"""The VAT of a sale in words."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from aistrategyhub.core.text import _, money_label, percent_label
from aistrategyhub.features.vat.rules.reasons import why
from aistrategyhub.features.vat.schemas import Treatment, VatRow


class Taxed(Protocol):
    """A line of a sale with the VAT that was decided for it."""

    @property
    def treatment(self) -> Treatment: ...
    @property
    def net(self) -> Decimal: ...
    @property
    def vat(self) -> Decimal: ...


def vat_sums(lines: Iterable[Taxed]) -> list[tuple[Treatment, Decimal, Decimal]]:
    """Net and VAT of each kind of VAT, the highest rate first."""
    sums: dict[Treatment, tuple[Decimal, Decimal]] = defaultdict(lambda: (Decimal(0), Decimal(0)))
    for line in lines:
        net, vat = sums[line.treatment]
        sums[line.treatment] = (net + line.net, vat + line.vat)
    ordered = sorted(sums.items(), key=lambda entry: -entry[0].rate)
    return [(treatment, net, vat) for treatment, (net, vat) in ordered]


def vat_rows(lines: Iterable[Taxed], currency: str) -> list[VatRow]:
    """What each kind of VAT comes to, the highest rate first, and why it is that."""
    return [
        VatRow(
            rate_label=_vat_name(treatment.rate, net=money_label(net, currency)),
            net_label=money_label(net, currency),
            vat_label=money_label(vat, currency),
            reason=why(treatment),
        )
        for treatment, net, vat in vat_sums(lines)
    ]


def _vat_name(rate: Decimal, net: str) -> str:
    return _("IVA {rate} su {net}", rate=percent_label(rate), net=net) if rate else _("Senza IVA su {net}", net=net)
