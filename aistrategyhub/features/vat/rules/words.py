"""The VAT of a sale in words."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from aistrategyhub.core.money import round_half_up
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
    """Net and VAT of each kind of VAT, the highest rate first; also of the VAT that is not paid to the seller, which no
    line costs."""
    sums: dict[Treatment, tuple[Decimal, Decimal]] = defaultdict(lambda: (Decimal(0), Decimal(0)))
    for line in lines:
        net, vat = sums[line.treatment]
        sums[line.treatment] = (net + line.net, vat + line.vat)
    ordered = sorted(sums.items(), key=lambda entry: -entry[0].rate)
    return [
        (treatment, net, round_half_up(net * treatment.rate / 100) if treatment.is_split else vat)
        for treatment, (net, vat) in ordered
    ]


def vat_rows(lines: Iterable[Taxed], currency: str) -> list[VatRow]:
    """What each kind of VAT comes to, the highest rate first, and why it is that."""
    return [
        VatRow(
            rate_label=_vat_name(treatment, net=money_label(net, currency)),
            net_label=money_label(net, currency),
            vat_label=money_label(vat, currency),
            reason=why(treatment),
        )
        for treatment, net, vat in vat_sums(lines)
    ]


def _vat_name(treatment: Treatment, net: str) -> str:
    if treatment.is_split:
        return _("IVA {rate} su {net}, da versare all’Erario", rate=percent_label(treatment.rate), net=net)
    if treatment.rate:
        return _("IVA {rate} su {net}", rate=percent_label(treatment.rate), net=net)
    return _("Senza IVA su {net}", net=net)
