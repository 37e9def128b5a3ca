"""What prices are called, what can be bought, what an address and a search ask for."""

from decimal import Decimal

import pytest

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.text import speaking
from aistrategyhub.features.catalog.models import BillingUnit, ItemKind
from aistrategyhub.features.catalog.rules import (
    is_buyable,
    is_slug,
    list_route,
    price_label,
    price_note,
    read_asked,
    search_words,
)
from aistrategyhub.features.catalog.schemas import Asked, PriceBody


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
    assert price_label(given).replace("\xa0", " ") == italian
    with speaking("en"):
        assert price_label(given) == english


@pytest.mark.parametrize(
    ("kind", "given", "note"),
    [
        (ItemKind.SERVICE_FIXED, price("2900.00"), "Il totale con IVA è indicato prima del pagamento."),
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
    assert price_note(kind, given).replace("\xa0", " ") == note


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
    ("search", "words"),
    [
        ("", []),
        ("   ", []),
        ("  NIS2   Consiglio\tdi ", ["nis2", "consiglio", "di"]),
        ("100% _ *", ["100%", "_", "*"]),
        ("nis\x002 \ud800", []),
    ],
)
def test_a_search_is_its_printable_words_in_lower_case(search: str, words: list[str]) -> None:
    assert search_words(search) == words


def test_a_search_of_5000_characters_is_refused_with_its_limit() -> None:
    with pytest.raises(InvalidInput) as refusal:
        search_words("a" * 5000)
    (field,) = refusal.value.fields
    assert (field.field, field.code, field.values) == ("q", "TOO_LONG", {"longest": 200})


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
    ],
)  # fmt: skip
def test_the_address_of_the_list_says_what_it_shows(query: dict[str, str], asked: Asked, route: str) -> None:
    assert read_asked(query) == asked
    assert list_route(asked) == route
