"""Who pays which VAT: the table of docs/pricing-and-vat.md."""

from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.billing import Address, Buyer
from aistrategyhub.core.territories import COUNTRIES
from aistrategyhub.core.text import speaking
from aistrategyhub.features.tenants.models import Tenant
from aistrategyhub.features.vat.models import VatCheck
from aistrategyhub.features.vat.queries import seller_scheme
from aistrategyhub.features.vat.rules import (
    GoodsNotSoldAbroad,
    area_of,
    customer_of,
    number_to_ask,
    scheme_of,
    treat,
    why,
)
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
from tests.factories.sales import create_seller

D = Decimal
ITALIAN = Customer("IT", "20144")
GERMAN_FIRM = Customer("DE", "10115", is_firm=True)
PROVEN = Customer("DE", "10115", is_firm=True, standing=Standing.PROVEN)
REFUSED = Customer("DE", "10115", is_firm=True, standing=Standing.REFUSED)
GERMAN = Customer("DE", "10115", standing=Standing.PROVEN)
SWISS_FIRM, SWISS = Customer("CH", "6900", is_firm=True), Customer("CH", "6900")
LIVIGNO = Customer("IT", "23041", is_firm=True)


@pytest.mark.parametrize(
    ("customer", "supply", "scheme", "ground", "rate", "nature"),
    [
        (ITALIAN, Supply.SERVICE, Scheme.ORDINARY, Ground.ITALY, "22", None),
        (ITALIAN, Supply.GOODS, Scheme.ORDINARY, Ground.ITALY, "22", None),
        (ITALIAN, Supply.SERVICE, Scheme.FLAT_RATE, Ground.SMALL_SELLER, "0", "N2.2"),
        (ITALIAN, Supply.GOODS, Scheme.MINIMUM, Ground.SMALL_SELLER, "0", "N2.2"),
        (ITALIAN, Supply.SERVICE, Scheme.CROSS_BORDER, Ground.SMALL_SELLER, "0", "N2.2"),
        (PROVEN, Supply.SERVICE, Scheme.ORDINARY, Ground.EU_FIRM, "0", "N2.1"),
        (PROVEN, Supply.ELECTRONIC, Scheme.FLAT_RATE, Ground.EU_FIRM, "0", "N2.1"),
        (REFUSED, Supply.SERVICE, Scheme.ORDINARY, Ground.EU_FIRM_REFUSED, "22", None),
        (GERMAN_FIRM, Supply.SERVICE, Scheme.ORDINARY, Ground.EU_FIRM_SILENT, "22", None),
        (REFUSED, Supply.SERVICE, Scheme.FLAT_RATE, Ground.SMALL_SELLER, "0", "N2.2"),
        (GERMAN, Supply.SERVICE, Scheme.ORDINARY, Ground.EU_PERSON, "22", None),
        (GERMAN, Supply.ELECTRONIC, Scheme.ORDINARY, Ground.EU_PERSON, "22", None),
        (SWISS_FIRM, Supply.SERVICE, Scheme.ORDINARY, Ground.FIRM_OUTSIDE, "0", "N2.1"),
        (SWISS_FIRM, Supply.ELECTRONIC, Scheme.FLAT_RATE, Ground.FIRM_OUTSIDE, "0", "N2.1"),
        (SWISS, Supply.SERVICE, Scheme.ORDINARY, Ground.PERSON_OUTSIDE, "0", "N2.1"),
        (SWISS, Supply.ELECTRONIC, Scheme.MINIMUM, Ground.PERSON_OUTSIDE, "0", "N2.1"),
        (LIVIGNO, Supply.SERVICE, Scheme.ORDINARY, Ground.FIRM_OUTSIDE, "0", "N2.1"),
    ],
)
def test_the_first_line_of_the_table_that_fits_decides(customer, supply, scheme, ground, rate, nature):
    treatment = treat(customer, VatClass.STANDARD, supply=supply, seller=SellerVat(scheme))
    assert (treatment.ground, treatment.rate, treatment.nature) == (ground, D(rate), nature)
    assert bool(treatment.law) == bool(nature)


@pytest.mark.parametrize(
    ("customer", "supply", "law"),
    [
        (PROVEN, Supply.SERVICE, "Inversione contabile, art. 7-ter DPR 633/1972"),
        (SWISS_FIRM, Supply.ELECTRONIC, "Operazione non soggetta, art. 7-ter DPR 633/1972"),
        (SWISS, Supply.SERVICE, "Operazione non soggetta, art. 7-septies DPR 633/1972"),
        (SWISS, Supply.ELECTRONIC, "Operazione non soggetta, art. 7-octies DPR 633/1972"),
    ],
)
def test_the_invoice_names_the_law(customer, supply, law):
    assert treat(customer, VatClass.STANDARD, supply=supply, seller=SellerVat()).law == law


IN_OSS, SPLITTING = SellerVat(taxes_abroad=True), SellerVat(splits=True)
OFFICE = Customer("IT", "00186", is_firm=True, is_office=True)


@pytest.mark.parametrize(
    ("customer", "supply", "seller", "ground", "rate"),
    [
        (GERMAN, Supply.ELECTRONIC, IN_OSS, Ground.EU_PERSON_OSS, "19"),
        (GERMAN, Supply.ELECTRONIC, SellerVat(Scheme.FLAT_RATE, taxes_abroad=True), Ground.EU_PERSON_OSS, "19"),
        (GERMAN, Supply.SERVICE, IN_OSS, Ground.EU_PERSON, "22"),
        (REFUSED, Supply.ELECTRONIC, IN_OSS, Ground.EU_FIRM_REFUSED, "22"),
        (ITALIAN, Supply.ELECTRONIC, IN_OSS, Ground.ITALY, "22"),
        (SWISS, Supply.ELECTRONIC, IN_OSS, Ground.PERSON_OUTSIDE, "0"),
        (OFFICE, Supply.SERVICE, SPLITTING, Ground.PUBLIC_OFFICE, "22"),
        (OFFICE, Supply.SERVICE, SellerVat(), Ground.ITALY, "22"),
        (OFFICE, Supply.SERVICE, SellerVat(Scheme.FLAT_RATE, splits=True), Ground.SMALL_SELLER, "0"),
        (ITALIAN, Supply.SERVICE, SPLITTING, Ground.ITALY, "22"),
    ],
)
def test_vat_goes_another_way_to_other_states_and_from_public_offices(customer, supply, seller, ground, rate):
    treatment = treat(customer, VatClass.STANDARD, supply=supply, seller=seller)
    assert (treatment.ground, treatment.rate) == (ground, D(rate))
    assert treatment.nature is None or not treatment.rate
    assert bool(treatment.law) == (ground not in (Ground.ITALY, Ground.EU_PERSON, Ground.EU_FIRM_REFUSED))


@pytest.mark.parametrize(
    ("vat_class", "rate"), [(VatClass.STANDARD, "22"), (VatClass.REDUCED, "10"), (VatClass.SUPER_REDUCED, "4")]
)
def test_each_class_has_its_rate(vat_class, rate):
    assert treat(ITALIAN, vat_class, supply=Supply.SERVICE, seller=SellerVat()).rate == D(rate)


@pytest.mark.parametrize("customer", [PROVEN, GERMAN, SWISS_FIRM, SWISS, LIVIGNO])
def test_goods_do_not_leave_italy(customer):
    with pytest.raises(GoodsNotSoldAbroad):
        treat(customer, VatClass.STANDARD, supply=Supply.GOODS, seller=SellerVat())


@pytest.mark.parametrize(
    ("country", "zip_code", "area"),
    [
        ("IT", "20144", Area.ITALY),
        ("IT", "23041", Area.OUTSIDE),
        ("IT", "22061", Area.OUTSIDE),
        ("IT", "", Area.ITALY),
        ("DE", "10115", Area.UNION),
        ("DE", "78266", Area.OUTSIDE),
        ("DE", "D-27498", Area.OUTSIDE),
        ("ES", "28013", Area.UNION),
        ("ES", "35001", Area.OUTSIDE),
        ("ES", "51001", Area.OUTSIDE),
        ("FR", "75001", Area.UNION),
        ("FR", "97400", Area.OUTSIDE),
        ("FI", "22100", Area.OUTSIDE),
        ("FI", "00100", Area.UNION),
        ("GR", "630 86", Area.OUTSIDE),
        ("GR", "10557", Area.UNION),
        ("MC", "98000", Area.UNION),
        ("RE", "97400", Area.OUTSIDE),
        ("SM", "47890", Area.OUTSIDE),
        ("VA", "00120", Area.OUTSIDE),
        ("GB", "BT1 1AA", Area.OUTSIDE),
        ("CH", "6900", Area.OUTSIDE),
    ],
)
def test_where_an_address_lies_for_vat(country, zip_code, area):
    assert area_of(country, zip_code) is area


def test_the_union_is_its_27_members_and_monaco():
    inside = {country for country in COUNTRIES if area_of(country) is not Area.OUTSIDE}
    assert len(inside - {"MC"}) == 27
    assert "MC" in inside


@pytest.mark.parametrize(
    ("regime", "scheme"),
    [("RF01", Scheme.ORDINARY), ("RF02", Scheme.MINIMUM), ("RF18", Scheme.ORDINARY), ("RF19", Scheme.FLAT_RATE)],
)
def test_the_regime_of_the_seller_tells_its_scheme(regime, scheme):
    assert scheme_of(regime) is scheme


async def test_the_scheme_is_that_of_the_firm_and_ordinary_before_its_data_are_known(
    session: AsyncSession, tenant: Tenant
) -> None:
    assert await seller_scheme(session) is Scheme.ORDINARY
    await create_seller(session, regime_fiscale="RF19")
    assert await seller_scheme(session) is Scheme.FLAT_RATE


def test_a_buyer_is_a_customer_where_it_is_billed():
    address = Address(street="Via Plan 1", city="Livigno", zip="23041", province="SO")
    firm = Buyer(email="a@b.example", vat_number="01234567897", billing_address=address)
    assert customer_of(firm) == LIVIGNO
    assert customer_of(firm.model_copy(update={"sdi_code": "UFLHM1"})).is_office


def _firm(country: str, number: str, zip_code: str = "") -> Buyer:
    address = Address(street="Hafenstr. 1", city="Hamburg", zip=zip_code, country=country)
    return Buyer(email="a@b.example", company_name="Nordlicht", vat_number=number, billing_address=address)


@pytest.mark.parametrize(
    ("buyer", "asked"),
    [
        (_firm("DE", "136695976", "20457"), VatNumber("DE", "136695976")),
        (_firm("GR", "094259216"), VatNumber("EL", "094259216")),
        (_firm("MC", "FR61954506077"), VatNumber("FR", "61954506077")),
        (_firm("DE", "136695976", "78266"), None),
        (_firm("CH", "CHE123456788"), None),
        (_firm("IT", "01234567897"), None),
        (_firm("DE", ""), None),
    ],
)
def test_vies_is_asked_of_firms_in_other_member_states(buyer, asked):
    assert number_to_ask(buyer) == asked


@pytest.mark.parametrize(
    ("check", "standing"),
    [
        (VatCheck(state="DE", number="136695976", is_valid=True), Standing.PROVEN),
        (VatCheck(state="DE", number="136695976", is_valid=False), Standing.REFUSED),
        (VatCheck(state="DE", number="129274202", is_valid=True), Standing.SILENT),
        (VatCheck(state="AT", number="136695976", is_valid=True), Standing.SILENT),
        (None, Standing.SILENT),
    ],
    ids=["valid", "not valid", "another number", "another state", "no answer"],
)
def test_an_answer_counts_for_its_own_number_alone(check, standing):
    assert customer_of(_firm("DE", "136695976", "20457"), check).standing is standing


@pytest.mark.parametrize("ground", list(Ground))
@pytest.mark.parametrize("locale", ["it", "en"])
def test_every_ground_is_told_in_both_languages(ground, locale):
    with speaking(locale):
        told = why(Treatment(ground, D(22)))
    assert told.endswith(".")
    assert "{" not in told


def test_the_law_is_told_where_there_is_no_vat():
    with speaking("it"):
        told = why(Treatment(Ground.EU_FIRM, D(0), Nature.NOT_SUBJECT_ABROAD, "art. 7-ter"))
    assert told.endswith("(art. 7-ter)")
