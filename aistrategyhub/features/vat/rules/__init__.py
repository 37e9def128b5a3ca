"""The rules of VAT, pure."""

from aistrategyhub.features.vat.rules.abroad import rate_abroad, taxes_abroad
from aistrategyhub.features.vat.rules.amounts import add_up, share_vat
from aistrategyhub.features.vat.rules.areas import area_of
from aistrategyhub.features.vat.rules.rates import VAT_RATES, with_vat
from aistrategyhub.features.vat.rules.reasons import proof_label, why
from aistrategyhub.features.vat.rules.split import split_notice
from aistrategyhub.features.vat.rules.threshold import SMALL_SALES, threshold_notice
from aistrategyhub.features.vat.rules.treatment import (
    GoodsNotSoldAbroad,
    customer_of,
    number_to_ask,
    scheme_of,
    standing_of,
    treat,
)
from aistrategyhub.features.vat.rules.words import vat_rows, vat_sums

__all__ = [
    "SMALL_SALES",
    "VAT_RATES",
    "GoodsNotSoldAbroad",
    "add_up",
    "area_of",
    "customer_of",
    "number_to_ask",
    "proof_label",
    "rate_abroad",
    "scheme_of",
    "share_vat",
    "split_notice",
    "standing_of",
    "taxes_abroad",
    "threshold_notice",
    "treat",
    "vat_rows",
    "vat_sums",
    "why",
    "with_vat",
]
