"""Where an address lies for VAT."""

from aistrategyhub.core.territories import EU_COUNTRIES
from aistrategyhub.features.vat.schemas import Area

# Parts of member states that are outside the territory of VAT, by the first signs of their post codes (article 7 DPR
# 633/1972, article 6 Directive 2006/112/EC): Livigno and Campione; Büsingen and Helgoland; the Canaries, Ceuta and
# Melilla; the overseas departments; Åland; Mount Athos.
_LEFT_OUT = {
    "IT": ("23041", "22061"),
    "DE": ("78266", "27498"),
    "ES": ("35", "38", "51", "52"),
    "FR": ("971", "972", "973", "974", "976"),
    "FI": ("22",),
    "GR": ("63086", "63087"),
}
# Monaco counts as France (article 7 of the directive) and has French VAT numbers.
_COUNTS_AS = {"MC": "FR"}


def area_of(country: str, zip_code: str = "") -> Area:
    """The area of a country (ISO 3166-1 alpha-2), or of the part of it that this post code names."""
    member = _COUNTS_AS.get(country, country)
    if member not in EU_COUNTRIES:
        return Area.OUTSIDE
    digits = "".join(sign for sign in zip_code if sign.isdigit())
    if digits.startswith(_LEFT_OUT.get(member, ())):
        return Area.OUTSIDE
    return Area.ITALY if member == "IT" else Area.UNION
