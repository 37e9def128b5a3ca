"""Which VAT a sale bears, when the seller is established in Italy."""

from decimal import Decimal

from aistrategyhub.core.billing import Buyer
from aistrategyhub.core.errors import DomainError
from aistrategyhub.core.text import mark
from aistrategyhub.features.vat.models import VatCheck
from aistrategyhub.features.vat.rules.abroad import rate_abroad
from aistrategyhub.features.vat.rules.areas import area_of
from aistrategyhub.features.vat.rules.rates import VAT_RATES
from aistrategyhub.features.vat.schemas import (
    Area,
    Customer,
    Ground,
    Nature,
    Scheme,
    SellerVat,
    Standing,
    Supply,
    Treatment,
    VatClass,
)
from aistrategyhub.integrations.vies.gateway import VatNumber

_ZERO = Decimal(0)
# At most 100 characters (`RiferimentoNormativo`). The first words are those of article 21, paragraph 6-bis.
_REVERSE_CHARGE = "Inversione contabile, art. 7-ter DPR 633/1972"
_FIRM_OUTSIDE = "Operazione non soggetta, art. 7-ter DPR 633/1972"
_PERSON_OUTSIDE = {
    Supply.SERVICE: "Operazione non soggetta, art. 7-septies DPR 633/1972",
    Supply.ELECTRONIC: "Operazione non soggetta, art. 7-octies DPR 633/1972",
}
# What invoices to public offices must say (article 2 DM 23 January 2015).
_SPLIT = "Scissione dei pagamenti, art. 17-ter DPR 633/1972"
_OSS = "IVA dovuta in altro Stato UE, regime OSS, art. 74-sexies DPR 633/1972"
_SMALL_SELLER = {
    Scheme.FLAT_RATE: "Regime forfettario, art. 1 commi 54-89 L. 190/2014",
    Scheme.MINIMUM: "Regime dei minimi, art. 1 commi 96-117 L. 244/2007",
    Scheme.CROSS_BORDER: "Regime transfrontaliero di franchigia, art. 70-terdecies DPR 633/1972",
}
# VIES writes Greece with the letters of its own name, and knows Monaco's firms as French ones.
_PREFIXES = {"GR": "EL", "MC": "FR"}
_SCHEMES = {"RF02": Scheme.MINIMUM, "RF19": Scheme.FLAT_RATE, "RF20": Scheme.CROSS_BORDER}
_OF_STANDING = {Standing.REFUSED: Ground.EU_FIRM_REFUSED, Standing.SILENT: Ground.EU_FIRM_SILENT}


class GoodsNotSoldAbroad(DomainError):
    """Goods that leave Italy need proof of their journey, which an order does not carry."""

    code = "GOODS_NOT_SOLD_ABROAD"
    sentence = mark("I prodotti da spedire si vendono per ora solo in Italia: scrivici per un'offerta.")


def number_to_ask(buyer: Buyer) -> VatNumber | None:
    """The number of a firm in another member state, as VIES names it; None of all others, whom VIES does not know."""
    address = buyer.billing_address
    if not buyer.vat_number or area_of(address.country, address.zip) is not Area.UNION:
        return None
    state = _PREFIXES.get(address.country, address.country)
    return VatNumber(state, buyer.vat_number.removeprefix(state))


def standing_of(buyer: Buyer, check: VatCheck | None) -> Standing:
    """What an answer says of this buyer: nothing, when it is about another number."""
    number = number_to_ask(buyer)
    if check is None or number is None or (check.state, check.number) != (number.state, number.number):
        return Standing.SILENT
    return Standing.PROVEN if check.is_valid else Standing.REFUSED


def customer_of(buyer: Buyer, check: VatCheck | None = None) -> Customer:
    """What of a buyer decides the VAT; `check` is what VIES said of its number."""
    address = buyer.billing_address
    standing = standing_of(buyer, check)
    return Customer(
        address.country, address.zip, is_firm=buyer.is_company, standing=standing, is_office=buyer.is_office
    )


def scheme_of(tax_regime: str) -> Scheme:
    """How a seller of this `RegimeFiscale` (RF01 to RF20) stands to VAT."""
    return _SCHEMES.get(tax_regime, Scheme.ORDINARY)


def treat(customer: Customer, vat_class: VatClass, *, supply: Supply, seller: SellerVat) -> Treatment:
    """The VAT of a sale to this customer: a table of `docs/pricing-and-vat.md`, read from above.

    Raises GoodsNotSoldAbroad.
    """
    area = area_of(customer.country, customer.zip)
    if supply is Supply.GOODS and area is not Area.ITALY:
        raise GoodsNotSoldAbroad
    if area is Area.OUTSIDE:
        return _outside(customer, supply)
    if area is Area.UNION and customer.is_firm and customer.standing is Standing.PROVEN:
        return _not_subject(Ground.EU_FIRM, Nature.NOT_SUBJECT_ABROAD, _REVERSE_CHARGE)
    is_person_abroad = area is Area.UNION and not customer.is_firm
    if is_person_abroad and supply is Supply.ELECTRONIC and seller.taxes_abroad:
        return Treatment(Ground.EU_PERSON_OSS, rate_abroad(customer.country, customer.zip), law=_OSS)
    if not seller.charges_vat:
        return _not_subject(Ground.SMALL_SELLER, Nature.NOT_SUBJECT_OTHERWISE, _SMALL_SELLER[seller.scheme])
    rate = VAT_RATES[vat_class]
    if area is Area.UNION:
        return Treatment(_OF_STANDING[customer.standing] if customer.is_firm else Ground.EU_PERSON, rate)
    if customer.is_office and seller.splits:
        return Treatment(Ground.PUBLIC_OFFICE, rate, law=_SPLIT)
    return Treatment(Ground.ITALY, rate)


def _outside(customer: Customer, supply: Supply) -> Treatment:
    if customer.is_firm:
        return _not_subject(Ground.FIRM_OUTSIDE, Nature.NOT_SUBJECT_ABROAD, _FIRM_OUTSIDE)
    return _not_subject(Ground.PERSON_OUTSIDE, Nature.NOT_SUBJECT_ABROAD, _PERSON_OUTSIDE[supply])


def _not_subject(ground: Ground, nature: Nature, law: str) -> Treatment:
    return Treatment(ground, _ZERO, nature, law)
