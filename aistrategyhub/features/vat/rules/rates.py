"""Italian rates."""

from decimal import Decimal

from aistrategyhub.core.money import round_half_up
from aistrategyhub.features.vat.schemas import VatClass

# Ordinary, reduced and super-reduced rates in percent: article 16 DPR 633/1972 and its table A.
VAT_RATES = {
    VatClass.STANDARD: Decimal(22),
    VatClass.REDUCED: Decimal(10),
    VatClass.SUPER_REDUCED: Decimal(4),
}


def with_vat(net: Decimal, vat_class: VatClass) -> Decimal:
    """What somebody in Italy pays for one of a thing at this net price: VAT on the price itself, rounded half up."""
    return net + round_half_up(net * VAT_RATES[vat_class] / 100)
