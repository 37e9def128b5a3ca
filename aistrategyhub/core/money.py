"""Money is `Decimal` in euro and rounds in one place. Pure: reads no clock, no database."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
_UNITS = [Decimal(1).scaleb(-places) for places in range(10)]

# ISO 4217 currencies whose smallest unit is not the hundredth; all others have two places.
_PLACES = {"JPY": 0, "KRW": 0, "VND": 0, "ISK": 0, "BHD": 3, "KWD": 3, "TND": 3}


def round_half_up(amount: Decimal, places: int = 2) -> Decimal:
    """The amount at `places` decimals, halves away from zero, as Italian invoices are rounded."""
    return amount.quantize(_UNITS[places], rounding=ROUND_HALF_UP)


def minor_units(amount: Decimal, currency: str = "EUR") -> int:
    """The whole number a payment provider wants: 1220 for 12.20 EUR.

    Raises ValueError when the amount has a fraction of the smallest unit: money is never rounded on its way out.
    """
    scaled = amount.scaleb(_PLACES.get(currency.upper(), 2))
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{amount} {currency} is not a whole number of minor units")
    return int(scaled)


def from_minor_units(units: int, currency: str = "EUR") -> Decimal:
    """The amount a provider's whole number stands for: 12.20 for 1220 EUR minor units."""
    places = _PLACES.get(currency.upper(), 2)
    return Decimal(units).scaleb(-places).quantize(Decimal(1).scaleb(-places))
