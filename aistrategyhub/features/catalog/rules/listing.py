"""What the address of the list asks for, in the words of the address. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from urllib.parse import urlencode

from aistrategyhub.core.errors import FieldError, InvalidInput
from aistrategyhub.core.text import _, mark, ngettext, number_label
from aistrategyhub.features.catalog.models import ItemKind, ListAudience
from aistrategyhub.features.catalog.rules.reading import read_amount
from aistrategyhub.features.catalog.schemas import (
    Asked,
    CategoryBody,
    CategoryChoice,
    ListQuery,
    ServicePage,
    ServiceSort,
)

LIST_ROUTE = "/servizi"
MOST_COUNTED = 1_000
# Longer ones are no search and no amount; one letter more is kept, so that the refusal is about what was typed.
_LONGEST = 201

_WORDS = {
    "q": "q",
    "category": "categoria",
    "kind": "tipo",
    "audience": "per",
    "price_min": "da",
    "price_max": "fino_a",
    "sort": "ordina",
}
LIST_WORDS = (*_WORDS.values(), "pagina")
KINDS = {
    "prezzo-fisso": (ItemKind.SERVICE_FIXED, mark("Servizi a prezzo fisso")),
    "su-preventivo": (ItemKind.SERVICE_QUOTE, mark("Servizi su preventivo")),
    "abbonamento": (ItemKind.SUBSCRIPTION, mark("Abbonamenti")),
    "digitale": (ItemKind.DIGITAL, mark("Prodotti digitali")),
    "fisico": (ItemKind.PHYSICAL, mark("Prodotti")),
    "pacchetto": (ItemKind.BUNDLE, mark("Pacchetti")),
}
AUDIENCES = {
    "imprese": (ListAudience.FIRMS, mark("Imprese e professionisti")),
    "privati": (ListAudience.PEOPLE, mark("Privati")),
}
SORTS = {
    "": (ServiceSort.RECOMMENDED, mark("Consigliati")),
    "nome": (ServiceSort.NAME, mark("Per nome")),
    "prezzo": (ServiceSort.PRICE, mark("Prezzo, dal più basso")),
    "prezzo-alto": (ServiceSort.PRICE_DESCENDING, mark("Prezzo, dal più alto")),
    "novita": (ServiceSort.NEWEST, mark("Dal più recente")),
}
_ENDS = mark("Il prezzo massimo è più basso del minimo: scambiali.")
_FOUND_ONE, _FOUND = mark("{count} servizio"), mark("{count} servizi")
_FOUND_MORE = mark("Più di {count} servizi")


def read_asked(query: Mapping[str, str]) -> Asked:
    """What the query of the list's address asks for; what it names and nobody knows is not asked."""
    page = query.get("pagina", "1")
    given = {name: _tidy(query.get(word, ""))[:_LONGEST] for name, word in _WORDS.items()}
    known = {"kind": KINDS, "audience": AUDIENCES, "sort": SORTS}
    given = {name: value if value in known.get(name, (value,)) else "" for name, value in given.items()}
    return Asked(**given, page=int(page) if page.isascii() and page.isdigit() and len(page) < 8 else 1)


def list_query(asked: Asked) -> ListQuery:
    """The same for the database. Raises InvalidInput (`price_min`, `price_max`) for what is no amount."""
    price_min, price_max = _amount(asked.price_min, "price_min"), _amount(asked.price_max, "price_max")
    check_bounds(price_min, price_max)
    return ListQuery(
        asked.q,
        asked.category,
        kind=KINDS[asked.kind][0] if asked.kind else None,
        audience=AUDIENCES[asked.audience][0] if asked.audience else ListAudience.EVERYONE,
        price_min=price_min,
        price_max=price_max,
        sort=SORTS[asked.sort][0],
    )


def check_bounds(price_min: Decimal | None, price_max: Decimal | None) -> None:
    """Raises InvalidInput (`price_max`) when no price can lie between the two."""
    if price_min is not None and price_max is not None and price_min > price_max:
        raise InvalidInput([FieldError("price_max", "RANGE_GOES_DOWN", _ENDS)])


def list_route(asked: Asked) -> str:
    """The address of the list that asks for this."""
    words = list_address(asked)
    return f"{LIST_ROUTE}?{words}" if words else LIST_ROUTE


def list_address(asked: Asked) -> str:
    """The query of that address."""
    query = {word: getattr(asked, name) for name, word in _WORDS.items()}
    query["pagina"] = str(asked.page) if asked.page > 1 else ""
    return urlencode({word: value for word, value in query.items() if value})


def category_choices(categories: Sequence[CategoryBody], asked: Asked) -> list[CategoryChoice]:
    """The categories that have something to show, after the choice of all of them."""
    total = sum(category.service_count for category in categories)
    offered = [("", _("Tutti i servizi"), total)]
    offered += [(c.slug, c.name, c.service_count) for c in categories if c.service_count]
    return [
        CategoryChoice(
            name=name,
            count_label=_count_label(count),
            route=list_route(replace(asked, category=slug, page=1)),
            is_chosen=slug == asked.category,
        )
        for slug, name, count in offered
    ]


def found_label(page: ServicePage) -> str:
    """How many were found: `12 servizi`, `Più di 400 servizi`."""
    if page.is_cut:
        return _(_FOUND_MORE, count=number_label(page.total))
    return ngettext(_FOUND_ONE, _FOUND, page.total)


def is_slug(text: str) -> bool:
    """Whether the text could be an item's address; what is not never reaches the database."""
    return len(text) <= 120 and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) is not None


def _tidy(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable()).strip()


def _count_label(count: int) -> str:
    return f"{number_label(MOST_COUNTED)}+" if count > MOST_COUNTED else number_label(count)


def _amount(text: str, name: str) -> Decimal | None:
    return read_amount(text, name) if text else None
