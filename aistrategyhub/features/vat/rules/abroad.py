"""VAT of other member states on what private people buy over the net: from when on it is due, and at which rate."""

from datetime import date
from decimal import Decimal

# Standard rates in percent as of 1 January 2026, by the Commission's Taxes in Europe Database
# (ec.europa.eu/taxation_customs/tedb). Monaco has that of France.
_STANDARD_RATES = {
    "AT": "20",
    "BE": "21",
    "BG": "20",
    "CY": "19",
    "CZ": "21",
    "DE": "19",
    "DK": "25",
    "EE": "24",
    "ES": "21",
    "FI": "25.5",
    "FR": "20",
    "GR": "24",
    "HR": "25",
    "HU": "27",
    "IE": "23",
    "LT": "21",
    "LU": "17",
    "LV": "21",
    "MC": "20",
    "MT": "18",
    "NL": "21",
    "PL": "23",
    "PT": "23",
    "RO": "21",
    "SE": "25",
    "SI": "22",
    "SK": "23",
}
# Regions with a standard rate of their own, by the first signs of their post codes: Jungholz and Mittelberg; Madeira
# and the Azores.
_REGIONS = {
    "AT": {("6691", "6991", "6992", "6993"): "19"},
    "PT": {("90", "91", "92", "93", "94"): "22", ("95", "96", "97", "98", "99"): "16"},
}


def rate_abroad(country: str, zip_code: str = "") -> Decimal:
    """The standard rate where somebody lives in another member state (ISO 3166-1 alpha-2), in percent."""
    digits = "".join(sign for sign in zip_code if sign.isdigit())
    regions = _REGIONS.get(country, {}).items()
    own = next((rate for starts, rate in regions if digits.startswith(starts)), None)
    return Decimal(own or _STANDARD_RATES[country])


def taxes_abroad(*, oss_since: date | None, crossed_on: date | None, today: date) -> bool:
    """Whether such sales bear the VAT of the buyer's state: from the day on from which the firm declares it through the
    OSS, and for the rest of the year and all of the next once the limit was crossed (article 7-octies DPR 633/1972)."""
    has_chosen = oss_since is not None and oss_since <= today
    has_crossed = crossed_on is not None and crossed_on <= today and crossed_on.year >= today.year - 1
    return has_chosen or has_crossed
