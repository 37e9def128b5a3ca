"""What prices are called, what can be bought, what an address and a search ask for."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.text import speaking
from aistrategyhub.features.catalog.models import BillingUnit, ItemKind, ListAudience
from aistrategyhub.features.catalog.rules import (
    cursor_text,
    is_buyable,
    is_slug,
    list_query,
    list_route,
    price_label,
    price_note,
    price_view,
    read_asked,
    read_compared,
    read_cursor,
)
from aistrategyhub.features.catalog.schemas import Asked, Cursor, DiscountBody, ListQuery, PriceBody, ServiceSort
from aistrategyhub.features.vat.rules import with_vat
from aistrategyhub.features.vat.schemas import Scheme, VatClass


def price(amount: str, up_to: str | None = None, unit: BillingUnit = BillingUnit.ONCE) -> PriceBody:
    return PriceBody(amount=Decimal(amount), amount_max=Decimal(up_to) if up_to else None, billing_unit=unit)


@pytest.mark.parametrize(
    ("given", "italian", "english"),
    [
        (price("2900.00"), "2.900,00 € + IVA", "€2,900.00 + VAT"),
        (price("490.00"), "490,00 € + IVA", "€490.00 + VAT"),
        (price("1234567.89"), "1.234.567,89 € + IVA", "€1,234,567.89 + VAT"),
        (price("6500.00", "18000.00"), "da 6.500,00 € + IVA", "from €6,500.00 + VAT"),
        (price("690.00", unit=BillingUnit.MONTH), "690,00 € al mese + IVA", "€690.00 a month + VAT"),
        (price("120.00", unit=BillingUnit.HOUR), "120,00 € l’ora + IVA", "€120.00 an hour + VAT"),
        (price("900.00", "1200.00", BillingUnit.DAY), "da 900,00 € al giorno + IVA", "from €900.00 a day + VAT"),
        (price("5000.00", unit=BillingUnit.YEAR), "5.000,00 € all’anno + IVA", "€5,000.00 a year + VAT"),
        (price("5000.00", unit=BillingUnit.PROJECT), "5.000,00 € + IVA", "€5,000.00 + VAT"),
        (None, "Su preventivo", "On request"),
    ],
)
def test_a_price_is_said_as_people_say_it(given: PriceBody | None, italian: str, english: str) -> None:
    assert price_label(given, Scheme.ORDINARY).replace("\xa0", " ") == italian
    with speaking("en"):
        assert price_label(given, Scheme.ORDINARY) == english


@pytest.mark.parametrize(
    ("kind", "given", "note"),
    [
        (ItemKind.SERVICE_FIXED, price("2900.00"), "Il totale, imposte comprese, è indicato prima del pagamento."),
        (
            ItemKind.SERVICE_QUOTE,
            price("6500.00", "18000.00"),
            "Fino a 18.000,00 € + IVA, secondo dimensione e perimetro: il preventivo è gratuito.",
        ),
        (
            ItemKind.SUBSCRIPTION,
            price("690.00", unit=BillingUnit.MONTH),
            "Si attiva con un contratto che definiamo insieme.",
        ),
        (ItemKind.SERVICE_QUOTE, None, "Il preventivo è gratuito e non impegna."),
    ],
)
def test_what_a_price_leaves_open(kind: ItemKind, given: PriceBody | None, note: str) -> None:
    assert price_note(kind, given, Scheme.ORDINARY).replace("\xa0", " ") == note


def test_a_small_seller_speaks_of_no_vat_in_its_estimates() -> None:
    note = price_note(ItemKind.SERVICE_QUOTE, price("6500.00", "18000.00"), Scheme.FLAT_RATE)
    assert note.replace("\xa0", " ").startswith("Fino a 18.000,00 €, secondo")


@pytest.mark.parametrize(
    ("kind", "given", "can"),
    [
        (ItemKind.SERVICE_FIXED, price("2900.00"), True),
        (ItemKind.DIGITAL, price("490.00"), True),
        (ItemKind.SERVICE_FIXED, price("2900.00", unit=BillingUnit.PROJECT), True),
        (ItemKind.SERVICE_FIXED, price("2900.00", "3900.00"), False),
        (ItemKind.SERVICE_FIXED, price("120.00", unit=BillingUnit.HOUR), False),
        (ItemKind.SERVICE_FIXED, None, False),
        (ItemKind.SERVICE_QUOTE, price("2900.00"), False),
        (ItemKind.SUBSCRIPTION, price("690.00", unit=BillingUnit.MONTH), False),
        (ItemKind.PHYSICAL, price("19.00"), False),
        (ItemKind.BUNDLE, price("19.00"), False),
    ],
)
def test_only_one_exact_price_of_a_delivered_kind_can_be_bought(
    kind: ItemKind, given: PriceBody | None, can: bool
) -> None:
    assert is_buyable(kind, given) is can


@pytest.mark.parametrize(
    ("text", "could"),
    [
        ("dpia-fria", True),
        ("a", True),
        ("a" * 120, True),
        ("a" * 121, False),
        ("", False),
        ("Dpia", False),
        ("dpia--fria", False),
        ("dpia\x00", False),
        ("dpia\n", False),
        ("../etc", False),
        ("qualità", False),
    ],
)
def test_what_could_be_an_address(text: str, could: bool) -> None:
    assert is_slug(text) is could


@pytest.mark.parametrize(
    ("query", "asked", "route"),
    [
        ({}, Asked(), "/servizi"),
        ({"q": " registro AI "}, Asked(q="registro AI"), "/servizi?q=registro+AI"),
        ({"categoria": "ai-compliance", "pagina": "3"}, Asked(category="ai-compliance", page=3),
         "/servizi?categoria=ai-compliance&pagina=3"),
        ({"pagina": "1"}, Asked(), "/servizi"),
        ({"pagina": "-4"}, Asked(), "/servizi"),
        ({"pagina": "²"}, Asked(), "/servizi"),
        ({"pagina": "9" * 400}, Asked(), "/servizi"),
        ({"q": "a&b=c"}, Asked(q="a&b=c"), "/servizi?q=a%26b%3Dc"),
        ({"q": "nis\x00\ud800 2"}, Asked(q="nis 2"), "/servizi?q=nis+2"),
        ({"tipo": "digitale", "per": "privati", "ordina": "prezzo"},
         Asked(kind="digitale", audience="privati", sort="prezzo"), "/servizi?tipo=digitale&per=privati&ordina=prezzo"),
        ({"tipo": "x", "per": "nessuno", "ordina": "-id"}, Asked(), "/servizi"),
        ({"da": "1.000", "fino_a": "2000,50"}, Asked(price_min="1.000", price_max="2000,50"),
         "/servizi?da=1.000&fino_a=2000%2C50"),
    ],
)  # fmt: skip
def test_the_address_of_the_list_says_what_it_shows(query: dict[str, str], asked: Asked, route: str) -> None:
    assert read_asked(query) == asked
    assert list_route(asked) == route


def test_what_an_address_asks_for_is_a_question_to_the_database() -> None:
    asked = Asked("nis2", "ai-compliance", "digitale", "privati", "1.000", "2000,50", "prezzo-alto", 3)

    assert list_query(asked) == ListQuery(
        "nis2",
        "ai-compliance",
        kind=ItemKind.DIGITAL,
        audience=ListAudience.PEOPLE,
        price_min=Decimal("1000.00"),
        price_max=Decimal("2000.50"),
        sort=ServiceSort.PRICE_DESCENDING,
    )


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (Asked(price_min="molto"), "price_min"),
        (Asked(price_max="-3"), "price_max"),
        (Asked(price_min="1,234"), "price_min"),
        (Asked(price_min="200", price_max="100"), "price_max"),
    ],
)
def test_a_price_that_is_none_is_refused_at_its_field(asked: Asked, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        list_query(asked)

    assert [error.field for error in refusal.value.fields] == [field]


@pytest.mark.parametrize(
    ("net", "vat_class", "gross"),
    [
        ("2900.00", VatClass.STANDARD, "3538.00"),
        ("0.33", VatClass.STANDARD, "0.40"),
        ("33.33", VatClass.REDUCED, "36.66"),
        ("10.05", VatClass.SUPER_REDUCED, "10.45"),
    ],
)
def test_people_are_told_the_price_with_vat(net: str, vat_class: VatClass, gross: str) -> None:
    assert with_vat(Decimal(net), vat_class) == Decimal(gross)


def test_both_kinds_of_buyers_read_their_price() -> None:
    view = price_view(price("1000.00", "2000.00", BillingUnit.DAY), price("900.00"), VatClass.STANDARD, Scheme.ORDINARY)

    assert view.firms.label.replace("\xa0", " ") == "da 1.000,00 € al giorno + IVA"
    assert view.firms.most.replace("\xa0", " ") == "fino a 2.000,00 €"
    assert view.people.label.replace("\xa0", " ") == "1.098,00 € IVA inclusa"
    assert (view.people.most, view.is_quoted) == ("", False)


@pytest.mark.parametrize("scheme", [Scheme.FLAT_RATE, Scheme.MINIMUM])
def test_a_seller_that_charges_no_vat_says_so_to_both(scheme: Scheme) -> None:
    view = price_view(price("1000.00", "2000.00"), price("900.00"), VatClass.STANDARD, scheme)

    assert view.firms.label.replace("\xa0", " ") == "da 1.000,00 € senza IVA"
    assert view.people.label.replace("\xa0", " ") == "900,00 € senza IVA"


def test_a_reduced_price_stands_beside_the_lowest_of_thirty_days() -> None:
    discount = DiscountBody(
        full_amount=Decimal("1000.00"),
        lowest_amount=Decimal("950.00"),
        ends_at=datetime(2026, 11, 30, 22, tzinfo=UTC),
    )
    reduced = PriceBody(amount=Decimal("800.00"), discount=discount)
    view = price_view(reduced, reduced, VatClass.STANDARD, Scheme.ORDINARY)

    told = [view.firms.full, view.firms.lowest, view.firms.until, view.people.full, view.people.lowest]
    assert [words.replace("\xa0", " ") for words in told] == [
        "1.000,00 €",
        "Prezzo più basso nei 30 giorni prima dello sconto: 950,00 €",
        "Sconto fino al 30 novembre 2026",
        "1.220,00 €",
        "Prezzo più basso nei 30 giorni prima dello sconto: 1.159,00 €",
    ]


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("", []),
        ("con=dpia-fria&con=registro", ["dpia-fria", "registro"]),
        ("con=a&con=a&altro=b", ["a"]),
        ("con=../etc&con=%00&con=A", []),
        ("con=a&con=b&con=c&con=d", ["a", "b", "c", "d"]),
        ("con=a&" * 2_000, ["a"]),
    ],
)
def test_an_address_names_what_is_compared(query: str, slugs: list[str]) -> None:
    assert read_compared(query) == slugs


ITEM = UUID("01a1ffd2-67d0-7000-8000-000000000000")


@pytest.mark.parametrize(
    ("cursor", "is_search"),
    [
        (Cursor(ServiceSort.RECOMMENDED, 12, ITEM), False),
        (Cursor(ServiceSort.NAME, "registro e c", ITEM), False),
        (Cursor(ServiceSort.PRICE, 40), True),
    ],
)
def test_a_cursor_comes_back_as_it_went(cursor: Cursor, is_search: bool) -> None:
    assert read_cursor(cursor_text(cursor), cursor.sort, is_search=is_search) == cursor


@pytest.mark.parametrize(
    ("text", "sort", "is_search"),
    [
        ("x", ServiceSort.NAME, False),
        ("é", ServiceSort.NAME, False),
        ("W10", ServiceSort.NAME, False),
        ("[" * 600, ServiceSort.NAME, False),
        (cursor_text(Cursor(ServiceSort.NAME, "a", ITEM)), ServiceSort.PRICE, False),
        (cursor_text(Cursor(ServiceSort.NAME, 3, ITEM)), ServiceSort.NAME, False),
        (cursor_text(Cursor(ServiceSort.NAME, "a\x00", ITEM)), ServiceSort.NAME, False),
        (cursor_text(Cursor(ServiceSort.PRICE, 2**63, ITEM)), ServiceSort.PRICE, False),
        (cursor_text(Cursor(ServiceSort.PRICE, -1)), ServiceSort.PRICE, True),
        (cursor_text(Cursor(ServiceSort.PRICE, 1, ITEM)), ServiceSort.PRICE, True),
        (cursor_text(Cursor(ServiceSort.PRICE, 1)), ServiceSort.PRICE, False),
    ],
)
def test_a_cursor_of_another_list_is_refused(text: str, sort: ServiceSort, is_search: bool) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_cursor(text, sort, is_search=is_search)

    assert [error.code for error in refusal.value.fields] == ["BAD_CURSOR"]
